"""The vectors of a build: known ones are reused, only the others are encoded.

Known are the vectors of the previous build, and those that a killed build left in its journal, so that a build of
many hours does not start from nothing when it is killed.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from embeddings.article import Passage
from embeddings.encoders.protocol import Encoder, Vectors
from embeddings.index.articles import ArticleFile
from embeddings.index.postings import spelled_terms, titled_text
from embeddings.index.store import PassageStore, StoredPassage
from embeddings.workers import mapped

BATCH = 256  # passages encoded, and vectors looked up, at once
KEY_BYTES = 16
JOURNAL = ".vectors.journal"

Wanted = tuple[list[str], list[str]]  # texts to encode, and texts whose terms are needed

LookUp = Callable[[Sequence[bytes]], dict[bytes, Vectors]]
"""Content hashes → the vector ``(dimension,)`` of each that is known."""


@dataclass(frozen=True, slots=True)
class Made:
    """The vectors of new texts ``(new, dimension)``, and the terms of all texts for the postings."""

    vectors: Vectors
    terms: list[str]


def content_key(fingerprint: str, passage: Passage) -> bytes:
    """Return a hash of an encoder and a passage's indexed text: equal keys, equal vectors."""
    content = "\0".join((fingerprint, passage.title, *passage.context, passage.text)).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(content, digest_size=KEY_BYTES).digest()


class Journal:
    """The vectors encoded so far, appended to a file as records of a key and float32 values."""

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
    """Return the record type of a journal."""
    return np.dtype([("key", f"V{KEY_BYTES}"), ("vector", "<f4", (dimension,))])


def read_journals(folders: Iterable[Path], dimension: int) -> LookUp:
    """Return the vectors that killed builds left behind; a record cut off by the kill is dropped."""
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


@dataclass(frozen=True, slots=True)
class _Looked:
    """Passages with their content hashes, and where the vector of each hash comes from: one of three places."""

    passages: list[Passage]
    keys: list[bytes]
    known: dict[bytes, Vectors]  # from another build
    written: dict[bytes, int]  # id of an earlier passage of this build with the same content
    new: list[bytes]


class PassageEncoder:
    """Encodes the passages of a build, each content once, and records new vectors in the journal."""

    def __init__(self, records: ArticleFile, store: PassageStore, known: Sequence[LookUp], journal: Journal) -> None:
        self._records = records
        self._store = store
        self._known = known
        self._journal = journal
        self.reused = 0  # passages that did not have to be encoded

    def encode(self, first: int, encoder: Encoder, workers: int) -> Iterator[list[StoredPassage]]:
        """Yield the passages from id ``first`` on with their vectors and terms, in their order.

        Those yielded are in the store before the next ones are asked for.
        """
        for looked, made in mapped(make, self._tasks(first), encoder, workers):
            vectors = looked.known | dict(zip(looked.new, made.vectors, strict=True))
            if looked.written:
                written = self._store.vectors(list(looked.written.values()))
                vectors |= dict(zip(looked.written, written, strict=True))
            if looked.new:
                self._journal.append(looked.new, made.vectors)
            self.reused += len(looked.keys) - len(looked.new)
            parts = zip(looked.passages, looked.keys, made.terms, strict=True)
            yield [StoredPassage(passage.id, key, vectors[key], terms) for passage, key, terms in parts]

    def _tasks(self, first: int) -> Iterator[tuple[_Looked, Wanted]]:
        """Yield the passages in batches, with their known vectors, and the texts to process."""
        for passages, keys in self._records.batches(BATCH, first):
            titled = [titled_text(passage) for passage in passages]
            texts = dict(zip(keys, titled, strict=True))
            earliest = self._records.ids_by_key(list(texts))
            written = {key: id_ for key, id_ in earliest.items() if id_ < passages[0].id}
            known = self._look_up([key for key in texts if key not in written])
            new = [key for key in texts if key not in written and key not in known]
            yield _Looked(passages, keys, known, written, new), ([texts[key] for key in new], titled)

    def _look_up(self, keys: Sequence[bytes]) -> dict[bytes, Vectors]:
        """Return the known vectors of these keys."""
        found: dict[bytes, Vectors] = {}
        for look_up in self._known:
            found |= look_up([key for key in keys if key not in found])
        return found


def make(encoder: Encoder, wanted: Wanted) -> Made:
    """Return the vectors of the new texts and the terms of all."""
    new, texts = wanted
    vectors = encoder.encode_passages(new) if new else np.empty((0, encoder.dimension), dtype=np.float32)
    return Made(vectors, [spelled_terms(text) for text in texts])
