"""A limit on the size of request bodies, enforced while they are read."""

from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class BodyLimit:
    """ASGI middleware: reading a body of more than ``limit`` bytes raises 413 in the application."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self.app = app
        self.limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Process the request, counting its bytes; a declared length over the limit is refused at once."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        received = 0
        stated = stated_length(scope)

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if max(received, stated) > self.limit:
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return message

        await self.app(scope, counted, send)


def stated_length(scope: Scope) -> int:
    """Return the Content-Length of a request, or 0 without one."""
    value = dict(scope["headers"]).get(b"content-length", b"0")
    return int(value) if value.isdigit() else 0
