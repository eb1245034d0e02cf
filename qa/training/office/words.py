"""Invented names, places and things, drawn from the lists of ``words.toml``, and numerals as they may be written.

The lists are multiplied with each other, so that hardly any name comes twice and none can be learnt by heart.
"""

import random
import re

from qa.training.office.lists import characters, listed, read_lists

Draw = random.Random


_LISTS = read_lists("words.toml")
SURNAMES, GIVEN, PLACE_FIRST, PLACE_LAST = (
    characters(_LISTS[name]) for name in ("surnames", "given", "place_first", "place_last")
)
DOUBLE_SURNAMES, TOWNS, STREETS, SHORT_ORGS = (
    listed(_LISTS[name]) for name in ("double_surnames", "towns", "streets", "short_organisations")
)
NOTES, GREETINGS, ENDINGS = (tuple[str, ...](_LISTS[name]) for name in ("notes", "greetings", "endings"))
DIGITS = "零一二三四五六七八九"
_NUMBER = re.compile(r"(?<![\d.:：/\-A-Za-z(（])\d{1,4}(?![\d.:：/\-A-Za-z,])")
_HAN_NUMBER = re.compile(r"[一二三四五六七八九十百千]+")


def person(draw: Draw) -> str:
    """Return a name of two to four characters."""
    surname = draw.choice(DOUBLE_SURNAMES) if draw.random() < 0.06 else draw.choice(SURNAMES)
    length = 1 if draw.random() < 0.2 else 2
    return surname + "".join(draw.sample(GIVEN, length))


def place(draw: Draw) -> str:
    """Return the name of a place, of two characters."""
    return draw.choice(PLACE_FIRST) + draw.choice(PLACE_LAST)


def organisation(draw: Draw, suffix: str) -> str:
    """Return the name of an organisation that ends in ``suffix``."""
    style = draw.random()
    if style < 0.45:
        return place(draw) + draw.choice(TOWNS) + suffix
    if style < 0.8:
        return place(draw) + suffix
    return "".join(draw.sample(SHORT_ORGS, 2)) + suffix


def chinese(number: int) -> str:
    """Return a number below 10,000 in Chinese numerals."""
    if number < 10:
        return DIGITS[number]
    text, gap = "", False
    for power, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // power % 10
        if digit:
            text += ("零" if gap and text else "") + DIGITS[digit] + unit
            gap = False
        elif text:
            gap = True
    return text.removeprefix("一") if 10 <= number < 20 else text


def arabic(text: str) -> int | None:
    """Return the number that Chinese numerals below 10,000 write, ``None`` where they write none."""
    total, digit = 0, 0
    for character in text:
        if character in "十百千":
            total += (digit or 1) * 10 ** ("十百千".index(character) + 1)
            digit = 0
        elif character in DIGITS:
            digit = DIGITS.index(character)
        else:
            return None
    return total + digit if chinese(total + digit) == text else None


def other_numerals(text: str) -> str:
    """Return the text with its first number in the other numerals, unchanged where there is none to change."""
    found = _NUMBER.search(text)
    if found is not None and not found[0].startswith("0"):
        return text[: found.start()] + chinese(int(found[0])) + text[found.end() :]
    found = _HAN_NUMBER.search(text)
    number = arabic(found[0]) if found is not None else None
    if found is None or number is None:
        return text
    return text[: found.start()] + str(number) + text[found.end() :]


def few(draw: Draw, number: int) -> str:
    """Return a number as it may be written: in figures mostly, else in Chinese numerals."""
    return chinese(number) if number < 10_000 and draw.random() < 0.2 else str(number)
