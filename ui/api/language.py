"""The language of a browser: kept in a cookie from its first visit on, and changed by the switch on the page."""

from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.languages import COOKIE, Language, chosen_language
from ui.people.cookie import DAY
from ui.requests import path_in_app

PAGES = ("/", "/login")
KEPT_SECONDS = 400 * DAY

router = APIRouter(include_in_schema=False)


@router.post("/language")
def choose_language(
    request: Request, language: Annotated[Language, Form()], to: Annotated[Literal["", "login"], Form()] = ""
) -> Response:
    """Serve this browser in another language from now on, and lead it back."""
    response = RedirectResponse(f"{request.scope.get('root_path', '')}/{to}", HTTPStatus.SEE_OTHER)
    response.headers.append("set-cookie", cookie_of(language, request.scope))
    return response


def cookie_of(language: Language, scope: Scope) -> str:
    """Return the header by which a browser keeps its language, which the page's script may read."""
    root, secure = scope.get("root_path") or "/", "; Secure" if scope["scheme"] == "https" else ""
    return f"{COOKIE}={language.value}; Max-Age={KEPT_SECONDS}; Path={root}; SameSite=Lax{secure}"


def language_in(scope: Scope) -> Language:
    """Return the language of the browser that sent a request."""
    headers = Headers(scope=scope)
    return chosen_language(headers.get("cookie"), headers.get("accept-language"))


class KeepLanguage:
    """ASGI middleware: has a browser keep the language that it is first served in."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Process the request, and add the cookie to a page for a browser that has none."""
        if scope["type"] != "http" or path_in_app(scope) not in PAGES or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        cookie = cookie_of(language_in(scope), scope)
        kept = f"{COOKIE}=" in Headers(scope=scope).get("cookie", "")

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.add_vary_header("Accept-Language, Cookie")
                if not kept:
                    headers.append("set-cookie", cookie)
            await send(message)

        await self.app(scope, receive, told)
