"""A reader that remembers: a passage is read once for the same question, whatever builds come and go.

Reading is by far the dearest step, and a pure function of a question and a text: what is remembered is what would be
read again. A reading takes some hundred bytes.
"""

import hashlib
import threading
from collections.abc import Sequence

import numpy as np
from cachetools import LRUCache

from embeddings.article import Passage, Span
from qa.read.reader import Candidate, Reader

REMEMBERED = 50_000  # passages, the latest read; some 20 MB
_SPAN = np.dtype([("start", "<u4"), ("end", "<u4"), ("score", "<f8")])  # characters of the passage


class CachedReader:
    """Another reader, and its latest readings. May be used from many threads."""

    def __init__(self, reader: Reader, remembered: int = REMEMBERED) -> None:
        self.fingerprint = reader.fingerprint
        self._reader = reader
        self._readings: LRUCache[bytes, bytes] = LRUCache(remembered)
        self._lock = threading.Lock()
        self.hits = self.misses = 0  # passages that were remembered, and that were read

    def read(self, question: str, passages: Sequence[Passage], *, titled: bool = False) -> list[list[Candidate]]:
        """Return for each passage its candidates, best first."""
        keys = [_key(question, passage, titled=titled) for passage in passages]
        with self._lock:
            known = {key: self._readings[key] for key in keys if key in self._readings}
            self.hits += len(known)
            self.misses += len({*keys}) - len(known)
        new = {key: passage for key, passage in zip(keys, passages, strict=True) if key not in known}
        if new:
            found = zip(new, self._reader.read(question, list(new.values()), titled=titled), strict=True)
            read = {key: _packed(candidates) for key, candidates in found}
            known |= read
            with self._lock:
                self._readings.update(read)
        return [_unpacked(known[key], passage) for key, passage in zip(keys, passages, strict=True)]


def _key(question: str, passage: Passage, *, titled: bool) -> bytes:
    above = (passage.title, *passage.context) if titled else ()
    content = "\0".join((question, *above, passage.text)).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(content, digest_size=16).digest()


def _packed(candidates: Sequence[Candidate]) -> bytes:
    """Return what a reading found, by places in its passage."""
    rows = [(c.span.start - c.passage.start, c.span.end - c.passage.start, c.score) for c in candidates]
    return np.array(rows, dtype=_SPAN).tobytes()


def _unpacked(reading: bytes, passage: Passage) -> list[Candidate]:
    """Return what a reading found, in a passage of the same text."""
    rows: list[tuple[int, int, float]] = np.frombuffer(reading, dtype=_SPAN).tolist()
    return [Candidate(passage, Span(passage.start + start, passage.start + end), score) for start, end, score in rows]
