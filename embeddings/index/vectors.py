"""The dense leg: inner product over unit vectors. The one home of faiss.

Up to ``COARSE_FROM`` vectors every one is compared: exact, and nothing to train. Beyond, a coarse index (inverted
lists of vectors in eight bits; Jégou et al. 2011) proposes candidates, and these are compared by the originals, kept in
sixteen bits. ``ADR-vector-index.md`` has what that finds and takes.

Files are opened memory-mapped, so that processes share their pages. Questions are searched one by one on one
thread: faiss sums in another order for large batches, and a score must not depend on its neighbours.
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
from embeddings.index.scored import Ids, Scored, best

DECIMALS = 6  # a float32 cosine is good for about so many; equal texts must tie exactly
COARSE_FROM = 150_000  # vectors
COARSE = "vectors.coarse.faiss"  # beside the index of the originals
LISTS_PER_ROOT = 4  # lists are so many times the square root of the vectors
TRAINED_ON = 50  # vectors for each list
PROBED = 256  # lists looked into for a question
COMPARED = 20_000  # passages that a search is kept to, up to which every one is compared by the original
CANDIDATES = 100  # proposed for a question, or four for each result where that is more
BLOCK = 50_000  # vectors moved at once


def _faiss() -> ModuleType:
    """Return faiss, loaded when first needed."""
    import faiss

    return faiss


class VectorWriter:
    """Adds and removes vectors of one index, in memory until it is saved."""

    def __init__(self, index: Any, coarse: Any = None) -> None:  # noqa: ANN401 - faiss has no types
        self._index = index
        self._coarse = coarse

    @classmethod
    def from_file(cls, path: Path) -> "VectorWriter":
        """Go on from an index file, which stays as it is."""
        read, coarse = _faiss().read_index, path.with_name(COARSE)
        return cls(read(str(path)), read(str(coarse)) if coarse.exists() else None)

    @classmethod
    def empty(cls, dimension: int) -> "VectorWriter":
        """Begin with nothing."""
        faiss = _faiss()
        return cls(faiss.IndexIDMap2(faiss.IndexFlatIP(dimension)))

    def add(self, ids: Sequence[int], vectors: Vectors) -> None:
        """Add unit vectors ``(ids, dimension)`` under ids that are not there yet."""
        rows, numbers = np.ascontiguousarray(vectors, dtype=np.float32), np.asarray(ids, dtype=np.int64)
        self._index.add_with_ids(rows, numbers)
        if self._coarse is not None:
            self._coarse.add_with_ids(rows, numbers)

    def remove(self, ids: Sequence[int]) -> None:
        """Remove the vectors of these ids."""
        if ids:
            numbers = np.asarray(ids, dtype=np.int64)
            self._index.remove_ids(numbers)
            if self._coarse is not None:
                self._coarse.remove_ids(numbers)

    def vectors(self, ids: Sequence[int]) -> Vectors:
        """Return the vectors ``(ids, dimension)`` of ids that are there, in the order asked."""
        stored: Vectors = self._index.reconstruct_batch(np.asarray(ids, dtype=np.int64))
        return stored

    def save(self, path: Path) -> None:
        """Write the index to a file, and the coarse one beside it if there are vectors enough."""
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
    """Return an index of the same vectors in half the room."""
    faiss = _faiss()
    if not isinstance(faiss.downcast_index(index.index), faiss.IndexFlat):
        return index
    kind = faiss.ScalarQuantizer.QT_fp16
    halved = faiss.IndexIDMap2(faiss.IndexScalarQuantizer(index.d, kind, faiss.METRIC_INNER_PRODUCT))
    for rows, ids in _blocks(index):
        halved.add_with_ids(rows, ids)
    return halved


def _blocks(index: Any) -> Iterator[tuple[Vectors, NDArray[np.int64]]]:  # noqa: ANN401 - faiss has no types
    """Yield the vectors of an index with their ids."""
    ids = _faiss().vector_to_array(index.id_map)
    for first in range(0, index.ntotal, BLOCK):
        count = min(BLOCK, index.ntotal - first)
        yield index.index.reconstruct_n(first, count), ids[first : first + count]


def _coarse_over(index: Any) -> Any:  # noqa: ANN401 - faiss has no types
    """Return a coarse index of the same vectors, trained on an even sample of them."""
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
    """An opened index file. May be searched from many threads."""

    def __init__(self, index: Any, coarse: Any = None) -> None:  # noqa: ANN401 - faiss has no types
        self._index = index
        self._coarse = coarse

    @classmethod
    def open(cls, path: Path) -> "VectorIndex":
        """Open an index file, and the coarse one beside it if there is one, memory-mapped."""
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

    def search(self, vectors: Vectors, k: int, among: Ids | None = None) -> list[list[Scored]]:
        """Return for each vector the ``k`` passages nearest by cosine, best first, ties by passage id.

        A vector of zeros, as a question without a known word has, is near to none. ``among`` keeps the search to
        some passages.
        """
        _faiss().omp_set_num_threads(1)
        count = self.count if among is None else min(self.count, len(among))
        return [best(partial(self._nearest, vector, among), k, count if vector.any() else 0) for vector in vectors]

    def _nearest(self, vector: Vectors, among: Ids | None, limit: int) -> list[Scored]:
        """Return the best ``limit`` of one vector, of all or of those that the coarse index proposes."""
        if self._coarse is not None:
            few = among is not None and len(among) <= COMPARED
            proposed = among.tolist() if few and among is not None else self._proposed(vector, among, limit)
            return self._nearest_of(proposed, vector)[:limit]
        faiss = _faiss()
        params = None if among is None else faiss.SearchParameters(sel=faiss.IDSelectorBatch(among))
        row = np.ascontiguousarray(vector[np.newaxis], dtype=np.float32)
        scores, ids = self._index.search(row, limit, params=params)
        found = [(int(id_), float(score)) for id_, score in zip(ids[0], scores[0], strict=True) if id_ >= 0]
        return [Scored(id_, round(score, DECIMALS)) for id_, score in found]

    def _proposed(self, vector: Vectors, among: Ids | None, limit: int) -> list[int]:
        """Return the ids that the coarse index finds nearest; fewer than asked for if its lists hold no more."""
        faiss = _faiss()
        wanted = max(CANDIDATES, 4 * limit)
        # Of a part of the passages each list holds less, so that more lists are looked into.
        lists = PROBED if among is None else min(self._coarse.nlist, PROBED * self.count // max(1, len(among)))
        chosen = None if among is None else faiss.IDSelectorBatch(among)
        _, ids = self._coarse.search(
            np.ascontiguousarray(vector[np.newaxis], dtype=np.float32),
            wanted,
            params=faiss.SearchParametersIVF(nprobe=lists, sel=chosen),
        )
        return [int(id_) for id_ in ids[0] if id_ >= 0]

    def _nearest_of(self, ids: Sequence[int], vector: Vectors) -> list[Scored]:
        """Return these passages by their exact inner products, best first."""
        scores = self.vectors(ids) @ vector
        scored = [Scored(id_, round(float(score), DECIMALS)) for id_, score in zip(ids, scores, strict=True)]
        return sorted(scored, key=lambda one: (-one.score, one.passage_id))

    def vectors(self, ids: Sequence[int]) -> Vectors:
        """Return the stored vectors ``(ids, dimension)``, in the order asked."""
        if not ids:
            return np.empty((0, self.dimension), dtype=np.float32)
        stored: Vectors = self._index.reconstruct_batch(np.asarray(ids, dtype=np.int64))
        return stored
