"""Word's automatic numbers, which are not part of any run of text: 第一條, 1.1, （三）, as Word shows them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DEEPEST = 9  # levels of a list in Word
_Xml = Any  # an XML element; python-docx leaves them untyped
_Document = Any  # python-docx does not export its type

_DIGITS = "零一二三四五六七八九"
_FORMAL, _FORMAL_TRADITIONAL = "零壹贰叁肆伍陆柒捌玖", "零壹貳參肆伍陸柒捌玖"
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_ROMAN_HUNDREDS = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"))
_ROMAN = (*_ROMAN_HUNDREDS, (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def chinese(number: int, digits: str = _DIGITS, units: str = "十百千") -> str:
    """Return a number in Chinese numerals: 十二, 二十三, 一百零五."""
    if not 0 < number < 10_000:
        return str(number)
    said, zero = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            said += ("零" if zero and said else "") + digits[digit] + (units[place - 1] if place else "")
        zero = not digit
    return said.removeprefix("一") if said.startswith("一十") else said


def _plain(number: int) -> str:
    return "".join(_DIGITS[int(one)].replace("零", "〇") for one in str(number))


def _roman(number: int) -> str:
    said = ""
    for value, letters in _ROMAN:
        said += letters * (number // value)
        number %= value
    return said


def _letter(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _from(row: str) -> Callable[[int], str]:
    return lambda number: row[number - 1] if 0 < number <= len(row) else str(number)


_WRITTEN: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02}",
    "decimalFullWidth": lambda number: str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９")),
    "upperRoman": lambda number: _roman(number).upper(),
    "lowerRoman": _roman,
    "upperLetter": lambda number: _letter(number).upper(),
    "lowerLetter": _letter,
    "chineseLegalSimplified": lambda number: chinese(number, _FORMAL, "拾佰仟"),
    "ideographLegalTraditional": lambda number: chinese(number, _FORMAL_TRADITIONAL, "拾佰仟"),
    "ideographTraditional": _from(_STEMS),
    "ideographZodiac": _from(_BRANCHES),
    "ideographDigital": _plain,
    "taiwaneseDigital": _plain,
    "decimalEnclosedCircle": _from(_CIRCLED),
    "decimalEnclosedCircleChinese": _from(_CIRCLED),
    **dict.fromkeys(
        (
            "chineseCounting",
            "chineseCountingThousand",
            "taiwaneseCounting",
            "taiwaneseCountingThousand",
            "japaneseCounting",
        ),
        chinese,
    ),
}


@dataclass(frozen=True, slots=True)
class _Level:
    """The numbering of one list level."""

    start: int
    written: str  # the number format
    text: str  # the pattern, 第%1條: %1 is the number of the first level
    is_legal: bool  # legal numbering: all numbers in Arabic digits


@dataclass(slots=True)
class Numbering:
    """The lists of a document, with their current counts."""

    levels: dict[str, dict[int, _Level]]  # by list id
    abstract: dict[str, str]  # list id → definition id; lists with one definition share their counts
    styles: dict[str, tuple[str, int]]  # style id → list id and level
    counts: dict[str, list[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, document: _Document) -> "Numbering":
        """Return the lists that a document defines."""
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError, AttributeError):  # python-docx: there is no numbering part
            return cls({}, {}, {})
        defined = {one.get(f"{_W}abstractNumId"): _levels_of(one) for one in root.findall(f"{_W}abstractNum")}
        levels, abstract = {}, {}
        for one in root.findall(f"{_W}num"):
            number, basis = one.get(f"{_W}numId"), one.find(f"{_W}abstractNumId")
            key = basis.get(f"{_W}val") if basis is not None else ""
            own = {int(part.get(f"{_W}ilvl")): part for part in one.findall(f"{_W}lvlOverride")}
            levels[number] = {**defined.get(key, {}), **_overridden(defined.get(key, {}), own)}
            abstract[number] = f"{key}#{number}" if own else key
        return cls(levels, abstract, _numbered_styles(document))

    def label(self, paragraph: _Xml, style: str | None) -> str:
        """Return the number that Word shows before a paragraph, and advance the count; empty if there is none."""
        own = paragraph.find(f"{_W}pPr/{_W}numPr/{_W}numId")
        if own is not None and own.get(f"{_W}val") == "0":  # numbering switched off, whatever the style says
            return ""
        found = _numbered(paragraph.find(f"{_W}pPr")) or self.styles.get(style or "")
        if found is None:
            return ""
        number, depth = found
        level = self.levels.get(number, {}).get(depth)
        if level is None or level.written in ("none", "bullet"):
            return ""
        counts = self.counts.setdefault(self.abstract[number], [0] * DEEPEST)
        counts[depth] = counts[depth] + 1 if counts[depth] else level.start
        counts[depth + 1 :] = [0] * (DEEPEST - depth - 1)
        said = level.text
        for at in range(depth + 1):
            above = self.levels[number].get(at, level)
            kind = "decimal" if level.is_legal else above.written
            said = said.replace(f"%{at + 1}", _WRITTEN.get(kind, str)(counts[at] or above.start))
        return said.strip()


def _levels_of(definition: _Xml) -> dict[int, _Level]:
    return {int(one.get(f"{_W}ilvl")): _level(one) for one in definition.findall(f"{_W}lvl")}


def _level(one: _Xml) -> _Level:
    def value(name: str, default: str) -> str:
        found = one.find(f"{_W}{name}")
        return str(found.get(f"{_W}val", default)) if found is not None else default

    start = value("start", "1")
    return _Level(
        int(start) if start.isdecimal() else 1,
        value("numFmt", "decimal"),
        value("lvlText", ""),
        one.find(f"{_W}isLgl") is not None,
    )


def _overridden(levels: dict[int, _Level], own: dict[int, _Xml]) -> dict[int, _Level]:
    """Return the levels of a definition with a list's overrides applied."""
    changed = {}
    for depth, part in own.items():
        whole, start = part.find(f"{_W}lvl"), part.find(f"{_W}startOverride")
        level = _level(whole) if whole is not None else levels.get(depth)
        if level is not None and start is not None:
            level = _Level(int(start.get(f"{_W}val", "1")), level.written, level.text, level.is_legal)
        if level is not None:
            changed[depth] = level
    return changed


def _numbered(properties: _Xml) -> tuple[str, int] | None:
    """Return the list id and level in the properties of a paragraph or style, or ``None``."""
    found = properties.find(f"{_W}numPr") if properties is not None else None
    if found is None:
        return None
    number, depth = found.find(f"{_W}numId"), found.find(f"{_W}ilvl")
    if number is None or number.get(f"{_W}val") in (None, "0"):
        return None
    return number.get(f"{_W}val"), int(depth.get(f"{_W}val", "0")) if depth is not None else 0


def _numbered_styles(document: _Document) -> dict[str, tuple[str, int]]:
    """Return the list id and level of each style that numbers its paragraphs, by style id."""
    found = {}
    for style in document.styles.element.findall(f"{_W}style"):
        numbered = _numbered(style.find(f"{_W}pPr"))
        if numbered is not None:
            found[style.get(f"{_W}styleId")] = numbered
    return found
