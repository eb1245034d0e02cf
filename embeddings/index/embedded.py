"""The passage store in local files next to the articles: FAISS and tantivy, as far as one machine goes."""

import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from embeddings.article import Passage
from embeddings.encoders.protocol import Vectors
from embeddings.index.articles import ArticleFile
from embeddings.index.parts import POSTINGS, VECTORS
from embeddings.index.postings import ENGINE, Postings, PostingsWriter
from embeddings.index.scored import Ids, Scored
from embeddings.index.store import Mask, Place, StoredPassage
from embeddings.index.vectors import VectorIndex, VectorWriter


class EmbeddedStore:
    """Two indexes in a folder. It is written first, and readable from ``refresh`` on until it is written again."""

    def __init__(self, folder: Path, records: ArticleFile, dimension: int, base: Path | None = None) -> None:
        """Take the folder, and that of the build whose vectors this one starts from, if any."""
        self._folder = folder
        self._records = records
        self._dimension = dimension
        self._base = base
        self._written: tuple[PostingsWriter, VectorWriter] | None = None
        self._read: tuple[Postings, VectorIndex] | None = None

    @classmethod
    def opened(cls, folder: Path, records: ArticleFile, dimension: int) -> "EmbeddedStore":
        """Open the store of a finished build."""
        store = cls(folder, records, dimension)
        store._open()
        return store

    def _open(self) -> None:
        self._read = Postings.open(self._folder / POSTINGS), VectorIndex.open(self._folder / VECTORS)

    def _writers(self) -> tuple[PostingsWriter, VectorWriter]:
        """Return the writers, which continue from the current contents."""
        if self._written is None:
            begun = (self._folder, *filter(None, [self._base]))
            files = [folder / VECTORS for folder in begun if (folder / VECTORS).exists()]
            vectors = VectorWriter.from_file(files[0]) if files else VectorWriter.empty(self._dimension)
            self._written = PostingsWriter.open(self._folder / POSTINGS), vectors
        return self._written

    @property
    def _postings(self) -> Postings:
        return self._readers()[0]

    @property
    def _vectors(self) -> VectorIndex:
        return self._readers()[1]

    def _readers(self) -> tuple[Postings, VectorIndex]:
        if self._read is None:
            raise ValueError("nothing can be found before the store is refreshed")
        return self._read

    def upsert(self, passages: Sequence[StoredPassage]) -> None:
        """Store passages; existing ones are not changed."""
        postings, vectors = self._writers()
        held = vectors.held([one.passage_id for one in passages])
        new = [one for one in passages if one.passage_id not in held]
        if new:
            vectors.add([one.passage_id for one in new], np.stack([one.vector for one in new]))
        for one in new:
            postings.add(one.passage_id, one.terms)

    def delete(self, passage_ids: Sequence[int]) -> None:
        """Remove passages."""
        postings, vectors = self._writers()
        vectors.remove(passage_ids)
        postings.remove(passage_ids)

    def refresh(self) -> None:
        """Write everything to disk, and search it from now on."""
        postings, vectors = self._writers()
        postings.close()
        with tempfile.TemporaryDirectory(dir=self._folder, prefix=".") as beside:
            vectors.save(Path(beside) / VECTORS)  # not over a file that is being searched
            for path in Path(beside).iterdir():
                path.replace(self._folder / path.name)
        self._written = None
        self._open()

    def search_dense(self, vectors: Vectors, k: int, allowed: Mask | None = None) -> list[list[Scored]]:
        """Return for each unit vector the ``k`` passages nearest by cosine."""
        return _shown(partial(self._vectors.search, vectors), k, allowed)

    def search_lexical(self, queries: Sequence[str], k: int, allowed: Mask | None = None) -> list[list[Scored]]:
        """Return for each raw question the ``k`` best passages by BM25."""
        return _shown(partial(self._postings.search, queries), k, allowed)

    def terms(self, terms: Sequence[str]) -> list[int]:
        """Return how many passages contain each of the terms."""
        return self._postings.document_counts(terms)

    def passages(self, ids: Sequence[int]) -> list[Passage]:
        """Return the passages with these ids, in the order given."""
        return self._records.passages(ids)

    def vectors(self, ids: Sequence[int]) -> Vectors:
        """Return the vectors ``(ids, dimension)``, in the order given."""
        return self._vectors.vectors(ids) if self._written is None else self._written[1].vectors(ids)

    def counts(self) -> dict[str, int]:
        """Return the number of passages in each index."""
        return {"postings": self._postings.count, "vectors": self._vectors.count}

    def count(self) -> int:
        """Return the number of passages."""
        return self._vectors.count

    def close(self) -> None:
        """Do nothing: memory-mapped files close with their last user."""


def _shown(search: Callable[[int, Ids | None], list[list[Scored]]], k: int, allowed: Mask | None) -> list[list[Scored]]:
    """Return the best ``k`` allowed results: the indexes search among some passages, but cannot leave some out."""
    if allowed is None:
        return search(k, None)
    if allowed.shown:
        return search(k, np.asarray(sorted(allowed.ids), dtype=np.int64))
    every = search(k + len(allowed.ids), None)
    return [[one for one in found if allowed.shows(one.passage_id)][:k] for found in every]


class EmbeddedEngine:
    """Stores passages in the folder of their build."""

    lexical = ENGINE
    carries_over = True

    def note(self) -> Mapping[str, str]:
        """Return nothing: the manifest lists the files."""
        return {}

    def create(self, place: Place, dimension: int, base: Path | None) -> EmbeddedStore:
        """Return a new store; the postings of the previous build are copied, its vectors are loaded."""
        if base is not None:
            shutil.copytree(base / POSTINGS, place.folder / POSTINGS)
        return EmbeddedStore(place.folder, place.records, dimension, base)

    def open(self, place: Place, dimension: int, note: Mapping[str, str]) -> EmbeddedStore:
        """Return the store of a finished build."""
        return EmbeddedStore.opened(place.folder, place.records, dimension)

    def publish(self, build_id: str) -> None:
        """Do nothing: the pointer to the live build is enough."""

    def drop(self, build_id: str) -> None:
        """Do nothing: everything is in the build's folder."""
