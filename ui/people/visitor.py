"""Who sent a request: what a cookie or a key says, as the handlers of every face ask for it."""

from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Any

KEY = "visitor"  # under which a request's state has it


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks: ``person`` is the owner of what is kept."""

    person: str


def introduce(scope: MutableMapping[str, Any], visitor: Visitor) -> None:
    """Say in the scope of a request who sent it."""
    scope.setdefault("state", {})[KEY] = visitor


def visitor_of(state: object) -> Visitor:
    """Return who sent the request that has this state; a ``ValueError`` if nobody was introduced."""
    visitor = getattr(state, KEY, None)
    if not isinstance(visitor, Visitor):
        raise ValueError("a request came in without passing the middleware that says who sent it")
    return visitor
