"""CSV, JSON and JSON Lines: records that are articles, and tables that become one article.

A record is an article if one of its fields has a name that people use for texts. A table without such a column is one
article with a line for each row, in which every value has the name of its column.
"""

import csv
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from io import StringIO
from itertools import dropwhile, islice, zip_longest
from pathlib import PurePath

from embeddings.article import RawArticle
from embeddings.errors import SourceError
from embeddings.formats.bounds import bounded_rows, refuse_many_values
from embeddings.formats.failures import empty
from embeddings.formats.grid import write_grid
from embeddings.formats.title import first_line_title, is_misread
from embeddings.formats.writer import TextWriter
from embeddings.text.decode import decode
from embeddings.text.fold import fold

Cells = list[str]

# Common names of the fields, folded.
TITLE = ("title", "headline", "标题", "题名", "篇名", "新闻标题", "文章标题")
TEXT = ("text", "body", "正文", "内文", "全文", "本文", "文章", "context", "article", "article_text", "full_text")
MAYBE_TEXT = ("content", "contents", "内容")  # may also be a column of a timetable
URL = ("url", "link", "href", "网址", "链接", "连结", "原文链接", "原文连结")
DATE = (
    *("date", "published", "published_at", "publish_date", "publish_time", "pubdate", "pub_date", "datetime", "time"),
    *("日期", "时间", "发布日期", "发布时间", "发表日期", "发表时间", "刊登日期", "出版日期"),
)
AUTHOR = ("author", "authors", "byline", "writer", "作者", "记者", "撰文", "撰稿", "撰稿人")
ID = ("id", "_id", "doc_id", "article_id", "guid", "编号", "文章编号")
PROSE = 40  # average characters from which on a column counts as text, whatever its name
LONGEST_ID = 80
MOST_NUMBERS = 10  # records listed for each fault

_DELIMITERS = (",", ";", "\t", "|")
_SEPARATOR = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)  # Excel writes it before a table
_TRIED = 50  # rows used for detecting the delimiter


@dataclass(frozen=True, slots=True)
class Record:
    """The fields of one record by their folded names, and its number in the file, from 1."""

    number: int
    fields: Mapping[str, object]


def read_csv(data: bytes, name: str, origin: str) -> tuple[RawArticle | SourceError, ...]:
    """Return the articles of a table: one for each row if a column holds texts, else one for the table."""
    rows = _rows(decode(data, name), name)
    return articles_of(rows, name, origin, PurePath(name).stem)


def read_json(data: bytes, name: str, origin: str) -> tuple[RawArticle | SourceError, ...]:
    """Return the articles of a JSON file: an object, a list of objects, or documents in SQuAD's layout."""
    text = decode(data, name)
    refuse_many_values(text, name)
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        if _is_object(text.strip().split("\n", 1)[0]):
            return _read_lines(text, name, origin)
        line = error.lineno if isinstance(error, json.JSONDecodeError) else 1
        raise SourceError(f"「{name}」第 {line} 行不是正確的 JSON；請修正格式之後再加入。") from error
    return _articles_of_value(value, name, origin)


def read_jsonl(data: bytes, name: str, origin: str) -> tuple[RawArticle | SourceError, ...]:
    """Return the articles of a file with a JSON object on each line; other lines are errors of their own."""
    text = decode(data, name)
    refuse_many_values(text, name)
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):  # not one value: each line is parsed separately
        return _read_lines(text, name, origin)
    whole = isinstance(value, list) or "\n" in text.strip()
    return _articles_of_value(value, name, origin) if whole else _read_lines(text, name, origin)


def articles_of(rows: Iterable[Cells], name: str, origin: str, title: str) -> tuple[RawArticle | SourceError, ...]:
    """Return the articles of the rows of a table; ``title`` is for a table that becomes one article."""
    rows = [[cell.strip() for cell in row] for row in rows]
    rows = [row for row in rows if any(row)]
    if not rows:
        raise empty(name)
    captions, rows = _without_captions(rows)
    header = [_folded(cell) for cell in rows[0]]
    if _holds_texts(header, rows[1:]):
        records = [Record(number, _fields(header, row)) for number, row in enumerate(rows[1:], start=1)]
        return _articles_of_records(records, name, origin, "筆")
    writer = TextWriter()
    for caption in captions:
        writer.paragraph(caption, tight=True)
    write_grid(writer, rows)
    return (RawArticle(origin, captions[0] if captions else title, writer.text, blocks=writer.blocks),)


def _rows(text: str, name: str) -> list[Cells]:
    """Return the rows of a CSV text, with the delimiter detected."""
    csv.field_size_limit(2**31 - 1)  # a cell may hold a whole article; the default limit is too low
    separator = _SEPARATOR.match(text)
    text = text if separator is None else text[separator.end() :]
    delimiter = separator[1] if separator is not None else max(_DELIMITERS, key=lambda sign: _evenness(text, sign))
    try:
        return list(bounded_rows(csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True), name))
    except csv.Error as error:
        if "end of data" in str(error):
            raise SourceError(f"「{name}」有引號沒有結尾，分不出欄位；請用試算表軟體重新另存再加入。") from error
        return list(bounded_rows(csv.reader(StringIO(text, newline=""), delimiter=delimiter), name))


def _evenness(text: str, delimiter: str) -> tuple[float, int]:
    """Return the share of the first rows that are as wide as the first, and that width; zeros for one column."""
    rows = [row for row in islice(csv.reader(StringIO(text, newline=""), delimiter=delimiter), _TRIED) if row]
    width = len(rows[0]) if rows else 0
    return (sum(len(row) == width for row in rows) / len(rows), width) if width > 1 else (0.0, 0)


def _without_captions(rows: list[Cells]) -> tuple[list[str], list[Cells]]:
    """Return the lines above a table's header, which have only one cell, and the rows from the header on."""
    if max(map(_filled, rows)) < 2:
        return [], rows
    table = list(dropwhile(lambda row: _filled(row) < 2, rows))
    return ["".join(row) for row in rows[: len(rows) - len(table)]], table


def _filled(row: Cells) -> int:
    """Return the number of non-empty cells of a row."""
    return sum(map(bool, row))


def _holds_texts(header: Cells, rows: Sequence[Cells]) -> bool:
    """Return whether a column holds texts, by its name, or by its name and contents."""
    if not rows or set(header) & set(TEXT):
        return bool(rows)
    column = next((number for number, field in enumerate(header) if field in MAYBE_TEXT), None)
    if column is None:
        return False
    cells = [row[column] for row in rows if len(row) > column]
    return bool(set(header) & set(TITLE)) or sum(map(len, cells)) >= PROSE * max(len(cells), 1)


def _fields(header: Cells, row: Cells) -> dict[str, object]:
    """Return the cells of a row by column names; extra cells are an error, since the columns may have shifted."""
    if any(row[len(header) :]):
        return {"": ""}
    return dict(zip_longest(header, row[: len(header)], fillvalue=""))


def _is_object(line: str) -> bool:
    """Return whether a line is a JSON object."""
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):  # not JSON
        return False


def _read_lines(text: str, name: str, origin: str) -> tuple[RawArticle | SourceError, ...]:
    """Return the articles of a text with a JSON object on each line, numbered by line."""
    records = []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                value = json.loads(line)
            except (ValueError, RecursionError):
                value = None
            records.append(_record(number, value))
    return _articles_of_records(records, name, origin, "行")


def _articles_of_value(value: object, name: str, origin: str) -> tuple[RawArticle | SourceError, ...]:
    """Return the articles of a JSON value."""
    if isinstance(value, dict) and not _text_of(_record(1, value).fields):
        lists = [one for one in value.values() if isinstance(one, list) and any(isinstance(row, dict) for row in one)]
        value = lists[0] if len(lists) == 1 else value
    if isinstance(value, list):
        records = [_record(number, one) for number, one in enumerate(value, start=1)]
        return _articles_of_records(records, name, origin, "筆")
    (article,) = _articles_of_records([_record(1, value)], name, origin, "筆")
    if isinstance(article, SourceError):
        raise article
    return (replace(article, origin=origin),)


def _record(number: int, value: object) -> Record:
    """Return a JSON value as a record; a value that is not an object gives no fields."""
    if not isinstance(value, dict):
        return Record(number, {})
    fields = {_folded(key): field for key, field in value.items()}
    paragraphs = value.get("paragraphs")
    if isinstance(paragraphs, list):  # SQuAD format: a document with its paragraphs
        contexts = [one.get("context") for one in paragraphs if isinstance(one, dict)]
        fields |= {"context": list(dict.fromkeys(one for one in contexts if isinstance(one, str)))}
    return Record(number, fields)


def _articles_of_records(
    records: Sequence[Record], name: str, origin: str, unit: str
) -> tuple[RawArticle | SourceError, ...]:
    """Return the articles of the records with a text, and an error for each kind of fault."""
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
    return (*articles, *(_refusal(name, numbers, unit, fault) for fault, numbers in faults.items()))


def _fault(record: Record) -> str | None:
    """Return why a record is not an article, or ``None`` if it is one."""
    if not record.fields:
        return "不是完整的 JSON 物件"
    if "" in record.fields and len(record.fields) == 1:
        return "的欄位比標題列多"
    if not any(field in record.fields for field in (*TEXT, *MAYBE_TEXT)):
        return "缺少內文欄位（text、content、內容或正文）"
    return None if _text_of(record.fields).strip() else "的內文是空的"


def _refusal(name: str, numbers: Sequence[int], unit: str, fault: str) -> SourceError:
    """Return the error for the records with a certain fault."""
    listed = "、".join(map(str, numbers[:MOST_NUMBERS]))
    more = f"等 {len(numbers)} {unit}" if len(numbers) > MOST_NUMBERS else ""
    return SourceError(f"「{name}」第 {listed} {unit}{more}{fault}，沒有加入；請修正之後再加入一次。")


def _no_texts(records: Sequence[Record], name: str) -> SourceError:
    """Return the error for a file in which no record is an article."""
    fields = list(dict.fromkeys(field for record in records for field in record.fields if field))[:MOST_NUMBERS]
    if not fields:
        return SourceError(f'「{name}」裡沒有文章：每一筆都要是 {{"title": …, "text": …}} 這樣的物件；請改好再加入。')
    return SourceError(
        f"「{name}」缺少有文字的內文欄位，只有{'、'.join(fields)}；請把內文的欄位命名為 text 或「內容」再加入。"
    )


def _keys(records: Sequence[Record]) -> list[str]:
    """Return identifiers of the records of a file: their own ids if all have distinct ones, else their numbers."""
    ids = [_string(record.fields, ID) for record in records]
    good = [one for one in ids if one and len(one) <= LONGEST_ID and one.isprintable()]
    return good if len(set(good)) == len(records) else [str(record.number) for record in records]


def _article(record: Record, name: str, origin: str) -> RawArticle:
    """Return a record as an article."""
    text = _text_of(record.fields)
    given = _string(record.fields, TITLE)
    title = given if given and not is_misread(given) else first_line_title(text)
    title = title or f"{PurePath(name).stem}（{record.number}）"
    url, published, author = (_string(record.fields, names) or None for names in (URL, DATE, AUTHOR))
    return RawArticle(origin, title, text, url, published, author)


def _text_of(fields: Mapping[str, object]) -> str:
    """Return the text of a record: a string, or the paragraphs in a list; empty if there is none."""
    for field in (*TEXT, *MAYBE_TEXT):
        value = fields.get(field)
        if isinstance(value, list) and value and all(isinstance(one, str) for one in value):
            value = "\n".join(value)
        if isinstance(value, str) and value.strip():
            return value
    return ""


def _string(fields: Mapping[str, object], names: Sequence[str]) -> str:
    """Return the first non-empty string or number among the fields with these names, or an empty string."""
    for field in names:
        value = fields.get(field)
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            return str(value).strip()
    return ""


def _folded(name: object) -> str:
    """Return the name of a field in the form used for comparison."""
    return fold(str(name).strip()).replace(" ", "_").replace("-", "_")
