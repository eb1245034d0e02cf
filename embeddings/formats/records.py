"""Records → articles: the rows of a table or the objects of a JSON file whose fields have names that people use.

A record is an article if one of its fields is a text by such a name. Markup in it is read as the body of a page is.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from embeddings.article import Block, RawArticle
from embeddings.errors import SourceError
from embeddings.formats.byline import CHINA
from embeddings.formats.failures import reading
from embeddings.formats.html import parse_page, text_of_page
from embeddings.formats.title import first_line_title, is_misread
from embeddings.text.fold import fold
from embeddings.text.tags import tags_of

# What people call the fields, folded, the best names first.
TITLE = ("title", "headline", "标题", "题名", "篇名", "新闻标题", "文章标题", "article_title", "news_title")
MAYBE_TITLE = ("name", "subject", "topic", "heading", "名称", "主题", "题目")  # where no field is surely one
TEXT = (
    *("text", "body", "正文", "内文", "全文", "本文", "文章", "context", "article", "article_text", "full_text"),
    *("context_text", "content_text", "passage", "passage_text", "article_body", "article_content", "body_text"),
    *("main_text", "main_body", "fulltext", "raw_text", "news_content", "post_content", "document_text"),
    *("page_content", "content_html", "body_html", "正文内容", "文章内容", "新闻内容", "页面内容", "全文内容"),
    *("文本", "内容正文", "文本内容"),
)
# Also the names of columns of a timetable, and of whole documents.
MAYBE_TEXT = ("content", "contents", "内容", "paragraph", "document", "doc", "html", "段落")
URL = ("url", "link", "href", "网址", "链接", "连结", "原文链接", "原文连结", "source_url", "page_url")
DATE = (
    *("date", "published", "published_at", "publish_date", "publish_time", "pubdate", "pub_date", "datetime", "time"),
    *("pub_time", "pubtime", "date_published", "publish_at", "release_date", "release_time", "issue_date", "news_time"),
    *("日期", "时间", "发布日期", "发布时间", "发表日期", "发表时间", "刊登日期", "出版日期", "发文日期"),
    *("timestamp", "create_time", "created_at", "createtime", "created", "date_created", "ctime", "创建时间", "时间戳"),
    *("update_time", "updated_at", "updatetime", "updated", "last_modified", "更新时间"),
)
AUTHOR = ("author", "authors", "byline", "writer", "作者", "记者", "撰文", "撰稿", "撰稿人")
TAGS = ("tags", "标签")
ID = ("id", "_id", "doc_id", "article_id", "guid", "编号", "文章编号")
LONGEST_ID = 80
MOST_NUMBERS = 10  # how many records of one fault are listed
EPOCH = re.compile(r"\d{9,10}(?:\d{3})?(?:\.\d+)?")  # seconds since 1970, or milliseconds
EARLIEST, LATEST = 315_532_800, 4_102_444_800  # seconds within which a number is a time: 1980 to 2100
MILLISECONDS = 10_000_000_000  # from here on a time is not in seconds

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_BLOCK = r"p|div|h[1-6]|ul|ol|li|table|section|article|blockquote|pre|dl|figure|center"
_MARKED = re.compile(
    rf"<(?P<tag>{_BLOCK}|span|strong|b|em|i|u|a|font)(?:\s[^<>]*)?>(?:(?!</(?P=tag)>).)*</(?P=tag)>|<br\s*/?>",
    re.IGNORECASE | re.DOTALL,
)
_HAS_BLOCKS = re.compile(rf"<(?:{_BLOCK}|br)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Record:
    """The fields of one record by their folded names, and its number in the file, from 1."""

    number: int
    fields: Mapping[str, object]


def articles_of_records(
    records: Sequence[Record], name: str, origin: str, unit: str
) -> tuple[RawArticle | SourceError, ...]:
    """Return the articles of the records that hold a text, and a refusal for each fault of the others."""
    faults: dict[str, list[int]] = {}
    good = []
    for record in records:
        fault = _fault(record)
        if fault is None:
            good.append(record)
        else:
            faults.setdefault(fault, []).append(record.number)
    if not good:
        raise _no_texts(records, name)
    keys = _keys(good)
    articles = [_article(record, name, f"{origin}#{key}") for record, key in zip(good, keys, strict=True)]
    return (*articles, *(refusal(name, numbers, unit, fault) for fault, numbers in faults.items()))


def refusal(name: str, numbers: Sequence[int], unit: str, fault: str) -> SourceError:
    """Return the refusal of the records that have a fault."""
    listed = "、".join(map(str, numbers[:MOST_NUMBERS]))
    more = f"等 {len(numbers)} {unit}" if len(numbers) > MOST_NUMBERS else ""
    return SourceError(f"「{name}」第 {listed} {unit}{more}{fault}，沒有加入；請修正之後再加入一次。")


def text_of(fields: Mapping[str, object]) -> str:
    """Return the text of a record: a string, or the paragraphs in a list; empty if there is none."""
    for field in (*TEXT, *MAYBE_TEXT):
        value = fields.get(field)
        if isinstance(value, list) and value and all(isinstance(one, str) for one in value):
            value = "\n".join(value)
        if isinstance(value, str) and value.strip():
            return value
    return ""


def names_of(fields: Mapping[str, object]) -> tuple[str, ...]:
    """Return which fields of a record are its title and its text: records of one kind have the same."""
    known = (*TITLE, *MAYBE_TITLE, *TEXT, *MAYBE_TEXT)
    return tuple(sorted(field for field in fields if field in known))


def field_name(name: object) -> str:
    """Return the name of a field as it is compared: createTime, create-time and CREATE_TIME are one."""
    return fold(_CAMEL.sub("_", str(name).strip())).replace(" ", "_").replace("-", "_")


def _fault(record: Record) -> str | None:
    """Return why a record is not an article, ``None`` if it is one."""
    if not record.fields:
        return "不是完整的 JSON 物件"
    if "" in record.fields and len(record.fields) == 1:
        return "的欄位比標題列多"
    if not any(field in record.fields for field in (*TEXT, *MAYBE_TEXT)):
        return "缺少內文欄位（text、content、內容或正文）"
    return None if text_of(record.fields).strip() else "的內文是空的"


def _no_texts(records: Sequence[Record], name: str) -> SourceError:
    """Return the refusal of a file of which no record is an article."""
    fields = list(dict.fromkeys(field for record in records for field in record.fields if field))[:MOST_NUMBERS]
    if not fields:
        return SourceError(f'「{name}」裡沒有文章：每一筆都要是 {{"title": …, "text": …}} 這樣的物件；請改好再加入。')
    return SourceError(
        f"「{name}」缺少有文字的內文欄位，只有{'、'.join(fields)}；請把內文的欄位命名為 text 或「內容」再加入。"
    )


def _keys(records: Sequence[Record]) -> list[str]:
    """Return what tells the records of a file apart: their own ids if all have one, else their numbers."""
    ids = [_string(record.fields, ID) for record in records]
    good = [one for one in ids if one and len(one) <= LONGEST_ID and one.isprintable()]
    return good if len(set(good)) == len(records) else [str(record.number) for record in records]


def _article(record: Record, name: str, origin: str) -> RawArticle | SourceError:
    """Return the article in a record, or why its markup cannot be read."""
    try:
        text, blocks = _read(text_of(record.fields), name)
    except SourceError as error:
        return error
    given = _string(record.fields, TITLE) or _string(record.fields, MAYBE_TITLE)
    title = given if given and not is_misread(given) else first_line_title(text)
    title = title or f"{PurePath(name).stem}（{record.number}）"
    url, published, author = (_string(record.fields, names) or None for names in (URL, DATE, AUTHOR))
    tags = next((tags_of(record.fields[field]) for field in TAGS if field in record.fields), ())
    return RawArticle(origin, title, text, url, _day(published), author, blocks, tags)


def _read(text: str, name: str) -> tuple[str, tuple[Block, ...]]:
    """Return a text as it is read, with its blocks: one with the markup of a page as what a visitor sees of it."""
    if _MARKED.search(text) is None:
        return text, ()
    source = text if _HAS_BLOCKS.search(text) else text.replace("\n", "<br>")
    with reading(name, "HTML"):
        written = text_of_page(parse_page(f"<html><body>{source}</body></html>", name))
    return (written.text, written.blocks) if written.text.strip() else (text, ())


def _day(published: str | None) -> str | None:
    """Return a date as it is given, and a moment in (milli)seconds since 1970 as the day where Chinese is spoken."""
    if published is None or not EPOCH.fullmatch(published):
        return published
    seconds = float(published)
    seconds = seconds / 1000 if seconds >= MILLISECONDS else seconds
    return datetime.fromtimestamp(seconds, CHINA).date().isoformat() if EARLIEST <= seconds < LATEST else published


def _string(fields: Mapping[str, object], names: Sequence[str]) -> str:
    """Return the first field of these names that holds a word or a number, or nothing."""
    for field in names:
        value = fields.get(field)
        if isinstance(value, str | int | float) and not isinstance(value, bool) and str(value).strip():
            return str(value).strip()
    return ""
