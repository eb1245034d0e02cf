"""A process that adds articles and builds them in Milvus, again and again, until it is killed.

``python -m tests.fakes.milvus_writer FOLDER STORE FIRST`` prints the number of each article that is stored, a dot at
each step of a build, and ``built`` when one is published.
"""

import sys
from contextlib import closing
from pathlib import Path

from embeddings.article import RawArticle
from embeddings.builds.make import build
from embeddings.builds.opened import OpenBuild
from embeddings.builds.publish import Builds
from embeddings.builds.recipe import Recipe
from embeddings.collection.records import Collection
from embeddings.errors import NoBuildError
from embeddings.index.milvus.engine import MilvusEngine
from embeddings.progress import Report, ignore
from tests.fakes.encoder import HashEncoder
from tests.fakes.stores import fitting_engine

FILLING = 40  # sentences of an article


def store(folder: Path, number: int) -> None:
    """Store an article that has a sentence of its own."""
    text = "".join(f"第{number}則公告第{line}條說，編號{number}的門在{line}點打開。" for line in range(FILLING))
    with Collection.open(folder / "collection.sqlite") as collection:
        collection.put(RawArticle(f"api/{number}", f"第{number}則", text))


def say(word: object) -> None:
    """Tell whoever reads along."""
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def builds_of(folder: Path, engine: MilvusEngine) -> Builds:
    """Return the folder of builds."""
    return Builds(folder / "builds", Recipe(HashEncoder(), engine=engine))


def live_of(builds: Builds) -> OpenBuild | None:
    """Return the live build, if one has been published."""
    try:
        return builds.open_live()
    except NoBuildError:
        return None


def rebuild(folder: Path, builds: Builds, report: Report = ignore) -> str:
    """Build what the collection has, publish it, and return its id."""
    with Collection.open(folder / "collection.sqlite") as collection:
        manifest = build(collection, builds, previous=live_of(builds), report=report)
    builds.publish(manifest.id, just_made=True)
    builds.prune(keep=2)
    return manifest.id


def main() -> None:
    """Write until killed."""
    folder, address, number = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    with closing(fitting_engine(address)) as engine:
        builds = builds_of(folder, engine)
        while True:
            store(folder, number)
            say(number)
            number += 1
            rebuild(folder, builds, lambda _: say("."))
            say("built")


if __name__ == "__main__":
    main()
