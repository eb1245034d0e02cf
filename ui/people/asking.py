"""A question asked in a conversation that the server keeps: it leans on the turns there, and becomes one."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from embeddings.errors import InputError
from embeddings.index.filter import ArticleFilter
from qa.answer import Answer, Found, Looked
from qa.conversation import EarlierTurn
from qa.decide import Mode
from ui.people.turns import Turn
from ui.schema import AnswerOut
from ui.wiring import Services

ONE_OR_OTHER = "conversation 和先前的問答（history、messages）只能給一個：用 conversation 時，先前的問答由伺服器記得。"


class Asked(Protocol):
    """A question as any route takes it: with earlier turns, or the id of the conversation that has them."""

    @property
    def question(self) -> str:
        """The words of the question."""

    @property
    def mode(self) -> Mode | None:
        """The mode of the answer, ``None`` for the server's own."""

    @property
    def turns(self) -> Sequence[EarlierTurn]:
        """The earlier turns that were sent along."""

    @property
    def within(self) -> ArticleFilter:
        """The articles to be searched."""

    @property
    def conversation(self) -> str | None:
        """The id of the person's conversation, if the question belongs to one."""


def answer_to(services: Services, person: str, asked: Asked) -> Answer:
    """Return the answer to a question that may name a conversation of the person's, where it is then kept.

    Raises ``NotFoundError`` for a conversation that is not the person's.
    """
    said = said_before(services, person, asked)
    answer = services.ask(asked.question, asked.mode, said, asked.within)
    keep(services, person, asked, answer)
    return answer


def steps_to(services: Services, person: str, asked: Asked) -> Iterator[Found | Looked | Answer]:
    """Yield what is known of the answer that ``answer_to`` returns, as it comes about; it is kept once it is there."""
    said = said_before(services, person, asked)
    for step in services.steps(asked.question, asked.mode, said, asked.within):
        if isinstance(step, Answer):
            keep(services, person, asked, step)
        yield step


def said_before(services: Services, person: str, asked: Asked) -> Sequence[EarlierTurn]:
    """Return the turns that a question follows: those sent along, or those of its conversation."""
    if asked.conversation is None:
        return asked.turns
    if asked.turns:
        raise InputError(ONE_OR_OTHER)
    with services.conversations(person) as conversations:
        return conversations.said(asked.conversation)


def keep(services: Services, person: str, asked: Asked, answer: Answer) -> None:
    """Store an answer in the conversation of its question, if that has one."""
    if asked.conversation is None:
        return
    told = AnswerOut.from_answer(answer)
    with services.conversations(person) as conversations:
        conversations.add(asked.conversation, Turn(question=told.question, answer=told))
