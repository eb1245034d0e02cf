"""Values: the numerals, dates, times, amounts, codes and clause numbers of a text, normalised, with their spans.

One tokenizer for everything that must not be cut and that has several spellings: 一百二十 = １２０,
民國一一三年五月六日 = 2024-05-06, 下午三點 = 15:00, 新臺幣二百元 = 200元. The text is folded first, which keeps
offsets; the parsers in ``qa.moments``, ``qa.amounts`` and ``qa.codes`` handle a few kinds each. ``qa/ADR-values.md``
says why no library is used.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import cast

from embeddings.text.fold import fold
from qa.amounts import read_duration, read_money, read_percent, read_quantity
from qa.codes import find_documents, read_clause, read_code, read_link, read_ordinal, read_phone, read_ratio
from qa.kinds import Kind, Normal, Read
from qa.moments import ERAS, PARTS_OF_DAY, read_date, read_time, read_weekday
from qa.numerals import CHINESE, DIGIT, NUMERAL, guessed, parse_numeral
from qa.units import ANY, COUNTED, CURRENCIES

__all__ = ["Kind", "Value", "agrees", "contradicts", "covering", "find_values", "same"]

ValueParser = Callable[[str, int], Read | None]


@dataclass(frozen=True, slots=True)
class Value:
    """A value in ``text[start:end]``. ``normal`` is equal for equal values of one kind, however they are spelled.

    A range has both its ends in ``ends``, each with its own kind; for other values it is empty.
    """

    kind: Kind
    start: int
    end: int
    normal: Normal
    ends: "tuple[Value, ...]" = ()

    @property
    def of(self) -> Kind:
        """The kind; for a range, the kind of its ends."""
        return self.ends[0].kind if self.ends else self.kind


def _read_number(folded: str, start: int) -> Read | None:
    """Return the numeral at an offset; one or two Chinese digits alone are words. Tried after all other parsers."""
    found = _NUMBER.match(folded, start)
    if found is None or (len(found.group()) < 2 and not found.group().isdecimal()) or _WORDS.fullmatch(found.group()):
        return None
    number = parse_numeral(found.group())
    return None if number is None else (found.end(), (number,))


def _read_foremost(folded: str, start: int) -> Read | None:
    """Return how many are counted from the first at an offset: 前六名; else ``None``."""
    return read_quantity(folded, start + 1) if folded[start] == "前" else None


_NUMBER = re.compile(NUMERAL)
_WORDS = re.compile(rf"(?:{DIGIT}){{1,2}}|[十百千万亿]+|{DIGIT}*两{DIGIT}*")
_FROM_NUMERAL: tuple[tuple[Kind, ValueParser], ...] = (  # of equally long matches the first one wins
    (Kind.LINK, read_link),
    (Kind.DATE, read_date),
    (Kind.TIME, read_time),
    (Kind.PHONE, read_phone),
    (Kind.PERCENT, read_percent),
    (Kind.MONEY, read_money),
    (Kind.QUANTITY, read_duration),
    (Kind.ORDINAL, read_ordinal),
    (Kind.QUANTITY, read_quantity),
    (Kind.CLAUSE, read_clause),
    (Kind.RATIO, read_ratio),
    (Kind.CODE, read_code),
    (Kind.NUMBER, _read_number),
)
_CHINESE = frozenset(CHINESE[1:-1])
_NEVER_CHINESE = {Kind.LINK, Kind.PHONE, Kind.CLAUSE, Kind.CODE}  # never begin with a Chinese numeral
_FROM_LETTER = ((Kind.LINK, read_link), (Kind.MONEY, read_money), (Kind.CODE, read_code), (Kind.TIME, read_time))


# other beginnings of a value, with what must follow
_NUMERAL_FOLLOWS = rf"(?=\s?(?:\d|{CHINESE}))"
_FOLLOWED = dict.fromkeys((*PARTS_OF_DAY, "表", "图", "负", "第"), _NUMERAL_FOLLOWS) | {
    "前": rf"(?=\s?(?:\d+|{CHINESE}+)\s?[名位强])",
    "首": "(?=[届期次个批名位场轮日家座条部季年版页])",
    "半": "(?=[个年月天日小钟])",
    "周": "(?=[一二三四五六日天末1-7])",
}
# currencies that may precede an amount; those in Latin letters begin like codes
_BEFORE_AMOUNTS = tuple(name for name in CURRENCIES if name not in "元圆块元整" and not "a" <= name[0] <= "z")
_FROM_WORD: tuple[tuple[Sequence[str], Kind, ValueParser], ...] = (
    (("第",), Kind.CLAUSE, read_clause),
    (tuple("甲乙丙丁戊己庚辛壬癸"), Kind.ORDINAL, read_ordinal),
    (tuple("甲乙丙丁戊己庚辛壬癸"), Kind.CODE, read_code),
    (("第", "首", "冠军", "亚军", "季军", "附件", "附表", "附录", "附图", "表", "图"), Kind.ORDINAL, read_ordinal),
    (("周", "星期", "礼拜"), Kind.WEEKDAY, read_weekday),
    (("半",), Kind.QUANTITY, read_duration),
    (("前",), Kind.QUANTITY, _read_foremost),
    (("零下", "负"), Kind.QUANTITY, read_quantity),
    ((*ERAS, "正月", "腊月"), Kind.DATE, read_date),
    ((*PARTS_OF_DAY, "正午", "午夜"), Kind.TIME, read_time),
    (_BEFORE_AMOUNTS, Kind.MONEY, read_money),
)
_START = re.compile(
    rf"{CHINESE}|(?<!\d)\d|(?<![a-z0-9])[a-z]|-(?=\d)|\((?=0\d)|\+(?=\d)|兆(?=元)|正午|午夜|"
    + "|".join(re.escape(word) + _FOLLOWED.get(word, "") for words, _, _ in _FROM_WORD for word in words)
)


@cache
def _parsers() -> dict[str, tuple[tuple[Kind, ValueParser], ...]]:
    """Return the parsers for each character that a value may begin with."""
    from_chinese = tuple(entry for entry in _FROM_NUMERAL if entry[0] not in _NEVER_CHINESE)
    starts: list[tuple[str, tuple[tuple[Kind, ValueParser], ...]]] = [
        ("0123456789", _FROM_NUMERAL),
        (CHINESE[1:-1] + "兆", from_chinese),
        ("abcdefghijklmnopqrstuvwxyz", _FROM_LETTER),
        ("-", ((Kind.QUANTITY, read_quantity),)),
        ("(+", ((Kind.PHONE, read_phone),)),
        *(("".join(sorted({word[0] for word in words})), ((kind, reader),)) for words, kind, reader in _FROM_WORD),
    ]
    readers: dict[str, tuple[tuple[Kind, ValueParser], ...]] = {}
    for characters, added in starts:
        for character in characters:
            readers[character] = tuple(dict.fromkeys((*readers.get(character, ()), *added)))
    return readers


_FORMAL_THREE = re.compile("参(?=[拾佰仟万亿元])|(?<=[拾佰仟])参")  # 參佰元, which folds to the 参 of 參加


def find_values(text: str) -> tuple[Value, ...]:
    """Return the values of a text in order, without overlaps: of those with one beginning the longest is taken.

    No value goes over the end of a line.
    """
    values: list[Value] = []
    start = 0
    for line in _FORMAL_THREE.sub("叁", fold(text)).split("\n"):
        values += (_moved(value, start) for value in _of_line(line))
        start += len(line) + 1
    return tuple(values)


def _moved(value: Value, by: int) -> Value:
    """Return a value that stands so many characters further on."""
    if not by:
        return value
    ends = tuple(_moved(end, by) for end in value.ends)
    return replace(value, start=value.start + by, end=value.end + by, ends=ends)


def _of_line(folded: str) -> tuple[Value, ...]:
    """Return the values of a folded line."""
    values: list[Value] = []
    end = 0
    for start, stop, normal in find_documents(folded):
        if start >= end:
            values += _between(folded, end, start)
            values.append(Value(Kind.DOCUMENT, start, stop, normal))
            end = stop
    values += _between(folded, end, len(folded))
    return _with_ranges(folded, values)


def _between(folded: str, start: int, end: int) -> Iterable[Value]:
    """Yield the values between two offsets, except ranges."""
    search = _START.search
    while found := search(folded, start, end):
        value = _longest(folded, found.start())
        if value is not None and value.end <= end:
            yield value
        start = found.end() if value is None else value.end


def _longest(folded: str, start: int) -> Value | None:
    best = _exact(folded, start)
    if folded[start] in _CHINESE and (best is None or best.kind in _GUESSED or best.kind is Kind.NUMBER):
        return _guess(folded, start) or best
    return best


def _exact(folded: str, start: int) -> Value | None:
    best: Value | None = None
    for kind, reader in _parsers().get(folded[start], ()):
        read = reader(folded, start)
        if read is not None and (best is None or read[0] > best.end):
            best = Value(kind, start, *read)
    return best


_GUESSED = frozenset((Kind.QUANTITY, Kind.MONEY, Kind.PERCENT))


def _guess(folded: str, start: int) -> Value | None:
    """Return the range that a guess at an offset is: 五六個, 三四十人, 兩三天, 五六百元."""
    number = _NUMBER.match(folded, start)
    numerals = guessed(number.group()) if number else None
    if number is None or numerals is None:
        return None
    said = [_exact(folded[:start] + numeral + folded[number.end() :], start) for numeral in numerals]
    ends = tuple(replace(end, end=end.end + 1) for end in said if end is not None and end.kind in _GUESSED)
    if len(ends) < 2 or ends[0].end != ends[1].end or ends[0].normal[1:] != ends[1].normal[1:]:
        return None
    return Value(Kind.RANGE, start, ends[0].end, ends[0].normal + ends[1].normal, ends)


# Ranges

_TO = re.compile(r"\s*(?:[至到~〜–―─-]|—{1,2})\s*(?P<next>次日|翌日|次年|翌年|第二天)?(?:当日|同日|同年|当年)?\s*")
_DAYS_TO = re.compile(r"[至到~–—-]\s?(?=[一二三四五六日天](?![\u4e00-\u9fff]?[年月日个次]))")
_RANGED = frozenset(Kind) - {Kind.DOCUMENT, Kind.LINK, Kind.PHONE, Kind.RATIO, Kind.RANGE}


def _with_ranges(folded: str, values: Sequence[Value]) -> tuple[Value, ...]:
    """Return the values with pairs that form a range joined."""
    joined: list[Value] = []
    for value in values:
        last = joined[-1] if joined else None
        if last is not None and last.kind is Kind.WEEKDAY and (short := _short_days(folded, last)):
            joined[-1] = last = short
        whole = _range(folded, last, value) if last is not None and value.start >= last.end else None
        if whole is not None:
            joined[-1] = whole
        elif last is None or value.start >= last.end:
            joined.append(value)
    if joined and joined[-1].kind is Kind.WEEKDAY:
        joined[-1] = _short_days(folded, joined[-1]) or joined[-1]
    return tuple(joined)


def _short_days(folded: str, first: Value) -> Value | None:
    """Return a range of weekdays whose second end is shortened (周一至五), or ``None``."""
    to = _DAYS_TO.match(folded, first.end)
    read = read_weekday(f"周{folded[to.end()]}", 0) if to else None
    if to is None or read is None:
        return None
    return _ranged(first, Value(Kind.WEEKDAY, to.end(), to.end() + 1, read[1]))


def _range(folded: str, first: Value, last: Value) -> Value | None:
    """Return the range that two adjacent values form, or ``None``."""
    to = _TO.fullmatch(folded, first.end, last.start)
    if to is None or first.kind not in _RANGED or last.kind not in _RANGED:
        return None
    if first.kind is not last.kind:
        first = _with_unit(folded, first, last)
    if first.kind is not last.kind or (first.kind is Kind.CODE and folded[first.end : last.start] == "-"):
        return None
    if first.kind is Kind.QUANTITY and first.normal[1] != last.normal[1]:
        return None
    if first.kind is Kind.DATE:
        last = replace(last, normal=_completed(first.normal, last.normal, next_year="年" in (to["next"] or "")))
    if first.kind is Kind.TIME:
        last = _same_half_of_day(folded, first, last)
    return _ranged(first, last)


def _ranged(first: Value, last: Value) -> Value:
    return Value(Kind.RANGE, first.start, last.end, first.normal + last.normal, (first, last))


def _with_unit(folded: str, first: Value, last: Value) -> Value:
    """Return the first of two values with the unit that only the second has: 0至2.5MPa, 2023至2024年, 5-8月."""
    number = _NUMBER.match(folded, last.start)
    if number is None or not _NUMBER.fullmatch(folded, first.start, first.end):
        return first
    alone = _longest(folded[first.start : first.end] + folded[number.end() : last.end], 0)
    return replace(alone, start=first.start, end=first.end) if alone else first


def _completed(first: Normal, last: Normal, *, next_year: bool) -> Normal:
    """Return the later date with the year and month that only the earlier one has."""
    year, month, day = last
    if year is None and isinstance(first[0], int):
        year = first[0] + 1 if next_year else first[0]
    return (year, first[1] if month is None and day is not None else month, day)


def _same_half_of_day(folded: str, first: Value, last: Value) -> Value:
    """Return the later time in the afternoon if only the earlier one is marked as such: 下午兩點至五點."""
    said = folded[last.start : last.end]
    hour, early = _numbers(last)[0], _numbers(first)[0]
    if ":" in said or not _NUMBER.match(said) or early < 12 or not early < hour + 12 < 24:
        return last
    return replace(last, normal=(hour + 12, last.normal[1]))


# Comparing


def same(one: Value, other: Value) -> bool:
    """Return whether two values are equal. 元 is any currency, 個 any measure word, a bare number any count."""
    if one.kind is not other.kind:
        return _same_number(one, other) or _same_number(other, one) or _digits(one) == _digits(other) != ""
    match one.kind:
        case Kind.RANGE:
            return len(one.ends) == len(other.ends) and all(map(same, one.ends, other.ends))
        case Kind.MONEY | Kind.ORDINAL:
            return one.normal[0] == other.normal[0] and _fits(one.normal[1], other.normal[1])
        case Kind.QUANTITY:
            return one.normal[0] == other.normal[0] and _same_unit(one, other)
        case Kind.DOCUMENT:
            return one.normal[1:] == other.normal[1:] and _same_issuer(one, other)
        case _:
            return one.normal == other.normal


def _fits(one: object, other: object) -> bool:
    return one == other or not one or not other


def _same_unit(one: Value, other: Value) -> bool:
    units = {one.normal[1], other.normal[1]}
    return len(units) == 1 or (ANY in units and units <= COUNTED)


def _same_issuer(one: Value, other: Value) -> bool:
    names = str(one.normal[0]), str(other.normal[0])
    return names[0].endswith(names[1]) or names[1].endswith(names[0])


def _same_number(number: Value, other: Value) -> bool:
    """Return whether a bare number equals the amount of another value, as in a table whose column names the unit."""
    counts = other.kind in (Kind.MONEY, Kind.PERCENT) or (other.kind is Kind.QUANTITY and other.normal[1] in COUNTED)
    return number.kind is Kind.NUMBER and counts and number.normal[0] == other.normal[0]


def _digits(value: Value) -> str:
    """Return the characters of a code-like value, ``""`` for other kinds."""
    return str(value.normal[0]) if value.kind in (Kind.CODE, Kind.PHONE, Kind.NUMBER) else ""


def agrees(asked: Value, found: Value) -> bool:
    """Return whether a value matches the one asked for: equal, more precise, or a range that contains it."""
    if found.kind is Kind.RANGE and asked.kind is found.of:
        return _holds(found.ends[0], found.ends[1], asked)
    if asked.kind is not found.kind:
        return same(asked, found)
    match asked.kind:
        case Kind.DATE:
            pairs = [(said, other) for said, other in zip(asked.normal, found.normal, strict=True) if said is not None]
            return pairs[-1][1] is not None and all(other in (None, said) for said, other in pairs)
        case Kind.WEEKDAY:
            return set(asked.normal) <= set(found.normal)
        case Kind.CLAUSE:
            return found.normal[: len(asked.normal)] == asked.normal
        case _:
            return same(asked, found)


def _holds(low: Value, high: Value, asked: Value) -> bool:
    """Return whether a value is within a range, which may cross midnight, or the end of a year or week."""
    if any(agrees(asked, end) for end in (low, high)) or (asked.kind is Kind.TIME and low.normal == high.normal):
        return True  # 0:00–24:00 is all day
    if asked.kind is Kind.QUANTITY and not (_same_unit(low, asked) and _same_unit(high, asked)):
        return False
    if asked.kind is Kind.MONEY and not all(_fits(end.normal[1], asked.normal[1]) for end in (low, high)):
        return False
    if asked.kind is Kind.CLAUSE and not low.normal[0] == asked.normal[0] == high.normal[0]:
        return False
    said = [
        at
        for at in range(min(len(low.normal), len(asked.normal), len(high.normal)))
        if all(not isinstance(value.normal[at], str | None) for value in (low, high, asked))
    ]
    first, last, middle = ([_numbers(value)[at] for at in said] for value in (low, high, asked))
    if not said or asked.kind is Kind.CODE:
        return False
    return first <= middle <= last if first <= last else middle >= first or middle <= last


def _numbers(value: Value) -> tuple[int, ...]:
    """Return the normal form of a value as numbers, restricted to the places given in ``asked``."""
    return cast("tuple[int, ...]", value.normal)


_SHAPE = re.compile(r"(\d+)|[a-z]+")
# Times twelve hours apart may be the same: 三點 does not say morning or afternoon.
_HALF_DAY = 12


def contradicts(one: Value, other: Value) -> bool:
    """Return whether two values have the same shape and differ: KL-2201 and KL-2201A, 周三 and 周四.

    A less precise value does not contradict (2024年5月 and 2024年5月6日), and neither does a range.
    """
    if one.kind is not other.kind or one.kind in (Kind.RANGE, Kind.LINK) or same(one, other):
        return False
    if one.kind in (Kind.DATE, Kind.TIME, Kind.WEEKDAY):
        return _at_another_time(one, other)
    match one.kind:
        case Kind.CLAUSE:
            return _other_clause(one.normal, other.normal)
        case Kind.ORDINAL | Kind.QUANTITY:
            return one.normal[0] != other.normal[0] and one.normal[1] == other.normal[1]
        case Kind.CODE:
            return _alike(str(one.normal[0]), str(other.normal[0]))
        case Kind.DOCUMENT:
            return _same_issuer(one, other)
        case _:
            return True


def _at_another_time(one: Value, other: Value) -> bool:
    if one.kind is Kind.TIME:
        return one.normal[1] != other.normal[1] or abs(_numbers(one)[0] - _numbers(other)[0]) != _HALF_DAY
    if one.kind is Kind.WEEKDAY:
        return not set(one.normal) & set(other.normal)
    return any(
        None not in (said, found) and said != found for said, found in zip(one.normal, other.normal, strict=True)
    )


def _other_clause(one: Normal, other: Normal) -> bool:
    """Return whether two clause numbers differ at some level; 第五條 and 第五條第二款 do not."""
    pairs = list(zip(one, other, strict=False))
    first = next((at for at, (said, found) in enumerate(pairs) if said != found), None)
    return first is not None and not isinstance(one[first], str)


def _alike(one: str, other: str) -> bool:
    """Return whether two codes have the same pattern: a common prefix, or the same sequence of letters and digits."""
    if one.startswith(other) or other.startswith(one):
        return min(len(one), len(other)) > 1
    shapes = [[len(part[1]) if part[1] else part.group() for part in _SHAPE.finditer(code)] for code in (one, other)]
    letters = [re.match("[a-z]*", code) for code in (one, other)]
    heads = {found.group() for found in letters if found}
    return shapes[0] == shapes[1] or (len(heads) == 1 and heads != {""})


def covering(values: Iterable[Value], start: int, end: int) -> tuple[int, int]:
    """Return the span ``start, end`` widened so that it cuts none of the values."""
    for value in values:
        if value.start < start < value.end:
            start = value.start
        if value.start < end < value.end:
            end = value.end
    return start, end
