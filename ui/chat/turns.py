"""What the browser keeps and sends back: the conversation, and the place in an article that a button opens.

A conversation lives in the page's own storage, never on the server; whatever comes back is checked.
"""

from pydantic import BaseModel, TypeAdapter, ValidationError

from ui.schema import AnswerOut

KEPT_TURNS = 30
KEPT_PASSAGES = 5


class Turn(BaseModel):
    """A question and what came of it: an answer, a message of why not, or neither while it is pending."""

    question: str
    answer: AnswerOut | None = None
    error: str | None = None

    @property
    def pending(self) -> bool:
        """Whether the answer is still being looked for."""
        return self.answer is None and self.error is None


class Place(BaseModel):
    """A quote, or a whole passage, in an article: where it is, the sentence around it and its words."""

    article_id: str
    start: int
    end: int
    around_start: int
    around_end: int
    words: str

    def stands_in(self, text: str) -> bool:
        """Whether the words are still where they were: the article may have changed since."""
        inside = 0 <= self.around_start <= self.start <= self.end <= self.around_end <= len(text)
        return inside and text[self.start : self.end] == self.words


CONVERSATION = TypeAdapter(list[Turn])


def restored(stored: object) -> list[Turn]:
    """Return the conversation that a browser kept; one of another version or shape starts afresh."""
    try:
        return CONVERSATION.validate_python(stored)
    except ValidationError:
        return []


def kept(turns: list[Turn]) -> object:
    """Return what the browser is to keep: the latest turns, with the passages that are shown."""
    return CONVERSATION.dump_python([slim(turn) for turn in turns[-KEPT_TURNS:]], mode="json")


def slim(turn: Turn) -> Turn:
    """Return a turn without the passages that no one is shown."""
    if turn.answer is None:
        return turn
    shown = [] if turn.answer.answered else turn.answer.passages[:KEPT_PASSAGES]
    return turn.model_copy(update={"answer": turn.answer.model_copy(update={"passages": shown})})
