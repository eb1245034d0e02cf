"""The articles and passages of one build: one SQLite file, written once, then only read.

The collection of record is elsewhere (``embeddings.collection``); this is the copy that a build answers
from, so that what a passage was cut from never changes under it.
"""

import json
import sqlite3
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from hashlib import blake2b
from pathlib import Path
from typing import TypeVar

from embeddings.article import Article, Passage, Removal
from embeddings.errors import NotFoundError

SCHEMA = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF; -- a build that was not finished is thrown away; a finished one is synced as a whole
CREATE TABLE articles (
    id TEXT PRIMARY KEY, title TEXT, text TEXT, origin TEXT, url TEXT, published TEXT, removals TEXT,
    digest BLOB, passages INTEGER
) WITHOUT ROWID;
CREATE TABLE passages (
    id INTEGER PRIMARY KEY, article_id TEXT, title TEXT, start INTEGER, "end" INTEGER, text TEXT, key BLOB
);
CREATE INDEX passages_by_key ON passages (key);
"""
T = TypeVar("T")
VARIABLES = 500  # placeholders in one statement; SQLite's oldest limit is 999


@dataclass(frozen=True, slots=True)
class ArticleSummary:
    """What a list shows of an article: everything but its text."""

    id: str
    title: str
    origin: str
    url: str | None
    published: str | None
    characters: int
    passages: int


def write_articles(
    path: Path, chunked: Iterable[tuple[Article, list[Passage]]], key: Callable[[Passage], bytes]
) -> int:
    """Write articles with their passages; return how many passages. ``key`` is a passage's content hash."""
    written = 0
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(SCHEMA)
        for article, passages in chunked:
            row = _article_row(article, len(passages))
            connection.execute(f"INSERT INTO articles VALUES ({', '.join('?' * len(row))})", row)
            rows = [(p.id, p.article_id, p.title, p.start, p.end, p.text, key(p)) for p in passages]
            connection.executemany("INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
            written += len(rows)
    return written


def _article_row(article: Article, passages: int) -> tuple[str | int | bytes | None, ...]:
    """Return an article as a row; its digest covers everything that is shown of it."""
    removals = json.dumps([asdict(removal) for removal in article.removals], ensure_ascii=False)
    shown = (article.id, article.title, article.text, article.origin, article.url, article.published)
    digest = blake2b(json.dumps(shown).encode("ascii"), digest_size=16).digest()
    return (*shown, removals, digest, passages)


class ArticleFile:
    """An opened file of articles. May be read from many threads: each call borrows a connection."""

    def __init__(self, path: Path) -> None:
        self._uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        self._idle: deque[sqlite3.Connection] = deque()

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection to one call; there are as many as there were calls at once."""
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

    def count(self) -> int:
        """Return the number of passages."""
        with self._connection() as connection:
            return int(connection.execute("SELECT count(*) FROM passages").fetchone()[0])

    def article(self, id: str) -> Article:
        """Return the article of that id, or raise ``NotFoundError``."""
        query = "SELECT id, title, text, origin, url, published, removals FROM articles WHERE id = ?"
        with self._connection() as connection:
            row = connection.execute(query, (id,)).fetchone()
        if row is None:
            raise NotFoundError(
                f"目前的索引沒有編號「{id}」的文章：用 `qa list` 查看所有文章；新加的請先 `qa rebuild`。"
            )
        id, title, text, origin, url, published, removals = row
        rules = tuple(Removal(**removal) for removal in json.loads(removals))
        return Article(id, title, text, origin, url, published, rules)

    def articles(self) -> list[ArticleSummary]:
        """Return every article without its text, in the order of ids."""
        query = "SELECT id, title, origin, url, published, length(text), passages FROM articles ORDER BY id"
        with self._connection() as connection:
            return [ArticleSummary(*row) for row in connection.execute(query)]

    def digests(self) -> dict[str, bytes]:
        """Return for each article's id a hash of what is shown of it."""
        with self._connection() as connection:
            return dict(connection.execute("SELECT id, digest FROM articles"))

    def passages(self, ids: Sequence[int]) -> list[Passage]:
        """Return the passages of these ids, in the order asked."""
        found: dict[int, Passage] = {}
        for some in _pieces(ids):
            query = (
                'SELECT id, article_id, title, start, "end", text FROM passages '
                f"WHERE id IN ({', '.join('?' * len(some))})"
            )
            with self._connection() as connection:
                found |= {row[0]: Passage(*row) for row in connection.execute(query, some)}
        missing = [id_ for id_ in ids if id_ not in found]
        if missing:
            raise ValueError(f"no passages of ids {missing[:5]}")
        return [found[id_] for id_ in ids]

    def ids_by_key(self, keys: Sequence[bytes]) -> dict[bytes, int]:
        """Return for those of the content hashes that are here a passage's id."""
        found: dict[bytes, int] = {}
        for some in _pieces(keys):
            query = f"SELECT key, min(id) FROM passages WHERE key IN ({', '.join('?' * len(some))}) GROUP BY key"
            with self._connection() as connection:
                found |= dict(connection.execute(query, some))
        return found

    def batches(self, size: int) -> Iterator[tuple[list[Passage], list[bytes]]]:
        """Yield all passages in the order of ids with their content hashes, ``size`` at a time."""
        query = 'SELECT id, article_id, title, start, "end", text, key FROM passages ORDER BY id'
        with self._connection() as connection:
            cursor = connection.execute(query)
            while rows := cursor.fetchmany(size):
                yield [Passage(*row[:6]) for row in rows], [row[6] for row in rows]


def _pieces(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """Yield the values in pieces that fit one statement."""
    for start in range(0, len(values), VARIABLES):
        yield values[start : start + VARIABLES]
