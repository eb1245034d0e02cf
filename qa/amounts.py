"""Parsers for money, quantities, durations and percentages in folded text. Each returns the value at an offset."""

import re
from collections.abc import Iterable
from decimal import Decimal

from qa.kinds import Read
from qa.numerals import CHINESE, DIGIT, NUMERAL, parse_numeral
from qa.units import CURRENCIES, DURATIONS, UNITS

_HALF = Decimal("0.5")
# A measure word that here begins another word: 三分之一, 十二名額, 三部門.
_OTHER_WORDS = """
分之别馆校店局院布 名称单义额 位于置 家长庭具属 本人市县校院馆办法科身条 部门分委署 所有在属需 支持付出部 场所地馆 项目
组织成长 门诊票禁卡店牌 班车主级长 面积议试 条件例款 处理罚置长 转账让交移正发 期间限满末 人员民口工事 次日年月要
台湾北中南东币 度假 字号第 只有要能 里面程 口罩岸 层次 级别 种植子 类型 天津河 日本常历 周边围年 年代级龄会检费度薪
月租卡薪票费 个别体性
"""
_NOT_BEFORE = {word[0]: word[1:] for word in _OTHER_WORDS.split()}  # unit → what must not follow it


def _any_of(units: Iterable[str]) -> str:
    """Return a pattern that matches any of the units, the longest first, but no part of another word."""
    written = []
    for unit in sorted(units, key=lambda unit: (-len(unit), unit)):
        ending = r"(?![a-z0-9])" if unit[-1].isascii() else f"(?![{_NOT_BEFORE[unit]}])" if unit in _NOT_BEFORE else ""
        written.append(re.escape(unit) + ending)
    return "|".join(written)


_ABOUT = "[多余来几]?"
_QUANTITY = re.compile(
    rf"(?P<minus>零下\s?|负|(?<![\da-z℃度%.-])-(?=\d))?(?P<number>{NUMERAL})\s{{0,2}}{_ABOUT}\s?"
    rf"(?:个半(?P<half_unit>{_any_of(unit for unit in UNITS if len(unit) > 1 and not unit.isascii())})"
    rf"|(?P<unit>{_any_of(UNITS)})(?P<half>半(?!价|数|天|年|小|个|径)|(?<=米)(?:{DIGIT}|\d)(?![\d.点]|{CHINESE}))?)"
)
_DURATION = re.compile(
    rf"(?:(?P<number>{NUMERAL})\s?{_ABOUT}个?(?P<and_half>半)?|(?P<half>半)个?)\s?"
    rf"(?P<unit>{_any_of(DURATIONS)})(?P<half_after>半(?!价|数|天|年|小|个))?又?"
)
_PREFIX = "|".join(re.escape(name) for name in sorted(CURRENCIES, key=len, reverse=True) if name not in "元圆块元整")
_SUFFIX = "|".join(sorted((name for name in CURRENCIES if name > "一" and name not in "元圆块"), key=len, reverse=True))
_CHANGE = rf"(?:(?P<dimes>{DIGIT}|\d)[角毛](?:(?P<cents>{DIGIT}|\d)分)?|(?<=块)(?P<short>半|{DIGIT}(?!{CHINESE})))?"
_MONEY = re.compile(
    rf"(?:(?P<prefix>{_PREFIX})\s?(?P<stated>{NUMERAL})(?:\s?{_ABOUT}\s?[元圆块](?!旦)整?)?"
    rf"|(?P<number>{NUMERAL})\s?{_ABOUT}\s?"
    rf"(?:(?P<suffix>[元圆块]|(?:{_SUFFIX})(?!\s?\d))(?![旦素年宵件月代老化])(?:整|钱)?{_CHANGE}"
    r"|(?P<dime>[角毛])(?![形大度落色星洲函架铁笔衣巾孔])钱?))"
)
_PERCENT = re.compile(
    rf"(?P<part>百分之|千分之|万分之|(?P<whole>{NUMERAL})分之)\s?(?P<share>{NUMERAL})"
    rf"|(?P<number>{NUMERAL})\s?(?P<sign>%|‰|成(?![员立为功果本分绩人年交都套长名语群]))(?P<half>半|(?<=成){DIGIT}(?!{CHINESE}|点))?"
)
_PARTS = {"百分之": Decimal(1), "千分之": Decimal("0.1"), "万分之": Decimal("0.01")}
_SIGNS = {"%": Decimal(1), "‰": Decimal("0.1"), "成": Decimal(10)}


def read_money(folded: str, start: int) -> Read | None:
    """Return the amount of money at an offset, or ``None``."""
    found = _MONEY.match(folded, start)
    amount = parse_numeral(found["stated"] or found["number"]) if found else None
    if found is None or amount is None:
        return None
    if found["prefix"]:
        return found.end(), (amount, CURRENCIES[found["prefix"]])
    if found["dime"]:
        return found.end(), (amount / 10, "")
    if found["suffix"] == "块" and _is_piece(folded, found):
        return None
    return found.end(), (amount + _change(found), CURRENCIES[found["suffix"]])


def _is_piece(folded: str, found: re.Match[str]) -> bool:
    """Return whether 塊 is a measure word, as in 三塊地, and not money."""
    if found.end() > found.end("suffix"):
        return False
    return re.compile(r"[\u4e00-\u9fff]").match(folded, found.end()) is not None


def _change(found: re.Match[str]) -> Decimal:
    """Return the fraction after the 元 of an amount: 五角, 三角二分, and the 五 of 兩塊五."""
    dimes, cents = (parse_numeral(found[name]) or 0 if found[name] else 0 for name in ("dimes", "cents"))
    return Decimal(dimes) / 10 + Decimal(cents) / 100 + _tenths(found["short"])


def read_percent(folded: str, start: int) -> Read | None:
    """Return the percentage at an offset: 百分之五, 5%, 三成五, 三分之一; else ``None``."""
    found = _PERCENT.match(folded, start)
    if found is None:
        return None
    if found["sign"]:
        share = parse_numeral(found["number"])
        half = _tenths(found["half"])
        return None if share is None else (found.end(), ((share + half) * _SIGNS[found["sign"]],))
    share = parse_numeral(found["share"])
    whole = parse_numeral(found["whole"]) if found["whole"] else None
    if share is None or (found["whole"] and not whole):
        return None
    return found.end(), (share * 100 / whole if whole else share * _PARTS[found["part"]],)


def _tenths(text: str | None) -> Decimal:
    """Return the fraction after a unit: 半, or the 五 of 兩塊五 and 三成五."""
    if not text:
        return Decimal(0)
    return _HALF if text == "半" else (parse_numeral(text) or Decimal(0)) / 10


def read_duration(folded: str, start: int) -> Read | None:
    """Return the duration at an offset in seconds or months: 一個半小時, 兩小時二十一分, 半天, 三年; else ``None``."""
    total, base, smallest, end = Decimal(0), "", Decimal("Infinity"), start
    while found := _DURATION.match(folded, end):
        amount = Decimal(0) if found["half"] else parse_numeral(found["number"])
        unit, size = DURATIONS[found["unit"]]
        if amount is None or (base and (unit != base or size >= smallest)) or _is_other(folded, found, base):
            break
        total += (amount + (_HALF if found["half"] or found["and_half"] or found["half_after"] else 0)) * size
        base, smallest, end = unit, size, found.end()
    if folded[end - 1 : end] == "又":
        end -= 1
    return (end, (total, base)) if base else None


def _is_other(folded: str, found: re.Match[str], base: str) -> bool:
    """Return whether a unit is not one of time here: points (八十分), months of the year (五月), 十分."""
    alone, unit = not base, found["unit"]
    if unit == "月":
        return "个" not in found.group() and not found["half"]
    return alone and unit == "分" and not found["half"]


# 十分 means "very", 三三兩兩 "in small groups", 一一列舉 "one by one"
_WORD = re.compile(rf"十分|{DIGIT}*两[两个]|(?:(?!零|〇){DIGIT}){{2}}\D")


def read_quantity(folded: str, start: int) -> Read | None:
    """Return the quantity with its unit at an offset, in base units, or ``None``."""
    found = _QUANTITY.match(folded, start)
    if found is None or _WORD.fullmatch(found.group()):
        return None
    amount = parse_numeral(found["number"])
    if amount is None:
        return None
    unit, size = UNITS[found["half_unit"] or found["unit"]]
    amount += _HALF if found["half_unit"] else _tenths(found["half"])
    return found.end(), ((-amount if found["minus"] else amount) * size, unit)
