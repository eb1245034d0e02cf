"""A question and its result, as a conversation stores it; everything read back from the disk is validated."""

from collections.abc import Callable
from typing import Self

from pydantic import BaseModel, model_validator

from embeddings.article import Article
from qa.conversation import EarlierTurn
from ui.schema import AnswerOut, CitationOut

KEPT_PASSAGES = 5


class Turn(BaseModel):
    """A question and its result: an answer, an error message, or neither while it is pending.

    ``problem`` is the kind of the error, by which it is told in other languages.
    """

    question: str
    answer: AnswerOut | None = None
    error: str | None = None
    problem: str | None = None

    @property
    def earlier(self) -> EarlierTurn:
        """The turn as context of later questions: the question as it was understood, and its answer."""
        understood = None if self.answer is None else self.answer.understood_as
        return EarlierTurn(understood or self.question, None if self.answer is None else self.answer.answer)

    @model_validator(mode="after")
    def _can_be_shown(self) -> Self:
        """Raise for an answer that contradicts itself: the stored data may be anything."""
        answer = self.answer
        if answer is None:
            return self
        if answer.answered != bool(answer.answer) or (answer.answered and not (answer.answers and answer.citation)):
            raise ValueError("answered, but without a quote, or the other way round")
        if not answer.answered and answer.reason is None:
            raise ValueError("neither an answer nor a reason")
        if not all(one.confidence is None or 0 <= one.confidence <= 1 for one in answer.answers):
            raise ValueError("a confidence that is no probability")
        if not all(stands_in_sentence(one.citation, one.answer) for one in answer.answers):
            raise ValueError("a quote that is not where it is said to be")
        return self


def stands_in_sentence(citation: CitationOut, words: str) -> bool:
    """Return whether a citation's sentence contains the words at the offsets that it gives."""
    start, end = citation.start - citation.sentence_start, citation.end - citation.sentence_start
    inside = 0 <= start <= end <= len(citation.sentence) == citation.sentence_end - citation.sentence_start
    return inside and citation.sentence[start:end] == words


def slim(turn: Turn) -> Turn:
    """Return a turn without the passages that are not shown."""
    if turn.answer is None:
        return turn
    shown = {"passages": turn.answer.passages[:KEPT_PASSAGES]}
    return turn.model_copy(update={"answer": turn.answer.model_copy(update=shown)})


def is_outdated(turn: Turn, article_of: Callable[[str], Article | None]) -> bool:
    """Return whether a quote of a turn, or a sentence around one, is no longer in its article, or that is gone.

    ``article_of`` gives an article by its id, ``None`` where there is none.
    """
    if turn.answer is None:
        return False
    return any(has_moved(one.citation, article_of(one.citation.article_id)) for one in turn.answer.answers)


def has_moved(citation: CitationOut, article: Article | None) -> bool:
    """Return whether the sentence of a citation does not stand in an article where it is said to."""
    return article is None or article.text[citation.sentence_start : citation.sentence_end] != citation.sentence
