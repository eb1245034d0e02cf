"""Around every request: its id, its line in the log, and its place in the counts."""

import logging
from time import perf_counter

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.metrics import Metrics
from ui.requests import HEADER, begin_request

logger = logging.getLogger(__name__)

OTHER = "other"  # addresses that are no route of the API: those of the page, and those that do not exist
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Requests:
    """ASGI middleware: gives each request an id, and tells of it when it is done."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and its id with the response."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        id_ = begin_request(Headers(scope=scope).get(HEADER))
        status, began = 500, perf_counter()

        async def told(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[HEADER] = id_
            await send(message)

        try:
            await self.app(scope, receive, told)
        finally:
            self.tell(scope, status, perf_counter() - began)

    def tell(self, scope: Scope, status: int, seconds: float) -> None:
        """Count and log a request by its route."""
        route = getattr(scope.get("route"), "path", OTHER)
        route = OTHER if "{path:path}" in route else route
        method = scope["method"] if scope["method"] in METHODS else OTHER
        self.metrics.served(method, route, status, seconds)
        known = {"method": method, "route": route, "status": status, "milliseconds": round(1000 * seconds, 1)}
        logger.info("request", extra=known)
