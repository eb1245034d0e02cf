"""The articles of the collection over HTTP. What is added or removed is answered from after the next rebuild."""

from http import HTTPStatus
from pathlib import PurePath
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Response, UploadFile

from embeddings.article import RawArticle
from embeddings.text.structure import structured_article
from ui.api.dependencies import ServicesOf
from ui.intake import remove_articles, take_text, take_uploads
from ui.schema import ArticleIn, ArticleOut, ArticleSummaryOut, IntakeOut, TakenOut

router = APIRouter(prefix="/api/v1/articles", tags=["文章"])


@router.get("", summary="列出文章")
def list_articles(services: ServicesOf) -> list[ArticleSummaryOut]:
    """列出所有文章，不含內文。"""
    with services.collection() as collection:
        return [ArticleSummaryOut.model_validate(summary) for summary in collection.summaries()]


@router.post("", summary="加入文章", status_code=HTTPStatus.CREATED)
def add_article(body: ArticleIn, services: ServicesOf) -> TakenOut:
    """加入一篇文章；origin 相同的文章會被取代。重建索引之後才能被問到。"""
    name = body.title if body.origin is None else body.origin
    raw = RawArticle(f"api/{name}", body.title, body.text, body.url, body.published, body.author)
    return TakenOut.model_validate(take_text(services.settings, raw))


@router.post("/files", summary="上傳檔案", status_code=HTTPStatus.CREATED)
def upload_files(files: list[UploadFile], services: ServicesOf) -> IntakeOut:
    """上傳一個或多個檔案；讀不出來的檔案列在 refused，不影響其他檔案。"""
    sent = ((file.filename or "", file.file.read()) for file in files)
    return IntakeOut.model_validate(take_uploads(services.settings, sent))


@router.get("/{article_id}", summary="讀一篇文章")
def get_article(article_id: str, services: ServicesOf) -> ArticleOut:
    """一篇文章和它的內文；答案的 start 和 end 就是內文裡的字元位置。"""
    with services.collection() as collection:
        return ArticleOut.model_validate(structured_article(collection.get(article_id)))


@router.get("/{article_id}/source", summary="下載原始檔", response_class=Response)
def get_source(article_id: str, services: ServicesOf) -> Response:
    """上傳時的原始檔，一個位元組也不差；不是上傳的文章沒有原始檔。"""
    with services.collection() as collection:
        origin, data = collection.uploaded(article_id)
    name = quote(PurePath(origin).name)
    return Response(
        data,
        media_type="application/octet-stream",  # never shown as a page of this server, whatever it is
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
