"""Conversations over HTTP: those of whoever asks, and of nobody else."""

from collections.abc import Callable
from enum import StrEnum
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from embeddings.article import Article
from ui.api.dependencies import ConversationId, Cursor, Limit, ServicesOf, VisitorOf, cursor_of, last_of, located
from ui.people.conversations import ConversationSummary, KeptTurn
from ui.people.export import as_markdown
from ui.people.turns import is_outdated
from ui.schema import (
    ConversationIn,
    ConversationOut,
    ConversationsOut,
    ConversationSummaryOut,
    KeptTurnOut,
    TitleIn,
)
from ui.wiring import Services, live_articles

router = APIRouter(prefix="/api/v1/conversations", tags=["對話"])

AFTER = r"[\d:.T+-]{32} [0-9a-f]{32}"  # the time of the last change, and the id
MADE: dict[int | str, dict[str, Any]] = {201: {"description": "網址在 Location"}}
EXPORTED: dict[int | str, dict[str, Any]] = {200: {"content": {"text/markdown": {}, "application/json": {}}}}


class ExportFormat(StrEnum):
    """What a conversation can be exported as."""

    MARKDOWN = "markdown"
    JSON = "json"


@router.post("", summary="開始對話", status_code=HTTPStatus.CREATED, responses=MADE)
def create_conversation(
    body: ConversationIn, services: ServicesOf, visitor: VisitorOf, request: Request, response: Response
) -> ConversationSummaryOut:
    """開始一段留在伺服器的對話；把它的 id 當作 `POST /api/v1/answer` 的 conversation，就能接著問。

    對話屬於發問的瀏覽器（以 cookie 辨認；程式請留著收到的 cookie），別人看不到。
    """
    with services.conversations(visitor.person) as conversations:
        made = conversations.create(body.title)
    located(request, response, f"conversations/{made.id}")
    return ConversationSummaryOut.model_validate(made)


@router.get("", summary="列出對話")
def list_conversations(
    services: ServicesOf,
    visitor: VisitorOf,
    search: Annotated[str, Query(max_length=200, description="標題、問題或答案裡的字，繁簡不拘。")] = "",
    limit: Limit = 50,
    cursor: Cursor = None,
) -> ConversationsOut:
    """一頁一頁列出自己的對話，最近問過的在前；next 是下一頁的 cursor，沒有下一頁時是 null。"""
    last = last_of(cursor, AFTER)
    changed, _, id = last.partition(" ")
    with services.conversations(visitor.person) as conversations:
        found = conversations.listed(search, (changed, id) if last else None, limit + 1)
        total = conversations.count()
    items = [ConversationSummaryOut.model_validate(one) for one in found[:limit]]
    following = cursor_of(f"{items[-1].changed} {items[-1].id}") if len(found) > limit else None
    return ConversationsOut(items=items, total=total, next=following)


@router.get("/{id}", summary="讀一段對話")
def get_conversation(id: ConversationId, services: ServicesOf, visitor: VisitorOf) -> ConversationOut:
    """一段對話的每一題；outdated 表示引用的原文已經更新，最好再問一次。"""
    return wire_form(services, *held(services, visitor.person, id))


@router.patch("/{id}", summary="改對話的標題")
def rename_conversation(
    id: ConversationId, body: TitleIn, services: ServicesOf, visitor: VisitorOf
) -> ConversationSummaryOut:
    """改一段對話的標題。"""
    with services.conversations(visitor.person) as conversations:
        return ConversationSummaryOut.model_validate(conversations.rename(id, body.title))


@router.delete("/{id}", summary="刪除對話", status_code=HTTPStatus.NO_CONTENT)
def delete_conversation(id: ConversationId, services: ServicesOf, visitor: VisitorOf) -> None:
    """刪除一段對話和其中的每一題，不能復原。"""
    with services.conversations(visitor.person) as conversations:
        conversations.delete(id)


@router.get("/{id}/export", summary="匯出對話", response_class=Response, responses=EXPORTED)
def export_conversation(
    id: ConversationId,
    services: ServicesOf,
    visitor: VisitorOf,
    format: Annotated[ExportFormat, Query(description="markdown 或 json。")] = ExportFormat.MARKDOWN,
) -> Response:
    """把一段對話存成 Markdown 或 JSON 檔。"""
    summary, turns = held(services, visitor.person, id)
    match format:
        case ExportFormat.MARKDOWN:
            content, kind, suffix = as_markdown(summary, turns), "text/markdown", "md"
        case ExportFormat.JSON:
            content = wire_form(services, summary, turns).model_dump_json(indent=2)
            kind, suffix = "application/json", "json"
    name = {"Content-Disposition": f'attachment; filename="conversation-{summary.created[:10]}-{id[:8]}.{suffix}"'}
    return Response(content, media_type=f"{kind}; charset=utf-8", headers=name)


def held(services: Services, person: str, id: str) -> tuple[ConversationSummary, list[KeptTurn]]:
    """Return a conversation of a person's with its turns; raise ``NotFoundError`` if it is not one."""
    with services.conversations(person) as conversations:
        return conversations.get(id), conversations.turns(id)


def wire_form(services: Services, summary: ConversationSummary, turns: list[KeptTurn]) -> ConversationOut:
    """Return a conversation as it is sent."""
    article_of = live_articles(services)
    items = [turn_out(kept, article_of) for kept in turns]
    return ConversationOut(**ConversationSummaryOut.model_validate(summary).model_dump(), items=items)


def turn_out(kept: KeptTurn, article_of: Callable[[str], Article | None]) -> KeptTurnOut:
    """Return a turn as it is sent, told against the articles as they are now."""
    outdated = is_outdated(kept.turn, article_of)
    return KeptTurnOut(number=kept.number, asked=kept.asked, outdated=outdated, **dict(kept.turn))
