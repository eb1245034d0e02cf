"""The collection: the articles of record in one SQLite database, from which every build is derived.

When a method returns, its changes are on disk. A ``Collection`` is one connection: open one per operation, which is
cheap; it may be passed between threads, but not used by two at once. Writers wait for one another up to
``BUSY_SECONDS`` and then raise ``BusyError``; readers never wait.
"""

import dataclasses
import re
from collections.abc import Container, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import Enum
from hashlib import blake2b
from pathlib import Path, PurePosixPath
from typing import Any, Self

from embeddings.article import Article, RawArticle
from embeddings.collection.row import ArticleRow, row_of
from embeddings.database import Database, Layout, Repository
from embeddings.errors import ChangedError, CollectionError, ConflictError, NotFoundError, SourceError
from embeddings.stored import ARTICLES, article_of, read_tags, written_tags
from embeddings.text.tags import joined_tags

CHANGED = "編號「{}」的文章已經改過了；請重新讀取，把修改套用在新的版本上再送出。"
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
# Labels are the tags that people gave here; they outlive what a file says. Tags are its own and the labels.
_TAGS = "ALTER TABLE articles ADD COLUMN tags TEXT NOT NULL DEFAULT ''"
_LABELS = "ALTER TABLE articles ADD COLUMN labels TEXT NOT NULL DEFAULT ''"
_VERSIONED = "CREATE INDEX articles_by_version ON articles (id, hash, labels)"
# The statements that bring each schema version to the next.
_VERSIONS = (
    (_ARTICLES_TABLE,),
    (_FILES_TABLE,),
    (_AUTHOR, _HASHES, _UPLOADS),
    (_BLOCKS,),
    (_TAGS, _LABELS, _VERSIONED),
)
_LAYOUT = Layout("文章資料庫", _VERSIONS, CollectionError)

_COLUMNS = [
    *("id", "origin", "title", "url", "published", "author"),
    *("raw", "text", "characters", "removals", "blocks", "tags", "hash"),
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
    tags: tuple[str, ...] = ()


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


class Collection(Repository):
    """The articles of record."""

    def __init__(self, database: Database, path: Path) -> None:
        super().__init__(database)
        self._connection = database.connection
        self._home = path.parent.resolve()

    @classmethod
    def open(cls, path: Path) -> Self:
        """Return the collection in a file, which is created if missing; raise ``CollectionError`` if it is unusable."""
        return cls(Database.open(path, _LAYOUT), path)

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
        columns = "rowid, id, title, origin, published, characters, tags"
        query = f"SELECT {columns} FROM articles WHERE rowid > ? ORDER BY rowid LIMIT ?"
        rows = self._rows(query, (after, ALL if limit is None else limit))
        return [Summary(*row) for row in ((*rest, read_tags(tags)) for *rest, tags in rows)]

    def count(self) -> int:
        """Return the number of articles."""
        return int(self._rows("SELECT count(*) FROM articles")[0][0])

    def hashes(self) -> dict[str, str]:
        """Return a content hash of each article by its id, in the order of ids."""
        return dict(self._rows("SELECT id, hash || labels FROM articles ORDER BY id"))

    def version(self, article_id: str) -> str:
        """Return what changes whenever an article does, or raise a ``NotFoundError``."""
        rows = self._rows("SELECT hash || labels FROM articles WHERE id = ?", (article_id,))
        if not rows:
            raise _not_found(article_id)
        return blake2b(rows[0][0].encode(), digest_size=16).hexdigest()

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
        return self._database.rows(query, values)

    def snapshot(self) -> AbstractContextManager[None]:
        """Read everything inside from one snapshot, whatever others write. Nothing can be stored inside."""
        return self._database.snapshot()

    def _writing(self) -> AbstractContextManager[object]:
        """Run the writes inside as one transaction."""
        return self._database.writing()

    def _store(self, rows: Sequence[ArticleRow]) -> list[Stored]:
        """Write the rows that differ from the stored ones, in one transaction."""
        with self._writing():
            return [self._store_one(row) for row in rows]

    def _store_one(self, row: ArticleRow) -> Stored:
        """Write one row if it differs from the stored one."""
        query = "SELECT origin, hash, labels FROM articles WHERE id = ?"
        found = self._connection.execute(query, (row.id,)).fetchone()
        if found is not None and found[:2] == (row.origin, row.hash):
            return Stored(row.id, StoreOutcome.UNCHANGED)
        if found is not None and found[0] != row.origin:
            raise SourceError(f"「{row.origin}」與「{found[0]}」的編號相同；請換一個來源名稱再加入。")
        added = datetime.now(UTC).isoformat(timespec="seconds")
        tags = row.tags if found is None else _with_labels(row.tags, found[2])
        self._connection.execute(_STORE, {**asdict(row), "tags": tags, "added": added})
        return Stored(row.id, StoreOutcome.ADDED if found is None else StoreOutcome.CHANGED)

    def label(self, ids: Sequence[str], tags: Sequence[str]) -> None:
        """Put tags on articles besides those that they have; they stay when the articles are read anew."""
        with self._writing():
            for id_ in ids:
                query = "SELECT tags, labels FROM articles WHERE id = ?"
                for own, labels in self._connection.execute(query, (id_,)).fetchall():
                    labels = _with_labels(labels, written_tags(tags))
                    values = (_with_labels(own, labels), labels, id_)
                    self._connection.execute("UPDATE articles SET tags = ?, labels = ? WHERE id = ?", values)

    def replace(self, article_id: str, raw: RawArticle, seen: Container[str]) -> Stored:
        """Store an article in the place of the one of that id, whose origin it gets, if that is a version ``seen``.

        Raises ``NotFoundError``, ``ChangedError`` if it is another by now, ``ConflictError`` for a record of a file
        that was sent. A file that was sent as this article alone is no longer its source, and goes.
        """
        with self._writing():
            origin = self.get(article_id).origin
            if self.version(article_id) not in seen:
                raise ChangedError(CHANGED.format(article_id))
            if any(self.upload(place) is not None for place in places_of(origin)[:-1]):
                raise ConflictError(f"編號「{article_id}」是一個檔案裡的一筆；請改好檔案，再上傳一次。")
            row = row_of(dataclasses.replace(raw, origin=origin))
            unlabelled = "UPDATE articles SET labels = '', hash = '' WHERE id = ? AND labels != ''"
            self._connection.execute(unlabelled, (article_id,))
            self._connection.execute("DELETE FROM uploads WHERE origin = ?", (origin,))
            marks = [(place,) for place in places_of(origin)]
            self._connection.executemany("DELETE FROM files WHERE origin = ?", marks)
            return self._store_one(row)

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


def _with_labels(tags: str, labels: str) -> str:
    """Return stored tags with more of them."""
    return written_tags(joined_tags((*read_tags(tags), *read_tags(labels))))


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
