"""What people say of answers: right, wrong, and where the right one stands; kept as examples in SQuAD's layout.

What is kept is the passage itself, as the article was then: later changes of the article leave an example as it is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any
from uuid import uuid4

from embeddings.article import Article, Span
from embeddings.chunk import MAXIMUM, chunk
from embeddings.database import Database
from embeddings.errors import InputError
from ui.people.file import OfPerson, now

SQUAD = "v2.0"


class Verdict(StrEnum):
    """What somebody says of an answer."""

    RIGHT = "right"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Example:
    """A question with a passage: ``answer`` stands at ``start`` of it, or, where both are ``None``, not in it."""

    title: str
    context: str
    start: int | None = None
    answer: str | None = None


@dataclass(frozen=True, slots=True)
class Opinion:
    """What somebody said of the answer to a question; without an example it says only that it was wrong."""

    id: str
    question: str
    verdict: Verdict
    given: str
    example: Example | None


class Feedback(OfPerson):
    """What one person says of answers, the last word on each question."""

    def give(self, question: str, verdict: Verdict, example: Example | None) -> Opinion:
        """Keep what a person says of the answer to a question, in the place of what they said before."""
        opinion = Opinion(uuid4().hex, question, verdict, now(), example)
        told = asdict(example) if example is not None else dict.fromkeys(field.name for field in fields(Example))
        with self._database.writing() as connection:
            connection.execute("DELETE FROM feedback WHERE person = ? AND question = ?", (self._person, question))
            row = (opinion.id, self._person, question, verdict, opinion.given, *told.values())
            connection.execute("INSERT INTO feedback VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        return opinion

    def verdicts(self, questions: Iterable[str]) -> dict[str, Verdict]:
        """Return what the person has said of those of the questions that they said something of."""
        query = "SELECT verdict FROM feedback WHERE person = ? AND question = ?"
        found = {question: self._database.rows(query, (self._person, question)) for question in questions}
        return {question: Verdict(rows[0][0]) for question, rows in found.items() if rows}


def opinions(database: Database) -> list[Opinion]:
    """Return what everybody said, oldest first, without who said it."""
    rows = database.rows(
        "SELECT id, question, verdict, given, title, context, start, answer FROM feedback ORDER BY given"
    )
    return [
        Opinion(id, question, Verdict(verdict), given, None if example[0] is None else Example(*example))
        for id, question, verdict, given, *example in rows
    ]


def example_at(article: Article, span: Span) -> Example:
    """Return the passage of an article that holds a span, and the span in it; raise ``InputError`` if none does."""
    passage = passage_around(article, span)
    return Example(article.title, passage.of(article.text), span.start - passage.start, span.of(article.text))


def unanswered_at(article: Article, span: Span) -> Example:
    """Return the passage of an article that holds a span, as one without an answer."""
    return Example(article.title, passage_around(article, span).of(article.text))


def passage_around(article: Article, span: Span) -> Span:
    """Return where the passage stands that holds a span, the longest if several do: as it is indexed and read."""
    if not 0 <= span.start < span.end <= len(article.text) or not span.of(article.text).strip():
        raise InputError("標出的文字不在這篇文章裡：請重新在文章裡選取正確的答案。")
    found = [Span(one.start, one.end) for one in chunk(article) if one.start <= span.start and span.end <= one.end]
    if not found:
        raise InputError(f"標出的文字跨了好幾段，或超過 {MAXIMUM} 個字：請只選取答案本身。")
    return max(found, key=lambda one: one.end - one.start)


def as_squad(said: Sequence[Opinion]) -> dict[str, Any]:
    """Return what was said in SQuAD's layout, version 2.0: questions by their passages, these by their articles.

    What says only that an answer was wrong is no example.
    """
    articles: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for one in said:
        if one.example is not None:
            passages = articles.setdefault(one.example.title, {})
            passages.setdefault(one.example.context, []).append(question_of(one, one.example))
    data = [
        {"title": title, "paragraphs": [{"context": context, "qas": qas} for context, qas in passages.items()]}
        for title, passages in articles.items()
    ]
    return {"version": SQUAD, "data": data}


def question_of(one: Opinion, example: Example) -> dict[str, Any]:
    """Return a question as SQuAD has it."""
    answers = [] if example.answer is None else [{"text": example.answer, "answer_start": example.start}]
    return {"id": one.id, "question": one.question, "answers": answers, "is_impossible": not answers}
