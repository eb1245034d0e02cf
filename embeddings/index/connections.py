"""Connections to an SQLite file that is only read: each call borrows one, so that many threads may read at once."""

import sqlite3
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class ReadConnections:
    """The connections to one file; there are as many as there have been concurrent calls."""

    def __init__(self, path: Path, *, immutable: bool = False) -> None:
        """Say with ``immutable`` that nobody writes to the file as long as it is open: SQLite then locks nothing."""
        self._uri = f"{path.absolute().as_uri()}?mode=ro{'&immutable=1' if immutable else ''}"
        self._idle: deque[sqlite3.Connection] = deque()

    @contextmanager
    def borrowed(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection to one call."""
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = sqlite3.connect(self._uri, uri=True, check_same_thread=False)
        try:
            yield connection
        finally:
            self._idle.append(connection)

    def close(self) -> None:
        """Close every connection."""
        while self._idle:
            self._idle.pop().close()
