"""Spellings: how else an article may write a clause, an ordinal, a date or a code that a question names.

第23條 is 第二十三條, 2024年5月6日 is 民國一一三年五月六日, kl2201b is KL-2201B. Values compare by themselves
(``qa.values``); words do not, and it is words that are searched for.
"""

import re
from collections.abc import Iterable, Iterator

from qa.anchors import Anchor
from qa.kinds import Kind, Normal
from qa.synonyms import Alternative

WEIGHT = 1.0  # another spelling is fully equivalent
FIRST_YEAR = 1911  # the year before the first one of the Republic of China
_DIGITS = "〇一二三四五六七八九"
_POWERS = ((10**8, "亿"), (10**4, "万"), (1000, "千"), (100, "百"), (10, "十"))
_PARTS = re.compile(r"[a-z]+|\d+|[^a-z\d]+")  # of a code without what divides it
AMBIGUOUS_MONTHS = (1, 2)  # 1月 is part of 11月, 二月 of 十二月


def spellings(anchors: Iterable[Anchor]) -> tuple[Alternative, ...]:
    """Return the other spellings of the values among a question's anchors."""
    return tuple(
        Alternative(anchor.text, term, WEIGHT)
        for anchor in anchors
        if anchor.value is not None
        for term in dict.fromkeys(_written(anchor.value.kind, anchor.value.normal))
        if term not in anchor.text
    )


def chinese(number: int) -> str:
    """Return a number from 0 to 99,999,999,999 in Chinese numerals: 23 is 二十三, 105 is 一百零五."""
    if number < 10:
        return _DIGITS[number]
    power, name = next((power, name) for power, name in _POWERS if number >= power)
    head, rest = divmod(number, power)
    first = "" if power == 10 and head == 1 else chinese(head)
    gap = "零" if 0 < rest < power // 10 else ""
    tail = chinese(rest) if rest else ""
    inside = "一" if power > 10 and tail.startswith("十") else ""  # 一百一十, but 十五
    return f"{first}{name}{gap}{inside}{tail}"


def _written(kind: Kind, normal: Normal) -> Iterator[str]:
    """Yield the spellings of a normal form."""
    match kind, normal:
        case Kind.CLAUSE, (str(level), int(number), 0) if level != ".":
            yield from _counted(number, level)
        case Kind.ORDINAL, (int(number), str(counted)) if counted:
            yield from _counted(number, counted)
        case Kind.DATE, (year, month, day):
            yield from _dates(year, month, day)
        case Kind.CODE, (str(code),):
            yield from _codes(code)


def _codes(code: str) -> Iterator[str]:
    """Yield the spellings of a code: its letters set apart from its digits, and in one unless it may begin another."""
    first, *rest = _PARTS.findall(code)
    if rest:
        yield f"{first}-{''.join(rest)}"
    if rest and not code[-1].isdecimal():  # kl2201 stands in kl2201b
        yield from (code, f"{first} {''.join(rest)}")
    if len(rest) > 1:
        yield "-".join((first, *rest))


def _counted(number: int, counted: str) -> Iterator[str]:
    yield from (f"第{number}{counted}", f"第{chinese(number)}{counted}")


def _dates(year: object, month: object, day: object) -> Iterator[str]:
    """Yield the spellings of a date; a date without its year only if it cannot be part of another."""
    days = [""]
    if isinstance(month, int):
        ends = (f"{day}日", f"{chinese(day)}日") if isinstance(day, int) else ("", "")
        days = [f"{month}月{ends[0]}", f"{chinese(month)}月{ends[1]}"]
    if isinstance(year, int) and year > FIRST_YEAR:
        yield from (f"{one}{rest}" for one in _years(year) for rest in days)
        if isinstance(month, int) and isinstance(day, int):
            yield f"{year}-{month:02}-{day:02}"
    elif isinstance(day, int) and month not in AMBIGUOUS_MONTHS:
        yield from days


def _years(year: int) -> Iterator[str]:
    republic = year - FIRST_YEAR
    yield from (f"{year}年", "".join(_DIGITS[int(digit)] for digit in str(year)) + "年")
    yield from (f"民国{republic}年", f"民国{chinese(republic)}年")
    yield "民国" + "".join(_DIGITS[int(digit)] for digit in str(republic)) + "年"
