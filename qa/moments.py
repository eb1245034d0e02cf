"""Parsers for dates, times and weekdays in folded text. Each returns the value that begins at an offset."""

import re
from decimal import Decimal

from qa.kinds import Read
from qa.numerals import CHINESE, DIGIT, NUMERAL, parse_numeral

# era → the year before its first year
_ERAS = {
    "民国": 1911, "令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "明治": 1867, "宣统": 1908, "光绪": 1874,
    "同治": 1861, "咸丰": 1850, "道光": 1820, "嘉庆": 1795, "乾隆": 1735, "雍正": 1722, "康熙": 1661, "顺治": 1643,
}  # fmt: skip
_NINE = "[一二三四五六七八九]"
ERAS = ("公元", "西元", "中华民国", *_ERAS)  # prefixes of a year
_YEAR = (
    rf"(?:(?:(?P<era>(?:中华)?民国前?|{'|'.join(_ERAS)})\s?|(?P<common>[公西]元前?)\s?)(?P<counted>{NUMERAL}|元)\s?年"
    rf"|(?P<year>(?<!\d)(?:1\d|20)\d\d|(?<!{CHINESE})[一二]{DIGIT}{{3}})\s?(?:学年|会计年|年)(?!级|代)度?"
    r"|(?P<roc>(?<!\d)(?:9\d|1[0-4]\d))(?:学年度?|年度|年(?=\s?\d{1,2}\s?月|[春夏秋冬上下第版起底末初]))"
    r"|(?P<bare>(?<![\d时达已近满约])(?:10[1-9]|1[12]\d))年(?![来间后前内以之多余期份]|历史|左右|老|的历)"
    rf"|(?P<written>(?<!{CHINESE})一百[一二三四]?十{_NINE}?|(?<!{CHINESE})一百[零〇]{_NINE}|(?<!{CHINESE})九十{_NINE}?)"
    r"(?:学年度?|年度?)(?![来间后前内以之]|历史|老|的历))"
)
_MONTH = (
    r"(?P<month>(?<![\d.])(?:1[0-2]|0?[1-9])|(?<![二三四五六七八九十])(?:十[一二]?|[一二三四五六七八九]|正|腊))"
    r"\s?月份?(?!租|卡|薪|票|刊|饼|色|嫂)"
)
_DAY_NUMBER = rf"3[01]|[12]\d|0?[1-9]|三十一?|二十{_NINE}?|廿{_NINE}?|十{_NINE}?|{_NINE}"
_DAY = (
    rf"(?:(?P<day>{_DAY_NUMBER})\s?(?:[日号](?!线)|(?=[-~至到、—–](?:{_DAY_NUMBER})[日号]))"
    r"|(?P<lunar>初[一二三四五六七八九十])|(?P<part>[上中下]旬|初|底|末))"
)
_MONTH_DAY = rf"{_MONTH}(?:\s?{_DAY})?"
_DATE = re.compile(rf"{_YEAR}(?:\s?{_MONTH_DAY})?|{_MONTH_DAY.replace('P<', 'P<_')}")
_NUMERIC_DATE = re.compile(
    r"(?<![\d./])(?:(?<!-)|(?<=[./]\d-)|(?<=[./]\d\d-))(?:(?P<year>(?:19|20)\d\d)(?P<mark>[-/.])(?P<month>1[0-2]|0?[1-9])(?P=mark)"
    r"(?P<day>3[01]|[12]\d|0?[1-9])"
    r"|(?P<_year>(?:19|20)\d\d)[-/](?P<_month>0[1-9]|1[0-2])(?![-/])"
    r"|(?P<__year>(?:19|20)\d\d)(?P<__month>0[1-9]|1[0-2])(?P<__day>0[1-9]|[12]\d|3[01]))(?![\d.]\d|\d|-(?!(?:19|20)\d\d[./])\d)"
)
# A day without its month counts only where the words make it certain: 三日 is more often a duration.
_DAY_ALONE = re.compile(rf"(?P<day>(?<!\d)(?:{_DAY_NUMBER}))\s?日")
_BEFORE_DAY = re.compile(
    r"(?:[每本当次上下隔同]个?月的?|[至到~—–-]|月\S{1,3}[日号][、和及]|星期[一二三四五六日天]|电|记者|讯[(:]?)\s?$"
)
_AFTER_DAY = re.compile(r"\s?(?:起|止|上午|下午|晚|凌晨|早|举行|召开|开幕|截止|前来|电)")

_PARTS = "凌晨|清晨|清早|早晨|早上|早间|上午|中午|正午|午间|下午|午后|傍晚|晚上|晚间|夜间|夜里|深夜|午夜|半夜|晨|早|晚"
PARTS_OF_DAY = tuple(_PARTS.split("|"))
_AFTERNOON = {"下午", "午后", "傍晚", "晚上", "晚间", "晚", "pm"}
_NIGHT = {"夜间", "夜里", "深夜", "半夜", "午夜"}
_NOON = {"中午", "正午", "午间"}
_AFTER_NO_NUMERAL = rf"(?:(?<!{CHINESE})|(?<=[周期拜][一二三四五六]))"  # but 周六九時
_TIME = re.compile(
    rf"(?P<mark>{_PARTS})?\s?(?P<hour>(?<![\d.:/])(?:2[0-4]|1\d|0?\d)|{_AFTER_NO_NUMERAL}(?:二十[一二三四]?|十[一二三四五六七八九]?|{DIGIT}))"
    r"(?::(?P<minutes>[0-5]\d)(?::[0-5]\d)?(?![\d:])(?:\s?(?P<english>am|pm)\b)?"
    r"|\s?(?:点钟?|时(?![间代期候常刻尚而不效节分]))"
    r"(?:(?P<minute>半|一刻|三刻|整|\s?[0-5]?\d\s?分|[0-5]\d(?!\d)|(?:[二三四五]?十[一二三四五六七八九]?|[零〇][一二三四五六七八九])分?|"
    rf"{_NINE}分)(?![毫厘公千兆米%百万亿元倍克吨度个帕人名])(?:\d+秒)?"
    rf"|(?!{DIGIT}|\d)))"
    r"|(?P<named>正午|午夜)"
)
# 以下三點, 兩點建議 count points; 早一點 is a little earlier, 一時 a while
_POINTS_BEFORE = re.compile(r"(?:以下|如下|下列|注意|做到|提出|有|这|那|几|第|早|晚|快|慢|多|少|好)$")
_POINTS_AFTER = re.compile(r"\s?(?:建议|意见|要求|注意|说明|原因|理由|:|也|儿|点|不)")

_WEEKDAY = re.compile(
    r"(?:星期|礼拜|(?<![一二三四五六七八九十两几半\d])周)(?:(?P<days>[一二三四五六日天](?:、?[日天](?!游|票))?|[1-7](?!\d|月|\.\d))(?![年岁次个周]\D|百|十|季)|(?P<weekend>末))"
)
_DAYS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "日": 7, "天": 7}


def read_date(folded: str, start: int) -> Read | None:
    """Return the date at an offset: complete, a year, a year and month, a month, or a day; else ``None``."""
    found = _DATE.match(folded, start) or _NUMERIC_DATE.match(folded, start)
    if found is None:
        return _read_day(folded, start)
    parts = {name.lstrip("_"): text for name, text in found.groupdict().items() if text is not None}
    day = parts.get("part") or _number(parts.get("day") or parts.get("lunar", "").removeprefix("初"))
    return found.end(), (_year(parts), _number(parts.get("month")), day)


def _read_day(folded: str, start: int) -> Read | None:
    found = _DAY_ALONE.match(folded, start)
    if found is None or folded[start - 1 : start] in ("前", "后", "隔", "满"):  # 前一日晚上, the evening before
        return None
    told = _BEFORE_DAY.search(folded, max(0, start - 6), start) or _AFTER_DAY.match(folded, found.end())
    return (found.end(), (None, None, _number(found["day"]))) if told else None


def _year(parts: dict[str, str]) -> int | None:
    """Return the year of the common era in the parts of a date, or ``None``."""
    if "counted" in parts:
        counted = 1 if parts["counted"] == "元" else _number(parts["counted"]) or 0
        era = parts.get("era", "").removeprefix("中华")
        if "前" in parts.get("common", ""):
            return 1 - counted
        return 1912 - counted if era == "民国前" else _ERAS.get(era, 0) + counted
    bare = _number(parts.get("roc") or parts.get("bare") or parts.get("written"))  # of the Republic, without 民國
    return _number(parts.get("year")) if bare is None else 1911 + bare


def _number(text: str | None) -> int | None:
    if not text:
        return None
    number = {"正": Decimal(1), "腊": Decimal(12)}.get(text) or parse_numeral(text)
    return None if number is None else int(number)


def read_time(folded: str, start: int) -> Read | None:
    """Return the time of day at an offset, or ``None``."""
    found = _TIME.match(folded, start)
    if found is None:
        return None
    if found["named"]:
        return found.end(), (12 if found["named"] == "正午" else 0, 0)
    exact = found["minutes"] or found["minute"]
    if not exact and found["mark"] in (None, "早", "晚") and _counts_points(folded, found):
        return None
    hour = _hour(_number(found["hour"]) or 0, found["mark"] or found["english"])
    return found.end(), (hour, _minute(exact))


def _counts_points(folded: str, found: re.Match[str]) -> bool:
    """Return whether 三點 or 一時, without a part of the day, is something other than a time."""
    if found["hour"] == "一" and not re.compile("[至到~-]|钟|前|后").search(folded, found.end() - 1, found.end() + 1):
        return True
    before = _POINTS_BEFORE.search(folded, max(0, found.start("hour") - 2), found.start("hour"))
    return (before is not None and not found["mark"]) or _POINTS_AFTER.match(folded, found.end()) is not None


def _hour(hour: int, mark: str | None) -> int:
    """Return the hour (0–24) of a 12-hour time with its part of the day."""
    if mark in _NIGHT:
        hour += 12 if 6 <= hour <= 12 else 0
    elif mark in _AFTERNOON:
        late = mark not in ("下午", "午后", "pm")
        after_midnight = late and hour < 4  # 晚上一點
        hour += 12 if (hour < 12 and not after_midnight) or (hour == 12 and late) else 0
    elif mark in _NOON:
        hour += 12 if hour < 4 else 0
    elif mark in ("凌晨", "am") and hour == 12:
        hour = 0
    return hour % 24


def _minute(text: str | None) -> int:
    named = {None: 0, "整": 0, "半": 30, "一刻": 15, "三刻": 45}
    if text in named:
        return named[text]
    number = parse_numeral((text or "").removesuffix("分").strip())
    return int(number or 0)


def read_weekday(folded: str, start: int) -> Read | None:
    """Return the day of the week at an offset, both days for a weekend, or ``None``."""
    found = _WEEKDAY.match(folded, start)
    if found is None:
        return None
    if found["weekend"]:
        return found.end(), (6, 7)
    days = [_DAYS[day] if day in _DAYS else int(day) for day in found["days"].replace("、", "")]
    return found.end(), tuple(days)
