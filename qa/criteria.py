"""Criteria: by what things are compared, 便宜 by price and 久 by time, and what to ask of each to learn it.

All is in the fold.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from qa.kinds import Kind


class Wanted(StrEnum):
    """What a question over several things wants."""

    ALL = "all"  # what is asked, of each
    HIGHEST = "highest"  # the one with the highest value
    LOWEST = "lowest"


@dataclass(frozen=True, slots=True)
class Criterion:
    """What is asked of each thing, which kinds of value answer it, and which of the values is wanted."""

    question: str
    kinds: frozenset[Kind]
    wanted: Wanted


_MONEY = frozenset((Kind.MONEY, Kind.NUMBER))
_MOMENTS = frozenset((Kind.DATE, Kind.TIME))
_LENGTHS = frozenset((Kind.QUANTITY, Kind.NUMBER))
_AMOUNTS = frozenset((Kind.QUANTITY, Kind.NUMBER, Kind.MONEY, Kind.PERCENT))
_HIGH = "贵|高|多|久|长|慢|晚|后|重|深|远|宽|厚|大|热|暖"
_LOW = "便宜|划算|省钱|省|低|少|短|快|早|先|轻|浅|近|窄|薄|小|冷|凉"
_DEGREE = "(?:(?:会|要)?(?:比较|更加?|最|较为?|还|相对|来得))?"
_BEHIND = re.compile(
    rf"(?P<of>.*?)(?P<how>得)?{_DEGREE}(?P<word>{_HIGH}|{_LOW})(?:一?[点些])?(?P<verb>能用|用|到|好|完|能)?"
)
_BEFORE = re.compile(rf"{_DEGREE}(?P<word>先|后|[早晚](?!上))(?P<verb>[\u4e00-\u9fff]{{1,4}})")
_MONEY_WORDS = frozenset(["便宜", "贵", "划算", "省钱", "省"])
_TIME_WORDS = frozenset(["久", "长", "短", "快", "慢"])
_MOMENT_WORDS = frozenset(["早", "晚", "先", "后"])
_MEASURED = {"长": "长", "短": "长", "重": "重", "轻": "重", "深": "深", "浅": "深", "远": "远", "近": "远", "宽": "宽",
             "窄": "宽", "厚": "厚", "薄": "厚", "大": "大", "小": "大", "高": "高", "低": "高"}  # fmt: skip
# What a thing is said to be, with the name of the amount that tells it, and which of two is meant.
_SAID_TO_BE = {
    "安静": ("噪音", Wanted.LOWEST),
    "吵": ("噪音", Wanted.HIGHEST),
    "省电": ("耗电", Wanted.LOWEST),
    "耗电": ("耗电", Wanted.HIGHEST),
    "费电": ("耗电", Wanted.HIGHEST),
    "轻便": ("重量", Wanted.LOWEST),
    "热门": ("报名人数", Wanted.HIGHEST),
}
_IS_SAID = re.compile(rf"{_DEGREE}(?P<word>{'|'.join(_SAID_TO_BE)})(?:一?[点些])?")
_PEOPLE = re.compile("的?人(?:数)?$")


def criterion_of(tail: str) -> Criterion | None:
    """Return the criterion that what stands behind 哪個 or 最 says, ``None`` where it is none of values."""
    found = _IS_SAID.fullmatch(tail)
    if found is not None:
        name, wanted = _SAID_TO_BE[found["word"]]
        return Criterion(f"{name}是多少", _AMOUNTS, wanted)
    found = _BEFORE.fullmatch(tail)
    if found is not None:
        return _made(f"什么时候{found['verb']}", _MOMENTS, found["word"])
    found = _BEHIND.fullmatch(tail)
    if found is None or re.search("[吗不没]", tail):
        return None
    of, word = found["of"].removesuffix("的"), found["word"]
    if word in _MONEY_WORDS:
        return _made(f"{of}多少钱", _MONEY, word)
    if word in _MOMENT_WORDS:
        return _made(f"{of}是什么时候" if found["how"] is None and not of else f"什么时候{of}", _MOMENTS, word)
    if word in ("冷", "热", "凉", "暖"):
        return _made(f"{of}多少度", _LENGTHS, word)
    if word in _TIME_WORDS and (found["how"] or of.endswith("时间") or word not in _MEASURED):
        return _made(f"{of.removesuffix('时间').removesuffix('的')}多久{found['verb'] or ''}", _LENGTHS, word)
    return _of_amount(of, word, how=found["how"] is not None)


def _of_amount(of: str, word: str, *, how: bool) -> Criterion:
    """Return the criterion of an amount: of 押金, of how many there are, of how long a thing is."""
    if word in ("多", "少") and _PEOPLE.search(of):
        return _made(f"{_PEOPLE.sub('', of)}多少人", _AMOUNTS, word)
    if how:
        return _made(f"{of}多少", _AMOUNTS, word)
    if of:
        return _made(f"{of}是多少", _AMOUNTS, word)
    if word in _MEASURED:
        return _made(f"多{_MEASURED[word]}", _LENGTHS, word)
    return _made("有多少", _AMOUNTS, word)


def _made(question: str, kinds: frozenset[Kind], word: str) -> Criterion:
    return Criterion(question, kinds, Wanted.HIGHEST if word in _HIGH.split("|") else Wanted.LOWEST)
