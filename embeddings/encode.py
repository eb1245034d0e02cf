"""The vectors of a build: those that are known already are reused, only the rest are encoded.

Known are the vectors of the build before, and those that a killed build left in its journal, so that a build
of many hours that dies is not begun again from nothing.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from embeddings.article import Passage
from embeddings.encoder import Encoder, Vectors
from embeddings.index.postings import spelled_terms
from embeddings.workers import mapped

KEY_BYTES = 16
JOURNAL = ".vectors.journal"

Batch = tuple[list[Passage], list[bytes]]  # passages and their content hashes
Looked = tuple[Batch, dict[bytes, Vectors], list[bytes]]  # a batch, what is known of it, the hashes of what is not
Wanted = tuple[list[str], list[str]]  # texts to encode, and texts of which the terms are wanted

LookUp = Callable[[Sequence[bytes]], dict[bytes, Vectors]]
"""Content hashes → the vector ``(dimension,)`` of each that is known."""


@dataclass(frozen=True, slots=True)
class Made:
    """The vectors of new texts ``(new, dimension)``, and the terms of all, as the postings take them."""

    vectors: Vectors
    terms: list[str]


@dataclass(frozen=True, slots=True)
class Encoded:
    """Passages with their vectors ``(passages, dimension)`` and their terms."""

    passages: list[Passage]
    vectors: Vectors
    terms: list[str]


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
    """Looks up known vectors, counting how many there were, and writes down the new ones."""

    def __init__(self, known: Sequence[LookUp], journal: Journal) -> None:
        self._known = known
        self._journal = journal
        self.reused = 0

    def known(self, keys: Sequence[bytes]) -> dict[bytes, Vectors]:
        """Return the vectors that are known of these keys."""
        found: dict[bytes, Vectors] = {}
        for look_up in self._known:
            found |= look_up([key for key in keys if key not in found])
        self.reused += sum(key in found for key in keys)
        return found

    def encode(self, batches: Iterable[Batch], encoder: Encoder, workers: int) -> Iterator[Encoded]:
        """Yield each batch with its vectors and terms, in their order."""
        for ((passages, keys), known, new), made in mapped(make, self._tasks(batches), encoder, workers):
            vectors = known | dict(zip(new, made.vectors, strict=True))
            if new:
                self._journal.append(new, made.vectors)
            yield Encoded(passages, np.stack([vectors[key] for key in keys]), made.terms)

    def _tasks(self, batches: Iterable[Batch]) -> Iterator[tuple[Looked, Wanted]]:
        """Yield each batch with what is known of it and the keys of what is not; and what is wanted of its texts."""
        for passages, keys in batches:
            known, titled = self.known(keys), [titled_text(passage) for passage in passages]
            texts = dict(zip(keys, titled, strict=True))
            new = [key for key in texts if key not in known]
            yield ((passages, keys), known, new), ([texts[key] for key in new], titled)


def make(encoder: Encoder, wanted: Wanted) -> Made:
    """Return the vectors of the new texts and the terms of all."""
    new, texts = wanted
    vectors = encoder.encode_passages(new) if new else np.empty((0, encoder.dimension), dtype=np.float32)
    return Made(vectors, [spelled_terms(text) for text in texts])
