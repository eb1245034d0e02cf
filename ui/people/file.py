"""The file in which the server keeps what concerns people: SQLite, beside the collection, for its owner alone."""

from datetime import UTC, datetime
from pathlib import Path
from secrets import token_bytes
from typing import Self

from embeddings.database import Database, Layout, Repository
from embeddings.errors import PeopleError

SECRET_BYTES = 32

_CONVERSATIONS = """
CREATE TABLE conversations (
    id      TEXT PRIMARY KEY,
    person  TEXT NOT NULL,
    title   TEXT NOT NULL,
    created TEXT NOT NULL,
    changed TEXT NOT NULL
) STRICT
"""
# ``words`` is what is searched: the fold of the question and its answer. ``content`` is the turn as JSON.
_TURNS = """
CREATE TABLE turns (
    conversation TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    number       INTEGER NOT NULL,
    asked        TEXT NOT NULL,
    words        TEXT NOT NULL,
    content      TEXT NOT NULL,
    PRIMARY KEY (conversation, number)
) STRICT, WITHOUT ROWID
"""
_BY_PERSON = "CREATE INDEX conversations_by_person ON conversations (person, changed, id)"
_SECRETS = "CREATE TABLE secrets (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT"
# ``title`` and ``context`` are of a passage; ``start`` and ``answer`` where it has an answer. One word a question each.
_FEEDBACK = """
CREATE TABLE feedback (
    id       TEXT PRIMARY KEY,
    person   TEXT NOT NULL,
    question TEXT NOT NULL,
    verdict  TEXT NOT NULL,
    given    TEXT NOT NULL,
    title    TEXT,
    context  TEXT,
    start    INTEGER,
    answer   TEXT,
    UNIQUE (person, question)
) STRICT
"""
_KEYS = """
CREATE TABLE keys (
    id      TEXT PRIMARY KEY,
    name    TEXT NOT NULL,
    role    TEXT NOT NULL,
    created TEXT NOT NULL,
    hash    BLOB NOT NULL,
    used    TEXT,
    revoked TEXT
) STRICT
"""
_AUDIT = """
CREATE TABLE audit (
    number  INTEGER PRIMARY KEY,
    at      TEXT NOT NULL,
    person  TEXT NOT NULL,
    address TEXT NOT NULL,
    action  TEXT NOT NULL,
    status  INTEGER NOT NULL
) STRICT
"""
# ``name`` is of the file with the questions, ``result`` the exam as JSON.
_EXAMS = """
CREATE TABLE exams (
    id     TEXT PRIMARY KEY,
    at     TEXT NOT NULL,
    person TEXT NOT NULL,
    name   TEXT NOT NULL,
    build  TEXT NOT NULL,
    result TEXT NOT NULL
) STRICT
"""
# What each version of the file adds to the one before.
_VERSIONS = ((_CONVERSATIONS, _TURNS, _BY_PERSON, _SECRETS), (_FEEDBACK,), (_KEYS, _AUDIT), (_EXAMS,))
_LAYOUT = Layout("對話資料庫", _VERSIONS, PeopleError, private=True)


def open_people(path: Path) -> Database:
    """Return a connection to the file, made if there is none; raise ``PeopleError`` if it cannot be had."""
    return Database.open(path, _LAYOUT)


class OfPerson(Repository):
    """What is kept of one person."""

    def __init__(self, database: Database, person: str) -> None:
        super().__init__(database)
        self._person = person

    @classmethod
    def open(cls, path: Path, person: str) -> Self:
        """Return what a file holds of a person; raise ``PeopleError`` if it cannot be used."""
        return cls(open_people(path), person)


def secret_of(database: Database, name: str) -> bytes:
    """Return the secret of that name, which is made when it is first asked for and never leaves the file."""
    found = database.rows("SELECT value FROM secrets WHERE name = ?", (name,))
    if not found:
        with database.writing() as connection:
            made = (name, token_bytes(SECRET_BYTES))
            connection.execute("INSERT INTO secrets VALUES (?, ?) ON CONFLICT DO NOTHING", made)
        found = database.rows("SELECT value FROM secrets WHERE name = ?", (name,))
    return bytes(found[0][0])


def now() -> str:
    """Return the time as it is stored: UTC, to the microsecond, so that the order of writing is kept."""
    return datetime.now(UTC).isoformat(timespec="microseconds")
