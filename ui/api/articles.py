"""The articles of the collection over HTTP. Changes affect answers after the next rebuild."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from http import HTTPStatus
from pathlib import PurePath
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response, UploadFile
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from embeddings.article import RawArticle
from embeddings.collection.records import CHANGED, StoreOutcome, Summary
from embeddings.errors import ChangedError
from embeddings.index.filter import ArticleFilter
from embeddings.text.fold import fold
from embeddings.text.structure import structured_article
from embeddings.text.tags import MOST_TAGS
from ui.api.dependencies import ArticleId, Cursor, Limit, ServicesOf, cursor_of, last_of, located
from ui.api.versions import IfMatch, IfNoneMatch, etag_of, is_held, versions_in
from ui.intake import Taken, change_text, remove_articles, take_text, take_uploads
from ui.places import named
from ui.schema import (
    ArticleChangeIn,
    ArticleIn,
    ArticleOut,
    ArticlesOut,
    ArticleSummaryOut,
    IntakeOut,
    TagIn,
    TakenOut,
    day_in_words,
)

router = APIRouter(prefix="/api/v1/articles", tags=["文章"])


UNCHANGED: dict[int | str, dict[str, Any]] = {304: {"description": "沒有變動，不含內文"}}


class ListIn(BaseModel):
    """Which articles are listed, and which page of them."""

    limit: Limit = 50
    cursor: Cursor = None
    title: Annotated[str | None, Field(description="標題裡要有的字，繁體或簡體都可以。", max_length=200)] = None
    tag: Annotated[list[TagIn], Field(description="要有的標籤，可以有好幾個。", max_length=MOST_TAGS)] = []
    from_: Annotated[date | None, Field(alias="from", description="這一天以後（含當天）發布的。")] = None
    to: Annotated[date | None, Field(description="這一天以前（含當天）發布的。")] = None

    def admits(self, article: Summary) -> bool:
        """Return whether an article is listed."""
        within = ArticleFilter(None, day_in_words(self.from_), day_in_words(self.to), tuple(self.tag))
        named = self.title is None or fold(self.title) in fold(article.title)
        return named and within.admits(article.id, article.published, article.tags)


MADE: dict[int | str, dict[str, Any]] = {201: {"description": "有新的文章，網址在 Location"}}


@router.get("", summary="列出文章")
def list_articles(services: ServicesOf, wanted: Annotated[ListIn, Query()]) -> ArticlesOut:
    """照加入的先後一頁一頁列出文章，不含內文；next 是下一頁的 cursor，沒有下一頁時是 null。

    `title` 是標題裡的字，`tag` 是要有的標籤（可以有好幾個），`from`、`to` 是哪一天到哪一天；total 是符合的篇數。
    """
    last = int(last_of(wanted.cursor, r"\d{1,18}") or "0")
    with services.collection() as collection:
        every = [one for one in collection.summaries() if wanted.admits(one)]
    found = [one for one in every if one.number > last]
    items = [ArticleSummaryOut.model_validate(replace(one, origin=named(one.origin))) for one in found[: wanted.limit]]
    more = len(found) > wanted.limit
    following = cursor_of(str(found[wanted.limit - 1].number)) if more else None
    return ArticlesOut(items=items, total=len(every), next=following)


@router.post("", summary="加入文章", responses=MADE)
def add_article(body: ArticleIn, services: ServicesOf, request: Request, response: Response) -> TakenOut:
    """加入一篇文章：新的是 201，網址在 Location；origin 相同的文章會被取代，是 200。重建索引之後才能被問到。

    內容與先前的一篇相同時，same_as 是那一篇的名稱。
    """
    name = body.title if body.origin is None else body.origin
    origin = f"api/{name}"
    raw = RawArticle(origin, body.title, body.text, body.url, body.published, body.author, tags=tuple(body.tags))
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


@router.get("/{article_id}", summary="讀一篇文章", response_model=ArticleOut, responses=UNCHANGED)
def get_article(
    article_id: ArticleId, services: ServicesOf, response: Response, if_none_match: IfNoneMatch = None
) -> ArticleOut | Response:
    """一篇文章和它的內文；答案的 start 和 end 就是內文裡的字元位置。

    標頭 ETag 是這一版的記號：修改時放進 If-Match，再讀時放進 If-None-Match，沒有變動就是 304，不含內文。
    """
    with services.collection() as collection, collection.snapshot():
        version, article = collection.version(article_id), collection.get(article_id)
    response.headers["ETag"] = etag_of(version)
    if is_held(version, if_none_match):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers={"ETag": etag_of(version)})
    article = structured_article(article)
    return ArticleOut.model_validate(replace(article, origin=named(article.origin)))


@router.put("/{article_id}", summary="修改文章")
def change_article(
    article_id: ArticleId, body: ArticleChangeIn, services: ServicesOf, response: Response, if_match: IfMatch = None
) -> TakenOut:
    """整篇換成送來的內容，編號不變；重建索引之後才問得到新的內容。

    If-Match 是讀這篇文章時得到的 ETag：沒有給是 428，文章在那之後又改過是 412，就不會蓋掉別人的修改。
    """
    if if_match is None:
        raise HTTPException(HTTPStatus.PRECONDITION_REQUIRED)
    raw = RawArticle("", body.title, body.text, body.url, body.published, body.author, tags=tuple(body.tags))
    taken, version = change_text(services.settings, article_id, raw, versions_in(if_match))
    response.headers["ETag"] = etag_of(version)
    return TakenOut.model_validate(told(taken))


@router.get("/{article_id}/source", summary="下載原始檔", response_class=Response)
def get_source(article_id: ArticleId, services: ServicesOf) -> Response:
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
    article_id: ArticleId,
    services: ServicesOf,
    now: Annotated[bool, Query(description="立刻從正在使用的索引裡隱藏，不等重建。")] = False,
    if_match: IfMatch = None,
) -> None:
    """刪除一篇文章。重建索引之後，它才會從答案裡消失；加上 now=true 則立刻消失。

    給了 If-Match，文章在那之後又改過時就不刪除，是 412。
    """
    if if_match is not None:
        with services.collection() as collection:
            if collection.version(article_id) not in versions_in(if_match):
                raise ChangedError(CHANGED.format(article_id))
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
