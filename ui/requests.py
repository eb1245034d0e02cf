"""The id of the request that is being answered: in the answer, in the response's headers, and in every line logged."""

import re
import uuid
from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any

HEADER = "X-Request-ID"
_GIVEN = re.compile(r"[A-Za-z0-9._-]{1,64}")
_CURRENT: ContextVar[str | None] = ContextVar("request_id", default=None)


def path_in_app(scope: Mapping[str, Any]) -> str:
    """Return the address of a request as the app has it, without the sub-path that a proxy serves it under."""
    return str(scope["path"]).removeprefix(str(scope.get("root_path", "")))


def begin_request(given: str | None) -> str:
    """Return the id of a request that begins: the one that its caller gave, if it can be one, or a new one."""
    id_ = given if given is not None and _GIVEN.fullmatch(given) else uuid.uuid4().hex
    _CURRENT.set(id_)
    return id_


def request_id() -> str | None:
    """Return the id of the request that is being answered here, ``None`` outside of any."""
    return _CURRENT.get()
