"""Dense search: inner products of unit vectors. Only this module imports faiss.

Up to ``COARSE_FROM`` vectors, every one is compared: exact, with nothing to train. Beyond, a coarse index (inverted
lists of 8-bit vectors; Jégou et al. 2011) proposes candidates, which are re-ranked by the originals, stored in 16
bits. ``ADR-vector-index.md`` has its recall and cost.

Files are opened memory-mapped, so that processes share their pages. Questions are searched one by one on one thread:
faiss sums in another order for large batches, and a score must not depend on the rest of its batch.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from math import isqrt
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embeddings.encoders.protocol import Vectors
from embeddings.index.scored import Scored, best

DECIMALS = 6  # the precision of a float32 cosine; equal texts must tie exactly
COARSE_FROM = 150_000  # vectors
COARSE = "vectors.coarse.faiss"  # next to the index of the originals
LISTS_PER_ROOT = 4  # number of lists, as a multiple of the square root of the number of vectors
TRAINED_ON = 50  # training vectors for each list
PROBED = 256  # lists searched for a question
CANDIDATES = 100  # for a question, or four for each result if that is more
BLOCK = 50_000  # vectors copied at once


def _faiss() -> ModuleType:
    """Return the faiss module, imported when first needed."""
    import faiss

    return faiss


class VectorWriter:
    """Adds and removes vectors of an index in memory until it is saved."""

    def __init__(self, index: Any, coarse: Any = None) -> None:  # noqa: ANN401 - faiss has no types
        self._index = index
        self._coarse = coarse
        self._highest = int(_faiss().vector_to_array(index.id_map).max(initial=-1))

    @classmethod
    def from_file(cls, path: Path) -> "VectorWriter":
        """Load an index file to add to it; the file itself stays unchanged."""
        read, coarse = _faiss().read_index, path.with_name(COARSE)
        return cls(read(str(path)), read(str(coarse)) if coarse.exists() else None)

    @classmethod
    def empty(cls, dimension: int) -> "VectorWriter":
        """Create an empty index."""
        faiss = _faiss()
        return cls(faiss.IndexIDMap2(faiss.IndexFlatIP(dimension)))

    def add(self, ids: Sequence[int], vectors: Vectors) -> None:
        """Add unit vectors ``(ids, dimension)`` under new ids."""
        rows, numbers = np.ascontiguousarray(vectors, dtype=np.float32), np.asarray(ids, dtype=np.int64)
        self._index.add_with_ids(rows, numbers)
        if self._coarse is not None:
            self._coarse.add_with_ids(rows, numbers)
        self._highest = max((self._highest, *ids))

    def held(self, ids: Sequence[int]) -> set[int]:
        """Return those of the ids that are there; those above all that are there, as new ones are, cost nothing."""
        below = [id_ for id_ in ids if id_ <= self._highest]
        return set(np.intersect1d(below, _faiss().vector_to_array(self._index.id_map)).tolist()) if below else set()

    def remove(self, ids: Sequence[int]) -> None:
        """Remove the vectors with these ids."""
        if ids:
            numbers = np.asarray(ids, dtype=np.int64)
            self._index.remove_ids(numbers)
            if self._coarse is not None:
                self._coarse.remove_ids(numbers)

    def vectors(self, ids: Sequence[int]) -> Vectors:
        """Return the vectors ``(ids, dimension)`` of existing ids, in the order given."""
        stored: Vectors = self._index.reconstruct_batch(np.asarray(ids, dtype=np.int64))
        return stored

    def save(self, path: Path) -> None:
        """Write the index to a file and, if it is large enough, the coarse index next to it."""
        write, count = _faiss().write_index, self._index.ntotal
        if count < COARSE_FROM:
            write(self._index, str(path))
            return
        self._index = _in_sixteen_bits(self._index)
        write(self._index, str(path))
        if self._coarse is None or not 0.5 <= _lists_for(count) / self._coarse.nlist <= 1.5:
            self._coarse = _coarse_over(self._index)
        write(self._coarse, str(path.with_name(COARSE)))


def _lists_for(count: int) -> int:
    return LISTS_PER_ROOT * isqrt(count)


def _in_sixteen_bits(index: Any) -> Any:  # noqa: ANN401 - faiss has no types
    """Return an index of the same vectors in 16-bit floats."""
    faiss = _faiss()
    if not isinstance(faiss.downcast_index(index.index), faiss.IndexFlat):
        return index
    kind = faiss.ScalarQuantizer.QT_fp16
    halved = faiss.IndexIDMap2(faiss.IndexScalarQuantizer(index.d, kind, faiss.METRIC_INNER_PRODUCT))
    for rows, ids in _blocks(index):
        halved.add_with_ids(rows, ids)
    return halved


def _blocks(index: Any) -> Iterator[tuple[Vectors, NDArray[np.int64]]]:  # noqa: ANN401 - faiss has no types
    """Yield the vectors of an index with their ids, ``BLOCK`` at a time."""
    ids = _faiss().vector_to_array(index.id_map)
    for first in range(0, index.ntotal, BLOCK):
        count = min(BLOCK, index.ntotal - first)
        yield index.index.reconstruct_n(first, count), ids[first : first + count]


def _coarse_over(index: Any) -> Any:  # noqa: ANN401 - faiss has no types
    """Return a coarse index of the same vectors, trained on an evenly spaced sample of them."""
    faiss = _faiss()
    lists = _lists_for(index.ntotal)
    quantizer = faiss.IndexFlatIP(index.d)
    kind = faiss.ScalarQuantizer.QT_8bit
    coarse = faiss.IndexIVFScalarQuantizer(quantizer, index.d, lists, kind, faiss.METRIC_INNER_PRODUCT)
    quantizer.this.disown()
    coarse.own_fields = True
    rows = np.linspace(0, index.ntotal - 1, min(index.ntotal, TRAINED_ON * lists), dtype=np.int64)
    coarse.train(index.index.reconstruct_batch(rows))
    for vectors, ids in _blocks(index):
        coarse.add_with_ids(vectors, ids)
    return coarse


class VectorIndex:
    """An opened index file. Thread-safe."""

    def __init__(self, index: Any, coarse: Any = None) -> None:  # noqa: ANN401 - faiss has no types
        self._index = index
        self._coarse = coarse

    @classmethod
    def open(cls, path: Path) -> "VectorIndex":
        """Open an index file, and the coarse index next to it if there is one, memory-mapped."""
        faiss, coarse = _faiss(), path.with_name(COARSE)
        opened = [
            faiss.read_index(str(one), faiss.IO_FLAG_MMAP_IFC) for one in (path, coarse) if one.exists() or one == path
        ]
        return cls(*opened)

    @property
    def count(self) -> int:
        """The number of vectors."""
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """The length of every vector."""
        return int(self._index.d)

    def search(self, vectors: Vectors, k: int) -> list[list[Scored]]:
        """Return for each vector the ``k`` passages nearest by cosine, best first, ties by passage id.

        A zero vector, which a question without any known word has, is near to none.
        """
        _faiss().omp_set_num_threads(1)
        return [best(partial(self._nearest, vector), k, self.count if vector.any() else 0) for vector in vectors]

    def _nearest(self, vector: Vectors, limit: int) -> list[Scored]:
        """Return the best ``limit`` for one vector, among all or among the coarse index's candidates."""
        if self._coarse is not None:
            return self._nearest_of(self._proposed(vector, limit), vector)[:limit]
        scores, ids = self._index.search(np.ascontiguousarray(vector[np.newaxis], dtype=np.float32), limit)
        return [Scored(int(id_), round(float(score), DECIMALS)) for id_, score in zip(ids[0], scores[0], strict=True)]

    def _proposed(self, vector: Vectors, limit: int) -> list[int]:
        """Return the ids that the coarse index finds nearest: at most ``limit``, fewer if its lists hold fewer."""
        faiss = _faiss()
        wanted = max(CANDIDATES, 4 * limit)
        _, ids = self._coarse.search(
            np.ascontiguousarray(vector[np.newaxis], dtype=np.float32),
            wanted,
            params=faiss.SearchParametersIVF(nprobe=PROBED),
        )
        return [int(id_) for id_ in ids[0] if id_ >= 0]

    def _nearest_of(self, ids: Sequence[int], vector: Vectors) -> list[Scored]:
        """Return these passages with their exact inner products, best first."""
        scores = self.vectors(ids) @ vector
        scored = [Scored(id_, round(float(score), DECIMALS)) for id_, score in zip(ids, scores, strict=True)]
        return sorted(scored, key=lambda one: (-one.score, one.passage_id))

    def vectors(self, ids: Sequence[int]) -> Vectors:
        """Return the stored vectors ``(ids, dimension)``, in the order given."""
        if not ids:
            return np.empty((0, self.dimension), dtype=np.float32)
        stored: Vectors = self._index.reconstruct_batch(np.asarray(ids, dtype=np.int64))
        return stored
