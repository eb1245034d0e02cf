"""The articles and passages of one build: a SQLite file, written while the build is made, then read only.

The collection (``embeddings.collection.records``) is separate; this is the copy that a build answers from, so that
the text under its passages never changes.
"""

import json
import sqlite3
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

from embeddings.article import Article, Passage
from embeddings.blocks import read_blocks, written_blocks
from embeddings.errors import NotFoundError
from embeddings.formats.byline import day_of
from embeddings.index.connections import ReadConnections
from embeddings.index.filter import ArticleFilter
from embeddings.stored import ARTICLES, article_of, written_tags
from embeddings.text.tags import folded_tag

# Not durable while written: an unfinished build is discarded, and a finished one is synced as a whole.
UNGUARDED = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
"""
# The text is the last column, so that the others can be read without it.
SCHEMA = """
CREATE TABLE articles (
    id TEXT PRIMARY KEY, hash TEXT, first_passage INTEGER, passages INTEGER, characters INTEGER,
    title TEXT, origin TEXT, url TEXT, published TEXT, author TEXT, removals TEXT, blocks TEXT, tags TEXT, day TEXT,
    text TEXT
) WITHOUT ROWID;
CREATE TABLE tags (tag TEXT, article_id TEXT, PRIMARY KEY (tag, article_id)) WITHOUT ROWID;
CREATE TABLE passages (
    id INTEGER PRIMARY KEY, article_id TEXT, title TEXT, start INTEGER, "end" INTEGER, text TEXT, key BLOB,
    context TEXT, blocks TEXT
);
"""
INDEXES = """
CREATE INDEX IF NOT EXISTS passages_by_key ON passages (key);
CREATE INDEX IF NOT EXISTS articles_by_day ON articles (day, id, first_passage, passages);
"""  # created last, which is faster
_PASSAGES = (
    'SELECT p.id, p.article_id, p.title, p.start, p."end", p.text, p.context, p.blocks, a.origin, p.key '
    "FROM passages p JOIN articles a ON a.id = p.article_id"
)
T = TypeVar("T")
VARIABLES = 500  # placeholders in one statement; SQLite's oldest limit is 999


@dataclass(frozen=True, slots=True)
class ArticleSummary:
    """The fields of an article that lists show: all except its text."""

    id: str
    title: str
    origin: str
    url: str | None
    published: str | None
    characters: int
    passages: int


class ArticleWriter:
    """Writes articles with their passages into a new or existing file. ``key`` returns a passage's content hash."""

    def __init__(self, path: Path, key: Callable[[Passage], bytes]) -> None:
        new = not path.exists()
        self._connection = sqlite3.connect(path)
        self._key = key
        self._connection.executescript(UNGUARDED + SCHEMA if new else UNGUARDED)

    def put(self, article: Article, content: str, passages: Sequence[Passage]) -> None:
        """Add a new article, a hash of its content, and its passages, whose ids are consecutive."""
        first = passages[0].id if passages else 0
        removals = json.dumps([asdict(removal) for removal in article.removals], ensure_ascii=False)
        place = (article.id, content, first, len(passages), len(article.text))
        known = (*place, article.title, article.origin, article.url, article.published, article.author, removals)
        day = None if article.published is None else day_of(article.published)
        row = (*known, written_blocks(article.blocks), written_tags(article.tags), day, article.text)
        self._connection.execute(f"INSERT INTO articles VALUES ({', '.join('?' * len(row))})", row)
        tags = {(folded_tag(tag), article.id) for tag in article.tags}
        self._connection.executemany("INSERT INTO tags VALUES (?, ?)", sorted(tags))
        self._connection.executemany(
            "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    p.id,
                    p.article_id,
                    p.title,
                    p.start,
                    p.end,
                    p.text,
                    self._key(p),
                    _written(p),
                    written_blocks(p.blocks),
                )
                for p in passages
            ],
        )

    def remove(self, article_id: str) -> range:
        """Remove an article with its passages, and return their ids."""
        query = "SELECT first_passage, passages FROM articles WHERE id = ?"
        first, count = self._connection.execute(query, (article_id,)).fetchone()
        self._connection.execute("DELETE FROM articles WHERE id = ?", (article_id,))
        self._connection.execute("DELETE FROM tags WHERE article_id = ?", (article_id,))
        self._connection.execute("DELETE FROM passages WHERE id >= ? AND id < ?", (first, first + count))
        return range(first, first + count)

    def close(self) -> None:
        """Commit everything and close the file."""
        self._connection.executescript(INDEXES)
        self._connection.commit()
        self._connection.close()


class ArticleFile:
    """An opened file of articles. Thread-safe: each call borrows a connection."""

    def __init__(self, path: Path) -> None:
        self._connections = ReadConnections(path, immutable=True)

    def close(self) -> None:
        """Close every connection."""
        self._connections.close()

    def count(self) -> int:
        """Return the number of passages."""
        with self._connections.borrowed() as connection:
            return int(connection.execute("SELECT count(*) FROM passages").fetchone()[0])

    def article(self, id: str) -> Article:
        """Return the article with that id, or raise ``NotFoundError``."""
        with self._connections.borrowed() as connection:
            row = connection.execute(f"{ARTICLES} WHERE id = ?", (id,)).fetchone()
        if row is None:
            raise NotFoundError(
                f"目前的索引沒有編號「{id}」的文章：用 `qa list` 查看所有文章；新加的請先 `qa rebuild`。"
            )
        return article_of(row)

    def articles(self) -> list[ArticleSummary]:
        """Return every article without its text, in the order of ids."""
        query = "SELECT id, title, origin, url, published, characters, passages FROM articles ORDER BY id"
        with self._connections.borrowed() as connection:
            return [ArticleSummary(*row) for row in connection.execute(query)]

    def hashes(self) -> dict[str, str]:
        """Return the content hash of each article by its id."""
        with self._connections.borrowed() as connection:
            return dict(connection.execute("SELECT id, hash FROM articles"))

    def passages(self, ids: Sequence[int]) -> list[Passage]:
        """Return the passages with these ids, in the order given."""
        found: dict[int, Passage] = {}
        for some in _pieces(ids):
            query = f"{_PASSAGES} WHERE p.id IN ({', '.join('?' * len(some))})"
            with self._connections.borrowed() as connection:
                found |= {row[0]: _passage(row) for row in connection.execute(query, some)}
        missing = [id_ for id_ in ids if id_ not in found]
        if missing:
            raise ValueError(f"no passages of ids {missing[:5]}")
        return [found[id_] for id_ in ids]

    def ids_by_key(self, keys: Sequence[bytes]) -> dict[bytes, int]:
        """Return the lowest passage id for each of the content hashes that are in the file."""
        found: dict[bytes, int] = {}
        for some in _pieces(keys):
            query = f"SELECT key, min(id) FROM passages WHERE key IN ({', '.join('?' * len(some))}) GROUP BY key"
            with self._connections.borrowed() as connection:
                found |= dict(connection.execute(query, some))
        return found

    def keys(self, ids: Sequence[int]) -> dict[int, bytes]:
        """Return the content hashes of those of the passages that are here."""
        found: dict[int, bytes] = {}
        for some in _pieces(ids):
            query = f"SELECT id, key FROM passages WHERE id IN ({', '.join('?' * len(some))})"
            with self._connections.borrowed() as connection:
                found |= dict(connection.execute(query, some))
        return found

    def passage_ids(self, article_ids: Collection[str]) -> list[int]:
        """Return the passage ids of those of the articles that are in the file."""
        found: list[int] = []
        with self._connections.borrowed() as connection:
            for article_id in article_ids:
                query = "SELECT first_passage, passages FROM articles WHERE id = ?"
                for first, count in connection.execute(query, (article_id,)):
                    found += range(first, first + count)
        return found

    def passage_ids_within(self, within: ArticleFilter) -> list[int]:
        """Return the ids of the passages of the articles that a filter lets through, in order."""
        days = [("day >= ?", within.first), ("day <= ?", within.last)]
        parts = [(condition, day) for condition, day in days if day is not None]
        parts += [("id IN (SELECT article_id FROM tags WHERE tag = ?)", folded_tag(tag)) for tag in within.tags]
        if within.ids is not None:
            parts.append(("id IN (SELECT value FROM json_each(?))", json.dumps(sorted(within.ids))))
        wanted = " AND ".join(condition for condition, _ in parts) or "1"
        query = f"SELECT first_passage, passages FROM articles WHERE {wanted} ORDER BY first_passage"
        with self._connections.borrowed() as connection:
            rows = connection.execute(query, [value for _, value in parts])
            return [id_ for first, count in rows for id_ in range(first, first + count)]

    def next_id(self) -> int:
        """Return the lowest id above those of all passages."""
        with self._connections.borrowed() as connection:
            return int(connection.execute("SELECT coalesce(max(id) + 1, 0) FROM passages").fetchone()[0])

    def ids(self) -> list[int]:
        """Return the ids of all passages, in order."""
        with self._connections.borrowed() as connection:
            return [row[0] for row in connection.execute("SELECT id FROM passages ORDER BY id")]

    def batches(self, size: int, first: int = 0) -> Iterator[tuple[list[Passage], list[bytes]]]:
        """Yield the passages from id ``first`` on with their content hashes, by id, ``size`` at a time."""
        query = f"{_PASSAGES} WHERE p.id >= ? ORDER BY p.id"
        with self._connections.borrowed() as connection:
            cursor = connection.execute(query, (first,))
            while rows := cursor.fetchmany(size):
                yield [_passage(row) for row in rows], [row[-1] for row in rows]


def _written(passage: Passage) -> str:
    """Return a passage's context as stored, empty for none."""
    return json.dumps(passage.context, ensure_ascii=False) if passage.context else ""


def _passage(row: Sequence[Any]) -> Passage:
    """Return the passage in a row of ``_PASSAGES``."""
    number, article_id, title, start, end, text, context, blocks, origin, _ = row
    steps = tuple(json.loads(context)) if context else ()
    return Passage(number, article_id, title, start, end, text, steps, read_blocks(blocks), origin)


def _pieces(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """Yield the values in chunks that fit into one statement."""
    for start in range(0, len(values), VARIABLES):
        yield values[start : start + VARIABLES]
