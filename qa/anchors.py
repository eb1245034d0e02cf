"""Anchors: what a question names, and whether a text is about it.

The price of KL-2201 is no answer to a question for KL-2201A, nor is the 副站長 one for the 站長. Each anchor is sought
in a candidate's sentence and in what stands above it (title, headings, the record's key): it is named there, another
of its shape is named instead, or nothing is said. What follows from that is the decision's to weigh.
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
    """What a question can name."""

    VALUE = "value"  # a code, date, clause, amount …: ``Anchor.value`` says which
    TITLE = "title"  # 《…》, 「…」
    ROLE = "role"  # 站長, 副館長
    ORGANISATION = "organisation"  # what ends in 圖書館, 分館, 公司 …
    PLACE = "place"
    PERSON = "person"
    VARIETY = "variety"  # one of a set of which each is another: 月卡, 季卡


class Verdict(StrEnum):
    """What a text says of an anchor."""

    NAMED = "named"
    CONTRADICTED = "contradicted"  # it names another of the same shape, and not this one
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a question names in ``question[start:end]``: its fold, and the ``head`` that others of its shape share."""

    kind: AnchorKind
    start: int
    end: int
    text: str
    head: str = ""
    value: Value | None = None


@dataclass(frozen=True, slots=True)
class AnchorSupport:
    """Shares of a question's anchors by weight, 0 to 1; they add up to 1 where there are any."""

    named: float = 0.0  # in the sentence itself
    above: float = 0.0  # only in the context
    contradicted: float = 0.0
    silent: float = 0.0


_WEIGHTS = {AnchorKind.TITLE: 2.0, AnchorKind.ROLE: 1.5, AnchorKind.ORGANISATION: 1.5, AnchorKind.PERSON: 1.5}
_VALUE_WEIGHTS = {Kind.CODE: 2.0, Kind.DOCUMENT: 2.0, Kind.CLAUSE: 2.0, Kind.PHONE: 2.0}
_AMOUNTS = {Kind.NUMBER, Kind.QUANTITY, Kind.MONEY, Kind.PERCENT, Kind.RATIO, Kind.TIME, Kind.RANGE, Kind.LINK}
_LESS = 0.5  # the weight of an amount, which a text may well say otherwise, and of a name that is only a kind
# Where these stand in the title, the sentence below may well name others: a year's report tells of years before.
_CARRIED_DOWN = {AnchorKind.TITLE, AnchorKind.ORGANISATION, AnchorKind.PLACE}
_CARRIED_VALUES = {Kind.DATE, Kind.DOCUMENT, Kind.CODE, Kind.CLAUSE}

_TITLE = re.compile(r"《([^《》]{1,40})》|“([^“”]{2,40})”|‘([^‘’]{2,40})’|\"([^\"]{2,40})\"")
_NAME_TAGS = frozenset(("n", "nr", "nrt", "nrfg", "ns", "nt", "nz", "s", "b", "j", "ng", "i", "l", "vn"))
_NO_NAME = frozenset("的是在有和与及或到从去给对把为由让请问想哪谁几多少什么怎么")
_KINDS_OF = frozenset("特副分新旧老少")  # 特展廳 is another than the 展廳
_FOUNDED = {"市立", "县立", "国立", "省立", "区立", "立"}  # tagged as verbs, and parts of a name: 榕城市立圖書館
_ALL = {"所有", "全部", "各个", "其他", "附近", "当地", "全体", "进", "到", "入"}
_NO_PLACE = {"东西", "馆内", "城市", "地区", "中国", "国家"}
LONGEST_NAME = 10  # characters before the head of an organisation's name
# Whom a question begins with, whether or not the dictionary takes it for a name: 郝以恩擔任什麼職務.
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
    """Return what a question names, in order. Names and values do not overlap; a variety may be part of a name."""
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


_ASKING_FOR = ("哪", "每", "某")  # 哪一年 names no year


def _is_idle(value: Value) -> bool:
    """Return whether a value names nothing: 一張, 一次."""
    return value.kind in (Kind.QUANTITY, Kind.NUMBER) and value.normal[0] == 1


@lru_cache(maxsize=2048)  # the anchors of a question are looked for in the same sentences in turn
def _read(text: str) -> tuple[str, tuple[Value, ...]]:
    """Return the fold of a text and its values."""
    folded = fold(text)
    return folded, tuple(_as_year(folded, value) for value in find_values(text))


def _as_year(folded: str, value: Value) -> Value:
    """Return the year that a bare number is which looks like one, as in the title 簡介（2019）."""
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
    """Return the names of a text. Its words are tagged for them, which takes longer than all the rest."""
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
    """Return the names that overlap nothing taken, which then are taken too."""
    free = []
    for name in names:
        if all(name.end <= start or end <= name.start for start, end in taken):
            free.append(name)
            taken.append((name.start, name.end))
    return free


def _words(folded: str) -> list[tuple[int, int, str]]:
    """Return the words of a text as start, end and tag."""
    words, at = [], 0
    for word, tag in tagged(folded):
        words.append((at, at + len(word), tag))
        at += len(word)
    return words


def _organisations(folded: str, words: Sequence[tuple[int, int, str]], taken: Sequence[tuple[int, int]]) -> list[_Name]:
    """Return what ends as organisations do, each with the words before it that are part of its name."""
    names: list[_Name] = []
    for found in ORGANISATION.finditer(folded):
        walls = [end for _, end in taken if end <= found.start()] + [name.end for name in names]
        start = _name_start(folded, words, found.start(), max(walls, default=0))
        if folded[start : found.start()] in _ALL | _FOUNDED:
            start = found.start()
        names.append(_Name(AnchorKind.ORGANISATION, start, found.end(), found.group()))
    return names


def _name_start(folded: str, words: Sequence[tuple[int, int, str]], head: int, wall: int) -> int:
    """Return where the name begins whose head stands at an offset: as far before it as words may be part of it."""
    start = head
    for first, last, tag in reversed(words):
        if first >= start:
            continue
        if first < wall < last:
            return wall  # a word that the segmentation cut across a value
        if first < wall or head - first > LONGEST_NAME or not _is_part(folded[first : min(last, head)], tag):
            break
        start = first
    return start


def _is_part(word: str, tag: str) -> bool:
    """Return whether a word may be part of a name before its head. Unknown words may, whatever they are tagged."""
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
    """Return the place that a word is, with the 市 or 鎮 behind it."""
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
    """Return the person that a word is, or a surname with the word behind it: 沈 and 后羿."""
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
    """Return what a text says of an anchor: names it, names another of its shape instead, or neither."""
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
        return Verdict.CONTRADICTED  # a clause that refers to the one asked for
    named = any(agrees(asked, value) for value in values)
    return _verdict(named, asked.kind not in _AMOUNTS and any(contradicts(asked, value) for value in values))


def _of_role(anchor: Anchor, folded: str) -> Verdict:
    rank, post = _rank_and_post(anchor.text)
    found = {_rank_and_post(role.group()) for role in ROLE.finditer(folded) if role["post"].endswith(anchor.head)}
    # 副站長 for 站長, and 總務主任 for 教務主任; but a 主任 of an office unknown may be the one
    others = {said for _, said in found if said == post or anchor.head not in (said, post)}
    return _verdict((rank, post) in found, others)


def _rank_and_post(role: str) -> tuple[str, str]:
    found = ROLE.fullmatch(role)
    if found is None:
        return "", role
    rank = found["rank"] or ""
    return RANKS.get(rank, rank), found["post"]


def _of_name(anchor: Anchor, text: str, folded: str) -> Verdict:
    """Return the verdict on an organisation or place: named in full, or by what is proper to it."""
    if anchor.kind is AnchorKind.ORGANISATION and anchor.text == anchor.head:
        before = {folded[at.start() - 1 : at.start()] for at in re.finditer(re.escape(anchor.head), folded)}
        return _verdict(before - _KINDS_OF, before)
    core = _core(anchor)
    if anchor.text in folded or (len(core) > 1 and core in folded):
        return Verdict.NAMED
    if anchor.text[0] in _KINDS_OF and anchor.text[1:] in folded:
        return Verdict.CONTRADICTED  # the 展廳 is another than the 特展廳
    if not anchor.head or anchor.head not in folded:
        return Verdict.SILENT
    others = _named(text, anchor.kind, anchor.head) - {anchor.head}
    return _verdict(False, {other for other in others if other not in anchor.text and core not in other})


def _core(anchor: Anchor) -> str:
    """Return what is proper to a name: 榕城 of 榕城市圖書館."""
    specific = anchor.text.removesuffix(anchor.head).removesuffix("立")
    return specific[:-1] if len(specific) > 2 and specific[-1] in PLACES else specific


def support(anchors: Iterable[Anchor], sentence: str, context: str) -> AnchorSupport:
    """Return how much of what a question names a sentence or record names, or what stands above it.

    What the sentence says goes before what the context says, but for names and dates that the context carries down: a
    sentence may name other ones too.
    """
    shares = dict.fromkeys(("named", "above", "contradicted", "silent"), 0.0)
    for anchor in anchors:
        shares[_placed(anchor, sentence, context)] += weight_of(anchor)
    total = sum(shares.values())
    if not total:
        return AnchorSupport()
    return AnchorSupport(**{place: share / total for place, share in shares.items()})


def clashes(anchors: Iterable[Anchor], sentence: str, context: str) -> bool:
    """Return whether a statement, or what stands above it, names another date, code, kind or role instead."""
    return any(_placed(one, sentence, context) == "contradicted" for one in anchors if _is_exact(one))


def _is_exact(anchor: Anchor) -> bool:
    """Return whether another of an anchor's shape is surely another."""
    if anchor.value is not None:
        return anchor.value.kind not in _AMOUNTS
    return anchor.kind in (AnchorKind.VARIETY, AnchorKind.ROLE) or anchor.text[:1] in _KINDS_OF


def _placed(anchor: Anchor, sentence: str, context: str) -> str:
    """Return the share of the support that an anchor counts for."""
    here, above = verdict(anchor, sentence), verdict(anchor, context)
    if here is Verdict.NAMED:
        return "named"
    if above is Verdict.NAMED and (here is Verdict.SILENT or _is_carried_down(anchor)):
        return "above"
    return "contradicted" if Verdict.CONTRADICTED in (here, above) else "silent"


def _is_carried_down(anchor: Anchor) -> bool:
    return anchor.kind in _CARRIED_DOWN or (anchor.value is not None and anchor.value.kind in _CARRIED_VALUES)


def weight_of(anchor: Anchor) -> float:
    """Return how much an anchor counts among a question's: codes and titles most, amounts least."""
    if anchor.value is not None:
        return _LESS if anchor.value.kind in _AMOUNTS else _VALUE_WEIGHTS.get(anchor.value.kind, 1.0)
    return (
        _LESS if anchor.text == anchor.head and anchor.kind is not AnchorKind.ROLE else _WEIGHTS.get(anchor.kind, 1.0)
    )
