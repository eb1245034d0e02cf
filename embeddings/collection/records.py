"""The collection: the articles of record, in one SQLite file; every build is derived from it.

What a method has returned from is on disk. A ``Collection`` is one connection, to be used as a ``Database`` is.
"""

import re
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Any, Self

from embeddings.article import Article, RawArticle
from embeddings.collection.row import ArticleRow, row_of
from embeddings.database import Database, Layout
from embeddings.errors import CollectionError, NotFoundError, SourceError
from embeddings.stored import ARTICLES, article_of

ALL = -1  # as the limit of a query

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
# What the articles of a file were read from: while it stays the same there is nothing to read.
_FILES_TABLE = "CREATE TABLE files (origin TEXT PRIMARY KEY, hash BLOB NOT NULL) STRICT"
_AUTHOR = "ALTER TABLE articles ADD COLUMN author TEXT"
# Every build reads all hashes: so it reads no texts.
_HASHES = "CREATE INDEX articles_by_hash ON articles (id, hash)"
# The bytes of files that are nowhere else, and the way they were last read.
_UPLOADS = "CREATE TABLE uploads (origin TEXT PRIMARY KEY, reading BLOB NOT NULL, data BLOB NOT NULL) STRICT"
_BLOCKS = "ALTER TABLE articles ADD COLUMN blocks TEXT NOT NULL DEFAULT ''"
# What each version of the file adds to the one before.
_VERSIONS = ((_ARTICLES_TABLE,), (_FILES_TABLE,), (_AUTHOR, _HASHES, _UPLOADS), (_BLOCKS,))
_LAYOUT = Layout("文章資料庫", _VERSIONS, CollectionError)

_COLUMNS = [
    *("id", "origin", "title", "url", "published", "author"),
    *("raw", "text", "characters", "removals", "blocks", "hash"),
]
_STORE = f"""
INSERT INTO articles ({", ".join(_COLUMNS)}, added) VALUES ({", ".join(f":{name}" for name in _COLUMNS)}, :added)
ON CONFLICT (id) DO UPDATE SET {", ".join(f"{name} = :{name}" for name in _COLUMNS[2:])}
"""


class StoreOutcome(Enum):
    """What storing an article did."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Stored:
    """An article that is now on disk, and whether it is new there."""

    id: str
    outcome: StoreOutcome


@dataclass(frozen=True, slots=True)
class Summary:
    """An article without its text; ``characters`` is the length of that, ``number`` grows in the order of adding."""

    number: int
    id: str
    title: str
    origin: str
    published: str | None
    characters: int


@dataclass(frozen=True, slots=True)
class File:
    """A file that was read: its origin, its articles, and a hash of its bytes, empty if not all of it could be read."""

    origin: str
    mark: bytes
    rows: list[ArticleRow]


@dataclass(frozen=True, slots=True)
class Upload:
    """The bytes of a file that is nowhere else, and what names the way it was read."""

    data: bytes
    reading: bytes


class Collection:
    """The articles of record."""

    def __init__(self, database: Database, path: Path) -> None:
        self._database = database
        self._connection = database.connection
        self._home = path.parent.resolve()

    @classmethod
    def open(cls, path: Path) -> Self:
        """Return the collection in a file, made if there is none. ``CollectionError`` if it cannot be one."""
        return cls(Database.open(path, _LAYOUT), path)

    def close(self) -> None:
        """Give the file back."""
        self._database.close()

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
        return self._store([row_of(raw) for raw in raws])

    def origin_of(self, path: Path) -> str:
        """Return the origin of a file or folder: its path within the collection's folder, or else in full.

        So a data folder can be moved with the articles in it, and folders elsewhere never meet.
        """
        real = path.resolve()
        return real.relative_to(self._home).as_posix() if real.is_relative_to(self._home) else real.as_posix()

    def get(self, article_id: str) -> Article:
        """Return the article of that id, or raise a ``NotFoundError``."""
        rows = self._rows(f"{ARTICLES} WHERE id = ?", (article_id,))
        if not rows:
            raise _not_found(article_id)
        return article_of(rows[0])

    def has(self, article_id: str) -> bool:
        """Return whether there is an article of that id."""
        return bool(self._rows("SELECT 1 FROM articles WHERE id = ?", (article_id,)))

    def raw_text(self, article_id: str) -> str:
        """Return an article's text as it was read, before cleaning, or raise a ``NotFoundError``."""
        rows = self._rows("SELECT raw FROM articles WHERE id = ?", (article_id,))
        if not rows:
            raise _not_found(article_id)
        return str(rows[0][0])

    def remove(self, article_id: str) -> None:
        """Remove the article of that id, or raise a ``NotFoundError``."""
        if not self.has(article_id):
            raise _not_found(article_id)
        self.remove_many([article_id])

    def summaries(self, after: int = 0, limit: int | None = None) -> list[Summary]:
        """Return the articles of greater numbers than one, up to so many, without their texts, as they were added."""
        columns = "rowid, id, title, origin, published, characters"
        query = f"SELECT {columns} FROM articles WHERE rowid > ? ORDER BY rowid LIMIT ?"
        return [Summary(*row) for row in self._rows(query, (after, ALL if limit is None else limit))]

    def count(self) -> int:
        """Return the number of articles."""
        return int(self._rows("SELECT count(*) FROM articles")[0][0])

    def hashes(self) -> dict[str, str]:
        """Return a hash of each article's content by its id, in the order of ids: equal hashes, equal articles."""
        return dict(self._rows("SELECT id, hash FROM articles ORDER BY id"))

    def repeats(self, ids: Sequence[str]) -> dict[str, str]:
        """Return for those of the articles that an earlier one says already the origin of the earliest.

        It says the same if it was stored with the same words, or read from a file of the same bytes.
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
        """Return for each file of which there are others of the same bytes the origins of all of these."""
        repeated = "SELECT hash FROM files WHERE hash != x'' GROUP BY hash HAVING count(*) > 1"
        groups: dict[bytes, list[str]] = {}
        for origin, mark in self._rows(f"SELECT origin, hash FROM files WHERE hash IN ({repeated}) ORDER BY origin"):
            groups.setdefault(mark, []).append(origin)
        return {origin: group for group in groups.values() for origin in group}

    def _rows(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Return all that a query finds; raise ``CollectionError`` if the file is damaged."""
        return self._database.rows(query, values)

    def snapshot(self) -> AbstractContextManager[None]:
        """Hold what is read inside to one moment, whatever others write. Nothing can be stored inside."""
        return self._database.snapshot()

    def _writing(self) -> AbstractContextManager[object]:
        """Make what is written inside one transaction."""
        return self._database.writing()

    def _store(self, rows: Sequence[ArticleRow]) -> list[Stored]:
        """Write the rows that differ from what is there, in one transaction."""
        with self._writing():
            return [self._store_one(row) for row in rows]

    def _store_one(self, row: ArticleRow) -> Stored:
        """Write one row if it differs from what is there."""
        found = self._connection.execute("SELECT origin, hash FROM articles WHERE id = ?", (row.id,)).fetchone()
        if found == (row.origin, row.hash):
            return Stored(row.id, StoreOutcome.UNCHANGED)
        if found is not None and found[0] != row.origin:
            raise SourceError(f"「{row.origin}」與「{found[0]}」的編號相同；請換一個來源名稱再加入。")
        added = datetime.now(UTC).isoformat(timespec="seconds")
        self._connection.execute(_STORE, {**asdict(row), "added": added})
        return Stored(row.id, StoreOutcome.ADDED if found is None else StoreOutcome.CHANGED)

    def store_files(self, files: Sequence[File], upload: Upload | None = None) -> tuple[list[Stored], list[str]]:
        """Write the articles of files, and what they were read from, in one transaction; keep what was sent as a file.

        Returns what was stored, and the ids of the articles that are no longer in a file that was read as a whole.
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
        """Return the origin and the bytes of the file that an article was sent in, or raise a ``NotFoundError``."""
        origin = self.get(article_id).origin
        for place in reversed(places_of(origin)):
            data = self.upload(place)
            if data is not None:
                return place, data
        raise NotFoundError(
            f"「{PurePosixPath(origin).name}」沒有留下原始檔：只有這一版起上傳的檔案會留著；別處的檔案請到原處取得，先前上傳的請重新上傳。"
        )

    def read_otherwise(self, reading: bytes) -> list[str]:
        """Return the origins of the files sent that were last read in another way."""
        query = "SELECT origin FROM uploads WHERE reading != ? ORDER BY origin"
        return [row[0] for row in self._rows(query, (reading,))]

    def upload(self, origin: str) -> bytes | None:
        """Return the bytes of a file that was sent, ``None`` if there is none of that origin."""
        rows = self._rows("SELECT data FROM uploads WHERE origin = ?", (origin,))
        return bytes(rows[0][0]) if rows else None

    def store_again(self, file: File, upload: Upload) -> None:
        """Write what a file that was sent says when it is read anew, unless it is another file by now, or gone.

        Only articles that are there change: one that is not there was removed.
        """
        with self._writing():
            if self.upload(file.origin) == upload.data:
                for row in file.rows:
                    if self.has(row.id):
                        self._store_one(row)
                query = "UPDATE uploads SET reading = ? WHERE origin = ?"
                self._connection.execute(query, (upload.reading, file.origin))

    def file_marks(self, key: str) -> dict[str, bytes]:
        """Return the marks of the file of an origin and of the files below it, as they were last read."""
        query = "SELECT origin, hash FROM files WHERE origin = ? OR (origin > ? AND origin < ?)"
        return dict(self._rows(query, (key, *_below(key))))

    def origins_at(self, key: str) -> list[tuple[str, str]]:
        """Return the ids and origins of the articles of a file, or of the files below a folder, by id."""
        query = "SELECT id, origin FROM articles WHERE origin = ? OR (origin > ? AND origin < ?)"
        rows = {row for part in (_below(key), _within(key)) for row in self._rows(query, (key, *part))}
        return sorted(rows)

    def remove_many(self, ids: Sequence[str]) -> None:
        """Remove those of the articles that are there, in one transaction."""
        with self._writing():
            self._delete(ids)

    def _of_file(self, origin: str) -> list[str]:
        """Return the ids of the articles of a file, but for those of another whose name begins as its records' do."""
        records = "(origin > ? AND origin < ? AND origin NOT IN (SELECT origin FROM files))"
        query = f"SELECT id FROM articles WHERE origin = ? OR {records}"
        return [row[0] for row in self._rows(query, (origin, *_within(origin)))]

    def _delete(self, ids: Sequence[str]) -> None:
        """Delete articles, the marks of their files, which are to be read again, and the last one's upload."""
        for id_ in ids:
            gone = self._connection.execute("DELETE FROM articles WHERE id = ? RETURNING origin", (id_,)).fetchall()
            files = {place for (origin,) in gone for place in places_of(origin)}
            self._connection.executemany("DELETE FROM files WHERE origin = ?", [(place,) for place in files])
            emptied = [(place,) for place in files if not self._of_file(place)]
            self._connection.executemany("DELETE FROM uploads WHERE origin = ?", emptied)


def places_of(origin: str) -> list[str]:
    """Return an origin and what it may be a record of, or lie below: all that comes before a ``/`` or ``#`` in it."""
    return [*(origin[: found.start()] for found in re.finditer("[/#]", origin)), origin]


def _below(key: str) -> tuple[str, str]:
    """Return between what the origins stand that begin with a folder and a slash: "0" is what follows "/"."""
    return f"{key}/", f"{key}0"


def _within(key: str) -> tuple[str, str]:
    """Return between what the origins stand of the records in a file, ``file#name``: "$" is what follows "#"."""
    return f"{key}#", f"{key}$"


def _not_found(article_id: str) -> NotFoundError:
    """Return the error for an id that no article has."""
    return NotFoundError(f"沒有編號為「{article_id}」的文章；請先列出文章，再用其中的編號。")
