"""Questions over HTTP: one answer, many answers, or the best passages for a question."""

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from embeddings.errors import InputError
from ui.api.dependencies import ServicesOf
from ui.api.problems import Problem, problem_within
from ui.schema import AnswerOut, PassageOut, QuestionIn, SearchIn, SearchOut
from ui.wiring import Services

MOST_QUESTIONS = 256

router = APIRouter(prefix="/api/v1", tags=["提問"])


class QuestionsIn(BaseModel):
    """Questions to be answered in order, each with its own mode if given."""

    questions: Annotated[list[QuestionIn], Field(min_length=1, max_length=MOST_QUESTIONS)]

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"questions": [{"question": "怎麼重建索引？"}, {"question": "召回幾個？", "mode": "strict"}]}]
        }
    )


class OutcomeOut(BaseModel):
    """The answer to one of several questions, or the problem with it; the other is ``null``."""

    answer: AnswerOut | None = None
    problem: Problem | None = None


class AnswersOut(BaseModel):
    """The results of several questions in their order."""

    items: list[OutcomeOut]


@router.post("/answer", summary="提問")
def answer(body: QuestionIn, services: ServicesOf) -> AnswerOut:
    """回答一個問題：原文的逐字引文和出處，或「不知道」和原因。

    接著前面的話問（「那副館長呢？」「它幾點開門？」）時，把先前的問答放在 `history`，最多 20 輪；
    問題怎麼補完整的，寫在 `understood_as`，本來就完整的問題不會改動。
    """
    return AnswerOut.from_answer(services.ask(body.question, body.mode, body.turns))


@router.post("/answer/batch", summary="一次問很多題")
def answer_many(body: QuestionsIn, services: ServicesOf, request: Request) -> AnswersOut:
    """依序回答最多 256 題，每一項同 `POST /api/v1/answer`；不能問的那一題附上問題說明，不影響其他題。"""
    asked = enumerate(body.questions)
    return AnswersOut(items=[outcome(services, request, question, number) for number, question in asked])


def outcome(services: Services, request: Request, asked: QuestionIn, number: int) -> OutcomeOut:
    """Return the answer to one of several questions, or the problem with it."""
    try:
        return OutcomeOut(answer=AnswerOut.from_answer(services.ask(asked.question, asked.mode, asked.turns)))
    except InputError as error:
        return OutcomeOut(problem=problem_within(request, error, f"/questions/{number}"))


@router.post("/search", summary="搜尋段落")
def search(body: SearchIn, services: ServicesOf) -> SearchOut:
    """找出與問題最接近的段落，不作答。"""
    found = services.search(body.question, body.limit)
    return SearchOut(question=body.question, passages=[PassageOut.model_validate(passage) for passage in found])
