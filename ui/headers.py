"""Response headers that keep every page to this server: nothing is loaded from elsewhere."""

import re
from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256
from secrets import token_urlsafe

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.requests import path_in_app

# Gradio needs inline scripts and eval; neither can connect to another host.
POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'nonce-{nonce}' {hashes} 'unsafe-eval' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self' blob: data:",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "frame-ancestors 'self'",
        "form-action 'self'",
        "base-uri 'self'",
    )
)
FOR_DATA = "default-src 'none'; frame-ancestors 'none'; form-action 'none'; base-uri 'none'"
DATA = ("/api/", "/v1/", "/mcp", "/healthz", "/readyz", "/metrics")
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # without one, the forms of our own pages would come from nowhere
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
SCRIPT = re.compile(rb"<script\b")
HEAD = b"<head>"
PAGE = "/"


class SafeHeaders:
    """ASGI middleware: adds the headers to every response, and to the scripts of a page the word that lets them run.

    ``scripts`` are those that the page puts into itself when it is shown: they run by their hashes. ``first`` is put
    into the page before all others.
    """

    def __init__(self, app: ASGIApp, scripts: Iterable[str] = (), first: str = "") -> None:
        self.app = app
        self.first = first
        self.hashes = " ".join(map(source_of, scripts))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Process the request, and add the headers to its response."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        await self.app(uncompressed(scope), receive, Headed(path_in_app(scope), self.hashes, self.first, send).send)


class Headed:
    """Sends one response with the headers; one that is a page is held back until it is whole."""

    def __init__(self, path: str, hashes: str, first: str, send: Send) -> None:
        self._hashes = hashes
        self._first = f"<script>{first}</script>".encode() if path == PAGE and first else b""
        self._is_data = path.startswith(DATA)
        self._send = send
        self._nonce = token_urlsafe(16)
        self._start: Message | None = None  # of a page, until its body is whole
        self._body = b""

    async def send(self, message: Message) -> None:
        """Send a part of the response, or keep it until the page is whole."""
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.update(HEADERS)
            headers["Content-Security-Policy"] = (
                FOR_DATA if self._is_data else POLICY.format(nonce=self._nonce, hashes=self._hashes)
            )
            if headers.get("content-type", "").startswith("text/html") and "content-encoding" not in headers:
                self._start = message
                return
        elif self._start is not None and message["type"] == "http.response.body":
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._send_page(self._start)
            return
        await self._send(message)

    async def _send_page(self, start: Message) -> None:
        headers, length = MutableHeaders(scope=start), len(self._body)
        body = self._body.replace(HEAD, HEAD + self._first, 1)
        body = SCRIPT.sub(b'<script nonce="' + self._nonce.encode() + b'"', body)
        if headers.get("content-length") == str(length):  # of the answer to HEAD it is of a body that is not there
            headers["content-length"] = str(len(body))
        await self._send(start)
        await self._send({"type": "http.response.body", "body": body})


def source_of(script: str) -> str:
    """Return how a policy names a script that stands inline: by the hash of its text."""
    return f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"


def uncompressed(scope: Scope) -> Scope:
    """Return a request for a page as one for plain bytes: a compressed page cannot be looked into."""
    if "text/html" not in Headers(scope=scope).get("accept", ""):
        return scope
    return {**scope, "headers": [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]}
