"""Dependencies of the handlers: the application's services, cursors of lists, and addresses."""

import re
from base64 import b64decode, urlsafe_b64encode
from typing import Annotated

from fastapi import Depends, Path, Query, Request, Response

from embeddings.errors import InputError
from ui.people.visitor import Visitor, visitor_of
from ui.wiring import Services


async def services_of(request: Request) -> Services:
    """Return the services of the application; async, so that it does not wait for a thread."""
    services = request.app.state.services
    assert isinstance(services, Services)
    return services


async def asked_by(request: Request) -> Visitor:
    """Return who sent a request."""
    return visitor_of(request.state)


VisitorOf = Annotated[Visitor, Depends(asked_by)]
ArticleId = Annotated[str, Path(description="文章的編號。", examples=["3f2a9c0d1e4b"])]
BuildId = Annotated[str, Path(description="索引的編號。", examples=["20240315T093000123Z-0a1b2c"])]
JobId = Annotated[str, Path(description="工作的編號。", examples=["job-0123456789ab"])]
ConversationId = Annotated[str, Path(description="對話的編號。", examples=["0123456789abcdef0123456789abcdef"])]
LONGEST_WAIT = 30  # seconds that answers in flight get when the server stops
ServicesOf = Annotated[Services, Depends(services_of)]
Limit = Annotated[int, Query(ge=1, le=500, description="一頁最多幾筆。")]
Cursor = Annotated[str | None, Query(description="上一頁的 next；不給就從頭開始。")]


def cursor_of(last: str) -> str:
    """Return the cursor of the page after the item with that name."""
    return urlsafe_b64encode(last.encode()).decode().rstrip("=")


def last_of(cursor: str | None, form: str) -> str:
    """Return the name in a cursor, empty for none; raise ``InputError`` if the cursor is invalid."""
    if cursor is None:
        return ""
    try:
        name = b64decode(cursor + "=" * (-len(cursor) % 4), altchars="-_", validate=True).decode("ascii")
    except ValueError:  # reported below
        name = ""
    if not re.fullmatch(form, name, re.ASCII):
        raise InputError("cursor 不能用：請原樣使用上一頁回傳的 next，或不給它，從頭開始。")
    return name


def located(request: Request, response: Response, path: str) -> None:
    """Set the ``Location`` of a response to the address of what was or is being made."""
    response.headers["Location"] = f"{request.scope.get('root_path', '')}/api/v1/{path}"
