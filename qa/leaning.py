"""Elliptical questions: whether a question depends on earlier ones because it names no subject of its own.

That is so only if each of its words asks, links, says when or for whom, names an attribute (電話, 費用), or is an act
that applies to something mentioned before (續借, 開門). ``leaning_words.txt`` lists these words; any other word may
be a subject, and then the question is complete.
"""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from embeddings.text.words import is_word
from qa.anchors import Anchor, AnchorKind
from qa.values import Kind

Word = tuple[int, int, str]  # start, end, tag

ASKS = re.compile(
    "多少|多[久长大高重远宽深快]|(?:星期|礼拜|周)?几(?!何|内亚)|为?什么|为何|谁|哪(?!咤)|怎么|怎样|如何|[是能可]否|何[时地处人种日年者月]|吗|"
    "有没有|是不是|能不能|可不可以|要不要|会不会|需不需要"
)
TEMPORAL = frozenset((Kind.DATE, Kind.TIME, Kind.WEEKDAY))
LONGEST = 24  # characters of a question without a subject
_SUBJECTS = frozenset((AnchorKind.TITLE, AnchorKind.ORGANISATION, AnchorKind.PLACE, AnchorKind.PERSON, AnchorKind.ROLE))
_NAMES = frozenset((Kind.CODE, Kind.DOCUMENT, Kind.CLAUSE, Kind.PHONE, Kind.LINK, Kind.ORDINAL))
_CONTENT = "nvaijlz"  # first letters of the tags of content words, which may be a subject
# Objects of 有 and 帶 may be anything: 有停車場嗎, 可以帶寵物嗎, 要帶什麼證件.
_OBJECT = re.compile(  # a verb, its object and 嗎; or an object asked for by 什麼 and the like
    r"(?P<before>.*?(?:(?:有没有|设有|附有|附|有)|(?:可以|可否|能不能|可不可以|能否|能|需要|要|要不要)(?:携带|带|使用|用|吃|喝|穿|交|准备|买)|包含|包括|含|提供|支持|支援|接受))"
    r"(?P<object>[^什哪几多的]{1,6})(?P<after>[吗么])|"
    r"(?P<before2>.*?(?:携带|带|准备|交|缴|提供|填|买|签)(?:什么|哪些|哪种|几[张份个]))(?P<object2>[^的]{1,5})(?P<after2>)"
)


# Definitions and distinctions (什麼是個資), and pay, an attribute only at the beginning (什麼時候發薪水).
_STANDS_ALONE = re.compile("^(?:什么|谁)(?:是|叫)|^何谓|^[你您](?:是|叫|会|能)|^我是|.(?:薪水|薪资|工资|待遇|奖金)")


# One act without a subject: 哪天開通, 可以開通嗎; but 怎麼請假 and 什麼時候放假 are complete questions.
_ACT = re.compile(
    "(?:在?哪里|在哪|哪一?天|什么时候|何时|几[点号月]|哪一?年|由?谁|要?多久)(?:能|会|可以|要|才|开始)?(?P<act>..)[的了过]?|"
    "(?:可以|能|能不能|可不可以|需要|要|会|会不会|要不要)(?P<may>..)吗?"
)


@cache
def _listed() -> dict[str, frozenset[str]]:
    """Return the words of each list, by its name."""
    lists: dict[str, set[str]] = {}
    name = ""
    for line in Path(__file__).with_name("leaning_words.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            name = line[1:-1]
        elif not line.startswith("#"):
            lists.setdefault(name, set()).update(line.split())
    return {name: frozenset(words) for name, words in lists.items()}


@cache
def _all() -> frozenset[str]:
    return frozenset().union(*(words for name, words in _listed().items() if name != "alone"))


def listed(name: str) -> frozenset[str]:
    """Return the words of one list: ``about``, ``when``, ``whom`` …"""
    return _listed()[name]


# Endings of other attributes: 規費, 發車時間. At least two characters, as 費 alone may be anything.
_ABOUT = re.compile(
    r".{1,4}(?:[费价额率量址]|时间|日期|地点|电话|号码|方式|资格|条件|标准|人数|次数|名额|信箱|邮箱|邮件|密码|姓名|名称|温度|面积)"
)


def is_attribute(folded: str) -> bool:
    """Return whether words name an attribute of something: 電話, 集合地點."""
    return folded in listed("about") or (len(folded) <= 6 and _ABOUT.fullmatch(folded) is not None)


def is_elliptical(
    folded: str, words: Sequence[Word], anchors: Sequence[Anchor], said: frozenset[str] = frozenset()
) -> bool:
    """Return whether a question asks something but names no subject.

    ``said`` are the words of the last question's predicate: they are not a new subject.
    """
    folded = _without_values(folded, anchors)
    if not 1 < len(folded) <= LONGEST or not (ASKS.search(folded) or folded in listed("about")):
        return False
    if _STANDS_ALONE.search(folded) or _is_about_a_time(folded):
        return False
    if _begins_with_another_act(folded, words) and not any(map(folded.startswith, said)):
        return False
    if _asks_of_an_act(folded, words):
        return True
    found = _OBJECT.fullmatch(folded)
    if found is not None:
        part = "" if found["object"] else "2"
        span = found.span(f"object{part}")
        if _is_thing(words, span) and not any(_names_subject(one) for one in anchors if one.start < span[0]):
            return is_covered(found[f"before{part}"], words, said)
    return not any(map(_names_subject, anchors)) and is_covered(folded, words, said)


def _without_values(folded: str, anchors: Sequence[Anchor]) -> str:
    """Return a text with a digit for each character of its dates, times and amounts, which are not subjects."""
    for one in anchors:
        if one.value is not None and one.value.kind not in _NAMES:
            folded = folded[: one.start] + "0" * (one.end - one.start) + folded[one.end :]
    return folded


def _is_about_a_time(folded: str) -> bool:
    """Return whether a question (its values as digits) is about a date or number itself: 2017年端午節是幾號."""
    said = re.match("0*(?P<when>[^0]*?)(?:是|属)", folded)
    return said is not None and (said["when"] == "" or said["when"] in listed("when")) and said.end() > 1


def _names_subject(anchor: Anchor) -> bool:
    if anchor.value is not None:
        return anchor.value.kind in _NAMES
    if anchor.kind is AnchorKind.VARIETY:
        return anchor.text not in listed("whom") | listed("when")
    return anchor.kind in _SUBJECTS and anchor.text not in listed("about")


def _begins_with_another_act(folded: str, words: Sequence[Word]) -> bool:
    """Return whether a question begins with an act that it then asks about: 報名什麼時候截止."""
    first = next((folded[start:end] for start, end, _ in words if folded[start:end] in listed("acting")), None)
    if first is None or not folded.startswith(first) or len(first) == 1:
        return False
    behind = folded[len(first) :]
    return (
        re.match("什么时候|何时|几[点天号月]|哪一?[天年]|怎|如何|多久|多少|为|[要可能会需应得是有]", behind) is not None
    )


def _asks_of_an_act(folded: str, words: Sequence[Word]) -> bool:
    """Return whether a question asks when, where or by whom a single act is done, or whether it may be."""
    found = _ACT.fullmatch(folded)
    if found is None:
        return False
    act = found["act"] or found["may"]
    start = found.start("act" if found["act"] else "may")
    return act not in listed("alone") and any(
        (at, end) == (start, start + 2) and tag.startswith("v") for at, end, tag in words
    )


def _is_thing(words: Sequence[Word], span: tuple[int, int]) -> bool:
    """Return whether a span consists of nouns and foreign words only, and cuts no word."""
    inside = [word for word in words if word[1] > span[0] and word[0] < span[1]]
    one_act = len(inside) == 1 and inside[0] == (span[0] - 1, span[1], "v")  # 喝水
    if one_act:
        return True
    whole = bool(inside) and inside[0][0] == span[0] and inside[-1][1] == span[1]
    if whole and len(inside) == 1 and span[1] - span[0] == 2:
        return True  # a word of any part of speech: 有補課嗎
    return whole and all(tag[0] in "nbzlje" or tag in ("vn", "s", "a") for _, _, tag in inside)


def is_covered(folded: str, words: Sequence[Word], said: frozenset[str] = frozenset()) -> bool:
    """Return whether a text consists of listed words or those in ``said``, with no other dictionary word."""
    known = _all() | said if said else _all()
    for start, end, tag in words:
        word = folded[start:end]
        if len(word) > 1 and end <= len(folded) and tag[0] in _CONTENT and is_word(word) and not _is_made(word, known):
            return False
    return _covers(re.sub(r"[\d:.%\s,、]+", "", folded), known)


def _is_made(word: str, known: frozenset[str]) -> bool:
    """Return whether a word is listed, or composed of listed words longer than one character: 幾層樓, not 大會."""
    if word in known or (word[0] in "会要能可" and word[1:] in known):
        return True
    return _covers(word, known) and any(word[at : at + 2] in known for at in range(len(word) - 1))


def _covers(text: str, known: frozenset[str]) -> bool:
    reached = {0}
    for start in range(len(text)):
        if start in reached:
            reached |= {end for end in range(start + 1, min(start + 6, len(text)) + 1) if text[start:end] in known}
    return len(text) in reached


def is_time(anchor: Anchor) -> bool:
    """Return whether an anchor is a date or a time of day."""
    return anchor.value is not None and anchor.value.kind in TEMPORAL
