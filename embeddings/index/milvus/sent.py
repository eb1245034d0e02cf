"""Vectors that were sent to Milvus a moment ago, in a file: to read them back from there takes it seconds to settle."""

import tempfile
from array import array
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from embeddings.encoders.protocol import Vectors


class Sent:
    """The vectors of one writing, by passage id. The file has no name, and goes with this object."""

    def __init__(self, folder: Path, dimension: int) -> None:
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 -- it lives as long as this object
        self._ids = array("q")
        self._dimension = dimension

    def __len__(self) -> int:
        """Return how many vectors there are."""
        return len(self._ids)

    def append(self, ids: Sequence[int], vectors: Vectors) -> None:
        """Add vectors ``(ids, dimension)``."""
        self._file.seek(0, 2)
        self._file.write(np.ascontiguousarray(vectors, dtype=np.float32).tobytes())
        self._ids.extend(ids)

    def find(self, ids: Sequence[int]) -> dict[int, Vectors]:
        """Return the vector of each of the ids that was sent, the last one of those sent twice."""
        if not self._ids or not ids:
            return {}
        self._file.flush()
        rows = np.memmap(self._file, dtype=np.float32, mode="r", shape=(len(self._ids), self._dimension))
        held = np.frombuffer(self._ids, dtype=np.int64)
        order = None if bool(np.all(held[1:] >= held[:-1])) else np.argsort(held, kind="stable")
        places = np.searchsorted(held, ids, side="right", sorter=order) - 1
        rightly = [(id_, int(at if order is None else order[at])) for id_, at in zip(ids, places, strict=True)]
        found = {id_: np.array(rows[at]) for id_, at in rightly if at >= 0 and held[at] == id_}
        del held  # an array that is looked at cannot grow
        return found

    def close(self) -> None:
        """Remove the file."""
        self._file.close()
