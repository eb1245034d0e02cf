"""A few articles and the recipe that tests build them with."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from embeddings.article import Article
from embeddings.builds import make
from embeddings.builds.make import Check
from embeddings.builds.manifest import Manifest
from embeddings.builds.opened import OpenBuild
from embeddings.builds.publish import Builds
from embeddings.builds.recipe import Recipe
from embeddings.collection.memory import InMemoryArticles
from embeddings.progress import Report, ignore
from tests.fakes.encoder import HashEncoder

TEXTS = {
    "a-quake": ("花蓮地震", "花蓮縣4月3日上午7時58分發生芮氏規模7.2地震。氣象署說，這是25年來最大的地震。" * 8),
    "b-consumer": (
        "消費者報告",
        "消費者報告指出，今年手機的平均價格是一萬二千元。" * 12 + "最貴的手機由一家台北公司製造。",
    ),
    "c-metro": ("台北捷運", "台北捷運去年載客七億人次。捷運公司總經理是王大明。"),
    "d-english": ("GDP", "台灣2023年的GDP成長率是1.31%，主計總處上修了預測。"),
}


def articles(**changed: str) -> list[Article]:
    """Return the articles in the order of their ids, with other texts for those named (``_`` for ``-``)."""
    texts = {name: text for name, (_, text) in TEXTS.items()} | {k.replace("_", "-"): v for k, v in changed.items()}
    return [Article(id_, TEXTS.get(id_, (id_, ""))[0], text, f"{id_}.txt") for id_, text in sorted(texts.items())]


def recipe(encoder: HashEncoder | None = None) -> Recipe:
    """Return the recipe with the hash encoder."""
    return Recipe(HashEncoder() if encoder is None else encoder)


def build(
    texts: Iterable[Article],
    builds: Builds,
    *,
    previous: OpenBuild | None = None,
    report: Report = ignore,
    checks: Sequence[Check] = (),
) -> Manifest:
    """Build articles that come in the order of their ids."""
    return make.build(InMemoryArticles(texts), builds, previous=previous, report=report, checks=checks)


def published(folder: Path, texts: Sequence[Article] | None = None) -> tuple[Builds, Manifest]:
    """Build the articles in a folder and publish them."""
    builds = Builds(folder, recipe())
    manifest = build(articles() if texts is None else texts, builds)
    builds.publish(manifest.id)
    return builds, manifest
