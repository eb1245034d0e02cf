"""The collection: the articles of record in one SQLite database, from which every build is derived.

When a method returns, its changes are on disk. A ``Collection`` is one connection: open one per operation, which is
cheap; it may be passed between threads, but not used by two at once. Writers wait for one another up to
``BUSY_SECONDS`` and then raise ``BusyError``; readers never wait.
"""

import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import Enum
from itertools import chain
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Any, Self

from filelock import FileLock, Timeout

from embeddings.article import Article, RawArticle
from embeddings.collection.row import ArticleRow, row_of
from embeddings.errors import BusyError, CollectionError, NotFoundError, SourceError, system_reason
from embeddings.stored import ARTICLES, article_of

BUSY_SECONDS = 10.0
ALL = -1  # the LIMIT of a query that returns every row

_ARTICLES_TABLE = """
CREATE TABLE articles (
    id         TEXT PRIMARY KEY,
    origin     TEXT NOT NULL UNIQUE,
    title      TEXT NOT NULL,
    url        TEXT,
    published  TEXT,
    raw        TEXT NOT NULL,
    text       TEXT NOT NULL,
    characters INTEGER NOT NULL,
    removals   TEXT NOT NULL,
    hash       TEXT NOT NULL,
    added      TEXT NOT NULL
) STRICT
"""
# A hash of each file that articles were read from: while it is unchanged the file need not be read again.
_FILES_TABLE = "CREATE TABLE files (origin TEXT PRIMARY KEY, hash BLOB NOT NULL) STRICT"
_AUTHOR = "ALTER TABLE articles ADD COLUMN author TEXT"
# Covers the hashes, which every build reads, so that it does not read the texts.
_HASHES = "CREATE INDEX articles_by_hash ON articles (id, hash)"
# The bytes of uploaded files, which exist nowhere else, and the version of the reader that last read them.
_UPLOADS = "CREATE TABLE uploads (origin TEXT PRIMARY KEY, reading BLOB NOT NULL, data BLOB NOT NULL) STRICT"
_BLOCKS = "ALTER TABLE articles ADD COLUMN blocks TEXT NOT NULL DEFAULT ''"
# The statements that bring each schema version to the next.
_VERSIONS = ((_ARTICLES_TABLE,), (_FILES_TABLE,), (_AUTHOR, _HASHES, _UPLOADS), (_BLOCKS,))
SCHEMA_VERSION = len(_VERSIONS)

_COLUMNS = [
    *("id", "origin", "title", "url", "published", "author"),
    *("raw", "text", "characters", "removals", "blocks", "hash"),
]
_STORE = f"""
INSERT INTO articles ({", ".join(_COLUMNS)}, added) VALUES ({", ".join(f":{name}" for name in _COLUMNS)}, :added)
ON CONFLICT (id) DO UPDATE SET {", ".join(f"{name} = :{name}" for name in _COLUMNS[2:])}
"""


class StoreOutcome(Enum):
    """What storing an article changed."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Stored:
    """The id of an article that is now on disk, and what storing it changed."""

    id: str
    outcome: StoreOutcome


@dataclass(frozen=True, slots=True)
class Summary:
    """An article without its text. ``characters`` is the text's length; ``number`` grows in the order of adding."""

    number: int
    id: str
    title: str
    origin: str
    published: str | None
    characters: int


@dataclass(frozen=True, slots=True)
class File:
    """A file that was read: its origin, its articles, and a hash of its bytes, empty unless all of it was readable."""

    origin: str
    mark: bytes
    rows: list[ArticleRow]


@dataclass(frozen=True, slots=True)
class Upload:
    """The bytes of an uploaded file, and the version of the reader that read them."""

    data: bytes
    reading: bytes


class Collection:
    """The articles of record."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path
        self._home = path.parent.resolve()

    @classmethod
    def open(cls, path: Path) -> Self:
        """Return the collection in a file, which is created if missing; raise ``CollectionError`` if it is unusable."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CollectionError(f"資料夾「{path.parent}」不能用（{system_reason(error)}）；請換一個位置。") from error
        with _explained(path):
            connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
            try:
                _prepare(connection, path)
            except BaseException:
                connection.close()
                raise
        return cls(connection, path)

    def close(self) -> None:
        """Close the database."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def put(self, raw: RawArticle) -> Stored:
        """Store an article, replacing the one with the same origin, and return what that changed."""
        return self.put_many([raw])[0]

    def put_many(self, raws: Iterable[RawArticle]) -> list[Stored]:
        """Store all the articles, or none of them if one raises ``SourceError``."""
        return self._store([row_of(raw) for raw in raws])

    def origin_of(self, path: Path) -> str:
        """Return the origin of a file or folder: its path relative to the collection's folder, or else the full path.

        So a data folder can be moved with its articles, and folders outside it cannot clash.
        """
        real = path.resolve()
        return real.relative_to(self._home).as_posix() if real.is_relative_to(self._home) else real.as_posix()

    def get(self, article_id: str) -> Article:
        """Return the article with that id, or raise ``NotFoundError``."""
        rows = self._rows(f"{ARTICLES} WHERE id = ?", (article_id,))
        if not rows:
            raise _not_found(article_id)
        return article_of(rows[0])

    def has(self, article_id: str) -> bool:
        """Return whether there is an article with that id."""
        return bool(self._rows("SELECT 1 FROM articles WHERE id = ?", (article_id,)))

    def raw_text(self, article_id: str) -> str:
        """Return an article's text as it was read, before cleaning, or raise ``NotFoundError``."""
        rows = self._rows("SELECT raw FROM articles WHERE id = ?", (article_id,))
        if not rows:
            raise _not_found(article_id)
        return str(rows[0][0])

    def remove(self, article_id: str) -> None:
        """Remove the article with that id, or raise ``NotFoundError``."""
        if not self.has(article_id):
            raise _not_found(article_id)
        self.remove_many([article_id])

    def summaries(self, after: int = 0, limit: int | None = None) -> list[Summary]:
        """Return up to ``limit`` articles numbered above ``after``, without their texts, in the order of adding."""
        columns = "rowid, id, title, origin, published, characters"
        query = f"SELECT {columns} FROM articles WHERE rowid > ? ORDER BY rowid LIMIT ?"
        return [Summary(*row) for row in self._rows(query, (after, ALL if limit is None else limit))]

    def count(self) -> int:
        """Return the number of articles."""
        return int(self._rows("SELECT count(*) FROM articles")[0][0])

    def hashes(self) -> dict[str, str]:
        """Return a content hash of each article by its id, in the order of ids."""
        return dict(self._rows("SELECT id, hash FROM articles ORDER BY id"))

    def repeats(self, ids: Sequence[str]) -> dict[str, str]:
        """Return, for those of the articles that duplicate an earlier one, the origin of the earliest.

        A duplicate was stored with the same text, or read from a file with the same bytes.
        """
        firsts = dict(self._rows("SELECT hash, min(rowid) FROM articles GROUP BY hash HAVING count(*) > 1"))
        copies = self._copies()
        found = {}
        for id_ in ids:
            [(number, origin, content)] = self._rows("SELECT rowid, origin, hash FROM articles WHERE id = ?", (id_,))
            file = next((place for place in places_of(origin) if place in copies), None)
            others = [other + origin[len(file) :] for other in copies[file]] if file is not None else []
            query = f"SELECT min(rowid) FROM articles WHERE origin IN ({', '.join('?' * len(others))})"
            [(twin,)] = self._rows(query, others)
            first = min(one for one in (number, firsts.get(content), twin) if one is not None)
            if first != number:
                [(found[id_],)] = self._rows("SELECT origin FROM articles WHERE rowid = ?", (first,))
        return found

    def _copies(self) -> dict[str, list[str]]:
        """Return, for each file that has byte-identical copies, the origins of all of them."""
        repeated = "SELECT hash FROM files WHERE hash != x'' GROUP BY hash HAVING count(*) > 1"
        groups: dict[bytes, list[str]] = {}
        for origin, mark in self._rows(f"SELECT origin, hash FROM files WHERE hash IN ({repeated}) ORDER BY origin"):
            groups.setdefault(mark, []).append(origin)
        return {origin: group for group in groups.values() for origin in group}

    def _rows(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Return all rows of a query; raise ``CollectionError`` if the database is damaged."""
        with _explained(self._path):
            return self._connection.execute(query, values).fetchall()

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Read everything inside from one snapshot, whatever others write. Nothing can be stored inside."""
        self._rows("BEGIN")
        with self._connection:
            yield

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Run the writes inside as one transaction."""
        with _explained(self._path):
            self._connection.execute("BEGIN IMMEDIATE")
            with self._connection:
                yield

    def _store(self, rows: Sequence[ArticleRow]) -> list[Stored]:
        """Write the rows that differ from the stored ones, in one transaction."""
        with self._writing():
            return [self._store_one(row) for row in rows]

    def _store_one(self, row: ArticleRow) -> Stored:
        """Write one row if it differs from the stored one."""
        found = self._connection.execute("SELECT origin, hash FROM articles WHERE id = ?", (row.id,)).fetchone()
        if found == (row.origin, row.hash):
            return Stored(row.id, StoreOutcome.UNCHANGED)
        if found is not None and found[0] != row.origin:
            raise SourceError(f"「{row.origin}」與「{found[0]}」的編號相同；請換一個來源名稱再加入。")
        added = datetime.now(UTC).isoformat(timespec="seconds")
        self._connection.execute(_STORE, {**asdict(row), "added": added})
        return Stored(row.id, StoreOutcome.ADDED if found is None else StoreOutcome.CHANGED)

    def store_files(self, files: Sequence[File], upload: Upload | None = None) -> tuple[list[Stored], list[str]]:
        """Store the articles of files and the files' hashes in one transaction; with ``upload``, the bytes as well.

        Returns what was stored, and the ids of the articles that are no longer in a file that was read completely.
        """
        with self._writing():
            stored = [self._store_one(row) for file in files for row in file.rows]
            kept = {one.id for one in stored}
            gone = [id_ for file in files if file.mark for id_ in self._of_file(file.origin) if id_ not in kept]
            self._delete(gone)
            marks = [(file.origin, file.mark) for file in files]
            self._connection.executemany("INSERT OR REPLACE INTO files VALUES (?, ?)", marks)
            if upload is not None and stored:
                sent = [(file.origin, upload.reading, upload.data) for file in files]
                self._connection.executemany("INSERT OR REPLACE INTO uploads VALUES (?, ?, ?)", sent)
        return stored, gone

    def uploaded(self, article_id: str) -> tuple[str, bytes]:
        """Return the origin and the bytes of the file that an article was uploaded in, or raise ``NotFoundError``."""
        origin = self.get(article_id).origin
        for place in reversed(places_of(origin)):
            data = self.upload(place)
            if data is not None:
                return place, data
        raise NotFoundError(
            f"「{PurePosixPath(origin).name}」沒有留下原始檔：只有這一版起上傳的檔案會留著；別處的檔案請到原處取得，先前上傳的請重新上傳。"
        )

    def read_otherwise(self, reading: bytes) -> list[str]:
        """Return the origins of the uploads that another version of the reader has read."""
        query = "SELECT origin FROM uploads WHERE reading != ? ORDER BY origin"
        return [row[0] for row in self._rows(query, (reading,))]

    def upload(self, origin: str) -> bytes | None:
        """Return the bytes of an uploaded file, or ``None`` if none has that origin."""
        rows = self._rows("SELECT data FROM uploads WHERE origin = ?", (origin,))
        return bytes(rows[0][0]) if rows else None

    def store_again(self, file: File, upload: Upload) -> None:
        """Store an uploaded file that was read anew, unless it has been replaced or removed meanwhile.

        Only existing articles change: a missing one was removed by the user.
        """
        with self._writing():
            if self.upload(file.origin) == upload.data:
                for row in file.rows:
                    if self.has(row.id):
                        self._store_one(row)
                query = "UPDATE uploads SET reading = ? WHERE origin = ?"
                self._connection.execute(query, (upload.reading, file.origin))

    def file_marks(self, key: str) -> dict[str, bytes]:
        """Return the hashes, when last read, of the file with this origin and of the files below it."""
        query = "SELECT origin, hash FROM files WHERE origin = ? OR (origin > ? AND origin < ?)"
        return dict(self._rows(query, (key, *_below(key))))

    def origins_at(self, key: str) -> list[tuple[str, str]]:
        """Return the ids and origins of the articles of a file, or of the files below a folder, by id."""
        query = "SELECT id, origin FROM articles WHERE origin = ? OR (origin > ? AND origin < ?)"
        rows = {row for part in (_below(key), _within(key)) for row in self._rows(query, (key, *part))}
        return sorted(rows)

    def remove_many(self, ids: Sequence[str]) -> None:
        """Remove those of the articles that exist, in one transaction."""
        with self._writing():
            self._delete(ids)

    def _of_file(self, origin: str) -> list[str]:
        """Return the ids of a file's articles, but not those of another file whose name begins as its records' do."""
        records = "(origin > ? AND origin < ? AND origin NOT IN (SELECT origin FROM files))"
        query = f"SELECT id FROM articles WHERE origin = ? OR {records}"
        return [row[0] for row in self._rows(query, (origin, *_within(origin)))]

    def _delete(self, ids: Sequence[str]) -> None:
        """Delete articles, their files' hashes (so that the files are read again), and uploads without articles."""
        for id_ in ids:
            gone = self._connection.execute("DELETE FROM articles WHERE id = ? RETURNING origin", (id_,)).fetchall()
            files = {place for (origin,) in gone for place in places_of(origin)}
            self._connection.executemany("DELETE FROM files WHERE origin = ?", [(place,) for place in files])
            emptied = [(place,) for place in files if not self._of_file(place)]
            self._connection.executemany("DELETE FROM uploads WHERE origin = ?", emptied)


def places_of(origin: str) -> list[str]:
    """Return an origin and all its prefixes that may be its file or a folder: those before a ``/`` or ``#``."""
    return [*(origin[: found.start()] for found in re.finditer("[/#]", origin)), origin]


def _below(key: str) -> tuple[str, str]:
    """Return the bounds of the origins below a folder: they begin with its name and a slash, and "0" follows "/"."""
    return f"{key}/", f"{key}0"


def _within(key: str) -> tuple[str, str]:
    """Return the bounds of the origins of a file's records, ``file#name``: "$" follows "#"."""
    return f"{key}#", f"{key}$"


def _not_found(article_id: str) -> NotFoundError:
    """Return the error for an id that no article has."""
    return NotFoundError(f"沒有編號為「{article_id}」的文章；請先列出文章，再用其中的編號。")


@contextmanager
def _explained(path: Path) -> Iterator[None]:
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
                raise CollectionError(f"「{path}」不是文章資料庫，或已經損壞；請從備份還原，或換一個位置。") from error
            case sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_READONLY:
                raise CollectionError(f"「{path}」無法開啟或寫入；請檢查路徑與權限。") from error
            case sqlite3.SQLITE_FULL:
                raise CollectionError(f"「{path}」所在的磁碟已滿；請清出空間之後再試一次。") from error
            case sqlite3.SQLITE_IOERR:
                raise CollectionError(f"「{path}」讀寫失敗；請檢查磁碟，或從備份還原。") from error
        raise


def _code_of(error: sqlite3.DatabaseError) -> int:
    """Return the primary SQLite code of an error; a missing table and invalid text count as damage."""
    if "no such table" in str(error) or "Could not decode" in str(error):
        return sqlite3.SQLITE_CORRUPT
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Configure the connection and create the tables in a new file; raise for a file that is not ours."""
    version = _version(connection)
    if version > SCHEMA_VERSION:
        raise CollectionError(f"「{path}」是較新版本的程式所建立的；請更新程式之後再開啟。")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    if version < SCHEMA_VERSION:
        with FileLock(path.with_name(f"{path.name}.lock"), timeout=BUSY_SECONDS):
            _create(connection, path)


def _create(connection: sqlite3.Connection, path: Path) -> None:
    """Create the tables that the file lacks in this version, unless another process has just done so."""
    version = _version(connection)
    if version == 0 and connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        raise CollectionError(f"「{path}」是其他程式的資料庫；請換一個位置。")
    connection.execute("PRAGMA journal_mode = WAL")  # while nobody uses the file: SQLite would not wait for other users
    connection.execute("BEGIN IMMEDIATE")
    with connection:
        for statement in chain.from_iterable(_VERSIONS[version:]):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def _version(connection: sqlite3.Connection) -> int:
    """Return the schema version of the file, or 0 if it is new."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
