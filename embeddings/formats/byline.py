"""The author and the date of a web page.

They are in a visible line of their own, or declared as meta tags or linked data (schema.org).
"""

import json
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from lxml.html import HtmlElement

LONGEST_BYLINE = 100  # characters
LONGEST_NAME = 60  # characters of an author's
REPUBLIC = 1911  # add to a year of the Republic of China, as Taiwan's offices count

# The date in a line of its own: a label before it, or at most a time and a source after it.
_DAY = r"(?:(?:中華)?民[國国]\s*)?(\d{2,4})\s*[-年/.]\s*(\d{1,2})\s*[-月/.]\s*(\d{1,2})(?!\d)(?:\s*日)?"
_TIME = "日期|[時时][間间]"
_LABEL = rf"(?:.{{0,40}}?(?:[發发][布佈表]|刊[登出]|出版|[張张][貼贴])\s*(?:{_TIME}|[於于])?|{_TIME})\s*[:：]?\s*"
_AFTER = r"[\s\d:：時时分秒上下午AaPpMm]*(?:$|(?:[來来]源|[記记]者|作者|文|[編编][輯辑])\s*[:：/／|\s])"
_OWN_DAY = re.compile(f"{_LABEL}{_DAY}|{_DAY}{_AFTER}")
# The author in a line of its own: 「記者王小明／台北報導」, or a label, a separator and a name.
_NOBODY = (
    "佚名|不[詳详明]|未知|匿名|[無无]名|[編编][輯辑]部|[綜综]合|本[報报刊社]|[網网][絡络路]|整理|[轉转][載载]"
    "|特稿|[專专][題题欄栏]"
)
_ONE = rf"(?!{_NOBODY})[\u4e00-\u9fff·]{{2,4}}"
_NAMES = rf"({_ONE}(?:[、，,及與]\s?{_ONE}){{0,3}}|[A-Z][\w.'-]+(?: [A-Z][\w.'-]+){{0,3}})"
_REPORTER = "(?:本[報报]|特[約约]|[實实][習习])?[記记]者"
_OWN_AUTHOR = re.compile(
    r"(?:^|[\s|｜（(【〔\[])(?:"
    rf"{_REPORTER}\s*{_NAMES}\s*(?:[/／|｜]|\s)\s*\S{{0,10}}?[報报][導导道]"
    rf"|(?:{_REPORTER}|作者|撰文|撰稿|文字|文|[編编][譯译])\s*[:：/／|｜]\s*{_NAMES}\s*(?:$|[/／|｜）)】〕\]\s\d])"
    ")"
)
CHINA = timezone(timedelta(hours=8))
_META_AUTHOR = '//meta[@name="author" or @name="dc.creator" or @property="article:author"]/@content'
_PUBLISHERS = ("Organization", "NewsMediaOrganization")


class Declared(NamedTuple):
    """The author and the date (ISO 8601) that a page declares in its metadata."""

    author: str | None
    published: str | None


def declared(tree: "HtmlElement") -> Declared:
    """Return the author and date that a page declares as linked data (schema.org), or the author as a meta tag."""
    authors, days = [], []
    for thing in _linked_data(tree):
        authors += [one for one in map(_name_of, _listed(thing.get("author"))) if one]
        days += [day for day in map(_iso_day, _listed(thing.get("datePublished"))) if day]
    authors = authors or [" ".join(str(content).split()) for content in tree.xpath(_META_AUTHOR)]
    named = (one for one in authors if one and len(one) <= LONGEST_NAME and "://" not in one)
    return Declared(next(named, None), next(iter(days), None))


def _linked_data(tree: "HtmlElement") -> Iterator[dict[str, Any]]:
    """Yield the objects that a page describes in JSON-LD; invalid JSON is skipped."""
    for script in tree.xpath('//script[@type="application/ld+json"]'):
        try:
            value = json.loads(script.text or "")
        except (ValueError, RecursionError):  # invalid metadata does not affect the text
            continue
        for thing in _listed(value):
            if isinstance(thing, dict):
                yield thing
                yield from (part for part in _listed(thing.get("@graph")) if isinstance(part, dict))


def _listed(value: object) -> list[Any]:
    """Return a list unchanged, and any other value as a list of one."""
    return value if isinstance(value, list) else [value]


def _name_of(author: object) -> str | None:
    """Return the name of an author in linked data, ``None`` for a publisher."""
    if isinstance(author, dict):
        author = None if author.get("@type") in _PUBLISHERS else author.get("name")
    return " ".join(author.split()) if isinstance(author, str) else None


def _iso_day(value: object) -> str | None:
    """Return the date, in China's time zone, of a date or time in ISO 8601, or ``None`` for any other value."""
    try:
        moment = datetime.fromisoformat(str(value))
        return (moment.astimezone(CHINA) if moment.tzinfo else moment).date().isoformat()
    except (ValueError, OverflowError):  # not a date, or out of range
        return None


def own_day(lines: Sequence[str]) -> str | None:
    """Return the date (ISO 8601) that a page shows in a line of its own, or ``None``."""
    for line in lines:
        found = _OWN_DAY.match(line) if len(line) <= LONGEST_BYLINE else None
        if found is not None:
            year, month, day = (int(part) for part in found.groups() if part is not None)
            try:
                return date(year if year >= 1000 else year + REPUBLIC, month, day).isoformat()
            except ValueError:  # no such date: another line may have the right one
                continue
    return None


def own_author(lines: Sequence[str]) -> str | None:
    """Return the author that a page names in a line of its own, or ``None``."""
    found = (_OWN_AUTHOR.search(line) for line in lines if len(line) <= LONGEST_BYLINE)
    return next((match[1] or match[2] for match in found if match is not None), None)
