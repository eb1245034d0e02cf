"""Follow-ups that ask the last question about something else: 那週末呢, 第二條呢, 那副館長呢, 傳真呢, 如果下雨呢.

The new words replace words of the same kind: a date for a date, a role for a role, a word for the most similar word.
An attribute is asked of the last topic; a condition is added; anything else is a new topic.
"""

import re
from collections.abc import Sequence
from itertools import takewhile

from embeddings.text.fold import fold
from qa.anchors import Anchor, AnchorKind, find_anchors
from qa.frame import Frame, Span, words_of
from qa.leaning import ASKS, is_attribute, is_time, listed
from qa.names import OTHER_VARIETIES
from qa.values import Kind

ASKING = re.compile(f"{ASKS.pattern}|[什哪几]|这么|[没不]$")
_IF = ("如果", "若是", "若", "要是", "万一", "假如")
_OTHER = re.compile(rf"(?P<if>{'|'.join(_IF)})?(?P<other>[^?。!;]{{1,14}}?)(?:的话)?(?:的?呢)?")
_OPENED = re.compile("(?:请问)?那(?![里边儿])")
_SO = re.compile("(?P<other>[^也可行吗什几哪多和跟与]{1,6}?)(?:也?(?:可以|行|一样)|也(?:要|需要|有|是|能|会))吗")


def other_of(question: str, folded: str) -> Span | None:
    """Return the words between 那 and 呢 as a span of the question's core, or ``None`` if it is no such question."""
    so = _SO.fullmatch(folded)
    if so is not None:
        return so.span("other")
    found = _OTHER.fullmatch(folded)
    opened = _OPENED.match(fold(question).strip()) is not None
    if (
        found is None
        or not re.search(r"[^\W那呢]", found["other"])
        or ASKING.search(found["other"])
        or not (folded.endswith("呢") or opened or question.strip()[-1] in "?？")
    ):
        return None
    return (found.start(), found.end("other")) if found["if"] else found.span("other")


def is_sure(question: str, folded: str) -> bool:
    """Return whether words are certainly a follow-up; without 呢, or 那 and a question mark, they may be keywords."""
    marked = question.strip()[-1] in "?？"
    return folded.endswith(("呢", "吗")) or (marked and _OPENED.match(fold(question).strip()) is not None)


def asked_again(other: str, frame: Frame, *, sure: bool) -> str | None:
    """Return the last question asked about something else, or ``None``; if not ``sure``, only by replacing a part."""
    folded, anchors = fold(other), find_anchors(other)
    if "的" in folded:
        return _of_possession(other, folded, frame) if sure else None
    if folded.startswith(_IF):
        return f"{other}，{frame.text}"
    span = _of_its_kind(folded, anchors, frame) or _like(folded, frame)
    if span is not None and not (is_attribute(folded) and not is_attribute(frame.folded[slice(*span)])):
        return frame.replaced(span, other)
    if folded in listed("about") or (sure and is_attribute(folded)):
        return _of_attribute(other, frame)
    is_clause = any(one.value is not None and one.value.kind is Kind.CLAUSE for one in anchors)
    if not sure or is_clause or folded.startswith(_OTHERS):
        return None
    if _is_condition(folded, anchors):
        return frame.text[: frame.said] + other + frame.text[frame.said :]
    return _of_another(other, folded, frame, anchors)


def _of_possession(other: str, folded: str, frame: Frame) -> str | None:
    """Return the question for a possessive (司機的電話) that belongs to the last question's topic, or ``None``."""
    if folded.startswith(_OTHERS):
        return None
    whose, what = folded.rsplit("的", 1)
    if is_attribute(what):
        named = any(one.end <= len(whose) for one in find_anchors(other)) or fold(frame.named) in folded
        return ("" if named else f"{frame.named}的") + other + asking_for(other)
    return frame.replaced(frame.subject, other) if not frame.is_headless else None


_SHORT = 3  # characters of a noun that is an attribute of the topic rather than a new topic: 試用期
_OTHERS = ("另", "其", "别", "我", "你", "您", "咱", "本")  # beginnings of words that cannot be a new topic
_AMOUNTS = frozenset((Kind.NUMBER, Kind.QUANTITY, Kind.MONEY, Kind.RANGE))
_NAMES = frozenset((Kind.CODE, Kind.DOCUMENT, Kind.CLAUSE, Kind.PHONE, Kind.LINK))


def _is_condition(folded: str, anchors: Sequence[Anchor]) -> bool:
    """Return whether words say when, for whom or for how many, and name no other topic: 週末, 學生, 20人以上."""
    if folded in listed("when") | listed("whom") or folded.startswith(("下", "上")):
        return True
    return any(
        (one.kind is AnchorKind.VARIETY and one.text == folded)
        or (one.value is not None and one.value.kind not in _NAMES and one.start == 0 and len(folded) <= one.end + 2)
        for one in anchors
    )


def _of_its_kind(folded: str, anchors: Sequence[Anchor], frame: Frame) -> Span | None:
    """Return the span of a question of the same kind as the new words (date for date, role for role), or ``None``."""
    if folded in listed("whom"):
        return next((word[:2] for word in frame.words if frame.folded[word[0] : word[1]] in listed("whom")), None)
    if folded in listed("when"):
        return next(((one.start, one.end) for one in frame.anchors if is_time(one)), None) or _when(frame)
    for anchor in anchors:
        before, behind = folded[: anchor.start], folded[anchor.end :]
        same_head = [one for one in frame.anchors if one.head == anchor.head]
        for other in (*same_head, *frame.anchors):
            around = frame.folded[: other.start].endswith(before) and frame.folded[other.end :].startswith(behind)
            if around and anchor.text != other.text and _is_of_kind(anchor, other):
                return other.start - len(before) + _kept_date(anchor, other), other.end + len(behind)
    return None


def _kept_date(anchor: Anchor, other: Anchor) -> int:
    """Return how much of a date stays when a less complete one replaces it: the year of 2024年5月 before 6月."""
    if anchor.value is None or other.value is None or not anchor.value.kind is other.value.kind is Kind.DATE:
        return 0
    unsaid = {"年": anchor.value.normal[0] is None, "月": anchor.value.normal[1] is None}
    return max((other.text.rfind(unit) + 1 for unit, is_unsaid in unsaid.items() if is_unsaid), default=0)


def _when(frame: Frame) -> Span | None:
    return next(((start, end) for start, end, _ in frame.words if frame.folded[start:end] in listed("when")), None)


def _is_of_kind(anchor: Anchor, other: Anchor) -> bool:
    if anchor.kind is AnchorKind.VARIETY and other.kind is AnchorKind.VARIETY:
        return other.text in OTHER_VARIETIES[anchor.text]
    times = is_time(anchor) or anchor.text in listed("when")
    if times and (is_time(other) or other.text in listed("when")):
        return True
    if anchor.value is not None and other.value is not None:
        return anchor.value.kind is other.value.kind or {anchor.value.kind, other.value.kind} <= _AMOUNTS
    return anchor.kind is other.kind and anchor.kind is not AnchorKind.VARIETY


def _like(folded: str, frame: Frame) -> Span | None:
    """Return the words most similar to the new ones: 年假 for 病假, 大會議室 for 小會議室; or ``None``."""
    starts = [start for start, _, _ in frame.words]
    ends = {end for _, end, _ in frame.words}
    spans = [
        (start, end) for start in starts for end in ends | {start + len(folded)} if start < end <= len(frame.folded)
    ]
    scored = [
        (_alike(folded, frame.folded[start:end]), -abs(len(folded) - (end - start)), start, end)
        for start, end in spans
        if end - start <= len(folded) + 2 and not ASKS.search(frame.folded[start:end])
    ]
    best = max(scored, default=(0, 0, 0, 0))
    return (best[2], best[3]) if best[0] else None


_CLASSES = frozenset(
    "费票假卡金室馆部班课车线路楼栋号店厅队组奖级版式型款证书机柜炉器"
)  # characters that mark words of one class


def _is_pair(pair: tuple[str, str]) -> bool:
    return pair[0] == pair[1]


def _alike(one: str, other: str) -> int:
    """Return how many characters two words share at their beginnings and ends, 0 if they are not of one class."""
    if one == other or abs(len(one) - len(other)) > 2:
        return 0
    last = sum(1 for _ in takewhile(_is_pair, zip(reversed(one), reversed(other), strict=False)))
    first = sum(1 for _ in takewhile(_is_pair, zip(one, other, strict=False)))
    if last and (len(one) > 2 or len(other) == len(one) or one[-1] in _CLASSES):
        return last + first
    return first if len(one) == len(other) == 2 else 0


def _of_attribute(attribute: str, frame: Frame) -> str | None:
    """Return the question for another attribute of the last topic."""
    if frame.attribute[0] < frame.attribute[1] and frame.topic[0] < frame.topic[1]:
        return frame.replaced((frame.attribute[0], len(frame.text)), attribute + asking_for(attribute))
    about = frame.topic if frame.topic[0] < frame.topic[1] else frame.subject
    return f"{frame.of(about)}的{attribute}{asking_for(attribute)}" if about[0] < about[1] else None


def _of_another(other: str, folded: str, frame: Frame, anchors: Sequence[Anchor]) -> str | None:
    """Return the question for another topic or, if it asks for permission, for another object."""
    thing = None if anchors else _thing_done(folded, frame)
    if thing is not None:
        return frame.replaced(thing, other)
    if frame.subject[0] == frame.subject[1]:
        return frame.replaced(frame.topic, other) if frame.topic[0] < frame.topic[1] else None
    start, end = frame.attribute
    if frame.topic[0] < frame.topic[1] and (is_attribute(frame.folded[start:end]) or 0 < end - start <= _SHORT):
        return frame.replaced(frame.topic, other)
    return frame.replaced(_head(frame, anchors), other)


def _head(frame: Frame, anchors: Sequence[Anchor]) -> Span:
    """Return the subject without verbs at its end and, unless the new topic is a name, its organisation."""
    start, end = frame.subject
    for at, last, tag in reversed(frame.words):
        if last <= end and at > start and tag[0] == "v":
            end = at
        elif last <= end:
            break
    whose = [one.end for one in frame.anchors if one.kind is AnchorKind.ORGANISATION and one.end < end]
    return (max(whose), end) if whose and not anchors else (start, end)


_MAY = re.compile("(?:可以|可|能|准|允许)(?P<act>[^吗]{2,8})吗$")
_HANDLED = re.compile("携带|带|使用|用|吃|喝|买|养|穿|放")


def _thing_done(folded: str, frame: Frame) -> Span | None:
    """Return the object of a permission: for an act, 養寵物 of 可以養寵物嗎; for a thing, 飲料 of 可以帶飲料嗎."""
    asked = _MAY.search(frame.folded, frame.said)
    if asked is None or all(tag[0] == "v" for start, _, tag in frame.words if start < frame.subject[1]):
        return None
    start, end = asked.span("act")
    if words_of(folded)[0][2][0] == "v":
        return start, end
    handled = _HANDLED.match(frame.folded, start)
    return (handled.end(), end) if handled and handled.end() < end else None


# Question words

_BY_NAME: tuple[tuple[str, str], ...] = (
    ("(?:负责人|联系人|联络人|承办人|单位|主办方|[馆校园院局处站主]长|主任|经理|主管)$", "是誰"),
    ("(?:地点|地址|位置)$", "在哪裡"),
    ("(?:时间|日期)$", "是什麼時候"),
    (
        "(?:[费价额率量数号重长]|价[格钱位]|[高宽深厚]度|年龄|电话|分机|传真|手机|热线|温度|面积|金|薪资|工资|薪水|密码)$",
        "是多少",
    ),
)


def asking_for(attribute: str) -> str:
    """Return the words that ask for an attribute: 是多少 for 電話."""
    folded = fold(attribute)
    return next((words for pattern, words in _BY_NAME if re.search(pattern, folded)), "是什麼")


def with_asking(text: str) -> str:
    """Return a question with question words, added if it had only 呢."""
    folded = fold(text).rstrip("呢")
    if ASKING.search(folded):
        return text
    asking = asking_for(folded.removesuffix("是"))
    return text[: len(folded)] + (asking.removeprefix("是") if folded.endswith("是") else asking)
