"""Changes: what a text says was replaced by something else, and which of the two a question asks for.

由六百元調整為八百元 holds what applied and what applies; 誤植為六百元，應為八百元 what was wrong and what is right. A
question asks for the latter, unless it asks what it was before (調整前, 原來) or which the mistake was.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from embeddings.text.fold import fold
from qa.kinds import Kind
from qa.siblings import measure
from qa.values import Value, find_values

_MARKS = r",。;、!?()\n"
_OLD, _NEW = rf"[^{_MARKS}由从自]{{1,20}}", rf"[^{_MARKS}]{{1,20}}"
_NAMES = "(?:调整|变更|修正|更改|更正|改|搬|迁|移)"  # what is said of names as well as of amounts
_AMOUNTS = (
    "(?:调高|调低|调升|调降|提高|提升|提前|提早|延后|延长|延期|延|推迟|缩短|降低|下降|上升|增加|减少|增|减|升|降|涨)"
)
_VERB = f"(?:{_NAMES}|{_AMOUNTS})"
_SLIP = "误(?:植|写|登|刊|印|报|载|作|标)?"
_RIGHT = "(?:正确(?:的)?(?:应)?|应(?:该|当)?|实际(?:应)?|更正|改正|订正)(?:为|是|作)"
_BETWEEN = rf"\s*,?\s*(?:现已|现|已|再|将|拟)?(?:(?P<names>{_NAMES})|{_AMOUNTS})(?:为|至|到|成|在)"
_CHANGES = [
    re.compile(rf"[由从自](?P<old>{_OLD}?){_BETWEEN}(?P<new>{_NEW})"),
    re.compile(rf"原(?:定|订|本|先|来)?(?:为|是|于|在)?(?P<old>{_OLD}?){_BETWEEN}(?P<new>{_NEW})"),
    re.compile(rf"(?P<names>{_SLIP})(?:为|成|是)?(?P<old>{_OLD}),\s*{_RIGHT}(?P<new>{_NEW})"),
    re.compile(
        rf"(?P<names>{_RIGHT})(?P<new>{_NEW}),\s*(?:原(?:刊|文|载|稿|写)|{_SLIP})(?:为|成|是)?"
        rf"(?P<old>{_OLD}?)(?:有误|错误|系误植|为误)"
    ),
]
_CLAUSE_END = re.compile(r"[，。；、！？,;!?\n]")
_DONE = re.compile("(?:举行|举办|进行|办理|集合|上课|开会)$")
LONGEST_NAME = 12  # characters of what is no value
LONGEST_COUNTER = 2  # characters behind a number that count it: 點, 人次
_ASKS_OLD = re.compile(
    rf"{_VERB}(?:[之以]?前|以前)|原[来先定订价]|原本|本来|从前|(?<![点天日号月年时分])以前|误|写错|印错|错成|旧(?:的|价|址|制)"
)
_ASKS_BOTH = re.compile(rf"[从由].*{_VERB}|{_VERB}(?:了|多少|什么)|有什么不同|差多少|哪些")


@dataclass(frozen=True, slots=True)
class Change:
    """What was replaced, ``text[old[0]:old[1]]``, and what replaces it."""

    old: tuple[int, int]
    new: tuple[int, int]


def changes(text: str) -> list[Change]:
    """Return the changes that a text tells of."""
    folded = fold(text)
    found = (_change(folded, told) for pattern in _CHANGES for told in pattern.finditer(folded))
    return [one for one in found if one is not None]


def _change(folded: str, told: re.Match[str]) -> Change | None:
    """Return the change of one value into another of its kind, or of one name into another."""
    old, new = (_of_part(folded, *told.span(name)) for name in ("old", "new"))
    if (old.value is None) is not (new.value is None):
        return None
    if old.value is not None and new.value is not None:
        alike = old.value.of is new.value.of or measure(old.value) == measure(new.value)
        return Change(old.place, new.place) if alike else None
    named = told["names"] is not None and new.place[1] - new.place[0] <= LONGEST_NAME
    return Change(old.place, new.place) if named else None


@dataclass(frozen=True, slots=True)
class _Part:
    """Where what was changed stands, and the value that it begins with."""

    place: tuple[int, int]
    value: Value | None


def _of_part(folded: str, start: int, end: int) -> _Part:
    """Return the value with which a part of a text begins, with what counts it, else the part without its verb."""
    done = _DONE.search(folded[start:end])
    end = start + done.start() if done else end
    value = next((one for one in find_values(folded[start:end]) if one.start == 0), None)
    if value is None or value.of is Kind.ORDINAL or end - start - value.end <= LONGEST_COUNTER:
        return _Part((start, end), value)
    return _Part((start, start + value.end), value)


def meant_by(question: str, text: str, found: Sequence[Change], start: int, end: int) -> tuple[int, int]:
    """Return the place that a folded question means by a quote: that of what applies, unless it asks what did.

    ``text[start:end]`` is the quote. One that is no part of a change stays where it is.
    """
    if not found or _ASKS_BOTH.search(question):
        return start, end
    for one in found:
        asked, other = (one.old, one.new) if _ASKS_OLD.search(question) else (one.new, one.old)
        between = one.old[0] <= start and end <= one.new[1]
        if between or (other[0] < end <= other[1] and not _CLAUSE_END.search(text, start, other[0])):
            return asked
    return start, end
