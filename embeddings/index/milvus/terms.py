"""Document frequencies of terms, in a SQLite file next to the articles, because Milvus does not provide them."""

import sqlite3
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from embeddings.index.connections import ReadConnections

SCHEMA = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE IF NOT EXISTS terms (term TEXT PRIMARY KEY, passages INTEGER) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS held (id INTEGER PRIMARY KEY);
"""
ADD = "INSERT INTO terms VALUES (?, ?) ON CONFLICT (term) DO UPDATE SET passages = passages + excluded.passages"
IN_MEMORY = 500_000  # terms counted before they are written down
VARIABLES = 500


class TermWriter:
    """Counts the terms of passages, each passage once."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, check_same_thread=False)
        self._connection.executescript(SCHEMA)
        self._counts: Counter[str] = Counter()
        self._highest = int(self._connection.execute("SELECT coalesce(max(id), -1) FROM held").fetchone()[0])

    def add(self, passages: Sequence[tuple[int, Sequence[str]]]) -> None:
        """Count passages by their ids, with their terms; those that have been are left out."""
        held = self._held([id_ for id_, _ in passages if id_ <= self._highest])
        new = [(id_, terms) for id_, terms in passages if id_ not in held]
        for _, terms in new:
            self._counts.update(set(terms))
        self._connection.executemany("INSERT INTO held VALUES (?)", [(id_,) for id_, _ in new])
        self._highest = max((self._highest, *(id_ for id_, _ in new)))
        if len(self._counts) > IN_MEMORY:
            self.flush()

    def remove(self, ids: Sequence[int], terms_of: Callable[[list[int]], list[Sequence[str]]]) -> None:
        """Count passages no longer; ``terms_of`` gives the terms of those that were counted."""
        held = sorted(self._held(ids))
        for terms in terms_of(held) if held else ():
            self._counts.subtract(set(terms))
        self._connection.executemany("DELETE FROM held WHERE id = ?", [(id_,) for id_ in held])

    def _held(self, ids: Sequence[int]) -> set[int]:
        """Return those of the passages that have been counted."""
        found: set[int] = set()
        for start in range(0, len(ids), VARIABLES):
            some = ids[start : start + VARIABLES]
            query = f"SELECT id FROM held WHERE id IN ({', '.join('?' * len(some))})"
            found |= {row[0] for row in self._connection.execute(query, some)}
        return found

    def flush(self) -> None:
        """Write the counts down, in order, which SQLite takes fastest."""
        self._connection.executemany(ADD, sorted(self._counts.items()))
        self._connection.commit()
        self._counts.clear()

    def close(self) -> None:
        """Close the file; what was not flushed is lost."""
        self._connection.close()


class TermCounts:
    """An opened file of counts. May be read from many threads: each call borrows a connection."""

    def __init__(self, path: Path) -> None:
        self._connections = ReadConnections(path)

    def of(self, terms: Sequence[str]) -> list[int]:
        """Return how many passages hold each of the terms."""
        found: dict[str, int] = {}
        with self._connections.borrowed() as connection:
            for start in range(0, len(terms), VARIABLES):
                some = terms[start : start + VARIABLES]
                query = f"SELECT term, passages FROM terms WHERE term IN ({', '.join('?' * len(some))})"
                found |= dict(connection.execute(query, some))
        return [found.get(term, 0) for term in terms]

    def close(self) -> None:
        """Close every connection."""
        self._connections.close()
