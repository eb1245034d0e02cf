"""A reader that remembers: the same question of the same passages is read once, whatever builds come and go.

Reading is by far the dearest step, and a pure function of its input: what is remembered is what would be read again.
"""

from collections.abc import Sequence
from functools import lru_cache

from embeddings.article import Passage
from qa.read.reader import Candidate, Reader

REMEMBERED = 2048  # readings, the latest; some 10 kB each


class CachedReader:
    """Another reader, and its latest readings. May be used from many threads."""

    def __init__(self, reader: Reader, remembered: int = REMEMBERED) -> None:
        self.fingerprint = reader.fingerprint
        self._read = lru_cache(maxsize=remembered)(reader.read)

    def read(self, question: str, passages: Sequence[Passage]) -> list[list[Candidate]]:
        """Return for each passage its candidates, best first."""
        return [list(candidates) for candidates in self._read(question, tuple(passages))]
