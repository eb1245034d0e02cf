"""CSV and the rows of sheets: tables whose rows are articles, and tables that are one.

A row is an article if one of its columns holds texts by a name that people use for it. A table without such a column is
one article, a line for each row, in which every value says the name of its column.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from io import StringIO
from itertools import dropwhile, islice, zip_longest
from pathlib import PurePath

from embeddings.article import RawArticle
from embeddings.errors import SourceError
from embeddings.formats.bounds import bounded_rows
from embeddings.formats.failures import empty
from embeddings.formats.grid import write_grid
from embeddings.formats.records import MAYBE_TEXT, TEXT, TITLE, Record, articles_of_records, field_name
from embeddings.formats.writer import TextWriter
from embeddings.text.decode import decode

Cells = list[str]

PROSE = 40  # characters that a column has on average if it holds texts, whatever it is called

MOST_NAMED = 5  # cells that a note names

_SHORTENED = re.compile(r"[1-9](?:\.\d{1,14})?E\+1[1-9]")  # numbers of cards and people have up to 20 digits
_SCIENTIFIC = re.compile(r"[-+]?\d+(?:\.\d+)?[eE][-+]?\d{1,3}")
_SIGNS = frozenset("+-0123456789")
_DELIMITERS = (",", ";", "\t", "|")
_SEPARATOR = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)  # what Excel writes before a table
_TRIED = 50  # rows by which the delimiter is told


def read_csv(data: bytes, name: str, origin: str) -> tuple[RawArticle | SourceError, ...]:
    """Return the articles of a table: one for each row where a column holds texts, else one in all."""
    rows = _rows(decode(data, name), name)
    shortened = _take_shortened(rows)
    articles = articles_of(rows, name, origin, PurePath(name).stem)
    return (*articles, _told_shortened(shortened, name)) if shortened else articles


def named_cells(cells: Sequence[str]) -> str:
    """Return the cells that a note is about, a few of them by name."""
    return "、".join(cells[:MOST_NAMED]) + (f" 等 {len(cells)} 格" if len(cells) > MOST_NAMED else "")


def articles_of(rows: Iterable[Cells], name: str, origin: str, title: str) -> tuple[RawArticle | SourceError, ...]:
    """Return the articles of the rows of a table; ``title`` is for a table that is one article."""
    rows = [[cell.strip() for cell in row] for row in rows]
    rows = [row for row in rows if any(row)]
    if not rows:
        raise empty(name)
    captions, rows = _without_captions(rows)
    header = [field_name(cell) for cell in rows[0]]
    if _holds_texts(header, rows[1:]):
        records = [Record(number, _fields(header, row)) for number, row in enumerate(rows[1:], start=1)]
        return articles_of_records(records, name, origin, "筆")
    writer = TextWriter()
    for caption in captions:
        writer.paragraph(caption, tight=True)
    write_grid(writer, rows)
    return (RawArticle(origin, captions[0] if captions else title, writer.text, blocks=writer.blocks),)


def _rows(text: str, name: str) -> list[Cells]:
    """Return the rows of a CSV text, whichever of the usual signs stands between its cells."""
    csv.field_size_limit(2**31 - 1)  # a cell may hold a whole article; the module's default is for small ones
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
    """Return how many of the first rows are as wide as the first, and how wide that is; nothing if it is one cell."""
    rows = [row for row in islice(csv.reader(StringIO(text, newline=""), delimiter=delimiter), _TRIED) if row]
    width = len(rows[0]) if rows else 0
    return (sum(len(row) == width for row in rows) / len(rows), width) if width > 1 else (0.0, 0)


def _take_shortened(rows: list[Cells]) -> list[str]:
    """Empty the cells in which a spreadsheet has shortened a long number (1.23457E+17); return their names.

    A column in which other powers of ten stand is one of measurements, and stays.
    """
    found: dict[int, list[int]] = {}
    measured = set()
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if "E" in cell and _SHORTENED.fullmatch(cell.strip()):
                found.setdefault(column, []).append(number)
            elif cell[:1] in _SIGNS and _SCIENTIFIC.fullmatch(cell.strip()):
                measured.add(column)
    places = sorted((number, column) for column in found.keys() - measured for number in found[column])
    for number, column in places:
        rows[number][column] = ""
    return [f"{_letters(column)}{number + 1}" for number, column in places]


def _letters(column: int) -> str:
    """Return what spreadsheets call a column, from 0: A, B, …, Z, AA."""
    letters = ""
    while column >= 0:
        letters, column = chr(ord("A") + column % 26) + letters, column // 26 - 1
    return letters


def _told_shortened(cells: Sequence[str], name: str) -> SourceError:
    """Return what is told of numbers that a spreadsheet has shortened."""
    return SourceError(
        f"「{name}」的 {named_cells(cells)} 被試算表軟體縮寫成科學記號，末幾位已經丟掉，當成空的；"
        "請把那一欄改成文字格式、重新填寫，另存之後再加入。"
    )


def _without_captions(rows: list[Cells]) -> tuple[list[str], list[Cells]]:
    """Return the lines above a table's header, which have but one cell, and the rows from the header on."""
    if max(map(_filled, rows)) < 2:
        return [], rows
    table = list(dropwhile(lambda row: _filled(row) < 2, rows))
    return ["".join(row) for row in rows[: len(rows) - len(table)]], table


def _filled(row: Cells) -> int:
    """Return how many cells of a row are not empty."""
    return sum(map(bool, row))


def _holds_texts(header: Cells, rows: Sequence[Cells]) -> bool:
    """Return whether one of the columns holds texts, by its name, or its name and what is in it."""
    if not rows or set(header) & set(TEXT):
        return bool(rows)
    column = next((number for number, field in enumerate(header) if field in MAYBE_TEXT), None)
    if column is None:
        return False
    cells = [row[column] for row in rows if len(row) > column]
    return bool(set(header) & set(TITLE)) or sum(map(len, cells)) >= PROSE * max(len(cells), 1)


def _fields(header: Cells, row: Cells) -> dict[str, object]:
    """Return the cells of a row by their columns; a row that is wider than the header has lost its order."""
    if any(row[len(header) :]):
        return {"": ""}
    return dict(zip_longest(header, row[: len(header)], fillvalue=""))
