"""The server: the HTTP API and the chat page in one FastAPI application."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi_offline import FastAPIOffline
from starlette.exceptions import HTTPException
from starlette.routing import Match

from ui.api import answers, articles, builds, health, jobs
from ui.api.doors import Doors
from ui.api.limits import BodyLimit
from ui.api.openapi import describe_problems
from ui.api.problems import add_problem_handlers
from ui.chat.page import TITLE, mount_page
from ui.headers import SafeHeaders
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
    app.state.services = services
    add_problem_handlers(app)
    app.add_middleware(BodyLimit, limit=services.settings.max_upload_bytes + MULTIPART_ROOM)
    app.add_middleware(Doors, bound=services.settings.host, trusted=services.settings.trusted_names)
    app.add_middleware(SafeHeaders)
    for module in (answers, articles, builds, jobs, health):
        app.include_router(module.router)
    app.add_api_route("/api/{path:path}", no_such_address, methods=list(METHODS), include_in_schema=False)
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
        yield
        services.jobs.close()

    return lifespan
