"""A large collection: building it, opening it, and retrieving from it.

Run ``python -m tests.benchmarks.bench_million FOLDER --questions FILE`` on a folder of ``*.txt.gz`` files of real
text, one paragraph a line, and a SQuAD-layout file whose questions are asked. Neighbouring paragraphs become files;
these are read, cleaned, and cut finer than usual to reach ``--passages``. Each step is a process of its own, whose peak
memory has all that it starts. ``--keep`` keeps everything in a folder, and goes on from it another time.
"""

import argparse
import gzip
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter

import numpy as np

from embeddings.article import Article, Passage
from embeddings.builds.make import Progress, build
from embeddings.builds.publish import Builds
from embeddings.builds.recipe import Recipe
from embeddings.chunk import chunk
from embeddings.collection.records import Collection
from embeddings.collection.sync import sync_folder
from embeddings.encoders.static import StaticEncoder
from qa.query import parse_question
from qa.retrieve import retrieve
from qa.squad import read_squad
from tests.benchmarks.memory import measured

ARTICLE = 1500  # characters
PASSAGE = (85, 130)  # characters aimed at, and at most
CHUNKER = "bench-million"
EXACT = 200  # questions whose nearest are compared with an exact search


def cut(article: Article, first_id: int) -> list[Passage]:
    """Return the passages of an article, shorter than usual and without overlap."""
    return chunk(article, first_id, target=PASSAGE[0], maximum=PASSAGE[1], overlap=0)


def write_files(text: Path, folder: Path, passages: int) -> None:
    """Write neighbouring paragraphs joined to files, a thousand in a folder, until they give about so many passages."""
    characters = 0
    for number, article in enumerate(joined(text)):
        path = folder / f"{number // 1000:04}" / f"{number:07}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(article, encoding="utf-8")
        characters += len(article)
        if characters > passages * PASSAGE[0]:
            return


def joined(folder: Path) -> Iterator[str]:
    """Yield neighbouring paragraphs joined until they are long enough, file after file."""
    for path in sorted(folder.glob("*.txt.gz")):
        text = ""
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                text += line
                if len(text) >= ARTICLE:
                    yield text.strip()
                    text = ""


def timed_sync(folder: Path) -> str:
    """Read and clean the files, and return what that took."""
    began = perf_counter()
    with Collection.open(folder / "collection.sqlite") as collection:
        report = sync_folder(collection, folder / "articles")
    seconds = perf_counter() - began
    return f"read {len(report.added)} files, {len(report.problems)} refused, {seconds:.0f} s"


def timed_build(folder: Path) -> str:
    """Build, and return what that took."""
    recipe = Recipe(StaticEncoder.from_folder(), workers=2, chunk=cut, chunker=CHUNKER)
    began, stages = perf_counter(), dict[str, float]()

    def note(progress: Progress) -> None:
        stages[progress.stage.value] = perf_counter() - began

    with Collection.open(folder / "collection.sqlite") as collection:
        manifest = build(collection, Builds(folder / "builds", recipe), report=note)
    seconds = perf_counter() - began
    disk = sum(path.stat().st_size for path in (folder / "builds" / manifest.id).rglob("*") if path.is_file())
    until = ", ".join(f"{stage} {at:.0f}" for stage, at in stages.items())
    return (
        f"{manifest.articles} articles, {manifest.passages} passages, build {seconds:.0f} s ({until}), "
        f"{manifest.passages / seconds:.0f} passages/s, {disk / 1e6:.0f} MB on disk"
    )


def timed_search(folder: Path, file: Path, most: int) -> str:
    """Open the newest build, ask the questions, and return what that took and how much was found."""
    builds = Builds(folder / "builds", Recipe(StaticEncoder.from_folder(), chunk=cut, chunker=CHUNKER))
    began = perf_counter()
    live = builds.open(builds.ids()[0], thorough=False)
    opening = perf_counter() - began
    queries = [parse_question(question.text) for question in read_squad(file).questions[:most]]
    encoder = builds.recipe.encoder

    def times(ask: Callable[[int], object]) -> str:
        seconds = []
        for number in range(len(queries)):
            began = perf_counter()
            ask(number)
            seconds.append(perf_counter() - began)
        return f"p50 {1000 * np.percentile(seconds, 50):.1f} ms, p95 {1000 * np.percentile(seconds, 95):.1f} ms"

    vectors = encoder.encode_queries([query.text for query in queries])
    lines = [
        f"open {opening:.2f} s, retrieval {times(lambda n: retrieve([queries[n]], live, encoder, 5))}",
        f"lexical alone {times(lambda n: live.search_lexical([queries[n].content], 50))}",
        f"dense alone {times(lambda n: live.search_dense(vectors[n : n + 1], 50))}",
    ]
    return "\n".join(lines)


def recall(folder: Path, file: Path, most: int) -> str:
    """Return how many of the nearest ten of an exact search are found."""
    builds = Builds(folder / "builds", Recipe(StaticEncoder.from_folder(), chunk=cut, chunker=CHUNKER))
    live = builds.open(builds.ids()[0], thorough=False)
    queries = [question.text for question in read_squad(file).questions[:most]]
    table = live.vectors(live.records.ids())
    recalls = []
    for vector in builds.recipe.encoder.encode_queries(queries):
        scores = table @ vector
        right = set(np.argpartition(-scores, 10)[:10])
        lowest = min(scores[list(right)])
        [found] = live.search_dense(vector[np.newaxis], 10)
        recalls.append(sum(hit.score >= lowest - 1e-5 for hit in found) / 10)
    return f"recall@10 of exact {np.mean(recalls):.4f} ({len(recalls)} questions)"


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("text", type=Path)
    parser.add_argument("--questions", type=Path, required=True)
    parser.add_argument("--passages", type=int, default=1_000_000)
    parser.add_argument("--most-questions", type=int, default=500)
    parser.add_argument("--keep", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder, questions = arguments.keep or Path(scratch), arguments.questions
        steps = [(timed_search, folder, questions, arguments.most_questions), (recall, folder, questions, EXACT)]
        if not (folder / "builds").exists():
            write_files(arguments.text, folder / "articles", arguments.passages)
            size = sum(path.stat().st_size for path in (folder / "articles").glob("*/*"))
            print(f"{size / 1e6:.0f} MB of text", flush=True)
            steps = [(timed_sync, folder), (timed_build, folder), *steps]
        for step, *parts in steps:
            line, peak = measured(step, *parts)
            print(f"{line}; peak {peak} MB", flush=True)


if __name__ == "__main__":
    main()
