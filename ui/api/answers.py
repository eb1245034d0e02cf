"""Questions over HTTP: an answer, or the passages nearest to it."""

from fastapi import APIRouter

from ui.api.dependencies import ServicesOf
from ui.schema import AnswerOut, PassageOut, QuestionIn, SearchIn, SearchOut

router = APIRouter(prefix="/api/v1", tags=["提問"])


@router.post("/answer", summary="提問")
def answer(body: QuestionIn, services: ServicesOf) -> AnswerOut:
    """回答一個問題：原文的逐字引文和出處，或「不知道」和原因。"""
    return AnswerOut.from_answer(services.ask(body.question, body.mode))


@router.post("/search", summary="搜尋段落")
def search(body: SearchIn, services: ServicesOf) -> SearchOut:
    """找出與問題最接近的段落，不作答。"""
    found = services.search(body.question, body.limit)
    return SearchOut(question=body.question, passages=[PassageOut.model_validate(passage) for passage in found])
