"""The articles of the collection over HTTP. Changes affect answers after the next rebuild."""

from collections.abc import Sequence
from dataclasses import replace
from http import HTTPStatus
from pathlib import PurePath
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response, UploadFile

from embeddings.article import RawArticle
from embeddings.collection.records import StoreOutcome
from embeddings.text.structure import structured_article
from ui.api.dependencies import Cursor, Limit, ServicesOf, cursor_of, last_of, located
from ui.intake import Taken, remove_articles, take_text, take_uploads
from ui.places import named
from ui.schema import ArticleIn, ArticleOut, ArticlesOut, ArticleSummaryOut, IntakeOut, TakenOut

router = APIRouter(prefix="/api/v1/articles", tags=["文章"])


MADE: dict[int | str, dict[str, Any]] = {201: {"description": "有新的文章，網址在 Location"}}


@router.get("", summary="列出文章")
def list_articles(services: ServicesOf, limit: Limit = 50, cursor: Cursor = None) -> ArticlesOut:
    """照加入的先後一頁一頁列出文章，不含內文；next 是下一頁的 cursor，沒有下一頁時是 null。"""
    last = last_of(cursor, r"\d{1,18}") or "0"
    with services.collection() as collection, collection.snapshot():
        found = collection.summaries(after=int(last), limit=limit + 1)
        total = collection.count()
    items = [ArticleSummaryOut.model_validate(replace(one, origin=named(one.origin))) for one in found[:limit]]
    following = cursor_of(str(found[limit - 1].number)) if len(found) > limit else None
    return ArticlesOut(items=items, total=total, next=following)


@router.post("", summary="加入文章", responses=MADE)
def add_article(body: ArticleIn, services: ServicesOf, request: Request, response: Response) -> TakenOut:
    """加入一篇文章：新的是 201，網址在 Location；origin 相同的文章會被取代，是 200。重建索引之後才能被問到。

    內容與先前的一篇相同時，same_as 是那一篇的名稱。
    """
    name = body.title if body.origin is None else body.origin
    raw = RawArticle(f"api/{name}", body.title, body.text, body.url, body.published, body.author)
    taken = take_text(services.settings, raw)
    say_what_was_made([taken], request, response)
    return TakenOut.model_validate(told(taken))


@router.post("/files", summary="上傳檔案", responses=MADE)
def upload_files(files: list[UploadFile], services: ServicesOf, request: Request, response: Response) -> IntakeOut:
    """上傳一個或多個檔案：有新的文章時是 201；讀不出來的檔案列在 refused，不影響其他檔案。

    內容與先前的一篇相同時，same_as 是那一篇的名稱。
    """
    intake = take_uploads(services.settings, [(file.filename or "", file.file.read()) for file in files])
    say_what_was_made(intake.taken, request, response)
    return IntakeOut.model_validate(replace(intake, taken=tuple(map(told, intake.taken))))


@router.get("/{article_id}", summary="讀一篇文章")
def get_article(article_id: str, services: ServicesOf) -> ArticleOut:
    """一篇文章和它的內文；答案的 start 和 end 就是內文裡的字元位置。"""
    with services.collection() as collection:
        article = structured_article(collection.get(article_id))
    return ArticleOut.model_validate(replace(article, origin=named(article.origin)))


@router.get("/{article_id}/source", summary="下載原始檔", response_class=Response)
def get_source(article_id: str, services: ServicesOf) -> Response:
    """上傳時的原始檔，一個位元組也不差；不是上傳的文章沒有原始檔。"""
    with services.collection() as collection:
        origin, data = collection.uploaded(article_id)
    name = quote(PurePath(origin).name)
    return Response(
        data,
        media_type="application/octet-stream",  # never rendered as a page of this server
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}"},
    )


@router.delete("/{article_id}", summary="刪除文章", status_code=HTTPStatus.NO_CONTENT)
def delete_article(
    article_id: str,
    services: ServicesOf,
    now: Annotated[bool, Query(description="立刻從正在使用的索引裡隱藏，不等重建。")] = False,
) -> None:
    """刪除一篇文章。重建索引之後，它才會從答案裡消失；加上 now=true 則立刻消失。"""
    remove_articles(services.settings, [article_id], services.builds.tombstones if now else None)


def told(taken: Taken) -> Taken:
    """Return an added article as it is sent: the one that it duplicates is given by its name, not its path."""
    return replace(taken, same_as=named(taken.same_as) if taken.same_as is not None else None)


def say_what_was_made(taken: Sequence[Taken], request: Request, response: Response) -> None:
    """Set status 201 and the address of the new article, or of the list if there are several; nothing if none."""
    made = [one.id for one in taken if one.outcome is StoreOutcome.ADDED]
    if made:
        response.status_code = HTTPStatus.CREATED
        located(request, response, f"articles/{made[0]}" if len(made) == 1 else "articles")
