"""Numerals, Chinese, Arabic and mixed, as exact numbers. Input is folded text; ``qa.values`` finds the numerals."""

import re
from decimal import Decimal
from functools import lru_cache

_WRITTEN = "零〇○ 一壹幺 二贰两 三叁 四肆 五伍 六陆 七柒 八捌 九玖"
_DIGITS = {character: value for value, characters in enumerate(_WRITTEN.split()) for character in characters}
_SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_LARGE = {"万": 10**4, "亿": 10**8, "兆": 10**12}
_TENS = {"廿": 20, "卅": 30, "卌": 40}

DIGIT = f"[{''.join(_DIGITS)}]"
CHINESE = f"[{''.join(_DIGITS)}十拾百佰千仟万亿廿卅卌]"
_SCALE = "[十百万亿]|千(?!瓦时|米/小时)|兆(?=元)"
ARABIC = rf"(?:\d{{1,3}}(?:,\d{{3}})+(?!\d)|\d+)(?:\.\d+)?(?:(?:{_SCALE})+(?:\d[\d.]*(?:{_SCALE})+)*)?"
_BEGINNING = rf"(?:(?<![数几上成])[十百千万亿]|{DIGIT}|[拾佰仟廿卅卌]|兆(?=元))"  # not of 數千, 上百
NUMERAL = rf"(?:(?<![\d.]){ARABIC}|(?<!{CHINESE}){_BEGINNING}(?:{CHINESE}|兆(?=元))*(?:点{DIGIT}+)?)"
_PIECE = re.compile(r"\d+(?:\.\d+)?|.")
_POSITIONAL = re.compile(rf"{DIGIT}+")
# Two consecutive digits may mean an approximate number: 五六個, 十五六歲, 三四十人; so do 一兩天, 三五年.
_GUESS = re.compile("一二|一两|二三|两三|三四|三五|四五|五六|六七|七八|八九")


@lru_cache(maxsize=4096)
def parse_numeral(text: str) -> Decimal | None:
    """Return the number of a folded numeral (一百二十, 1.2百, 二〇二四, 零点四), or ``None`` if it is not one."""
    if text.isascii():
        return Decimal(text.replace(",", ""))
    whole, point, fraction = text.partition("点")
    if point:
        number = parse_numeral(whole) if whole and _POSITIONAL.fullmatch(fraction) else None
        return None if number is None else number + Decimal(f"0.{_written(fraction)}")
    if _POSITIONAL.fullmatch(text):
        return Decimal(_written(text))
    return None if text[0] in _LARGE else _added_up(_PIECE.findall(text.replace(",", "")))


def guessed(text: str) -> tuple[str, str] | None:
    """Return the two numerals that a folded one leaves open (五六, 三四十), or ``None`` where it says one."""
    guess = None if len(text) > 8 else _GUESS.search(text)
    if guess is None or (_POSITIONAL.fullmatch(text) and len(text) != 2):
        return None
    low, high = (text[: guess.start()] + digit + text[guess.end() :] for digit in guess.group())
    return None if parse_numeral(low) is None or parse_numeral(high) is None else (low, high)


def _written(digits: str) -> str:
    return "".join(str(_DIGITS[digit]) for digit in digits)


def _added_up(pieces: list[str]) -> Decimal | None:
    """Return the sum of digits times their powers of ten, or ``None`` if they do not fit together."""
    total = section = Decimal(0)
    number: Decimal | None = None  # a digit whose power has not been read yet
    power = 1  # of the previous piece, which makes 一百二 120; 0 after a zero
    for piece in pieces:
        if piece in _SMALL:
            section += (Decimal(1) if number is None else number) * _SMALL[piece]
            number, power = None, _SMALL[piece]
        elif piece in _LARGE:
            total = _scaled(total, section + (number or 0), _LARGE[piece])
            section, number, power = Decimal(0), None, _LARGE[piece]
        elif piece in _TENS:
            section, power = section + _TENS[piece], 10
        elif number is not None:
            return None
        elif _DIGITS.get(piece) == 0:
            power = 0
        else:
            number = Decimal(_DIGITS.get(piece, piece))
    return (total + section + _last(number, power)) or None


def _last(number: Decimal | None, power: int) -> Decimal:
    """Return the value of a final digit: the 二 of 一百二 is 20, that of 一百零二 is 2."""
    if number is None:
        return Decimal(0)
    return number * power / 10 if power >= 10 and number < 10 else number


def _scaled(total: Decimal, section: Decimal, power: int) -> Decimal:
    """Return the part that a large power multiplies: all of 一萬 in 一萬億, but only 二千 in 一億二千萬."""
    return (total + section) * power if total < power else total + section * power
