"""Signed cookies: one by which a browser is the same as before, one that says which key somebody logged in with."""

from http.cookies import CookieError, SimpleCookie

from itsdangerous import BadSignature, TimestampSigner
from starlette.datastructures import Headers
from starlette.types import Scope

DAY = 24 * 3600
BROWSER_COOKIE = "qa_browser"


class SignedCookie:
    """A cookie that only this server can write, which no script can read and no other site's page can send along."""

    def __init__(self, name: str, secret: bytes, days: int) -> None:
        self.name = name
        self._seconds = days * DAY
        self._signer = TimestampSigner(secret, salt=name)

    def read(self, headers: Headers) -> str | None:
        """Return what the cookie of a request says, ``None`` if there is none of ours or it is too old."""
        try:
            morsel = SimpleCookie(headers.get("cookie", "")).get(self.name)
            return None if morsel is None else self._signer.unsign(morsel.value, self._seconds).decode()
        except (CookieError, BadSignature, UnicodeError):
            return None

    def written(self, value: str, scope: Scope) -> str:
        """Return the header by which a browser keeps a value."""
        return self._header(self._signer.sign(value).decode(), self._seconds, scope)

    def forgotten(self, scope: Scope) -> str:
        """Return the header by which a browser forgets it."""
        return self._header("", 0, scope)

    def _header(self, value: str, seconds: int, scope: Scope) -> str:
        root, secure = scope.get("root_path") or "/", "; Secure" if scope["scheme"] == "https" else ""
        return f"{self.name}={value}; Max-Age={seconds}; Path={root}; HttpOnly; SameSite=Lax{secure}"


def browser_cookie(secret: bytes) -> SignedCookie:
    """Return the cookie that says which browser it is; it lasts as long as browsers keep one at most."""
    return SignedCookie(BROWSER_COOKIE, secret, days=400)


def login_cookie(secret: bytes) -> SignedCookie:
    """Return the cookie that says with which key somebody logged in."""
    return SignedCookie("qa_login", secret, days=30)
