"""Measures: in what a question wants an amount counted, 幾天 or 多少公斤, and whether a text counts in it."""

import re
from collections.abc import Iterable
from functools import lru_cache

from qa.kinds import Kind
from qa.numerals import CHINESE
from qa.units import DURATIONS, UNITS
from qa.values import Value

_ASKED = re.compile(r"(?:几|多少)\s?(?P<unit>[\u4e00-\u9fff]{1,5}|[a-z°℃㎡/]{1,4})")
_GENERAL = frozenset("个多些种元块毛角钱岁时点号月日位")  # of money, of times, and what counts anything
_BY_NAME = {
    **dict.fromkeys(("多高", "海拔", "高度", "多深", "深度", "多宽", "宽度"), "米"),
    **dict.fromkeys(("多重", "重量"), "克"),
    **dict.fromkeys(("热量", "卡路里"), "卡"),
    **{"温度": "度", "面积": "平方米", "电压": "伏", "功率": "瓦", "转速": "转"},
}
_NUMERAL = rf"(?:\d|{CHINESE}|半)"
_MEASURED = {Kind.QUANTITY, Kind.MONEY, Kind.PERCENT, Kind.TIME, Kind.DATE, Kind.RATIO}
_LAND = {"平方米", "亩", "坪"}  # which measure the same, in sizes that differ from place to place


@lru_cache(maxsize=512)
def asked_unit(folded: str) -> tuple[str, str]:
    """Return the unit in which a folded question asks to count, as it is written, and its base; empty if it asks none.

    The base is empty where the word is no unit that is known: 幾節.
    """
    for found in _ASKED.finditer(folded):
        written = found["unit"]
        known = next((written[:n] for n in range(len(written), 0, -1) if _base(written[:n])), "")
        if known and not (len(known) == 1 and known in _GENERAL):
            return known, _base(known)
        if folded[found.start()] == "几" and written[0] not in _GENERAL:
            return written[0], ""
    named = next((base for name, base in _BY_NAME.items() if name in folded), "")
    return named, named


def _base(unit: str) -> str:
    return (DURATIONS.get(unit) or UNITS.get(unit) or ("",))[0]


def measured(folded_question: str, quote: str, values: Iterable[Value]) -> float:
    """Return 1 if a folded quote counts in what the question asks for, -1 if it counts in something else, else 0."""
    unit, base = asked_unit(folded_question)
    if not unit:
        return 0.0
    if re.search(rf"{_NUMERAL}\s?{re.escape(unit)}", quote):
        return 1.0
    amounts = [end for value in values for end in (value.ends or (value,)) if end.kind in _MEASURED]
    bases = {str(one.normal[1]) for one in amounts if one.kind is Kind.QUANTITY}
    if base and (base in bases or (base in _LAND and bases & _LAND)):
        return 1.0
    if base in ("秒", "月", "个工作日") and bases & {"秒", "月", "个工作日"}:
        return 1.0
    return -1.0 if amounts else 0.0
