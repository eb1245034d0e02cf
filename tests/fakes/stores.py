"""Stores of passages to be held to one another: texts, as a store takes them, and every engine that can be had here."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from embeddings.article import Article, Passage
from embeddings.builds.encode import content_key
from embeddings.encoders.protocol import Vectors
from embeddings.index.articles import ArticleFile, ArticleWriter
from embeddings.index.embedded import EmbeddedEngine
from embeddings.index.milvus.address import Address
from embeddings.index.milvus.engine import MilvusEngine
from embeddings.index.milvus.lexical import Lexical
from embeddings.index.milvus.store import Kept, MilvusStore
from embeddings.index.parts import ARTICLES, POSTINGS
from embeddings.index.postings import Postings, PostingsWriter, spelled_terms
from embeddings.index.scored import Scored
from embeddings.index.store import Engine, Mask, PassageStore, Place, StoredPassage
from tests.fakes.legs import ReferencePostings, stored_length

DIMENSION = 24
SERVER = os.environ.get("MILVUS_URI")  # of a server to be tested, as milvus://host:19530/name
ENGINES = ["embedded", *(["lite"] if find_spec("milvus_lite") else []), *(["server"] if SERVER else [])]


class DenseOnly(MilvusEngine):
    """Milvus of whatever version, asked for no words if it has none: what is proven on a server that is too old."""

    def _way(self) -> Lexical:
        return self.connection.lexical


class WordsBesideStore(MilvusStore):
    """A store with its vectors in Milvus and its words in a folder, as the embedded one has them."""

    def __init__(self, kept: Kept, place: Place, dimension: int) -> None:
        super().__init__(kept, place, dimension)
        self._writes: PostingsWriter | None = None
        self._postings: Postings | None = None

    def upsert(self, rows: Sequence[StoredPassage]) -> None:
        super().upsert(rows)
        if self._writes is None:
            self._writes = PostingsWriter.open(self._folder / POSTINGS)
        for row in rows:
            self._writes.add(row.passage_id, row.terms)

    def refresh(self) -> None:
        if self._writes is not None:
            self._writes.close()
        super().refresh()

    def _open(self) -> None:
        super()._open()
        self._postings = Postings.open(self._folder / POSTINGS)

    def search_lexical(self, queries: Sequence[str], k: int, allowed: Mask | None = None) -> list[list[Scored]]:
        assert self._postings is not None
        assert allowed is None, "nothing is hidden where this is used"
        return self._postings.search(queries, k)


class WordsBeside(MilvusEngine):
    """Milvus without words, and words beside it: how the whole line is tried with a server that is too old for them."""

    lexical = "words-beside-1"

    def _way(self) -> Lexical:
        return Lexical.NONE

    def create(self, place: Place, dimension: int, base: Path | None) -> MilvusStore:
        kept = self._kept(place.build_id)
        kept.connection.drop(kept.collection)
        kept.connection.create(kept.collection, dimension, kept.lexical)
        return WordsBesideStore(kept, place, dimension)

    def open(self, place: Place, dimension: int, note: Mapping[str, str]) -> MilvusStore:
        return WordsBesideStore.opened(self._kept(place.build_id), place, dimension)


def fitting_engine(address: str) -> MilvusEngine:
    """Return Milvus at an address, with words beside it if it has none."""
    engine = MilvusEngine(Address.parse(address))
    if engine.connection.lexical is not Lexical.NONE:
        return engine
    engine.close()
    return WordsBeside(engine.address)


@contextmanager
def alone(address: str) -> Iterator[MilvusEngine]:
    """Yield Milvus at an address; if it is a file, another process may have it afterwards."""
    engine = fitting_engine(address)
    try:
        yield engine
    finally:
        engine.close()
        if engine.address.is_file:
            server_manager_instance().release_server(engine.address.uri)


def server_manager_instance() -> Any:
    """Return what opens the files of Milvus Lite in this process."""
    return import_module("milvus_lite.server_manager").server_manager_instance


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
