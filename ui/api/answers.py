"""Questions over HTTP: one answer, many answers, or the best passages for a question."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Annotated, Any

from anyio import Event
from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from sse_starlette import EventSourceResponse, ServerSentEvent

from embeddings.errors import InputError, QAError
from qa.answer import Answer, Found, Looked
from ui.api.dependencies import LONGEST_WAIT, ServicesOf, VisitorOf
from ui.api.problems import Problem, problem_within
from ui.people.asking import answer_to, steps_to
from ui.people.visitor import Visitor
from ui.schema import AnswerOut, LookedOut, QuestionIn, SearchIn, SearchOut, Wire
from ui.wiring import Services

MOST_QUESTIONS = 256
EVENTS: Mapping[type, tuple[str, type[Wire]]] = {
    Found: ("retrieved", SearchOut),
    Looked: ("read", LookedOut),
    Answer: ("answered", AnswerOut),
}
STREAM: dict[int | str, dict[str, Any]] = {
    200: {"description": "事件 retrieved、read、answered 或 problem", "content": {"text/event-stream": {}}}
}

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
def answer(body: QuestionIn, services: ServicesOf, visitor: VisitorOf) -> AnswerOut:
    """回答一個問題：原文的逐字引文和出處，或「不知道」和原因。

    接著前面的話問（「那副館長呢？」「它幾點開門？」）時，把先前的問答放在 `history`，最多 20 輪；
    問題怎麼補完整的，寫在 `understood_as`，本來就完整的問題不會改動。
    對話也可以留在伺服器：`conversation` 是 `POST /api/v1/conversations` 給的 id，先前的問答從那裡取，
    這一題也記在那裡。
    """
    return AnswerOut.from_answer(answer_to(services, visitor.person, body))


@router.post("/answer/stream", summary="提問，逐步回答", response_class=EventSourceResponse, responses=STREAM)
def answer_in_steps(
    body: QuestionIn, services: ServicesOf, visitor: VisitorOf, request: Request
) -> EventSourceResponse:
    """同 `POST /api/v1/answer`，以 SSE 逐步送出。

    事件依序是 `retrieved`（找到的段落）、`read`（讀到的可能答案，一次或兩次）、`answered`（答案）；
    中途出錯是 `problem`。中斷連線，後面的步驟就不做了。
    """
    steps = steps_to(services, visitor.person, body)
    first = next(steps)  # what is wrong with a question is a problem, and no stream
    shutdown = Event()  # nobody sets it for us: a question in flight is answered before the server stops
    return EventSourceResponse(
        told_in_steps(request, chain([first], steps)), shutdown_event=shutdown, shutdown_grace_period=LONGEST_WAIT
    )


def told_in_steps(request: Request, steps: Iterable[Found | Looked | Answer]) -> Iterator[ServerSentEvent]:
    """Yield each step of an answer as an event, and a problem if one comes up."""
    try:
        for step in steps:
            name, told = EVENTS[type(step)]
            wire = AnswerOut.from_answer(step) if isinstance(step, Answer) else told.model_validate(step)
            yield ServerSentEvent(wire.model_dump_json(), event=name)
    except QAError as error:
        problem = problem_within(request, error, "")
        yield ServerSentEvent(problem.model_dump_json(exclude_none=True), event="problem")


@router.post("/answer/batch", summary="一次問很多題")
def answer_many(body: QuestionsIn, services: ServicesOf, visitor: VisitorOf, request: Request) -> AnswersOut:
    """依序回答最多 256 題，每一項同 `POST /api/v1/answer`；不能問的那一題附上問題說明，不影響其他題。"""
    asked = enumerate(body.questions)
    return AnswersOut(items=[outcome(services, request, visitor, question, number) for number, question in asked])


def outcome(services: Services, request: Request, visitor: Visitor, asked: QuestionIn, number: int) -> OutcomeOut:
    """Return the answer to one of several questions, or the problem with it."""
    try:
        return OutcomeOut(answer=AnswerOut.from_answer(answer_to(services, visitor.person, asked)))
    except InputError as error:
        return OutcomeOut(problem=problem_within(request, error, f"/questions/{number}"))


@router.post("/search", summary="搜尋段落")
def search(body: SearchIn, services: ServicesOf) -> SearchOut:
    """找出與問題最接近的段落，不作答。

    問題裡像是有錯字時，`suggestion` 是可能想問的話；`article_ids`、`from`、`to`、`tags` 限定在哪些文章裡找。
    """
    return SearchOut.model_validate(services.search(body.question, body.limit, body.within))
