"""What evaluations came to: kept, so that builds can be compared."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self
from uuid import uuid4

from embeddings.database import Repository
from ui.people.file import now, open_people

KEPT = 100  # the oldest beyond go
_COLUMNS = "id, at, name, build, result"


@dataclass(frozen=True, slots=True)
class KeptExam:
    """An evaluation: when, of which file, asked of which build, and its result as JSON has it."""

    id: str
    at: str
    name: str
    build: str
    result: dict[str, Any]


class Exams(Repository):
    """All evaluations."""

    @classmethod
    def open(cls, path: Path) -> Self:
        """Return what a file holds; raise ``PeopleError`` if it cannot be used."""
        return cls(open_people(path))

    def keep(self, person: str, name: str, build: str, result: dict[str, Any]) -> str:
        """Keep an evaluation and return its id."""
        id = uuid4().hex
        row = (id, now(), person, name, build, json.dumps(result, ensure_ascii=False))
        with self._database.writing() as connection:
            connection.execute("INSERT INTO exams VALUES (?, ?, ?, ?, ?, ?)", row)
            kept = "SELECT id FROM exams ORDER BY at DESC LIMIT ?"
            connection.execute(f"DELETE FROM exams WHERE id NOT IN ({kept})", (KEPT,))
        return id

    def latest(self, limit: int) -> list[KeptExam]:
        """Return the latest evaluations, newest first."""
        rows = self._database.rows(f"SELECT {_COLUMNS} FROM exams ORDER BY at DESC, id LIMIT ?", (limit,))
        return [kept(*row) for row in rows]

    def those(self, ids: list[str]) -> list[KeptExam]:
        """Return the evaluations of these ids that are there, in their order."""
        found = {one.id: one for one in self.latest(KEPT)}
        return [found[id] for id in ids if id in found]


def kept(id: str, at: str, name: str, build: str, result: str) -> KeptExam:
    """Return a row as an evaluation."""
    return KeptExam(id, at, name, build, json.loads(result))
