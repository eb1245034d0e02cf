"""Who sent a request, and what they may do, as the handlers of every face ask for it."""

from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Any

from ui.people.keys import Role

KEY = "visitor"  # under which a request's state has it


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks: ``person`` is the owner of what is kept, ``name`` that of the key; without a role they may nothing."""

    person: str
    role: Role | None = None
    name: str | None = None

    def may(self, role: Role) -> bool:
        """Return whether they may do what needs a role."""
        return self.role is not None and self.role.covers(role)


def introduce(scope: MutableMapping[str, Any], visitor: Visitor) -> None:
    """Say in the scope of a request who sent it."""
    scope.setdefault("state", {})[KEY] = visitor


def visitor_of(state: object) -> Visitor:
    """Return who sent the request that has this state; a ``ValueError`` if nobody was introduced."""
    visitor = getattr(state, KEY, None)
    if not isinstance(visitor, Visitor):
        raise ValueError("a request came in without passing the middleware that says who sent it")
    return visitor
