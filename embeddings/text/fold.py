"""The fold: the form of a text that is used for matching and never shown.

A fold is Simplified, half width and lower case, and maps exactly one character to one character, so an offset in the
fold is an offset in the article. NFKC and OpenCC's phrase tables change lengths; here each character is folded alone,
and a mapping that would change the length is left out.
"""

import sys
import unicodedata
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

# Variants that OpenCC distinguishes and readers do not: 著 as in 看著, gendered pronouns, 粧, corner quotes.
# And 薴, which OpenCC maps to a character that it maps again.
EXTRA_PAIRS = dict(zip("著妳祂牠粧藉暱甦薴「」『』", "着你它它妆借昵苏苎“”‘’", strict=True))
# Characters that are variants only beside these neighbours: 甚至, 圖畫, 瞭望, 覆蓋, 座位 stay.
EXTRA_WORDS = {
    "甚么": "什么",
    "计画": "计划",
    "企画": "企划",
    "规画": "规划",
    "策画": "策划",
    "瞭解": "了解",
    "瞭如": "了如",
    "明瞭": "明了",
    "座落": "坐落",
    "座标": "坐标",
    "家俱": "家具",
    "批覆": "批复",
    "回覆": "回复",
    "答覆": "答复",
    "反覆": "反复",
    "彷佛": "仿佛",
}
WORTH_ARRAY = 32  # characters from which on an array is faster than ``str.translate``
_POINTS = "utf-32-le"
LAST_POINT = 0x323AF  # the end of the last CJK extension


def fold(text: str) -> str:
    """Return the form of ``text`` used for matching; ``len(fold(text)) == len(text)`` always."""
    folded = text.translate(fold_table()) if len(text) < WORTH_ARRAY else _folded_at_once(text)
    for old, new in EXTRA_WORDS.items():
        folded = folded.replace(old, new)
    return folded


def code_points(text: str) -> NDArray[np.uint32]:
    """Return the code points of a text, an array ``(len(text),)``."""
    return np.frombuffer(text.encode(_POINTS, "surrogatepass"), dtype="<u4")


def _folded_at_once(text: str) -> str:
    """Return every character folded, by one array look-up: ``str.translate`` takes ten times as long."""
    folded: bytes = _folded_points()[code_points(text)].tobytes()
    return folded.decode(_POINTS, "surrogatepass")


@cache
def _folded_points() -> NDArray[np.uint32]:
    """Return the fold as an array: code point → folded code point."""
    folded = np.arange(sys.maxunicode + 1, dtype="<u4")
    table = fold_table()
    folded[list(table)] = [ord(character) for character in table.values()]
    return folded


@cache
def fold_table() -> dict[int, str]:
    """Return the table for ``str.translate``: code point → one folded character, without identities."""
    lines = Path(__file__).with_name("fold_table.txt").read_text(encoding="utf-8").splitlines()
    simplified = {line[0]: line[1] for line in lines} | EXTRA_PAIRS
    folds = ((point, _fold_character(chr(point), simplified)) for point in range(LAST_POINT + 1))
    return {point: folded for point, folded in folds if folded != chr(point)}


def _fold_character(character: str, simplified: dict[str, str]) -> str:
    """Return one character's fold: compatibility form, lower case, Simplified, each step only if one long."""
    for form in (unicodedata.normalize("NFKC", character).lower(), character.lower()):
        if len(form) == 1:
            return simplified.get(form, form)
    return simplified.get(character, character)
