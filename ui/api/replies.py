"""What was answered to writes that carried a key, in a SQLite file that all processes of a server share."""

import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

KEPT_SECONDS = 24 * 3600
GIVEN_UP_SECONDS = 600  # after which nobody can still be at work on a write
BUSY_SECONDS = 10.0
_TABLE = """
CREATE TABLE IF NOT EXISTS replies (
    key TEXT PRIMARY KEY, request TEXT NOT NULL, at REAL NOT NULL, status INTEGER, headers TEXT, body BLOB
) STRICT
"""


@dataclass(frozen=True, slots=True)
class Reply:
    """A response: its status, its headers as they are sent, and its body."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(frozen=True, slots=True)
class Claimed:
    """What is known of a key: the request it came with first, and the reply, ``None`` while that is being made."""

    request: str
    reply: Reply | None


class Replies:
    """The replies of the last day by their keys."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def claim(self, key: str, request: str) -> Claimed | None:
        """Return what is known of a key, or take it for a request and return ``None``: it is to be done now."""
        now = time.time()
        with self._writing() as connection:
            old = "at < ? OR (status IS NULL AND at < ?)"
            connection.execute(f"DELETE FROM replies WHERE {old}", (now - KEPT_SECONDS, now - GIVEN_UP_SECONDS))
            query = "SELECT request, status, headers, body FROM replies WHERE key = ?"
            row = connection.execute(query, (key,)).fetchone()
            if row is None:
                connection.execute("INSERT INTO replies (key, request, at) VALUES (?, ?, ?)", (key, request, now))
                return None
        first, status, headers, body = row
        done = None if status is None else Reply(status, tuple(map(tuple, json.loads(headers))), bytes(body))
        return Claimed(first, done)

    def keep(self, key: str, reply: Reply) -> None:
        """Keep what was replied to the request that took a key."""
        values = (reply.status, json.dumps(reply.headers), reply.body, key)
        with self._writing() as connection:
            connection.execute("UPDATE replies SET status = ?, headers = ?, body = ? WHERE key = ?", values)

    def give_back(self, key: str) -> None:
        """Let a key be taken again: what it was for was not done."""
        with self._writing() as connection:
            connection.execute("DELETE FROM replies WHERE key = ? AND status IS NULL", (key,))

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection in one transaction."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self._path, timeout=BUSY_SECONDS, isolation_level=None)) as connection:
            connection.execute(_TABLE)
            connection.execute("BEGIN IMMEDIATE")
            with connection:
                yield connection
