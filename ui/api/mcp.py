"""The tools for other assistants at ``/mcp``: streamable HTTP behind the doors of every other route."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus

from fastapi import FastAPI, Request
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from ui import tools
from ui.api.problems import problem_response
from ui.wiring import Services

PATH = "/mcp"


class McpRoute:
    """ASGI application: what the running app has opened for the protocol, or why it has not."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request of the protocol."""
        opened = getattr(scope["app"].state, "mcp", None)
        if opened is None:
            refusal = problem_response(Request(scope), HTTPStatus.NOT_IMPLEMENTED, "沒有安裝 MCP", tools.NOT_INSTALLED)
            await refusal(scope, receive, send)
        else:
            await opened(scope, receive, send)


def add_mcp(app: FastAPI) -> None:
    """Give the app its route."""
    app.router.routes.append(Route(PATH, endpoint=McpRoute()))


@asynccontextmanager
async def mcp_opened(app: FastAPI, services: Services) -> AsyncIterator[None]:
    """Open the tools for as long as the app runs, where the package is installed."""
    if not tools.is_installed():
        yield
        return
    async with tools.mcp_over_http(services) as opened:
        app.state.mcp = opened
        try:
            yield
        finally:
            app.state.mcp = None
