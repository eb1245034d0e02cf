"""The store of passages: what both legs of a build are searched in, wherever that is.

There are two: files beside the articles (``embedded``), and a server of vectors for collections beyond one machine
(``milvus/``). Either finds passages; fusing the legs, evidence, reading and deciding are the question side's, the same
over both. The articles, and what passages say, are in the build's own file in either case: a quote is never read back
from an engine.
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
class Row:
    """A passage as it is stored: its id, which is for this content and no other, its unit vector, and its terms."""

    passage_id: int
    key: bytes  # a hash of the content, and of the encoder
    vector: Vectors  # (dimension,)
    terms: str  # as ``spelled_terms`` gives them


@dataclass(frozen=True, slots=True)
class Mask:
    """Which passages a search may find: those of the ids, or all but those."""

    ids: frozenset[int]
    shown: bool  # whether the ids are those that may be found

    @classmethod
    def only(cls, ids: Collection[int]) -> "Mask":
        """Let nothing else be found."""
        return cls(frozenset(ids), shown=True)

    @classmethod
    def hiding(cls, ids: Collection[int]) -> "Mask | None":
        """Let everything else be found."""
        return cls(frozenset(ids), shown=False) if ids else None

    def shows(self, passage_id: int) -> bool:
        """Return whether a passage may be found."""
        return (passage_id in self.ids) is self.shown


class PassageStore(Protocol):
    """The passages of one build, for one writer and then for many readers at once.

    What is written is there for certain, and to be found, once ``refresh`` has returned. Searches return the best
    first, ties by id, and scores of which higher is better.
    """

    def upsert(self, rows: Sequence[Row]) -> None:
        """Store passages; storing one again changes nothing."""

    def delete(self, passage_ids: Sequence[int]) -> None:
        """Remove passages, which the articles may hold no longer."""

    def search_dense(self, vectors: Vectors, k: int, allowed: Mask | None = None) -> list[list[Scored]]:
        """Return for each unit vector the ``k`` passages nearest by cosine; for one of zeros, none."""

    def search_lexical(self, queries: Sequence[str], k: int, allowed: Mask | None = None) -> list[list[Scored]]:
        """Return for each raw question the ``k`` best passages by BM25 that have a term of it."""

    def terms(self, terms: Sequence[str]) -> list[int]:
        """Return how many passages hold each of the terms."""

    def passages(self, ids: Sequence[int]) -> list[Passage]:
        """Return the passages of these ids, in the order asked."""

    def vectors(self, ids: Sequence[int]) -> Vectors:
        """Return the stored vectors ``(ids, dimension)``, in the order asked, also of what was stored just now."""

    def counts(self) -> dict[str, int]:
        """Return how many passages each part of the store holds; they agree in a sound one."""

    def count(self) -> int:
        """Return the number of passages; raise ``StoreError`` if the store cannot be asked."""

    def refresh(self) -> None:
        """Return when all that was written is to be found."""

    def close(self) -> None:
        """Let go of files and connections; what was not refreshed may be lost."""


@dataclass(frozen=True, slots=True)
class Place:
    """The build that a store belongs to: its id, its folder, and its articles with their passages."""

    build_id: str
    folder: Path
    records: ArticleFile


class Engine(Protocol):
    """What stores passages: it makes, opens and drops the store of a build."""

    @property
    def lexical(self) -> str:
        """The name of the lexical leg; equal names, equal rankings."""

    @property
    def carries_over(self) -> bool:
        """Whether a new store can begin with what the build before has."""

    def note(self) -> Mapping[str, str]:
        """Return what a manifest says of the engine; nothing of the embedded one."""

    def create(self, place: Place, dimension: int, base: Path | None) -> PassageStore:
        """Return a new store to write into, with what the build in the folder ``base`` has."""

    def open(self, place: Place, dimension: int, note: Mapping[str, str]) -> PassageStore:
        """Return the store of a finished build, or raise a ``BuildError``."""

    def publish(self, build_id: str) -> None:
        """Say at the engine that a build is the live one."""

    def drop(self, build_id: str) -> None:
        """Remove what the engine holds of a build outside its folder, if anything."""
