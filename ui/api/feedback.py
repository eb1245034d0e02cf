"""What people say of answers, over HTTP."""

from http import HTTPStatus

from fastapi import APIRouter

from ui.api.dependencies import ServicesOf, VisitorOf
from ui.people.judging import judge
from ui.schema import FeedbackIn, FeedbackOut

router = APIRouter(prefix="/api/v1", tags=["回饋"])


@router.post("/feedback", summary="說答案對不對", status_code=HTTPStatus.CREATED)
def give_feedback(body: FeedbackIn, services: ServicesOf, visitor: VisitorOf) -> FeedbackOut:
    """說一個答案對不對，並可指出正確的答案在文章的哪裡；同一個問題以最後一次為準。

    `right` 要給 `quote`（所引的位置）；`wrong` 可以給 `correct`（正確答案的位置），或 `no_answer` 與 `quote`
    （引用的那一段其實沒有答案）。管理者用 `qa feedback export` 取出，就是 `qa evaluate` 和 `qa train` 吃的題目檔。
    """
    opinion = judge(services, visitor.person, body)
    return FeedbackOut(id=opinion.id, question=opinion.question, example=opinion.example is not None)
