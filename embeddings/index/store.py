"""The interface of the passage store, which lexical and dense search of a build run on.

There are two implementations: local files next to the articles (``embedded``), and a vector database for collections
beyond one machine (``milvus/``). A store only finds passages; fusion, evidence, reading and deciding are the same
over both. The articles and the passages' texts are in the build's own file in either case: a quote is never read back
from a store.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from embeddings.article import Passage
from embeddings.encoders.protocol import Vectors
from embeddings.index.articles import ArticleFile
from embeddings.index.scored import Scored


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage as stored: its id, a hash of its content, its unit vector, and its terms."""

    passage_id: int
    key: bytes  # a hash of the content and the encoder
    vector: Vectors  # (dimension,)
    terms: str  # as ``spelled_terms`` returns them


@dataclass(frozen=True, slots=True)
class Mask:
    """The passages that a search may return: those with these ids, or all others."""

    ids: frozenset[int]
    shown: bool  # True: only these ids may be returned; False: all but these

    @classmethod
    def only(cls, ids: Collection[int]) -> "Mask":
        """Return a mask that allows only these passages."""
        return cls(frozenset(ids), shown=True)

    @classmethod
    def hiding(cls, ids: Collection[int]) -> "Mask | None":
        """Return a mask that allows all passages but these, or ``None`` if there are none."""
        return cls(frozenset(ids), shown=False) if ids else None

    def shows(self, passage_id: int) -> bool:
        """Return whether a passage may be returned."""
        return (passage_id in self.ids) is self.shown


class PassageStore(Protocol):
    """The passages of one build, for one writer and later for many concurrent readers.

    Writes are durable and visible once ``refresh`` has returned. Searches return the best passages first, ties by id;
    higher scores are better.
    """

    def upsert(self, passages: Sequence[StoredPassage]) -> None:
        """Store passages; storing one again changes nothing."""

    def delete(self, passage_ids: Sequence[int]) -> None:
        """Remove passages, which need not be in the articles any more."""

    def search_dense(self, vectors: Vectors, k: int, allowed: Mask | None = None) -> list[list[Scored]]:
        """Return for each unit vector the ``k`` nearest passages by cosine; none for a zero vector."""

    def search_lexical(self, queries: Sequence[str], k: int, allowed: Mask | None = None) -> list[list[Scored]]:
        """Return for each raw question the ``k`` best passages by BM25 that contain one of its terms."""

    def terms(self, terms: Sequence[str]) -> list[int]:
        """Return how many passages contain each of the terms."""

    def passages(self, ids: Sequence[int]) -> list[Passage]:
        """Return the passages with these ids, in the order given."""

    def vectors(self, ids: Sequence[int]) -> Vectors:
        """Return the stored vectors ``(ids, dimension)`` in the order given, including those not yet refreshed."""

    def counts(self) -> dict[str, int]:
        """Return the number of passages in each part of the store; they agree in a valid one."""

    def count(self) -> int:
        """Return the number of passages; raise ``StoreError`` if the store does not answer."""

    def refresh(self) -> None:
        """Make everything written durable and visible."""

    def close(self) -> None:
        """Close files and connections; writes that were not refreshed may be lost."""


@dataclass(frozen=True, slots=True)
class Place:
    """The build that a store belongs to: its id, its folder, and its articles with their passages."""

    build_id: str
    folder: Path
    records: ArticleFile


class Engine(Protocol):
    """The factory of passage stores: creates, opens and drops the store of a build."""

    @property
    def lexical(self) -> str:
        """The name of the lexical ranking; equal names mean equal rankings."""

    @property
    def carries_over(self) -> bool:
        """Whether a new store can start from that of the previous build."""

    def note(self) -> Mapping[str, str]:
        """Return what the manifest records about the engine; empty for the embedded one."""

    def create(self, place: Place, dimension: int, base: Path | None) -> PassageStore:
        """Return a new store for writing, starting from that of the build in the folder ``base``."""

    def open(self, place: Place, dimension: int, note: Mapping[str, str]) -> PassageStore:
        """Return the store of a finished build; raise ``BuildError`` if it cannot be opened."""

    def publish(self, build_id: str) -> None:
        """Make a build the live one at the engine."""

    def drop(self, build_id: str) -> None:
        """Remove everything that the engine stores of a build outside its folder."""
