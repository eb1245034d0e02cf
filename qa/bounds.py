"""Bounds: for which amounts a clause holds, 未滿三日 or 五十至九十九張, and whether that of a question is one of them.

Rules in steps give a clause to each step. A question that names an amount asks for the clause of its step.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from embeddings.text.fold import fold
from qa.kinds import Kind
from qa.siblings import measure
from qa.values import Value, find_values

_BELOW = re.compile("(?:未满|不满|不足|少于|低于|小于|未达)$")
_UP_TO = re.compile("(?:不超过|不逾|不多于|最多|至多)$")
_ABOVE = re.compile("(?:超过|逾|多于|大于|高于|超出)$")
_FROM = re.compile("(?:满|达|至少)$")
_OR_LESS = re.compile("[^,。;、]?(?:(?:含)?以[下内]|内)")
_OR_MORE = re.compile("[^,。;、]?(?:含)?(?:以上|起)")
_COUNTED = frozenset((Kind.QUANTITY, Kind.MONEY))
_BEFORE = 4  # characters before an amount that may bound it


@dataclass(frozen=True, slots=True)
class Bound:
    """The amounts from ``low`` to ``high``, ``None`` where there is no end; those at an ``open`` end are not of it."""

    measure: tuple[Kind, object]
    low: Decimal | None = None
    high: Decimal | None = None
    open: bool = False

    def holds(self, amount: Decimal) -> bool:
        """Return whether an amount is within the bound."""
        if self.open and amount in (self.low, self.high):
            return False
        return (self.low is None or self.low <= amount) and (self.high is None or amount <= self.high)


def bounds(text: str) -> list[Bound]:
    """Return the bounds that a text sets."""
    folded = fold(text)
    return [bound for value in find_values(text) if (bound := _bound(folded, value)) is not None]


def _bound(folded: str, value: Value) -> Bound | None:
    """Return the bound that a value sets with the words around it."""
    if value.ends and all(end.kind in _COUNTED for end in value.ends):
        low, high = (_amount(end) for end in value.ends)
        return Bound(measure(value.ends[1]), low, high)
    if value.kind not in _COUNTED:
        return None
    amount, of = _amount(value), measure(value)
    before = folded[max(0, value.start - _BEFORE) : value.start]
    if _BELOW.search(before):
        return Bound(of, high=amount, open=True)
    if _ABOVE.search(before):
        return Bound(of, low=amount, open=True)
    if _UP_TO.search(before) or _OR_LESS.match(folded, value.end):
        return Bound(of, high=amount)
    if _FROM.search(before) or _OR_MORE.match(folded, value.end):
        return Bound(of, low=amount)
    return None


def _amount(value: Value) -> Decimal:
    return Decimal(str(value.normal[0]))


def asked_amounts(folded_question: str) -> list[Value]:
    """Return the amounts that a question names, without bounds of its own."""
    found = [value for value in find_values(folded_question) if value.kind in _COUNTED]
    return [value for value in found if _bound(folded_question, value) is None]


def admits(asked: Sequence[Value], clause: str) -> bool | None:
    """Return whether a clause holds for the amounts that are asked about, ``None`` if it does not bound them."""
    verdicts = list(_verdicts(asked, clause))
    return all(verdicts) if verdicts and len(set(verdicts)) == 1 else None


def _verdicts(asked: Sequence[Value], clause: str) -> Iterator[bool]:
    for bound in bounds(clause):
        yield from (bound.holds(_amount(value)) for value in asked if measure(value) == bound.measure)
