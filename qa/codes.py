"""Parsers for numbered things: clauses, ordinals, phones, codes, documents. The interface is that of ``qa.moments``."""

import re

from qa.kinds import Normal, Read
from qa.numerals import CHINESE, NUMERAL, parse_numeral
from qa.units import UNITS

_LEVELS = "条章节款项目编篇"
_CLAUSE = re.compile(
    rf"第\s?(?P<number>\d+(?:\.\d+)+|{NUMERAL})\s?(?P<level>[{_LEVELS}])(?!目)(?:之(?P<part>{NUMERAL}))?"
)
_DOTTED = re.compile(r"(?<![a-z0-9_.表图])\d{1,2}(?:\.\d{1,3}){2,4}(?![\d.])")
# Nouns after ordinals. Of any other noun (第一中學) the first character is used.
_COUNTED = (
    "学年|学期|季度|阶段|年级|等奖|届|期|次|名|位|个|批|号|场|轮|座|卷|版|册|集|部|组|队|班|线|站|路|层|楼|周|天|年|日|页|行|栏|"
    "类|代|季|级|回|处|排|件|家|人|份"
)
_NTH = re.compile(rf"第\s?(?P<number>{NUMERAL})\s?(?P<counted>{_COUNTED})?")
_FIRST = re.compile(r"首(?P<counted>届|期|次|个|批|名|位|场|轮|日|家|座|条|部|季|年|版|页)")
_PLACED = {"冠军": 1, "亚军": 2, "季军": 3}
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_STEMMED = re.compile(rf"(?P<stem>[{_STEMS}])(?P<counted>[区级类组班栋幢座库区段舱席票等仓式型种方表])")
_STEM_CODE = re.compile(rf"[{_STEMS}]-\d{{1,4}}(?!\d)")
_NUMBERED = re.compile(
    rf"(?P<number>{NUMERAL})\s?(?P<counted>年级|等奖|世纪|号线|号楼|号院|号门|号馆|号厅|号|届(?!时)|楼|栋|幢|单元|室|季度|"
    r"级(?!别)|路(?!程|线|上|口|径))"
)
_ATTACHED = re.compile(rf"(?P<counted>附件|附表|附录|附图|表|图)\s?(?P<number>\d{{1,3}}(?![\d.])|{CHINESE}{{1,3}})")

_EXTENSION = r"(?:\s?(?:转|分机|内线|ext\.?|#)\s?:?\s?(?P<extension>\d{1,6}))?"
_ABROAD = r"(?:86|886|852|853)"
_PHONE = re.compile(
    rf"(?<![\d-])(?P<number>\+{_ABROAD}[ -]?\d{{1,3}}[ -]?\d{{3,4}}[ -]?\d{{3,4}}|(?:\+?\(?{_ABROAD}\)?[ -]?)?"
    r"(?:\(0\d{1,3}\)\s?\d{3,4}[- ]?\d{3,4}"
    r"|0\d{1,3}[- ]\d{3,4}[- ]?\d{3,4}|[48]00[- ]\d{3,4}[- ]?\d{3,4}|0800[- ]\d{3}[- ]\d{3}"
    r"|1[3-9]\d[- ]?\d{4}[- ]?\d{4}|09\d\d[- ]?\d{3}[- ]?\d{3}))(?![\d-])" + _EXTENSION
)
# Short numbers are phones if the words before say so.
_SHORT_PHONE = re.compile(r"(?<![\d-])(?P<number>\d{3,4}[- ]\d{4}|\d{7,8})(?![\d-])" + _EXTENSION)
_SPEAKS_OF_PHONES = re.compile(r"(?:电话|热线|专线|传真|手机|拨打|致电|联系方式|tel|fax)[^\d。;\n]{0,8}$")
_COMPLETE = re.compile(r"0|1\d{10}")  # with its area, or a mobile phone of the mainland
_COUNTRY = re.compile(rf"^\+?\(?{_ABROAD}\)?[ -]")

_STANDARD = re.compile(
    r"(?<![a-z0-9])(?:gb|iso|iec|ws|yy|jb|hg|hj|db\d{0,2}|cns|en|din|astm|jis|ieee|jgj|cjj|dl|sh|nb|qb|ny|ga|aq|jt|ty|wh)"
    r"(?:/[a-z]{1,4})?\s?\d+(?:\.\d+)?(?:[-:—]\d+)*(?![a-z0-9])"
)
# 300-500元 and 5-10kg are ranges, not codes
_LATIN_UNITS = "|".join(sorted((re.escape(unit) for unit in UNITS if unit.isascii()), key=len, reverse=True))
_MEASURED = "元年月日名人个米克度%份学万平公千毫厘吨斤升里辆座间家张件种项次小分秒天周岁时册本"
_CODE = re.compile(
    rf"(?<![a-z0-9])(?!\d[\d.]*-\d[\d.]*(?:{_LATIN_UNITS})(?![a-z0-9]))"
    r"(?:(?=[a-z0-9/_.-]*[a-z])(?=[a-z0-9/_.-]*\d)[a-z0-9]+(?:[-_/.][a-z0-9]+)*|[a-z]+(?:[-_][a-z0-9]+)+"
    rf"|\d{{3,}}(?:-\d{{2,}})+(?:-[a-z0-9]+)*(?!\s?[{_MEASURED}])"
    rf"|\d{{2,}}-[\u4e00-\u9fff]{{1,2}}-\d{{2,}}(?!\s?[{_MEASURED}])|0\d+(?![\d.:])|\d{{15,}})(?![a-z0-9])"
)
# A code whose letters stand apart from its digits: KL 2201B. Other words stand before numbers too.
_NO_LETTERS = (
    "usd|rmb|cny|twd|hkd|eur|jpy|gbp|ntd?|us|tel|fax|ext|no|nr|id|qq|vip|room|rm|win|wifi|usb|year|page|pp|vol|part|step"
    "|top|max|min|from|to|in|at|of|on|by|is|the|and|or|about|over|for|only|am|pm|px|dpi|rpm|hz"
)
_APART = re.compile(
    rf"(?<![a-z0-9])(?<![a-z0-9][ ,.])(?!(?:{_NO_LETTERS})\s)[a-z]{{1,5}}\s(?!(?:19|20)\d\d(?![a-z0-9]))"
    rf"\d{{3,}}(?!(?:{_LATIN_UNITS})(?![a-z0-9]))[a-z]{{0,2}}(?![a-z0-9.,:%])(?!\s?[{_MEASURED}])"
)
_DIVIDER = re.compile(r"[^a-z0-9\u4e00-\u9fff]")
_RATIO = re.compile(rf"(?<![\d:/.])(?:(\d+)\s?[:/]\s?(\d+)(?![\d:/])|({NUMERAL})比({NUMERAL}))")
_LINK = re.compile(
    r"(?<![a-z0-9])(?:[a-z0-9._%+-]+@[a-z0-9.-]+\.[a-z]{2,}|(?:https?://|www\.)[a-z0-9./?=&_%#:~+-]*[a-z0-9/])"
)

_DOCUMENT = re.compile(
    r"[〔\[(【]\s?(?P<year>(?:19|20)\d\d)\s?[〕\])】]\s?"
    r"(?:第?\s?(?P<number>\d+(?:-\d+)?)\s?号|(?P<court>[\u4e00-\u9fff]\d{0,4}[\u4e00-\u9fff]{1,4})(?P<case>\d+)号)"
)
_LETTER = re.compile(r"(?P<issuer>[\u4e00-\u9fff]{1,8})字第(?P<number>\d{4,})号")
_ISSUER = re.compile(r"[\u4e00-\u9fff]{1,10}$")
_LEADING_WORDS = re.compile(
    ".*(?:根据|依据|按照|依照|依|参照|见|号为|号是|以及|文件|通知|发布|印发|和|及|与|的|了|为|是)"
)


def read_clause(folded: str, start: int) -> Read | None:
    """Return the clause number at an offset: 第二十三条, 第五条之一第二款, 1.2.3; else ``None``."""
    if dotted := _DOTTED.match(folded, start):
        return dotted.end(), (".", *map(int, dotted.group().split(".")))
    normal: Normal = ()
    end = start
    while found := _CLAUSE.match(folded, end):
        number = found["number"]
        if "." in number and number.replace(".", "").isdecimal():
            return found.end(), (".", *map(int, number.split(".")))
        counted, part = parse_numeral(number), parse_numeral(found["part"]) if found["part"] else 0
        if counted is None or part is None:
            break
        normal, end = (*normal, found["level"], int(counted), int(part)), found.end()
    return (end, normal) if normal else None


def read_ordinal(folded: str, start: int) -> Read | None:
    """Return the ordinal at an offset: 第二期, 首届, 冠军, 三年级, 二楼, 8号, 附件3; else ``None``."""
    if folded[start : start + 2] in _PLACED:
        return start + 2, (_PLACED[folded[start : start + 2]], "名")
    found = _FIRST.match(folded, start)
    if found:
        return found.end(), (1, found["counted"])
    stemmed = _STEMMED.match(folded, start)
    if stemmed:
        return stemmed.end(), (_STEMS.index(stemmed["stem"]) + 1, stemmed["counted"])
    found = _NTH.match(folded, start) or _ATTACHED.match(folded, start) or _NUMBERED.match(folded, start)
    number = parse_numeral(found["number"]) if found else None
    if found is None or number is None:
        return None
    counted = found["counted"] or re.sub(r"[^\u4e00-\u9fff]", "", folded[found.end() : found.end() + 1])
    return found.end(), (int(number), {"楼": "层", "位": "名"}.get(counted, counted))


def read_phone(folded: str, start: int) -> Read | None:
    """Return the phone number at an offset with its extension, or ``None``."""
    found = _PHONE.match(folded, start)
    if found is None:
        found = _SHORT_PHONE.match(folded, start)
        if found is None or not _SPEAKS_OF_PHONES.search(folded, max(0, start - 14), start):
            return None
    national = _COUNTRY.sub("", found["number"])
    digits = re.sub(r"\D", "", national)
    needs_zero = national != found["number"] and not _COMPLETE.match(digits) and "85" not in found["number"][:4]
    return found.end(), (f"0{digits}" if needs_zero else digits, found["extension"] or "")


def read_code(folded: str, start: int) -> Read | None:
    """Return the code at an offset, without what divides it: KL-2201A, KL 2201A, GB/T 1234-2020, 7733-0091, 甲-01."""
    found = _STANDARD.match(folded, start) or _CODE.match(folded, start) or _STEM_CODE.match(folded, start)
    found = found or _APART.match(folded, start)
    return (found.end(), (_DIVIDER.sub("", found.group()),)) if found else None


def read_ratio(folded: str, start: int) -> Read | None:
    """Return the ratio, score or fraction at an offset: 3:2, 三比二, 1/2; else ``None``."""
    found = _RATIO.match(folded, start)
    if found is None:
        return None
    first, second = (parse_numeral(number) for number in found.groups() if number)
    return None if first is None or second is None else (found.end(), (first, second))


def read_link(folded: str, start: int) -> Read | None:
    """Return the e-mail or web address at an offset, or ``None``."""
    found = _LINK.match(folded, start)
    return (found.end(), (found.group(),)) if found else None


def find_documents(folded: str) -> list[tuple[int, int, Normal]]:
    """Return the document numbers of a text with their spans: 松政办发〔2024〕17号, 府教终字第1130012345号."""
    found: list[tuple[int, int, Normal]] = []
    if "号" not in folded:
        return found
    for match in _DOCUMENT.finditer(folded):
        before = folded[max(0, match.start() - 10) : match.start()]
        issuer = match["court"] or _issuer(before)
        start = match.start() if match["court"] else match.start() - len(issuer)
        found.append((start, match.end(), (issuer, int(match["year"]), match["number"] or match["case"])))
    for match in _LETTER.finditer(folded) if "字第" in folded else ():
        issuer = _issuer(match["issuer"])
        found.append((match.end("issuer") - len(issuer), match.end(), (issuer, None, match["number"])))
    return sorted(found)


def _issuer(before: str) -> str:
    """Return the short name of the issuing office that a text ends with, before a document's number."""
    name = _ISSUER.search(before)
    return _LEADING_WORDS.sub("", name.group()) if name else ""
