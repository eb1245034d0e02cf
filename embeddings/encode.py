"""The vectors of a build: those that are known already are reused, only the rest are encoded.

Known are the vectors of the build before, and those that a killed build left in its journal, so that a build
of many hours that dies is not begun again from nothing.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from embeddings.article import Passage
from embeddings.encoder import Encoder, Vectors

KEY_BYTES = 16
JOURNAL = ".vectors.journal"

LookUp = Callable[[Sequence[bytes]], dict[bytes, Vectors]]
"""Content hashes → the vector ``(dimension,)`` of each that is known."""


def titled_text(passage: Passage) -> str:
    """Return what is indexed of a passage, in both legs: its title, and its text."""
    return f"{passage.title}\n{passage.text}"


def content_key(fingerprint: str, passage: Passage) -> bytes:
    """Return the hash under which a passage's vector is known: equal keys, equal vectors."""
    content = "\0".join((fingerprint, passage.title, passage.text)).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(content, digest_size=KEY_BYTES).digest()


class Journal:
    """The vectors encoded so far, appended to a file as keys and float32s of a fixed length."""

    def __init__(self, folder: Path) -> None:
        self._file = (folder / JOURNAL).open("ab")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def append(self, keys: Sequence[bytes], vectors: Vectors) -> None:
        """Add vectors ``(keys, dimension)``."""
        records = np.empty(len(keys), dtype=_record(vectors.shape[1]))
        records["key"] = np.frombuffer(b"".join(keys), dtype=f"V{KEY_BYTES}")
        records["vector"] = vectors
        self._file.write(records.tobytes())
        self._file.flush()


def _record(dimension: int) -> np.dtype[np.void]:
    """Return the layout of one record."""
    return np.dtype([("key", f"V{KEY_BYTES}"), ("vector", "<f4", (dimension,))])


def read_journals(folders: Iterable[Path], dimension: int) -> LookUp:
    """Return the vectors that killed builds left; a record cut off by the kill is dropped."""
    known: dict[bytes, Vectors] = {}
    for folder in folders:
        path = folder / JOURNAL
        data = path.read_bytes() if path.exists() else b""
        layout = _record(dimension)
        records = np.frombuffer(data, dtype=layout, count=len(data) // layout.itemsize)
        known |= {
            record["key"].tobytes(): record["vector"] for record in records if np.isfinite(record["vector"]).all()
        }
    return lambda keys: {key: known[key] for key in keys if key in known}


class PassageEncoder:
    """An encoder that asks for known vectors first, and counts how many it could reuse."""

    def __init__(self, encoder: Encoder, known: Sequence[LookUp], journal: Journal) -> None:
        self._encoder = encoder
        self._known = known
        self._journal = journal
        self.reused = 0

    def encode(self, passages: Sequence[Passage], keys: Sequence[bytes]) -> Vectors:
        """Return the vectors ``(passages, dimension)`` of passages with these keys."""
        known: dict[bytes, Vectors] = {}
        for look_up in self._known:
            known |= look_up([key for key in keys if key not in known])
        self.reused += sum(key in known for key in keys)
        new = {key: titled_text(passage) for passage, key in zip(passages, keys, strict=True) if key not in known}
        known |= self._encode_new(new)
        return np.stack([known[key] for key in keys])

    def _encode_new(self, texts: dict[bytes, str]) -> dict[bytes, Vectors]:
        """Return the vectors of texts that are known nowhere, by their keys, and write them down."""
        if not texts:
            return {}
        vectors = self._encoder.encode_passages(list(texts.values()))
        self._journal.append(list(texts), vectors)
        return dict(zip(texts, vectors, strict=True))
