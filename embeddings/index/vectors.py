"""The dense leg: exact inner product over unit vectors. The one home of faiss.

One file, opened memory-mapped, so that processes share its pages. Questions are searched one by one on one
thread: faiss sums in another order for large batches, and a score must not depend on its neighbours.
"""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from embeddings.encoder import Vectors
from embeddings.index.scored import Scored, best

DECIMALS = 6  # a float32 cosine is good for about so many; equal texts must tie exactly


def _faiss() -> ModuleType:
    """Return faiss, loaded when first needed."""
    import faiss

    return faiss


class VectorWriter:
    """Adds and removes vectors of one index, in memory until it is saved."""

    def __init__(self, index: Any) -> None:  # noqa: ANN401 - faiss has no types
        self._index = index

    @classmethod
    def from_file(cls, path: Path) -> "VectorWriter":
        """Go on from an index file, which stays as it is."""
        return cls(_faiss().read_index(str(path)))

    @classmethod
    def empty(cls, dimension: int) -> "VectorWriter":
        """Begin with nothing."""
        faiss = _faiss()
        return cls(faiss.IndexIDMap2(faiss.IndexFlatIP(dimension)))

    def add(self, ids: Sequence[int], vectors: Vectors) -> None:
        """Add unit vectors ``(ids, dimension)`` under ids that are not there yet."""
        self._index.add_with_ids(np.ascontiguousarray(vectors, dtype=np.float32), np.asarray(ids, dtype=np.int64))

    def remove(self, ids: Sequence[int]) -> None:
        """Remove the vectors of these ids."""
        if ids:
            self._index.remove_ids(np.asarray(ids, dtype=np.int64))

    def save(self, path: Path) -> None:
        """Write the index to a file."""
        _faiss().write_index(self._index, str(path))


class VectorIndex:
    """An opened index file. May be searched from many threads."""

    def __init__(self, index: Any) -> None:  # noqa: ANN401 - faiss has no types
        self._index = index

    @classmethod
    def open(cls, path: Path) -> "VectorIndex":
        """Open an index file memory-mapped."""
        faiss = _faiss()
        return cls(faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC))

    @property
    def count(self) -> int:
        """The number of vectors."""
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """The length of every vector."""
        return int(self._index.d)

    def search(self, vectors: Vectors, k: int) -> list[list[Scored]]:
        """Return for each vector the ``k`` passages nearest by cosine, best first, ties by passage id."""
        _faiss().omp_set_num_threads(1)
        return [best(partial(self._nearest, vector), k, self.count) for vector in vectors]

    def _nearest(self, vector: Vectors, limit: int) -> list[Scored]:
        """Return faiss' best ``limit`` of one vector."""
        scores, ids = self._index.search(np.ascontiguousarray(vector[np.newaxis], dtype=np.float32), limit)
        return [Scored(int(id_), round(float(score), DECIMALS)) for id_, score in zip(ids[0], scores[0], strict=True)]

    def vectors(self, ids: Sequence[int]) -> Vectors:
        """Return the stored vectors ``(ids, dimension)``, in the order asked."""
        if not ids:
            return np.empty((0, self.dimension), dtype=np.float32)
        stored: Vectors = self._index.reconstruct_batch(np.asarray(ids, dtype=np.int64))
        return stored
