"""JSON and JSON Lines: the objects in them that hold texts, however deep they lie, are articles.

An answer of an API wraps its list of articles (``{"code": 0, "data": {"list": […]}}``), a set of questions the
documents that were found for each (DuReader), or the paragraphs that are asked about (SQuAD).
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from embeddings.article import RawArticle
from embeddings.errors import SourceError
from embeddings.formats.bounds import refuse_many_values
from embeddings.formats.records import (
    MAYBE_TEXT,
    TEXT,
    TITLE,
    Record,
    articles_of_records,
    field_name,
    names_of,
    refusal,
    text_of,
)
from embeddings.text.decode import decode

# What is said of an article beside it: texts in there are none of its own.
ASIDE = ("qas", "answers", "answer", "comments", "replies", "评论", "回复", "答案")
BROKEN = "不是完整的 JSON 物件"


class _Rows(NamedTuple):
    """Objects that stand together, at least one of which holds a text."""

    values: Sequence[object]
    listed: bool  # in a list, and not one by itself


def read_json(data: bytes, name: str, origin: str) -> tuple[RawArticle | SourceError, ...]:
    """Return the articles of a JSON file: of an object, of the list of objects that hold texts, or of its lines."""
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
    """Return the articles of a file with a JSON object on each line; a line that is none is a refusal of its own."""
    text = decode(data, name)
    refuse_many_values(text, name)
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):  # no single value: each line is told by itself
        return _read_lines(text, name, origin)
    whole = isinstance(value, list) or "\n" in text.strip()
    return _articles_of_value(value, name, origin) if whole else _read_lines(text, name, origin)


def _is_object(line: str) -> bool:
    """Return whether a line is a JSON object by itself."""
    return isinstance(_value(line), dict)


def _value(line: str) -> object:
    """Return the JSON value on a line, ``None`` where there is no such thing."""
    try:
        value: object = json.loads(line)
    except (ValueError, RecursionError):  # told of by the number of the line
        return None
    return value


def _read_lines(text: str, name: str, origin: str) -> tuple[RawArticle | SourceError, ...]:
    """Return the articles of a text with an object on each line; the numbers are those of the lines."""
    lines = {number: _value(line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()}
    records = [_record(number, value) for number, value in lines.items()]
    if not any(text_of(record.fields) for record in records):
        rows = _texts_in(list(lines.values()))
        if rows is not None:
            broken = [record.number for record in records if not record.fields]
            refused = (refusal(name, broken, "行", BROKEN),) if broken else ()
            return (*articles_of_records(_numbered(rows.values), name, origin, "筆"), *refused)
    return articles_of_records(records, name, origin, "行")


def _articles_of_value(value: object, name: str, origin: str) -> tuple[RawArticle | SourceError, ...]:
    """Return the articles of a JSON value."""
    rows = _texts_in(value) or _Rows(_likeliest(value), listed=isinstance(value, list))
    articles = articles_of_records(_numbered(rows.values), name, origin, "筆")
    if rows.listed:
        return articles
    (article,) = articles
    if isinstance(article, SourceError):
        raise article
    return (replace(article, origin=origin),)


def _numbered(values: Sequence[object]) -> list[Record]:
    return [_record(number, value) for number, value in enumerate(values, start=1)]


def _texts_in(value: object) -> _Rows | None:
    """Return the objects that hold the texts of a JSON value, ``None`` if none does.

    Lists whose rows are of one kind, as those of several questions or years, are one list, and what they have in common
    stands in it once. Of several kinds (articles, and the comments on them) it is the one with the most text.
    """
    kinds: dict[tuple[str, ...], list[_Rows]] = {}
    lengths: dict[tuple[str, ...], int] = {}
    for rows in _rows_with_texts(value):
        records = [record for record in _numbered(rows.values) if text_of(record.fields)]
        kind = names_of(records[0].fields)
        kinds.setdefault(kind, []).append(rows)
        lengths[kind] = lengths.get(kind, 0) + sum(len(text_of(record.fields)) for record in records)
    if not kinds:
        return None
    found = kinds[max(lengths, key=lambda kind: lengths[kind])]
    return found[0] if len(found) == 1 else _Rows(_distinct(found), listed=True)


def _distinct(found: Sequence[_Rows]) -> list[object]:
    """Return the rows of several lists, those with the same title and text once."""
    distinct: dict[tuple[object, str], object] = {}
    broken = []
    for value in (value for rows in found for value in rows.values):
        fields = _record(0, value).fields
        text = text_of(fields)
        if text:
            distinct.setdefault((tuple(str(fields[one]) for one in TITLE if one in fields), text), value)
        else:
            broken.append(value)
    return [*distinct.values(), *broken]


def _rows_with_texts(value: object) -> Iterator[_Rows]:
    """Yield the objects with texts in a JSON value in order: lists of them, and such as stand by themselves."""
    left = [value]
    while left:
        value = left.pop()
        if isinstance(value, dict):
            if text_of(_record(0, value).fields):
                yield _Rows([value], listed=False)
            else:
                left += reversed([one for key, one in value.items() if field_name(key) not in ASIDE])
        elif isinstance(value, list) and any(isinstance(row, dict) for row in value):
            if any(text_of(_record(0, row).fields) for row in value):
                yield _Rows(value, listed=True)
            else:
                left += reversed(value)
        elif isinstance(value, list):
            left += (row for row in reversed(value) if isinstance(row, list))


def _likeliest(value: object) -> Sequence[object]:
    """Return the objects of a value without texts that its owner may have meant: the longest list of objects in it."""
    left, lists = [value], [value if isinstance(value, list) else [value]]
    while left:
        value = left.pop()
        if isinstance(value, list):
            lists += [value] if any(isinstance(row, dict) for row in value) else []
            left += value
        elif isinstance(value, dict):
            left += value.values()
    return max(lists, key=lambda rows: sum(isinstance(row, dict) for row in rows))


def _record(number: int, value: object) -> Record:
    """Return the record of a JSON value; one that is no object has no fields."""
    if not isinstance(value, dict):
        return Record(number, {})
    fields = {field_name(key): field for key, field in value.items()}
    for field in (*TEXT, *MAYBE_TEXT):
        parts = fields.get(field)
        if isinstance(parts, list) and any(isinstance(one, dict) for one in parts):
            fields[field] = _paragraphs(parts)
    paragraphs = fields.get("paragraphs")
    if isinstance(paragraphs, list):  # the layouts of SQuAD and DuReader: a document, and what is asked about
        fields |= {"context": _paragraphs(paragraphs)}
    return Record(number, fields)


def _paragraphs(parts: Sequence[object]) -> list[str]:
    """Return the paragraphs that a list gives, each once: strings, or objects with a text and no title of their own."""
    texts = (_paragraph(one) for one in parts)
    return list(dict.fromkeys(text for text in texts if text))


def _paragraph(part: object) -> str:
    if isinstance(part, str):
        return part
    if not isinstance(part, dict):
        return ""
    fields: Mapping[str, object] = {field_name(key): field for key, field in part.items()}
    return "" if any(one in fields for one in TITLE) else text_of(fields)
