"""Proximity: which of several things of the same shape in a statement a candidate belongs to.

「YQ-50 出廠價 390 元，YQ-50S 出廠價 455 元」 names both; a price belongs to the model named last before it. The same
goes for roles (站長甲，副站長乙), varieties (月卡、季卡), dates and ordinals.
"""

import re
from collections.abc import Iterator, Sequence

from qa.anchors import Anchor, AnchorKind, Verdict, verdict, weight_of
from qa.kinds import Kind
from qa.names import ROLE, VARIETY
from qa.values import Value, agrees, contradicts, find_values

_REFERS = re.compile("[在与同比较和以用](?:型号)?$")
_REFERRED = re.compile("(?:型|款|系列)?(?:的基础|相同|一样|兼容|通用|更|不同)")
_SEPARATES = ",;。!?\n、"

Mention = tuple[int, int, bool]
"""Where something of the anchor's shape is named, and whether it is the one that is asked for."""


def governed(anchors: Sequence[Anchor], statement: str, folded: str, start: int, end: int) -> float:
    """Return whether a candidate, ``statement[start:end]``, belongs to the question's anchors, from -1 to 1.

    Weighted over the anchors of whose shape the statement names several; 0 if there are none.
    """
    total = weighed = 0.0
    for anchor in anchors:
        mentions = list(_mentions(anchor, statement, folded))
        if not mentions or all(mention[2] for mention in mentions):
            continue
        if len(mentions) == 1 and verdict(anchor, statement) is not Verdict.NAMED:
            continue
        weight = weight_of(anchor)
        total += weight
        weighed += weight if _nearest(mentions, start, end) else -weight
    return weighed / total if total else 0.0


def _is_other_range(asked: Value, found: Value) -> bool:
    """Return whether a value is a range of dates that does not contain the one asked for."""
    return found.kind is Kind.RANGE and asked.kind is found.of and asked.kind in (Kind.WEEKDAY, Kind.DATE)


def owned(subjects: Sequence[tuple[str, float]], folded: str, start: int, end: int) -> float:
    """Return the share, by weight, of the question's subjects in a statement that a candidate belongs to, 0 to 1.

    It belongs to a subject in its own clause, or before it with no other value in between: 冰箱八十元，洗衣機六十元.
    0 if the statement names no subject.
    """
    total = belongs = 0.0
    first = max(folded.rfind(mark, 0, start) for mark in _SEPARATES) + 1
    lasts = [at for mark in _SEPARATES if (at := folded.find(mark, end)) >= 0]
    last = min(lasts, default=len(folded))
    for word, weight in subjects:
        if word not in folded:
            continue
        total += weight
        at = folded.rfind(word, 0, start)
        near = word in folded[first:last] or (at >= 0 and not _has_value(folded[at + len(word) : first]))
        belongs += weight * near
    return belongs / total if total else 0.0


def _has_value(folded: str) -> bool:
    return bool(find_values(folded))


def _nearest(mentions: Sequence[Mention], start: int, end: int) -> bool:
    """Return whether the nearest mention before a candidate, or else after it, is the one asked for."""
    inside = [mention for mention in mentions if start <= mention[0] and mention[1] <= end]
    if inside:
        return all(mention[2] for mention in inside)
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
            if _REFERS.search(folded, 0, value.start) or _REFERRED.match(folded, value.end):
                continue  # 在YQ-50的基礎上: a comparison, not the subject
            if named or contradicts(anchor.value, value) or _is_other_range(anchor.value, value):
                yield value.start, value.end, named
        return
    pattern = {AnchorKind.ROLE: ROLE, AnchorKind.VARIETY: VARIETY}.get(anchor.kind)
    for found in pattern.finditer(folded) if pattern is not None else ():
        said = verdict(anchor, found.group())
        if said is not Verdict.SILENT:
            yield found.start(), found.end(), said is Verdict.NAMED
