"""``Idempotency-Key``: a write that is sent again, since nobody knows whether it arrived, is done once.

The first request with a key is done and its reply kept for a day; the same request gets that reply again. Another
request with the key is refused with 422, and one that comes while the first is being done with 409. What may work
at the next try (409, 429, 5xx) is not kept.
"""

import re
from asyncio import to_thread
from collections.abc import Mapping
from hashlib import blake2b
from http import HTTPStatus

from fastapi import Request
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.api.problems import problem_response
from ui.api.replies import Claimed, Replies, Reply
from ui.people.cookie import BROWSER_COOKIE
from ui.requests import path_in_app

HEADER = "idempotency-key"
REPLAYED = (b"idempotency-replayed", b"true")
_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_UNDER = "/api/"
_CALLER = ("authorization", "x-api-key")  # keys of different callers never meet
_NOT_KEPT = frozenset({401, 403, 408, 409, 412, 413, 425, 428, 429})

BAD_KEY = ("Idempotency-Key 不能用", "Idempotency-Key 要是 1 到 255 個英數字或符號，例如一個 UUID；請換一個再送出。")
OTHER_REQUEST = (
    "Idempotency-Key 已經用在別的請求",
    "這個 Idempotency-Key 先前用在另一個請求；內容不同的請求請用新的 Idempotency-Key。",
)
AT_WORK = ("同一個請求正在處理", "帶有這個 Idempotency-Key 的請求還在處理；請稍候再以同樣的內容送出一次，取得結果。")


class Idempotency:
    """ASGI middleware: writes to the API that carry a key are done once, and replied to alike."""

    def __init__(self, app: ASGIApp, replies: Replies) -> None:
        self.app = app
        self.replies = replies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer it from what was replied before."""
        key = key_of(scope)
        if key is None:
            await self.app(scope, receive, send)
        elif not _KEY.fullmatch(key):
            await problem_response(Request(scope), HTTPStatus.BAD_REQUEST, *BAD_KEY)(scope, receive, send)
        else:
            await self.once(key, scope, receive, send)

    async def once(self, key: str, scope: Scope, receive: Receive, send: Send) -> None:
        """Do the request if nobody has, and keep what is replied; else reply as to the first."""
        body = await whole(receive)
        if body is None:
            return
        own_key = blake2b(f"{owner_of(scope)}\n{key}".encode(), digest_size=16).hexdigest()
        request = fingerprint(scope, body)
        claimed = await to_thread(self.replies.claim, own_key, request)
        if claimed is None:
            await self.do(own_key, scope, body, receive, send)
        else:
            await reply_again(claimed, request, scope, receive, send)

    async def do(self, key: str, scope: Scope, body: bytes, receive: Receive, send: Send) -> None:
        """Do a request and keep its reply, or let the key be taken again if it came to nothing."""
        kept = Kept(send)
        try:
            await self.app(scope, replayed(body, receive), kept)
        except BaseException:
            await to_thread(self.replies.give_back, key)
            raise
        if kept.status in _NOT_KEPT or kept.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            await to_thread(self.replies.give_back, key)
        else:
            await to_thread(self.replies.keep, key, Reply(kept.status, kept.headers, b"".join(kept.parts)))


class Kept:
    """Sends a response on, and remembers it."""

    def __init__(self, send: Send) -> None:
        self.send = send
        self.status = 500
        self.headers: tuple[tuple[str, str], ...] = ()
        self.parts: list[bytes] = []

    async def __call__(self, message: Message) -> None:
        """Send one message of the response."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = tuple(
                (name.decode("latin-1"), value.decode("latin-1")) for name, value in message["headers"]
            )
        else:
            self.parts.append(message.get("body", b""))
        await self.send(message)


def key_of(scope: Scope) -> str | None:
    """Return the key that a write to the API carries, ``None`` for what carries none or is no write."""
    if scope["type"] != "http" or scope["method"] not in _WRITES or not path_in_app(scope).startswith(_UNDER):
        return None
    return Headers(scope=scope).get(HEADER)


def owner_of(scope: Scope) -> str:
    """Return who sent a request; without the cookie of a new browser, which its first request does not have yet."""
    headers = Headers(scope=scope)
    cookies = (one.strip() for one in headers.get("cookie", "").split(";"))
    rest = sorted(one for one in cookies if one and not one.startswith(f"{BROWSER_COOKIE}="))
    return "\n".join((*(headers.get(name, "") for name in _CALLER), *rest))


def fingerprint(scope: Mapping[str, object], body: bytes) -> str:
    """Return what is the same of the same request: its method, address, kind of content and body."""
    kind = Headers(scope=dict(scope)).get("content-type", "").partition(";")[0]  # less a boundary, made anew each time
    parts = (str(scope["method"]), str(scope["path"]), repr(scope["query_string"]), kind)
    boundary = Headers(scope=dict(scope)).get("content-type", "").partition("boundary=")[2].strip('"').encode()
    content = body.replace(boundary, b"") if boundary else body
    return blake2b("\n".join(parts).encode() + b"\n" + content, digest_size=16).hexdigest()


async def whole(receive: Receive) -> bytes | None:
    """Return the body of a request, ``None`` if the caller left before it was there."""
    parts = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        parts.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(parts)


def replayed(body: bytes, receive: Receive) -> Receive:
    """Return what gives a body that has been read already, and after it what comes."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


async def reply_again(claimed: Claimed, request: str, scope: Scope, receive: Receive, send: Send) -> None:
    """Reply to a request whose key was taken before: as then, or with why it cannot be."""
    if claimed.request != request:
        refusal = problem_response(Request(scope), HTTPStatus.UNPROCESSABLE_ENTITY, *OTHER_REQUEST)
        await refusal(scope, receive, send)
    elif claimed.reply is None:
        await problem_response(Request(scope), HTTPStatus.CONFLICT, *AT_WORK)(scope, receive, send)
    else:
        headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in claimed.reply.headers]
        start = {"type": "http.response.start", "status": claimed.reply.status, "headers": [*headers, REPLAYED]}
        await send(start)
        await send({"type": "http.response.body", "body": claimed.reply.body})
