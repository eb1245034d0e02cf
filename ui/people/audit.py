"""The audit log: who changed what, and when. No key, question or text is ever in it."""

from collections.abc import Iterable
from dataclasses import astuple, dataclass

from embeddings.database import Database
from ui.people.file import now

KEPT = 100_000  # rows; the oldest beyond go


@dataclass(frozen=True, slots=True)
class Entry:
    """A write: when, by whom (a browser or a key by its id, or the command line), from where, what, and its status."""

    at: str
    person: str
    address: str
    action: str
    status: int


def note(database: Database, person: str, address: str, action: str, status: int) -> None:
    """Add an entry of now."""
    entry = Entry(now(), person, address, action, status)
    with database.writing() as connection:
        connection.execute(
            "INSERT INTO audit (at, person, address, action, status) VALUES (?, ?, ?, ?, ?)", astuple(entry)
        )
        connection.execute("DELETE FROM audit WHERE number <= (SELECT max(number) FROM audit) - ?", (KEPT,))


def latest(database: Database, limit: int) -> Iterable[Entry]:
    """Return the latest entries, newest first."""
    query = "SELECT at, person, address, action, status FROM audit ORDER BY number DESC LIMIT ?"
    return [Entry(*row) for row in database.rows(query, (limit,))]
