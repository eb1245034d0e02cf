"""Stores of passages to be held to one another: texts, as a store takes them, and every engine that can be had here."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from embeddings.article import Article, Passage
from embeddings.builds.encode import content_key
from embeddings.encoders.protocol import Vectors
from embeddings.index.articles import ArticleFile, ArticleWriter
from embeddings.index.embedded import EmbeddedEngine
from embeddings.index.milvus.address import Address
from embeddings.index.milvus.engine import MilvusEngine
from embeddings.index.milvus.lexical import Lexical
from embeddings.index.parts import ARTICLES
from embeddings.index.postings import spelled_terms
from embeddings.index.store import Engine, PassageStore, Place, StoredPassage
from tests.fakes.legs import ReferencePostings, stored_length

DIMENSION = 24
SERVER = os.environ.get("MILVUS_URI")  # of a server to be tested, as milvus://host:19530/name
ENGINES = ["embedded", *(["lite"] if find_spec("milvus_lite") else []), *(["server"] if SERVER else [])]


class DenseOnly(MilvusEngine):
    """Milvus of whatever version, asked for no words if it has none: what is proven on a server that is too old."""

    def _way(self) -> Lexical:
        return self.connection.lexical


@contextmanager
def open_engine(name: str, folder: Path) -> Iterator[Engine]:
    """Yield one of the engines, which may keep its files in a folder."""
    if name == "embedded":
        yield EmbeddedEngine()
        return
    engine = DenseOnly(Address.parse(str(folder / "milvus.db") if name == "lite" else str(SERVER)))
    try:
        yield engine
    finally:
        engine.close()


def unit(rows: int, seed: int) -> Vectors:
    """Return unit vectors in every direction."""
    vectors = np.random.default_rng(seed).standard_normal((rows, DIMENSION)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@dataclass
class Held:
    """A store that some texts were written to, with what they are."""

    store: PassageStore
    engine: Engine
    place: Place
    texts: Mapping[int, str]
    table: Vectors  # of the texts in their order
    note: Mapping[str, str]

    def reference(self) -> ReferencePostings:
        """Return BM25 by counting, over lengths as this store keeps them: Milvus' own BM25 has them to the term."""
        exact = "bm25" in self.note.get("lexical", "")
        return ReferencePostings(dict(self.texts), float if exact else stored_length)


def stored(texts: Mapping[int, str], table: Vectors) -> list[StoredPassage]:
    """Return texts by passage id as a store takes them."""
    return [
        StoredPassage(id_, key_of(passage(id_, text)), vector, spelled_terms(text))
        for (id_, text), vector in zip(texts.items(), table, strict=True)
    ]


def passage(id_: int, text: str) -> Passage:
    """Return a text as the one passage of its article."""
    return Passage(id_, f"a{id_}", "", 0, len(text), text, (), (), f"{id_}.txt")


def key_of(one: Passage) -> bytes:
    """Return the hash of a passage's content."""
    return content_key("fake", one)


def records_of(folder: Path, texts: Mapping[int, str]) -> ArticleFile:
    """Write every text as an article of one passage, and open them."""
    folder.mkdir(parents=True, exist_ok=True)
    writer = ArticleWriter(folder / ARTICLES, key_of)
    for id_, text in texts.items():
        writer.put(Article(f"a{id_}", "", text, f"{id_}.txt"), f"{id_}", [passage(id_, text)])
    writer.close()
    return ArticleFile(folder / ARTICLES)


@contextmanager
def held(
    engine: Engine,
    folder: Path,
    texts: Sequence[str] | Mapping[int, str],
    table: Vectors | None = None,
    build: int = 1,
) -> Iterator[Held]:
    """Yield a store of the texts, written in two batches and refreshed; it is dropped afterwards."""
    by_id = texts if isinstance(texts, Mapping) else dict(enumerate(texts))
    table = unit(len(by_id), 1) if table is None else table
    place = Place(f"20260101T00000000{build}Z-abcdef", folder, records_of(folder, by_id))
    store = engine.create(place, DIMENSION, None)
    passages = stored(by_id, table)
    try:
        for batch in (passages[: len(passages) // 2], passages[len(passages) // 2 :]):
            store.upsert(batch)
        store.refresh()
        yield Held(store, engine, place, by_id, table, engine.note())
    finally:
        store.close()
        place.records.close()
        engine.drop(place.build_id)
