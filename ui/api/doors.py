"""Protection against other sites' pages: only requests to the server's own names, and from its own pages.

A page of another site can make a browser send requests to this server and, with a name of its own that resolves to
this machine (DNS rebinding), even read the responses. The first is recognised by ``Origin`` and ``Sec-Fetch-Site``,
which no page can forge, the second by ``Host``. Programs send neither of the first two, and pass.
"""

from collections.abc import Collection, Iterable
from http import HTTPStatus
from ipaddress import ip_address
from urllib.parse import urlsplit

from fastapi import Request
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.api.problems import problem_response

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
EVERY_ADDRESS = frozenset({"0.0.0.0", "::"})
ANY_NAME = "*"
DEFAULT_PORTS = frozenset({80, 443})
OWN_SITES = frozenset({"same-origin", "none"})  # none: from the address bar, or a bookmark
PAGES = frozenset({"/", "/docs"})  # pages that other sites may link to
POLICY_VIOLATION = 1008  # close code of a WebSocket

UNTRUSTED_HOST = (
    "請求的 Host「{host}」不是這個服務的名稱，所以不回應。"
    "如果要用這個名稱連線，請把它加進環境變數 QA_TRUSTED_HOSTS（用逗號分隔），再重新啟動服務。"
)
CROSS_SITE = (
    "這個請求來自別的網站，所以不接受。請從這個服務自己的網頁操作；程式請直接呼叫，不要帶 Origin 或 Sec-Fetch-Site。"
)


class Doors:
    """ASGI middleware: refuses requests to foreign host names, and those from other sites' pages."""

    def __init__(self, app: ASGIApp, bound: str, trusted: Iterable[str]) -> None:
        self.app = app
        self.names = LOOPBACK | {name_of(bound)} | {name_of(host) for host in trusted}
        # A page can rebind a name, but not an address: a server that listens on all addresses accepts any address.
        self.by_address = name_of(bound) in EVERY_ADDRESS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Process the request, or answer it with the problem."""
        fault = None if scope["type"] == "lifespan" else self.fault(scope)
        if fault is None:
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})
        else:
            title, detail = fault
            await problem_response(Request(scope), HTTPStatus.FORBIDDEN, title, detail)(scope, receive, send)

    def fault(self, scope: Scope) -> tuple[str, str] | None:
        """Return the title and detail of why a request is refused, or ``None``."""
        headers = Headers(scope=scope)
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not self.is_trusted(name_of(hosts[0])):
            return "不認得的主機名稱", UNTRUSTED_HOST.format(host="、".join(hosts))
        if is_cross_site(headers, hosts[0]) and not is_visit(scope, headers):
            return "來自別的網站的請求", CROSS_SITE
        return None

    def is_trusted(self, name: str) -> bool:
        """Return whether a host name, without its port, is one of this server's."""
        return is_among(name, self.names) or (self.by_address and is_address(name))


def is_among(name: str, names: Collection[str]) -> bool:
    """Return whether a name matches a list, in which ``*.example.org`` matches all subdomains and ``*`` any name."""
    endings = tuple(one[1:] for one in names if one.startswith("*."))
    return ANY_NAME in names or (name in names and bool(name)) or name.endswith(endings)


def is_cross_site(headers: Headers, host: str) -> bool:
    """Return whether the browser says that a request comes from another origin, ``null`` included."""
    site, origins = headers.get("sec-fetch-site"), headers.getlist("origin")
    if site is not None and site not in OWN_SITES:
        return True
    return any(authority_of(origin) != plain_authority(host) for origin in origins)


def is_visit(scope: Scope, headers: Headers) -> bool:
    """Return whether a request is a click on a link to one of our pages, which reveals nothing to the other site."""
    return (
        scope["type"] == "http"
        and scope["method"] in ("GET", "HEAD")
        and scope["path"] in PAGES
        and "origin" not in headers
        and headers.get("sec-fetch-mode") == "navigate"
        and headers.get("sec-fetch-dest") == "document"
    )


def authority_of(origin: str) -> str | None:
    """Return the host and port of an origin, or ``None``."""
    try:
        parts = urlsplit(origin)
    except ValueError:
        return None
    return plain_authority(parts.netloc) if parts.scheme in ("http", "https") else None


def plain_authority(host: str) -> str:
    """Return a host and port in lower case, without a default port."""
    name, port = split_port(host.lower())
    return name if port is None or port in DEFAULT_PORTS else f"{name}:{port}"


def name_of(host: str) -> str:
    """Return the host in a ``Host`` header or a setting: lower case, without port and brackets."""
    return split_port(host.strip().lower())[0]


def split_port(host: str) -> tuple[str, int | None]:
    """Return a host without brackets, and its port if there is one; anything invalid is returned unchanged."""
    if is_address(host):  # an IPv6 address without brackets, as in QA_HOST
        return host, None
    name, colon, port = host.rpartition(":")
    if not colon or not (port.isascii() and port.isdigit()) or len(port) > len("65535"):
        name, port = host, ""
    bracketed = name.startswith("[") and name.endswith("]")
    return name[1:-1] if bracketed else name, int(port) if port else None


def is_address(name: str) -> bool:
    """Return whether a name is an IP address."""
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
