"""An SQLite file of our own: opened with its guarantees, brought to the newest version, its faults in our words.

Whoever keeps something in such a file says in a ``Layout`` what each version of the file adds to the one before.
What a transaction has returned from is on disk. A ``Database`` is one connection: open one per operation, which is
cheap; it may be handed from thread to thread, but not used by two at once. Writers wait for one another up to
``BUSY_SECONDS`` and then raise ``BusyError``; readers never wait.
"""

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from filelock import FileLock, Timeout

from embeddings.errors import BusyError, QAError, system_reason

BUSY_SECONDS = 10.0
OURS_ALONE = 0o600  # the mode of a file that no other user of the machine may read


@dataclass(frozen=True, slots=True)
class Layout:
    """What a file holds: its name for users, the statements of each version, and the error that it raises.

    A ``private`` file is made so that no other user of the machine can read it.
    """

    noun: str
    versions: tuple[tuple[str, ...], ...]
    error: type[QAError]
    private: bool = False


class Closing(ABC):
    """What is closed when its block is left."""

    @abstractmethod
    def close(self) -> None:
        """Close it."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Database(Closing):
    """A connection to such a file."""

    def __init__(self, connection: sqlite3.Connection, path: Path, layout: Layout) -> None:
        self.connection = connection
        self._path = path
        self._layout = layout

    @classmethod
    def open(cls, path: Path, layout: Layout) -> Self:
        """Return a connection to a file, which is created if missing; raise the layout's error if it is unusable."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise layout.error(f"資料夾「{path.parent}」不能用（{system_reason(error)}）；請換一個位置。") from error
        with _explained(path, layout):
            if layout.private:
                _keep_private(path)
            connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
            try:
                _prepare(connection, path, layout)
            except BaseException:
                connection.close()
                raise
        return cls(connection, path, layout)

    def close(self) -> None:
        """Close the database."""
        self.connection.close()

    def rows(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Return all rows of a query; raise the layout's error if the database is damaged."""
        with _explained(self._path, self._layout):
            return self.connection.execute(query, values).fetchall()

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Read everything inside from one snapshot, whatever others write. Nothing can be stored inside."""
        self.rows("BEGIN")
        with self.connection:
            yield

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Yield the connection, and run the writes inside as one transaction."""
        with _explained(self._path, self._layout):
            self.connection.execute("BEGIN IMMEDIATE")
            with self.connection:
                yield self.connection


class Repository(Closing):
    """What is kept in a database, by a connection of its own, to be closed after use."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def close(self) -> None:
        """Close the database."""
        self._database.close()


def _keep_private(path: Path) -> None:
    """Make a file that is not there yet, for its owner alone; SQLite gives those beside it the same mode."""
    try:
        path.touch(mode=OURS_ALONE, exist_ok=True)
    except OSError as error:
        raise sqlite3.OperationalError("unable to open database file") from error


@contextmanager
def _explained(path: Path, layout: Layout) -> Iterator[None]:
    """Turn SQLite's errors about a busy, foreign or damaged file into our own."""
    try:
        yield
    except Timeout as error:
        raise BusyError(f"另一個程式正在建立「{path}」；請稍候再試一次。") from error
    except sqlite3.DatabaseError as error:
        match _code_of(error):
            case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
                raise BusyError(f"另一個程式正在寫入「{path}」；請稍候再試一次。") from error
            case sqlite3.SQLITE_NOTADB | sqlite3.SQLITE_CORRUPT:
                raise layout.error(f"「{path}」不是{layout.noun}，或已經損壞；請從備份還原，或換一個位置。") from error
            case sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_READONLY:
                raise layout.error(f"「{path}」無法開啟或寫入；請檢查路徑與權限。") from error
            case sqlite3.SQLITE_FULL:
                raise layout.error(f"「{path}」所在的磁碟已滿；請清出空間之後再試一次。") from error
            case sqlite3.SQLITE_IOERR:
                raise layout.error(f"「{path}」讀寫失敗；請檢查磁碟，或從備份還原。") from error
        raise


def _code_of(error: sqlite3.DatabaseError) -> int:
    """Return the primary SQLite code of an error; a missing table and invalid text count as damage."""
    if "no such table" in str(error) or "Could not decode" in str(error):
        return sqlite3.SQLITE_CORRUPT
    if "unable to open" in str(error):
        return sqlite3.SQLITE_CANTOPEN
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF


def _prepare(connection: sqlite3.Connection, path: Path, layout: Layout) -> None:
    """Configure the connection and create the tables in a new file; raise for a file that is not ours."""
    version, newest = _version(connection), len(layout.versions)
    if version > newest:
        raise layout.error(f"「{path}」是較新版本的程式所建立的；請更新程式之後再開啟。")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    if version < newest:
        with FileLock(path.with_name(f"{path.name}.lock"), timeout=BUSY_SECONDS):
            _create(connection, path, layout)


def _create(connection: sqlite3.Connection, path: Path, layout: Layout) -> None:
    """Create the tables that the file lacks in this version, unless another process has just done so."""
    version = _version(connection)
    if version == 0 and connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        raise layout.error(f"「{path}」是其他程式的資料庫；請換一個位置。")
    connection.execute("PRAGMA journal_mode = WAL")  # while nobody uses the file: SQLite would not wait for other users
    connection.execute("BEGIN IMMEDIATE")
    with connection:
        for statement in chain.from_iterable(layout.versions[version:]):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(layout.versions)}")


def _version(connection: sqlite3.Connection) -> int:
    """Return the schema version of the file, or 0 if it is new."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
