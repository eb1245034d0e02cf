"""Conversations as the server keeps them: each belongs to one person, and nobody else can so much as name it."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from pydantic import ValidationError

from embeddings.errors import InputError, NotFoundError
from embeddings.text.fold import fold
from qa.conversation import MOST_TURNS, EarlierTurn
from ui.people.file import OfPerson, now
from ui.people.turns import Turn, slim

logger = logging.getLogger(__name__)

LONGEST_TITLE = 100
ALL = -1  # as the limit of a query
UNTITLED = "新的對話"

_SUMMARY = """
SELECT id, title, created, changed, (SELECT count(*) FROM turns WHERE conversation = conversations.id)
FROM conversations WHERE person = ?
"""


@dataclass(frozen=True, slots=True)
class ConversationSummary:
    """A conversation without its turns, of which there are ``turns``; times are UTC."""

    id: str
    title: str
    created: str
    changed: str
    turns: int


@dataclass(frozen=True, slots=True)
class KeptTurn:
    """A turn of a conversation: its number from 1, and when it was asked."""

    number: int
    asked: str
    turn: Turn


class Conversations(OfPerson):
    """The conversations of one person."""

    def create(self, title: str = "") -> ConversationSummary:
        """Return a new conversation; without a title it takes that of its first question."""
        made = ConversationSummary(uuid4().hex, titled(title), now(), now(), 0)
        with self._database.writing() as connection:
            row = (made.id, self._person, made.title, made.created, made.changed)
            connection.execute("INSERT INTO conversations VALUES (?, ?, ?, ?, ?)", row)
        return made

    def get(self, id: str) -> ConversationSummary:
        """Return a conversation of this person, or raise a ``NotFoundError``."""
        rows = self._database.rows(f"{_SUMMARY} AND id = ?", (self._person, id))
        if not rows:
            raise NotFoundError("沒有這個對話，或已經刪除：請從對話列表裡選一個，或開始新的對話。")
        return ConversationSummary(*rows[0])

    def listed(
        self, search: str = "", before: tuple[str, str] | None = None, limit: int | None = None
    ) -> list[ConversationSummary]:
        """Return the conversations, the one last changed first, from after ``before`` (its time of change and its id).

        With ``search`` those whose title, questions or answers have these words, in either script.
        """
        found = self._database.rows(
            f"{_SUMMARY} AND (? IS NULL OR (changed, id) < (?, ?)) ORDER BY changed DESC, id DESC LIMIT ?",
            (self._person, before and before[0], *(before or ("", "")), ALL if limit is None or search else limit),
        )
        summaries = [ConversationSummary(*row) for row in found]
        if search.strip():
            summaries = [one for one in summaries if self._says(one, fold(search.strip()))]
        return summaries[:limit]

    def _says(self, summary: ConversationSummary, words: str) -> bool:
        query = "SELECT 1 FROM turns WHERE conversation = ? AND instr(words, ?) LIMIT 1"
        return words in fold(summary.title) or bool(self._database.rows(query, (summary.id, words)))

    def count(self) -> int:
        """Return how many conversations there are."""
        return int(self._database.rows("SELECT count(*) FROM conversations WHERE person = ?", (self._person,))[0][0])

    def turns(self, id: str, latest: int | None = None) -> list[KeptTurn]:
        """Return the turns of a conversation, oldest first; with ``latest`` only so many of the last ones."""
        self.get(id)
        query = "SELECT number, asked, content FROM turns WHERE conversation = ? ORDER BY number DESC LIMIT ?"
        rows = self._database.rows(query, (id, ALL if latest is None else latest))
        return [kept for row in reversed(rows) if (kept := kept_turn(row)) is not None]

    def said(self, id: str) -> list[EarlierTurn]:
        """Return what a next question may lean on."""
        return [kept.turn.earlier for kept in self.turns(id, MOST_TURNS)]

    def add(self, id: str, turn: Turn) -> None:
        """Store a turn at the end of a conversation; the first one gives it its title where it has none."""
        self.get(id)
        answer = "" if turn.answer is None else turn.answer.answer or ""
        words, content = fold(f"{turn.question}\n{answer}"), slim(turn).model_dump_json()
        with self._database.writing() as connection:
            [(last,)] = connection.execute("SELECT count(*) FROM turns WHERE conversation = ?", (id,)).fetchall()
            connection.execute("INSERT INTO turns VALUES (?, ?, ?, ?, ?)", (id, last + 1, now(), words, content))
            connection.execute(
                "UPDATE conversations SET changed = ?, title = CASE title WHEN '' THEN ? ELSE title END WHERE id = ?",
                (now(), titled(turn.question), id),
            )

    def rename(self, id: str, title: str) -> ConversationSummary:
        """Give a conversation another title and return it; raise ``InputError`` for an empty one."""
        self.get(id)
        if not titled(title):
            raise InputError("標題不能是空的：請輸入至少一個字。")
        with self._database.writing() as connection:
            connection.execute("UPDATE conversations SET title = ? WHERE id = ?", (titled(title), id))
        return self.get(id)

    def delete(self, id: str) -> None:
        """Delete a conversation with its turns, or raise a ``NotFoundError``."""
        self.get(id)
        with self._database.writing() as connection:
            connection.execute("DELETE FROM conversations WHERE id = ? AND person = ?", (id, self._person))


def kept_turn(row: Sequence[Any]) -> KeptTurn | None:
    """Return a row as a turn; ``None``, and a line in the log, where another version kept what this one cannot show."""
    number, asked, content = row
    try:
        return KeptTurn(number, asked, Turn.model_validate_json(content))
    except ValidationError:
        logger.warning("turn %d of a conversation cannot be read any more", number, exc_info=True)
        return None


def titled(words: str) -> str:
    """Return words as a title: in one line, and not too long."""
    line = " ".join(words.encode(errors="replace").decode().split())
    return line if len(line) <= LONGEST_TITLE else f"{line[: LONGEST_TITLE - 1]}…"
