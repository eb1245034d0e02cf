"""The server: the HTTP API and the chat page in one FastAPI application."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi_offline import FastAPIOffline
from starlette.exceptions import HTTPException
from starlette.routing import Match

from ui.api import answers, articles, builds, completions, conversations, feedback, health, jobs, language, login
from ui.api.access import Access, Guard
from ui.api.doors import Doors
from ui.api.idempotency import Idempotency
from ui.api.language import KeepLanguage
from ui.api.limits import BodyLimit
from ui.api.mcp import add_mcp, mcp_opened
from ui.api.openapi import describe_problems
from ui.api.problems import add_problem_handlers
from ui.api.replies import Replies
from ui.api.requests import Requests
from ui.chat.page import TITLE, first_script, mount_page, page_script
from ui.headers import SafeHeaders
from ui.metrics import Metrics
from ui.wiring import Services

DESCRIPTION = "每個答案都是文章裡的逐字引文，附位置與信心；找不到就說「不知道」。錯誤一律是 RFC 9457 problem details。"
MULTIPART_ROOM = 1024 * 1024  # for the multipart boundaries and headers of the largest upload


def create_app(services: Services) -> FastAPI:
    """Return the FastAPI application, to be run by ``uvicorn``."""
    app: FastAPI = FastAPIOffline(
        redoc_url=None,
        title=TITLE,
        description=DESCRIPTION,
        version="1",
        lifespan=lifespan_of(services),
        swagger_ui_parameters={"validatorUrl": None},
    )
    metrics = Metrics(services)
    services = replace(services, heard=metrics.hear)
    app.state.services, app.state.metrics = services, metrics
    app.state.guard = guard = Guard(services.settings)
    add_problem_handlers(app)
    app.add_middleware(Idempotency, replies=Replies(services.settings.replies_path))
    app.add_middleware(BodyLimit, limit=services.settings.max_upload_bytes + MULTIPART_ROOM)
    app.add_middleware(Access, guard=guard)
    app.add_middleware(Doors, bound=services.settings.host, trusted=services.settings.trusted_names)
    app.add_middleware(KeepLanguage)
    app.add_middleware(SafeHeaders, scripts=[page_script()], first=first_script())
    app.add_middleware(Requests, metrics=metrics)
    for module in (answers, conversations, feedback, articles, builds, jobs, completions, health, language, login):
        app.include_router(module.router)
    add_mcp(app)
    for prefix in ("/api", "/v1"):
        app.add_api_route(f"{prefix}/{{path:path}}", no_such_address, methods=list(METHODS), include_in_schema=False)
    describe_problems(app)
    return mount_page(app, services)


METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def no_such_address(request: Request) -> None:
    """Refuse an unknown address of the API, or a wrong method, before the page's routes are tried."""
    known = [route for route in request.app.routes if route.matches(request.scope)[0] is Match.PARTIAL]
    if not known:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    asked = ({**request.scope, "method": method} for method in METHODS)
    methods = [one["method"] for one in asked if any(route.matches(one)[0] is Match.FULL for route in known)]
    raise HTTPException(HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": ", ".join(methods)})


def lifespan_of(services: Services) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """Return the lifespan of the application: a running rebuild is stopped at its end."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with mcp_opened(app, services):
            yield
        services.jobs.close()
        services.examining.close()
        services.stop()

    return lifespan
