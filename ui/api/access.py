"""Who sent a request, and whether they may: by a key, a login, or as anybody where the server is open.

A server that only this machine can reach is open to all who use it, until there is a key. From then on a key is asked
for, but for what the setting ``anyone`` lets everybody do.
"""

from http import HTTPStatus
from typing import Any
from uuid import uuid4

from fastapi import Request
from fastapi.responses import RedirectResponse
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from embeddings.errors import InputError, QAError
from ui.api.doors import LOOPBACK, POLICY_VIOLATION, is_for_a_page, name_of
from ui.api.problems import detail_of, problem_of, problem_response
from ui.people.audit import note
from ui.people.cookie import SignedCookie, browser_cookie, login_cookie
from ui.people.file import open_people, secret_of
from ui.people.keys import Key, Keys, Role
from ui.people.permissions import METRICS, SAFE_METHODS, needed_role
from ui.people.rates import Rates
from ui.people.visitor import Visitor, introduce
from ui.requests import path_in_app
from ui.settings import Settings

BROWSER, KEY = "browser:", "key:"
BEARER = "bearer "
COUNTED = ("/api/", "/v1/", "/mcp", "/gradio_api/queue/join")  # what takes work: pages and their parts are not
ROLES = {Role.READER: "讀者", Role.EDITOR: "編輯", Role.ADMIN: "管理者"}

NO_KEY = "這個服務要有鑰匙才能用：程式請帶標頭 Authorization: Bearer 鑰匙，瀏覽器請到 /login 登入。鑰匙向管理者索取。"
WRONG_KEY = "這把鑰匙不能用，可能打錯或已經收回：請檢查後再試，或向管理者索取新的鑰匙。"
TOO_LITTLE = "您的身分是{}，這件事要{}才能做：請向管理者索取有這個權限的鑰匙。"
TOO_OFTEN = "請求太頻繁：請等 {} 秒再試。"
OPEN_DOOR = (
    "{host} 讓別的電腦也連得到，但是還沒有任何鑰匙，任何人都能改文章，所以不啟動。"
    "請先執行 qa keys create 名稱 --role admin 再啟動；"
    "或設定環境變數 QA_ANYONE=reader（不用鑰匙就能提問），QA_ANYONE=admin 則是完全開放。"
)


class Refusal(Exception):
    """Why a request is not let in: the status, what kind of fault, what to do, and after how many seconds."""

    def __init__(self, status: HTTPStatus, title: str, detail: str, wait: int | None = None) -> None:
        super().__init__(detail)
        self.status, self.title, self.detail, self.wait = status, title, detail, wait


class Guard:
    """Decides who sent a request and whether they may; the login asks it too."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.rates = Rates(settings.rate_limit)
        with open_people(settings.people_path) as people:
            secret = secret_of(people, "cookies")
        self.browser: SignedCookie = browser_cookie(secret)
        self.login: SignedCookie = login_cookie(secret)

    def keys(self) -> Keys:
        """Return the keys, to be closed after use."""
        return Keys.open(self.settings.people_path)

    def visitor(self, scope: Scope, browser: str) -> Visitor:
        """Return who sent a request; raise ``Refusal`` for a key that is none."""
        headers = Headers(scope=scope)
        with self.keys() as keys:
            if not keys.exist():
                reached = self.settings.anyone is None and name_of(self.settings.host) in LOOPBACK
                return Visitor(browser, Role.ADMIN if reached else self.settings.anyone)
            written = headers.get("authorization", "")
            if written.lower().startswith(BEARER):
                return self.holder(self.recognised(keys, written[len(BEARER) :].strip(), address_of(scope)))
            logged_in = self.login.read(headers)
            key = None if logged_in is None else keys.valid(logged_in)
        return Visitor(browser, self.settings.anyone) if key is None else self.holder(key)

    def recognised(self, keys: Keys, written: str, address: str) -> Key:
        """Return a key as it is written; raise ``Refusal`` if it is none, or too many were tried from there."""
        wait = self.rates.wait_to_guess(address)
        if wait is not None:
            raise Refusal(HTTPStatus.TOO_MANY_REQUESTS, "請求太頻繁", TOO_OFTEN.format(wait), wait)
        key = keys.recognised(written)
        if key is None:
            self.rates.guess(address)
            raise Refusal(HTTPStatus.UNAUTHORIZED, "鑰匙不能用", WRONG_KEY)
        return key

    def holder(self, key: Key) -> Visitor:
        """Return who has a key."""
        return Visitor(KEY + key.id, key.role, key.name)

    def admit(self, visitor: Visitor, needed: Role, scope: Scope) -> None:
        """Raise ``Refusal`` if somebody may not do what they ask for, or asks too often."""
        if visitor.role is None:
            raise Refusal(HTTPStatus.UNAUTHORIZED, "需要鑰匙", NO_KEY)
        if not visitor.may(needed):
            raise Refusal(HTTPStatus.FORBIDDEN, "權限不足", TOO_LITTLE.format(ROLES[visitor.role], ROLES[needed]))
        known = visitor.person.startswith(KEY)
        if path_in_app(scope).startswith(COUNTED) and (known or self.settings.anyone is not None):
            wait = self.rates.wait(visitor.person if known else address_of(scope))
            if wait is not None:
                raise Refusal(HTTPStatus.TOO_MANY_REQUESTS, "請求太頻繁", TOO_OFTEN.format(wait), wait)

    def noted(self, visitor: Visitor, address: str, action: str, status: int) -> None:
        """Write down that somebody changed something."""
        with open_people(self.settings.people_path) as people:
            note(people, visitor.person, address, action, status)


class Access:
    """ASGI middleware: introduces who sent a request, and answers those who may not; writes are noted."""

    def __init__(self, app: ASGIApp, guard: Guard) -> None:
        self.app = app
        self.guard = guard

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer it with why not."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        known = self.guard.browser.read(Headers(scope=scope))
        browser = uuid4().hex if known is None else known
        gives = known is None and is_asked_by_name(scope)
        cookie = self.guard.browser.written(browser, scope) if gives else None
        needed = needed_role(scope.get("method", "GET"), path_in_app(scope))
        try:
            visitor = Visitor(BROWSER + browser)
            if needed is not None and not is_own_scrape(scope):
                visitor = self.guard.visitor(scope, BROWSER + browser)
                self.guard.admit(visitor, needed, scope)
        except (Refusal, QAError) as error:
            await refused(error)(scope, receive, send)
            return
        introduce(scope, visitor)
        await self.app(scope, receive, self.telling(scope, send, visitor, cookie, needed))

    def telling(self, scope: Scope, send: Send, visitor: Visitor, cookie: str | None, needed: Role | None) -> Send:
        """Return what sends a response, with the cookie of a new browser, and notes a write with what came of it."""
        method = scope.get("method", "GET")
        writes = method not in SAFE_METHODS and needed in (Role.EDITOR, Role.ADMIN)

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                if cookie is not None:
                    MutableHeaders(scope=message).append("set-cookie", cookie)
                if writes:
                    action = f"{method} {path_in_app(scope)}"
                    self.guard.noted(visitor, address_of(scope), action, message["status"])
            await send(message)

        return told


def refused(error: Refusal | QAError) -> ASGIApp:
    """Return what answers a request that is not let in; somebody who opens the page is led to the login."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})
            return
        await response_to(Request(scope), error)(scope, receive, send)

    return answer


def response_to(request: Request, error: Refusal | QAError) -> Any:  # noqa: ANN401 -- one of two responses
    """Return the answer to a request that is not let in."""
    if isinstance(error, QAError):
        status, title = problem_of(error)
        return problem_response(request, status, title, detail_of(request, error))
    shows_pages = "text/html" in request.headers.get("accept", "")
    if error.status is HTTPStatus.UNAUTHORIZED and is_for_a_page(request.scope) and shows_pages:
        return RedirectResponse(f"{request.scope.get('root_path', '')}/login", HTTPStatus.SEE_OTHER)
    response = problem_response(request, error.status, error.title, error.detail)
    if error.status is HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Bearer"
    if error.wait is not None:
        response.headers["Retry-After"] = str(error.wait)
    return response


def is_asked_by_name(scope: Scope) -> bool:
    """Return whether a request is for the page itself or the API: scripts and pictures give no cookies."""
    path = path_in_app(scope)
    return scope["type"] == "http" and (path == "/" or path.startswith("/api/"))


def is_own_scrape(scope: Scope) -> bool:
    """Return whether this machine's own Prometheus asks for the metrics: directly, through no proxy."""
    headers = Headers(scope=scope)
    direct = name_of(headers.get("host", "")) in LOOPBACK and "x-forwarded-for" not in headers
    return scope["type"] == "http" and path_in_app(scope) == METRICS and direct and address_of(scope) in LOOPBACK


def address_of(scope: Scope) -> str:
    """Return the address that a request came from."""
    client = scope.get("client")
    return client[0] if client else ""


def refuse_open_door(settings: Settings) -> None:
    """Raise ``InputError`` if others could reach the server and there is neither a key nor a word that they may."""
    if settings.anyone is not None or name_of(settings.host) in LOOPBACK:
        return
    with Keys.open(settings.people_path) as keys:
        if not keys.exist():
            raise InputError(OPEN_DOOR.format(host=settings.host))
