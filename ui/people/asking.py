"""A question asked in a conversation that the server keeps: it leans on the turns there, and becomes one."""

from embeddings.errors import InputError
from ui.people.turns import Turn
from ui.schema import AnswerOut, QuestionIn
from ui.wiring import Services

ONE_OR_OTHER = "conversation 和 history 只能給一個：用 conversation 時，先前的問答由伺服器記得。"


def answer_to(services: Services, person: str, asked: QuestionIn) -> AnswerOut:
    """Return the answer to a question that may name a conversation of the person's, where it is then kept.

    Raises ``NotFoundError`` for a conversation that is not the person's.
    """
    if asked.conversation is None:
        return AnswerOut.from_answer(services.ask(asked.question, asked.mode, asked.turns))
    if asked.history:
        raise InputError(ONE_OR_OTHER)
    with services.conversations(person) as conversations:
        said = conversations.said(asked.conversation)
    answer = AnswerOut.from_answer(services.ask(asked.question, asked.mode, said))
    with services.conversations(person) as conversations:
        conversations.add(asked.conversation, Turn(question=answer.question, answer=answer))
    return answer
