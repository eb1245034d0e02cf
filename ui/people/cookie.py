"""A browser is known by a signed cookie, which says nothing but that it is the same one as before."""

from http.cookies import CookieError, SimpleCookie
from uuid import uuid4

from itsdangerous import BadSignature, Signer
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.people.visitor import Visitor, introduce

COOKIE = "qa_browser"
SECONDS = 400 * 24 * 3600  # as long as browsers keep a cookie at most
BROWSER = "browser:"


class BrowserCookie:
    """ASGI middleware: introduces the browser that sent a request, and gives a new one its cookie."""

    def __init__(self, app: ASGIApp, secret: bytes) -> None:
        self.app = app
        self.signer = Signer(secret, salt=COOKIE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; the response brings a cookie where the request had none of ours."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        known = self.known(Headers(scope=scope))
        browser = uuid4().hex if known is None else known
        introduce(scope, Visitor(BROWSER + browser))

        async def with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).append("set-cookie", self.written(browser, scope))
            await send(message)

        gives = known is None and is_asked_by_name(scope)
        await self.app(scope, receive, with_cookie if gives else send)

    def known(self, headers: Headers) -> str | None:
        """Return which browser a request is from, ``None`` if it has no cookie that we signed."""
        try:
            morsel = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
            return None if morsel is None else self.signer.unsign(morsel.value).decode()
        except (CookieError, BadSignature, UnicodeError):
            return None

    def written(self, browser: str, scope: Scope) -> str:
        """Return the header that has a browser keep its cookie, which no script can read and no other site send."""
        root = scope.get("root_path") or "/"
        value = self.signer.sign(browser).decode()
        secure = "; Secure" if scope["scheme"] == "https" else ""
        return f"{COOKIE}={value}; Max-Age={SECONDS}; Path={root}; HttpOnly; SameSite=Lax{secure}"


def is_asked_by_name(scope: Scope) -> bool:
    """Return whether a request is for the page itself or the API: scripts and pictures give no cookies."""
    path: str = scope["path"]
    return scope["type"] == "http" and (path == "/" or path.startswith("/api/"))
