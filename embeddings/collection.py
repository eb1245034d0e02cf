"""The collection: the articles of record, in one SQLite file; every build is derived from it.

What a method has returned from is on disk. A ``Collection`` is one connection: open one per operation, which
is cheap; it may be handed from thread to thread, but not used by two at once. Writers wait for one another up
to ``BUSY_SECONDS`` and then raise ``BusyError``; readers never wait.
"""

import json
import re
import sqlite3
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import Enum
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from embeddings.article import Article, RawArticle, Removal
from embeddings.errors import BusyError, NotFoundError, SourceError
from embeddings.load import READING, Problem, Source, find_sources, load_bytes, read_file
from embeddings.text.clean import clean

SCHEMA_VERSION = 2
BUSY_SECONDS = 10.0
BATCH_ARTICLES = 64  # a folder is stored in transactions of so many articles,
BATCH_CHARACTERS = 4_000_000  # or of so much text
LONGEST_MADE_UP_TITLE = 40

_SCHEMA = """
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
# What the articles of a file were read from: while it stays the same there is nothing to read.
_FILES = "CREATE TABLE files (origin TEXT PRIMARY KEY, hash BLOB NOT NULL) STRICT"
_STORE = """
INSERT INTO articles VALUES
    (:id, :origin, :title, :url, :published, :raw, :text, :characters, :removals, :hash, :added)
ON CONFLICT (id) DO UPDATE SET title = :title, url = :url, published = :published, raw = :raw, text = :text,
    characters = :characters, removals = :removals, hash = :hash
"""
_ARTICLES = "SELECT id, title, text, origin, url, published, removals FROM articles"

Progress = Callable[[int, int], None]  # files read, files in all


class Outcome(Enum):
    """What storing an article did."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Stored:
    """An article that is now on disk, and whether it is new there."""

    id: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Summary:
    """An article without its text; ``characters`` is the length of that."""

    id: str
    title: str
    origin: str
    published: str | None
    characters: int


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What bringing the collection in line with a folder did: ids of articles, and the files not read."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: tuple[str, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    """An article as it is stored: the names of the columns, but for the time it was added."""

    id: str
    origin: str
    title: str
    url: str | None
    published: str | None
    raw: str
    text: str
    characters: int
    removals: str
    hash: str


@dataclass(frozen=True, slots=True)
class _File:
    """A file that was read: its origin, a hash of its bytes, and its articles."""

    origin: str
    hash: bytes
    rows: list[_Row]


class Collection:
    """The articles of record."""

    def __init__(self, connection: sqlite3.Connection, home: Path) -> None:
        self._connection = connection
        self._home = home

    @classmethod
    def open(cls, path: Path) -> Self:
        """Return the collection in a file, made if there is none. ``SourceError`` if the file is not one."""
        path.parent.mkdir(parents=True, exist_ok=True)
        with _explained(path):
            connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
            try:
                _prepare(connection, path)
            except BaseException:
                connection.close()
                raise
        return cls(connection, path.parent.resolve())

    def close(self) -> None:
        """Give the file back."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def put(self, raw: RawArticle) -> Stored:
        """Store an article in the place of the one of the same origin, if any, and say what that did."""
        return self.put_many([raw])[0]

    def put_many(self, raws: Iterable[RawArticle]) -> list[Stored]:
        """Store all the articles, or none of them if one raises a ``SourceError``."""
        return self._store([_row(raw) for raw in raws])

    def sync_folder(self, folder: Path, progress: Progress | None = None, *, key: str | None = None) -> SyncReport:
        """Store every file below a folder, and remove the articles that are no longer there, in a file or with it.

        An article stays as it was while its file is there but cannot be read. ``key`` begins the origins; it
        is ``origin_of(folder)`` if not given. Every batch stored is kept, should this be interrupted.
        """
        key = self.origin_of(folder) if key is None else key
        sources = find_sources(folder, key)
        problems = list(sources.problems)
        known = self._file_hashes(key)
        stored: list[Stored] = []
        same: set[str] = set()
        for batch in _batches(_changed(sources.files, known, same, problems, progress)):
            stored += self._store_files(batch)
        stored += [Stored(id_, Outcome.UNCHANGED) for id_, origin in self._below(key) if _file_of(origin, same)]
        removed = self._remove_vanished(key, {one.id for one in stored}, [problem.origin for problem in problems])
        added, changed, unchanged = (tuple(one.id for one in stored if one.outcome is outcome) for outcome in Outcome)
        return SyncReport(added, changed, removed, unchanged, tuple(problems))

    def origin_of(self, path: Path) -> str:
        """Return the origin of a file or folder: its path within the collection's folder, or else in full.

        So a data folder can be moved with the articles in it, and folders elsewhere never meet.
        """
        real = path.resolve()
        return real.relative_to(self._home).as_posix() if real.is_relative_to(self._home) else real.as_posix()

    def get(self, article_id: str) -> Article:
        """Return the article of that id, or raise a ``NotFoundError``."""
        row = self._connection.execute(f"{_ARTICLES} WHERE id = ?", (article_id,)).fetchone()
        if row is None:
            raise _not_found(article_id)
        return _article(row)

    def has(self, article_id: str) -> bool:
        """Return whether there is an article of that id."""
        return self._connection.execute("SELECT 1 FROM articles WHERE id = ?", (article_id,)).fetchone() is not None

    def raw_text(self, article_id: str) -> str:
        """Return an article's text as it was read, before cleaning, or raise a ``NotFoundError``."""
        row = self._connection.execute("SELECT raw FROM articles WHERE id = ?", (article_id,)).fetchone()
        if row is None:
            raise _not_found(article_id)
        return str(row[0])

    def remove(self, article_id: str) -> None:
        """Remove the article of that id, or raise a ``NotFoundError``."""
        with self._writing():
            found = self._connection.execute(
                "DELETE FROM articles WHERE id = ? RETURNING origin", (article_id,)
            ).fetchone()
            if found is not None:  # its file, should it still be there, is to be read again
                self._connection.execute(
                    "DELETE FROM files WHERE origin IN (?, ?)", (found[0], found[0].rpartition("#")[0])
                )
        if found is None:
            raise _not_found(article_id)

    def summaries(self) -> list[Summary]:
        """Return all articles without their texts, in the order of their origins."""
        rows = self._connection.execute("SELECT id, title, origin, published, characters FROM articles ORDER BY origin")
        return [Summary(*row) for row in rows]

    def articles(self) -> Iterator[Article]:
        """Yield the articles in the order of their ids, read one by one."""
        yield from map(_article, self._connection.execute(f"{_ARTICLES} ORDER BY id"))

    def count(self) -> int:
        """Return the number of articles."""
        return int(self._connection.execute("SELECT count(*) FROM articles").fetchone()[0])

    def digest(self) -> str:
        """Return a hash of the ids and contents of all articles: equal digests, equal collections."""
        digest = blake2b(digest_size=16)
        for article_id, content in self._connection.execute("SELECT id, hash FROM articles ORDER BY id"):
            digest.update(f"{article_id} {content}\n".encode())
        return digest.hexdigest()

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Hold what is read inside to one moment, whatever others write. Nothing can be stored inside."""
        self._connection.execute("BEGIN")
        with self._connection:
            yield

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Make what is written inside one transaction."""
        with _explained(self._home):
            self._connection.execute("BEGIN IMMEDIATE")
            with self._connection:
                yield

    def _store(self, rows: Sequence[_Row]) -> list[Stored]:
        """Write the rows that differ from what is there, in one transaction."""
        with self._writing():
            return [self._store_one(row) for row in rows]

    def _store_one(self, row: _Row) -> Stored:
        """Write one row if it differs from what is there."""
        found = self._connection.execute("SELECT origin, hash FROM articles WHERE id = ?", (row.id,)).fetchone()
        if found == (row.origin, row.hash):
            return Stored(row.id, Outcome.UNCHANGED)
        if found is not None and found[0] != row.origin:
            raise SourceError(f"「{row.origin}」與「{found[0]}」的編號相同；請換一個來源名稱再加入。")
        added = datetime.now(UTC).isoformat(timespec="seconds")
        self._connection.execute(_STORE, {**asdict(row), "added": added})
        return Stored(row.id, Outcome.ADDED if found is None else Outcome.CHANGED)

    def _store_files(self, files: Sequence[_File]) -> list[Stored]:
        """Write the articles of files, and what they were read from, in one transaction."""
        with self._writing():
            stored = [self._store_one(row) for file in files for row in file.rows]
            marks = [(file.origin, file.hash) for file in files]
            self._connection.executemany("INSERT OR REPLACE INTO files VALUES (?, ?)", marks)
        return stored

    def _file_hashes(self, key: str) -> dict[str, bytes]:
        """Return what the files below a key were when they were last read, by origin."""
        query = "SELECT origin, hash FROM files WHERE origin = ? OR (origin > ? AND origin < ?)"
        return dict(self._connection.execute(query, (key, *_range(key))))

    def _below(self, key: str) -> list[tuple[str, str]]:
        """Return the ids and origins of the articles below a key."""
        query = "SELECT id, origin FROM articles WHERE origin > ? AND origin < ? ORDER BY id"
        return list(self._connection.execute(query, _range(key)))

    def _remove_vanished(self, key: str, kept: set[str], unread: Sequence[str]) -> tuple[str, ...]:
        """Remove the articles below a key but those kept and those of files that were there and not wholly read."""
        spared = {*unread, *(f"{key}/" for origin in unread if origin == key)}
        with self._writing():
            gone = [(id_, at) for id_, at in self._below(key) if id_ not in kept and not _is_at_or_below(at, spared)]
            self._connection.executemany("DELETE FROM articles WHERE id = ?", [(id_,) for id_, _ in gone])
            self._connection.executemany("DELETE FROM files WHERE origin = ?", [(at,) for _, at in gone])
        return tuple(id_ for id_, _ in gone)


def _range(key: str) -> tuple[str, str]:
    """Return between what every origin stands that begins with the key and a slash: "0" is what follows "/"."""
    return f"{key}/", f"{key}0"


def _file_of(origin: str, files: Container[str]) -> bool:
    """Return whether an article, one of one file or of many (``file#name``), is of one of the files."""
    return origin in files or origin.rpartition("#")[0] in files


def article_id(origin: str) -> str:
    """Return the id of the article of an origin: the same on every machine, whatever the text."""
    return blake2b(origin.encode(), digest_size=6).hexdigest()


def _row(raw: RawArticle) -> _Row:
    """Return an article as it will be stored: cleaned, with a title on one line, and hashed."""
    _refuse_unstorable(raw)
    cleaned = clean(raw.text)
    if not cleaned.text.strip():
        raise SourceError(f"「{raw.origin}」清理之後沒有任何文字；請檢查內容之後再加入。")
    title = " ".join(clean(raw.title).text.split())
    title = title or cleaned.text.split("\n", 1)[0].strip()[:LONGEST_MADE_UP_TITLE]
    content = [title, raw.url, raw.published, raw.text, cleaned.text]
    return _Row(
        id=article_id(raw.origin),
        origin=raw.origin,
        title=title,
        url=raw.url,
        published=raw.published,
        raw=raw.text,
        text=cleaned.text,
        characters=len(cleaned.text),
        removals=json.dumps([asdict(removal) for removal in cleaned.removals]),
        hash=blake2b(json.dumps(content).encode(), digest_size=16).hexdigest(),
    )


def _refuse_unstorable(raw: RawArticle) -> None:
    """Raise if the article has no origin, or holds lone surrogates, which no file can hold."""
    if not raw.origin.strip():
        raise SourceError("這篇文章沒有來源名稱；請給它一個名稱再加入。")
    try:
        "".join([raw.origin, raw.title, raw.text, raw.url or "", raw.published or ""]).encode()
    except UnicodeEncodeError as error:
        name = raw.origin.encode("utf-8", "backslashreplace").decode()
        raise SourceError(f"「{name}」含有不完整的字元；請以 UTF-8 重新輸出之後再加入。") from error


def _changed(
    files: Sequence[Source],
    known: Mapping[str, bytes],
    same: set[str],
    problems: list[Problem],
    progress: Progress | None,
) -> Iterator[_File]:
    """Yield the files that are not as they were, read; the others go to ``same``, those not read to ``problems``."""
    for number, source in enumerate(files, start=1):
        try:
            data = read_file(source)
        except SourceError as error:
            problems.append(Problem(source.origin, str(error)))
        else:
            mark = blake2b(data, digest_size=16, person=READING).digest()
            if known.get(source.origin) == mark:
                same.add(source.origin)
            else:
                yield _read(data, source, mark, problems)
        if progress is not None:
            progress(number, len(files))


def _read(data: bytes, source: Source, mark: bytes, problems: list[Problem]) -> _File:
    """Return a file with its articles; one that cannot be read as a whole gets no mark, so that it is read again."""
    report = load_bytes(data, source.path.name, source.origin)
    rows, refused = [], list(report.problems)
    for raw in report.articles:
        try:
            rows.append(_row(raw))
        except SourceError as error:
            refused.append(Problem(raw.origin, str(error)))
    problems += refused
    return _File(source.origin, b"" if refused else mark, rows)


def _batches(files: Iterable[_File]) -> Iterator[list[_File]]:
    """Yield the files in lists that are small enough for one transaction and for memory."""
    batch: list[_File] = []
    articles = characters = 0
    for file in files:
        batch.append(file)
        articles += len(file.rows)
        characters += sum(len(row.raw) for row in file.rows)
        if articles >= BATCH_ARTICLES or characters >= BATCH_CHARACTERS:
            yield batch
            batch, articles, characters = [], 0, 0
    if batch:
        yield batch


def _is_at_or_below(origin: str, places: set[str]) -> bool:
    """Return whether an origin is one of the places, a file in one of them, or an article in such a file."""
    ends = [*(found.start() for found in re.finditer("[/#]", origin)), len(origin)]
    return any(origin[:end] in places for end in ends)


def _article(row: tuple[Any, ...]) -> Article:
    """Return the article in a row of ``_ARTICLES``."""
    article_id, title, text, origin, url, published, removals = row
    found = tuple(Removal(**removal) for removal in json.loads(removals))
    return Article(article_id, title, text, origin, url, published, found)


def _not_found(article_id: str) -> NotFoundError:
    """Return the error for an id that no article has."""
    return NotFoundError(f"沒有編號為「{article_id}」的文章；請先列出文章，再用其中的編號。")


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Turn what SQLite says of a busy, foreign or damaged file into our own errors."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        match error.sqlite_errorcode & 0xFF:
            case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
                raise BusyError(f"另一個程式正在寫入「{path}」；請稍候再試一次。") from error
            case sqlite3.SQLITE_NOTADB | sqlite3.SQLITE_CORRUPT:
                raise SourceError(f"「{path}」不是文章資料庫，或已經損壞；請從備份還原，或換一個位置。") from error
            case sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_READONLY:
                raise SourceError(f"「{path}」無法開啟或寫入；請檢查路徑與權限。") from error
            case sqlite3.SQLITE_FULL:
                raise SourceError(f"「{path}」所在的磁碟已滿；請清出空間之後再試一次。") from error
        raise


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Set the connection's guarantees and make the table in a new file; refuse a file that is not ours."""
    version = _version(connection)
    if version > SCHEMA_VERSION:
        raise SourceError(f"「{path}」是較新版本的程式所建立的；請更新程式之後再開啟。")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    if version < SCHEMA_VERSION:
        _create(connection, path)


def _create(connection: sqlite3.Connection, path: Path) -> None:
    """Make the tables that this version has and the file has not, unless another process has just done so."""
    connection.execute("BEGIN IMMEDIATE")
    with connection:
        version = _version(connection)
        if version == 0:
            if connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                raise SourceError(f"「{path}」是其他程式的資料庫；請換一個位置。")
            connection.execute(_SCHEMA)
        if version < SCHEMA_VERSION:
            connection.execute(_FILES)
            connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    connection.execute("PRAGMA journal_mode = WAL")


def _version(connection: sqlite3.Connection) -> int:
    """Return the schema version of the file, 0 if it is new."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
