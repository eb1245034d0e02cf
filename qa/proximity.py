"""Proximity: in a statement that names several things of one shape, which of them a candidate belongs to.

「YQ-50 出廠價 390 元，YQ-50S 出廠價 455 元」 names both; the price of YQ-50S is the one that YQ-50S stands nearest
before. The same goes for roles (站長甲，副站長乙), varieties (月卡、季卡), dates and ordinals.
"""

from collections.abc import Iterator, Sequence

from qa.anchors import Anchor, AnchorKind, Verdict, verdict, weight_of
from qa.names import ROLE, VARIETY
from qa.values import agrees, contradicts, find_values

Mention = tuple[int, int, bool]
"""Where something of the anchor's shape is named, and whether it is the one that is asked for."""


def governed(anchors: Sequence[Anchor], statement: str, folded: str, start: int, end: int) -> float:
    """Return whether a candidate, ``statement[start:end]``, belongs to what the question names, from -1 to 1.

    By weight over the anchors of which the statement names several of one shape; 0 where it does of none.
    """
    total = weighed = 0.0
    for anchor in anchors:
        mentions = list(_mentions(anchor, statement, folded))
        if len(mentions) < 2 or all(mention[2] for mention in mentions) or not any(m[2] for m in mentions):
            continue
        weight = weight_of(anchor)
        total += weight
        weighed += weight if _nearest(mentions, start, end) else -weight
    return weighed / total if total else 0.0


def _nearest(mentions: Sequence[Mention], start: int, end: int) -> bool:
    """Return whether the mention nearest before a candidate, or else nearest after it, is the one asked for."""
    before = [mention for mention in mentions if mention[1] <= start]
    if before:
        return max(before, key=lambda mention: mention[1])[2]
    after = [mention for mention in mentions if mention[0] >= end]
    return min(after, key=lambda mention: mention[0])[2] if after else any(mention[2] for mention in mentions)


def _mentions(anchor: Anchor, statement: str, folded: str) -> Iterator[Mention]:
    """Yield where a statement names an anchor, or another thing of its shape."""
    if anchor.value is not None:
        for value in find_values(statement):
            named = agrees(anchor.value, value)
            if named or contradicts(anchor.value, value):
                yield value.start, value.end, named
        return
    pattern = {AnchorKind.ROLE: ROLE, AnchorKind.VARIETY: VARIETY}.get(anchor.kind)
    for found in pattern.finditer(folded) if pattern is not None else ():
        said = verdict(anchor, found.group())
        if said is not Verdict.SILENT:
            yield found.start(), found.end(), said is Verdict.NAMED
