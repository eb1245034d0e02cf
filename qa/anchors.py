"""Anchors: the entities and values that a question names, and whether a text is about them.

The price of KL-2201 does not answer a question about KL-2201A, nor is the 副站長 the 站長. Each anchor is searched
for in a candidate's sentence and in its context (title, headings, the record's key): it is named there, or another
one of the same shape is named instead, or neither. The decision model weighs the result.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from embeddings.text.fold import fold
from embeddings.text.words import is_word, tagged
from qa.kinds import Kind
from qa.names import ORGANISATION, OTHER_VARIETIES, PLACES, RANKS, ROLE, SAME_VARIETY, SURNAMES, VARIETY
from qa.values import Value, agrees, contradicts, find_values


class AnchorKind(StrEnum):
    """The kinds of anchors."""

    VALUE = "value"  # a code, date, clause, amount …: see ``Anchor.value``
    TITLE = "title"  # 《…》, 「…」
    ROLE = "role"  # 站長, 副館長
    ORGANISATION = "organisation"  # a name that ends in 圖書館, 分館, 公司 …
    PLACE = "place"
    PERSON = "person"
    VARIETY = "variety"  # one of a set of alternatives: 月卡, 季卡


class Verdict(StrEnum):
    """How a text relates to an anchor."""

    NAMED = "named"
    CONTRADICTED = "contradicted"  # it names another one of the same shape instead
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Anchor:
    """An anchor in ``question[start:end]``: its folded text, and the ``head`` that others of its shape share."""

    kind: AnchorKind
    start: int
    end: int
    text: str
    head: str = ""
    value: Value | None = None


@dataclass(frozen=True, slots=True)
class AnchorSupport:
    """The shares of a question's anchors by weight, 0 to 1, by verdict; they add up to 1 if there are any anchors."""

    named: float = 0.0  # named in the sentence itself
    above: float = 0.0  # named only in the context
    contradicted: float = 0.0
    silent: float = 0.0


_WEIGHTS = {AnchorKind.TITLE: 2.0, AnchorKind.ROLE: 1.5, AnchorKind.ORGANISATION: 1.5, AnchorKind.PERSON: 1.5}
_VALUE_WEIGHTS = {Kind.CODE: 2.0, Kind.DOCUMENT: 2.0, Kind.CLAUSE: 2.0, Kind.PHONE: 2.0}
_AMOUNTS = {Kind.NUMBER, Kind.QUANTITY, Kind.MONEY, Kind.PERCENT, Kind.RATIO, Kind.TIME, Kind.RANGE, Kind.LINK}
_LESS = 0.5  # the weight of an amount, which a text may express otherwise, and of a generic name
# If these are in the title, sentences below may name others: an annual report mentions earlier years.
_CARRIED_DOWN = {AnchorKind.TITLE, AnchorKind.ORGANISATION, AnchorKind.PLACE}
_CARRIED_VALUES = {Kind.DATE, Kind.DOCUMENT, Kind.CODE, Kind.CLAUSE}

_TITLE = re.compile(r"《([^《》]{1,40})》|“([^“”]{2,40})”|‘([^‘’]{2,40})’|\"([^\"]{2,40})\"")
_NAME_TAGS = frozenset(("n", "nr", "nrt", "nrfg", "ns", "nt", "nz", "s", "b", "j", "ng", "i", "l", "vn"))
_NO_NAME = frozenset("的是在有和与及或到从去给对把为由让请问想哪谁几多少什么怎么")
_KINDS_OF = frozenset("特副分新旧老少")  # the 特展廳 is not the 展廳
_FOUNDED = {"市立", "县立", "国立", "省立", "区立", "立"}  # tagged as verbs, and parts of a name: 榕城市立圖書館
_ALL = {"所有", "全部", "各个", "其他", "附近", "当地", "全体", "进", "到", "入"}
_NO_PLACE = {"东西", "馆内", "城市", "地区", "中国", "国家"}
LONGEST_NAME = 10  # characters before the head of an organisation's name
# A person's name at the beginning of a question, even if the dictionary does not know it: 郝以恩擔任什麼職務.
LEADING_PERSON = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{2,3}?)(?=是(?:谁|什么|哪)|在.{1,20}(?:担任|负责|做什么|教)|担任|负责|教(?:什么|哪)|的(?:分机|电话|手机|职[务称位]|工号))"
)
_PERSONS = ("nr", "nrt", "nrfg")
_ENTRY = re.compile("(?:姓名|名字|负责人|联系人|联络人|承办人|摊主|职员|员工|教师|教练|医师|成员)[^:\n]{0,4}:")


@dataclass(frozen=True, slots=True)
class _Name:
    kind: AnchorKind
    start: int
    end: int
    head: str


def find_anchors(question: str) -> tuple[Anchor, ...]:
    """Return the anchors of a question in order. Names and values do not overlap; a variety may be part of a name."""
    folded, values = _read(question)
    anchors = [
        Anchor(AnchorKind.VALUE, value.start, value.end, folded[value.start : value.end], value=value)
        for value in values
        if not _is_idle(value) and folded[value.start - 1 : value.start] not in _ASKING_FOR
    ]
    anchors += [
        Anchor(name.kind, name.start, name.end, folded[name.start : name.end], name.head) for name in _names(question)
    ]
    return tuple(sorted(anchors, key=lambda anchor: (anchor.start, -anchor.end)))


_ASKING_FOR = ("哪", "每", "某")  # 哪一年 does not name a year


def _is_idle(value: Value) -> bool:
    """Return whether a value is too generic to be an anchor: 一張, 一次."""
    return value.kind in (Kind.QUANTITY, Kind.NUMBER) and value.normal[0] == 1


@lru_cache(maxsize=2048)  # all anchors of a question are searched for in the same sentences
def _read(text: str) -> tuple[str, tuple[Value, ...]]:
    """Return the fold of a text and its values."""
    folded = fold(text)
    return folded, tuple(_as_year(folded, value) for value in find_values(text))


def _as_year(folded: str, value: Value) -> Value:
    """Return a bare number that looks like a year as a date, as in the title 簡介（2019）."""
    written = folded[value.start : value.end]
    if (
        value.kind is not Kind.NUMBER
        or not (written.isdecimal() and len(written) == 4)
        or not "1900" <= written <= "2100"
    ):
        return value
    return replace(value, kind=Kind.DATE, normal=(int(written), None, None))


@lru_cache(maxsize=512)
def _names(text: str) -> tuple[_Name, ...]:
    """Return the names in a text. This needs part-of-speech tagging, which takes longer than everything else."""
    folded, values = _read(text)
    titles = [
        _Name(AnchorKind.TITLE, found.start(found.lastindex or 0), found.end(found.lastindex or 0), "")
        for found in _TITLE.finditer(folded)
    ]
    taken = [(value.start, value.end) for value in values] + [(name.start, name.end) for name in titles]
    roles = (
        _Name(AnchorKind.ROLE, *found.span(), found["head"] or found["post"])
        for found in ROLE.finditer(folded)
        if found["head"] or found.end() - found.start("post") > 1
    )
    words = _words(folded)
    leading = LEADING_PERSON.match(folded)
    if leading and not is_word(leading["name"][:2]) and leading["name"][0] in SURNAMES:
        titles.append(_Name(AnchorKind.PERSON, *leading.span("name"), ""))
        taken.append(leading.span("name"))
    varieties = (_Name(AnchorKind.VARIETY, *found.span(), "") for found in VARIETY.finditer(folded))
    return (
        *titles,
        *_free(varieties, taken[: len(values)]),
        *_free(roles, taken),
        *_free(_organisations(folded, words, taken), taken),
        *_free(_places_and_persons(folded, words), taken),
    )


def _named(text: str, kind: AnchorKind, head: str = "") -> set[str]:
    """Return the names of one kind in a text that share a head."""
    folded, _ = _read(text)
    return {folded[name.start : name.end] for name in _names(text) if (name.kind, name.head) == (kind, head)}


def _free(names: Iterable[_Name], taken: list[tuple[int, int]]) -> list[_Name]:
    """Return the names that do not overlap the taken spans, and add theirs to these."""
    free = []
    for name in names:
        if all(name.end <= start or end <= name.start for start, end in taken):
            free.append(name)
            taken.append((name.start, name.end))
    return free


def _words(folded: str) -> list[tuple[int, int, str]]:
    """Return the words of a text as (start, end, tag)."""
    words, at = [], 0
    for word, tag in tagged(folded):
        words.append((at, at + len(word), tag))
        at += len(word)
    return words


def _organisations(folded: str, words: Sequence[tuple[int, int, str]], taken: Sequence[tuple[int, int]]) -> list[_Name]:
    """Return the names of organisations: a head, with the words before it that belong to the name."""
    names: list[_Name] = []
    for found in ORGANISATION.finditer(folded):
        walls = [end for _, end in taken if end <= found.start()] + [name.end for name in names]
        start = _name_start(folded, words, found.start(), max(walls, default=0))
        if folded[start : found.start()] in _ALL | _FOUNDED:
            start = found.start()
        names.append(_Name(AnchorKind.ORGANISATION, start, found.end(), found.group()))
    return names


def _name_start(folded: str, words: Sequence[tuple[int, int, str]], head: int, wall: int) -> int:
    """Return where a name begins whose head is at an offset, by extending it to the left."""
    start = head
    for first, last, tag in reversed(words):
        if first >= start:
            continue
        if first < wall < last:
            return wall  # segmentation produced a word that crosses a value
        if first < wall or head - first > LONGEST_NAME or not _is_part(folded[first : min(last, head)], tag):
            break
        start = first
    return start


def _is_part(word: str, tag: str) -> bool:
    """Return whether a word may be part of a name before its head. Unknown words may, whatever their tag."""
    if word in _KINDS_OF or word in PLACES or word in _FOUNDED:
        return True
    if word < "一" or word in _NO_NAME:
        return False
    return tag in _NAME_TAGS or (len(word) > 1 and not is_word(word))


def _places_and_persons(folded: str, words: Sequence[tuple[int, int, str]]) -> list[_Name]:
    names: list[_Name] = []
    for index in range(len(words)):
        name = _place(folded, words, index) or _person(folded, words, index)
        if name is not None:
            names.append(name)
    return names


def _place(folded: str, words: Sequence[tuple[int, int, str]], index: int) -> _Name | None:
    """Return a word as a place name, with a following 市 or 鎮, or ``None``."""
    start, end, tag = words[index]
    if end - start < 2 or tag not in _NAME_TAGS or VARIETY.match(folded, start):
        return None
    if index + 1 < len(words) and folded[end] in PLACES and words[index + 1][1] == end + 1:
        return _Name(AnchorKind.PLACE, start, end + 1, folded[end])
    named = folded[end - 1] in PLACES and end - start > 2 and not is_word(folded[start:end])
    if not named and (tag != "ns" or not is_word(folded[start:end]) or folded[start:end] in _NO_PLACE):
        return None
    return _Name(AnchorKind.PLACE, start, end, folded[end - 1] if folded[end - 1] in PLACES else "")


def _person(folded: str, words: Sequence[tuple[int, int, str]], index: int) -> _Name | None:
    """Return a word as a person's name, or a surname with the following word (沈 and 后羿), or ``None``."""
    start, end, tag = words[index]
    if tag not in _PERSONS or folded[start] not in SURNAMES:
        return None
    if end - start == 1 and index + 1 < len(words):
        _, end, _ = words[index + 1]
    name = folded[start:end]
    if not 2 <= len(name) <= 4 or name[-1] in PLACES or VARIETY.search(name) or (len(name) == 2 and is_word(name)):
        return None
    return _Name(AnchorKind.PERSON, start, end, "")


def verdict(anchor: Anchor, text: str) -> Verdict:
    """Return whether a text names an anchor, names another one of its shape instead, or neither."""
    folded, values = _read(text)
    if not folded:
        return Verdict.SILENT
    match anchor.kind:
        case AnchorKind.VALUE:
            return _of_value(anchor.value, values)
        case AnchorKind.ROLE:
            return _of_role(anchor, folded)
        case AnchorKind.VARIETY:
            words = set(VARIETY.findall(folded))
            return _verdict(words & SAME_VARIETY[anchor.text], words & OTHER_VARIETIES[anchor.text])
        case AnchorKind.TITLE:
            return _verdict(anchor.text in folded, "《" in folded)
        case AnchorKind.PERSON:
            named = anchor.text in folded
            return _verdict(named, not named and _ENTRY.search(folded) and _named(text, AnchorKind.PERSON))
        case _:
            return _of_name(anchor, text, folded)


def _verdict(named: object, other: object) -> Verdict:
    return Verdict.NAMED if named else Verdict.CONTRADICTED if other else Verdict.SILENT


def _of_value(asked: Value | None, values: Sequence[Value]) -> Verdict:
    if asked is None or not values:
        return Verdict.SILENT
    if asked.kind is Kind.CLAUSE and values[0].start < 2 and contradicts(asked, values[0]):
        return Verdict.CONTRADICTED  # a different clause that refers to the anchor
    named = any(agrees(asked, value) for value in values)
    return _verdict(named, asked.kind not in _AMOUNTS and any(contradicts(asked, value) for value in values))


def _of_role(anchor: Anchor, folded: str) -> Verdict:
    rank, post = _rank_and_post(anchor.text)
    found = {_rank_and_post(role.group()) for role in ROLE.finditer(folded) if role["post"].endswith(anchor.head)}
    # 副站長 for 站長, 總務主任 for 教務主任; but a 主任 of an unnamed office may be the right one
    others = {said for _, said in found if said == post or anchor.head not in (said, post)}
    return _verdict((rank, post) in found, others)


def _rank_and_post(role: str) -> tuple[str, str]:
    found = ROLE.fullmatch(role)
    if found is None:
        return "", role
    rank = found["rank"] or ""
    return RANKS.get(rank, rank), found["post"]


def _of_name(anchor: Anchor, text: str, folded: str) -> Verdict:
    """Return the verdict on an organisation or place, named in full or by its distinctive part."""
    if anchor.kind is AnchorKind.ORGANISATION and anchor.text == anchor.head:
        before = {folded[at.start() - 1 : at.start()] for at in re.finditer(re.escape(anchor.head), folded)}
        return _verdict(before - _KINDS_OF, before)
    core = _core(anchor)
    if anchor.text in folded or (len(core) > 1 and core in folded):
        return Verdict.NAMED
    if anchor.text[0] in _KINDS_OF and anchor.text[1:] in folded:
        return Verdict.CONTRADICTED  # the 展廳 is not the 特展廳
    if not anchor.head or anchor.head not in folded:
        return Verdict.SILENT
    others = _named(text, anchor.kind, anchor.head) - {anchor.head}
    return _verdict(False, {other for other in others if other not in anchor.text and core not in other})


def _core(anchor: Anchor) -> str:
    """Return the distinctive part of a name: 榕城 of 榕城市圖書館."""
    specific = anchor.text.removesuffix(anchor.head).removesuffix("立")
    return specific[:-1] if len(specific) > 2 and specific[-1] in PLACES else specific


def support(anchors: Iterable[Anchor], sentence: str, context: str) -> AnchorSupport:
    """Return the shares of anchors that a sentence or record, or its context, names or contradicts.

    The sentence takes precedence over the context, except for names and dates that the context applies to everything
    below it: a sentence may mention other ones as well.
    """
    shares = dict.fromkeys(("named", "above", "contradicted", "silent"), 0.0)
    for anchor in anchors:
        shares[_placed(anchor, sentence, context)] += weight_of(anchor)
    total = sum(shares.values())
    if not total:
        return AnchorSupport()
    return AnchorSupport(**{place: share / total for place, share in shares.items()})


def clashes(anchors: Iterable[Anchor], sentence: str, context: str) -> bool:
    """Return whether a statement or its context names another date, code, variety or role than the question does."""
    return any(_placed(one, sentence, context) == "contradicted" for one in anchors if _is_exact(one))


def _is_exact(anchor: Anchor) -> bool:
    """Return whether another anchor of the same shape is certainly a different thing."""
    if anchor.value is not None:
        return anchor.value.kind not in _AMOUNTS
    return anchor.kind in (AnchorKind.VARIETY, AnchorKind.ROLE) or anchor.text[:1] in _KINDS_OF


def _placed(anchor: Anchor, sentence: str, context: str) -> str:
    """Return the field of ``AnchorSupport`` that an anchor counts towards."""
    here, above = verdict(anchor, sentence), verdict(anchor, context)
    if here is Verdict.NAMED:
        return "named"
    if above is Verdict.NAMED and (here is Verdict.SILENT or _is_carried_down(anchor)):
        return "above"
    return "contradicted" if Verdict.CONTRADICTED in (here, above) else "silent"


def _is_carried_down(anchor: Anchor) -> bool:
    return anchor.kind in _CARRIED_DOWN or (anchor.value is not None and anchor.value.kind in _CARRIED_VALUES)


def weight_of(anchor: Anchor) -> float:
    """Return an anchor's weight among a question's: highest for codes and titles, lowest for amounts."""
    if anchor.value is not None:
        return _LESS if anchor.value.kind in _AMOUNTS else _VALUE_WEIGHTS.get(anchor.value.kind, 1.0)
    return (
        _LESS if anchor.text == anchor.head and anchor.kind is not AnchorKind.ROLE else _WEIGHTS.get(anchor.kind, 1.0)
    )
