"""State kept in the browser: the conversation, and the place in an article that a button opens.

The conversation is in the page's own storage, never on the server; everything that comes back is validated.
"""

from typing import Self

from pydantic import BaseModel, TypeAdapter, ValidationError, model_validator

from qa.conversation import EarlierTurn
from ui.schema import AnswerOut, CitationOut

KEPT_TURNS = 30
KEPT_PASSAGES = 5


class Turn(BaseModel):
    """A question and its result: an answer, an error message, or neither while it is pending."""

    question: str
    answer: AnswerOut | None = None
    error: str | None = None

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


class Place(BaseModel):
    """A quote or passage in an article: its offsets, the sentence around it, and its text."""

    article_id: str
    start: int
    end: int
    around_start: int
    around_end: int
    words: str

    def stands_in(self, text: str) -> bool:
        """Whether the text is still at this place: the article may have changed since."""
        inside = 0 <= self.around_start <= self.start <= self.end <= self.around_end <= len(text)
        return inside and text[self.start : self.end] == self.words


CONVERSATION = TypeAdapter(list[Turn])


def stands_in_sentence(citation: CitationOut, words: str) -> bool:
    """Return whether a citation's sentence contains the words at the offsets that it gives."""
    start, end = citation.start - citation.sentence_start, citation.end - citation.sentence_start
    inside = 0 <= start <= end <= len(citation.sentence) == citation.sentence_end - citation.sentence_start
    return inside and citation.sentence[start:end] == words


def restored(stored: object) -> list[Turn]:
    """Return the stored conversation, without turns of another version, structure or content."""
    turns = []
    for kept_turn in stored if isinstance(stored, list) else []:
        try:
            turns.append(Turn.model_validate(kept_turn))
        except ValidationError:
            continue
    return turns


def kept(turns: list[Turn]) -> object:
    """Return the state to store in the browser: the latest turns, with only the passages that are shown."""
    return CONVERSATION.dump_python([slim(turn) for turn in turns[-KEPT_TURNS:]], mode="json")


def slim(turn: Turn) -> Turn:
    """Return a turn without the passages that are not shown."""
    if turn.answer is None:
        return turn
    shown = [] if turn.answer.answered else turn.answer.passages[:KEPT_PASSAGES]
    return turn.model_copy(update={"answer": turn.answer.model_copy(update={"passages": shown})})
