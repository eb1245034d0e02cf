"""Workbooks: each visible sheet becomes one article, or one for each text in it. Only this module imports openpyxl."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import PurePath
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

from embeddings.article import RawArticle
from embeddings.errors import SourceError
from embeddings.formats.bounds import bounded_rows
from embeddings.formats.containers import open_container
from embeddings.formats.failures import empty, reading
from embeddings.formats.ooxml import plain_package
from embeddings.formats.tables import Cells, articles_of, named_cells

if TYPE_CHECKING:
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

_SHEET_NAMES = ("Sheet", "工作表", "工作簿")  # default names of sheets, before a number
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
# A cell with a formula and no cached result.
_UNCOMPUTED = re.compile(
    rb'<c\s[^>]*?r="([A-Z]{1,3}\d{1,7})"[^>]*>\s*<f(?:\s[^>]*)?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>'
)
MOST_MERGED = 100_000  # cells filled because they are merged with another
EXACT = 10**15  # Excel stores 15 digits: larger numbers have lost their last ones


def read_xlsx(data: bytes, name: str, origin: str) -> tuple[RawArticle | SourceError, ...]:
    """Return the visible sheets of a workbook, each as one article, or as an article for each text.

    Hidden sheets, formulas without a cached result, and numbers that are too long are reported by name.
    """
    with reading(name, "Excel"):
        import openpyxl

        container = open_container(data, name, "Excel")
        workbook = openpyxl.load_workbook(plain_package(container, data), read_only=True, data_only=True)
        articles: list[RawArticle | SourceError] = []
        hidden = [sheet.title for sheet in workbook.worksheets if sheet.sheet_state != "visible"]
        for sheet in workbook.worksheets:
            if sheet.sheet_state == "visible":
                articles += _articles_of_sheet(sheet, _source_of(container, sheet), name, origin)
    if not any(isinstance(article, RawArticle) for article in articles):
        raise next((one for one in articles if isinstance(one, SourceError)), empty(name))
    if hidden:
        articles.append(SourceError(f"「{name}」裡隱藏的工作表「{'」「'.join(hidden)}」沒有讀；要加入請先取消隱藏。"))
    return tuple(articles)


def _source_of(container: ZipFile, sheet: "ReadOnlyWorksheet") -> bytes:
    """Return the XML of a sheet, empty if it is not where it should be."""
    path = str(getattr(sheet, "_worksheet_path", "")).lstrip("/")
    return container.read(path) if path in container.namelist() else b""


def _articles_of_sheet(
    sheet: "ReadOnlyWorksheet", source: bytes, name: str, origin: str
) -> Sequence[RawArticle | SourceError]:
    """Return the articles of a sheet and notes about it, or its error; none for an empty sheet."""
    sheet.reset_dimensions()  # some programs write wrong dimensions, which would hide cells
    long_numbers: list[str] = []
    try:
        rows = list(_rows(bounded_rows(sheet.iter_rows(), name), long_numbers))
        _fill_merged(rows, source)
        rows = [row for row in rows if any(row)]
        title = _sheet_title(sheet.title, name)
        articles = articles_of(rows, name, f"{origin}#{sheet.title}", title) if rows else ()
    except SourceError as error:
        return (error,)
    uncomputed = [found.decode() for found in _UNCOMPUTED.findall(source)]
    return (*articles, *_notes(sheet.title, name, uncomputed, long_numbers))


def _notes(sheet: str, name: str, uncomputed: Sequence[str], long_numbers: Sequence[str]) -> Iterator[SourceError]:
    """Yield notes about cells whose value differs from what the sheet shows."""
    where = f"「{name}」工作表「{sheet}」的"
    if uncomputed:
        yield SourceError(
            f"{where} {named_cells(uncomputed)} 是還沒有算出結果的公式，當成空的；請用 Excel 打開、存檔之後再加入。"
        )
    if long_numbers:
        yield SourceError(
            f"{where} {named_cells(long_numbers)} 超過 15 位數，Excel 已經丟掉末幾位，當成空的；"
            "請把儲存格改成文字格式、重新填寫再加入。"
        )


def _fill_merged(rows: list[Cells], source: bytes) -> None:
    """Copy the value of each merged range to all of its cells."""
    left = MOST_MERGED
    for found in _MERGED.finditer(source):
        first, last = _column(found[1]), _column(found[3])
        top, bottom = int(found[2]) - 1, min(int(found[4]), len(rows))
        left -= max(0, bottom - top) * (last - first + 1)
        if left < 0 or top >= len(rows) or first >= len(rows[top]):
            continue
        value = rows[top][first]
        for row in rows[top:bottom]:
            row += [""] * (last + 1 - len(row))
            row[first : last + 1] = [value] * (last + 1 - first)


def _column(letters: bytes) -> int:
    """Return the index, from 0, of the column with these letters."""
    number = 0
    for letter in letters:
        number = 26 * number + letter - ord("A") + 1
    return number - 1


def _sheet_title(sheet: str, name: str) -> str:
    """Return the title of a sheet: the file's name, with the sheet's name unless it is a default one."""
    made_up = sheet.rstrip("0123456789 ()") in _SHEET_NAMES
    return PurePath(name).stem if made_up else f"{PurePath(name).stem}：{sheet}"


def _rows(rows: Iterable[Iterable[Any]], long_numbers: list[str]) -> Iterator[Cells]:
    """Yield the rows of a sheet as they are shown, without numbers that are too long: their places go to a list."""
    for row in rows:
        cells = []
        for cell in row:
            is_long = isinstance(cell.value, int | float) and abs(cell.value) >= EXACT
            if is_long:
                long_numbers.append(str(cell.coordinate))
            cells.append("" if cell.value is None or is_long else _shown(cell.value, cell.number_format or ""))
        yield cells


def _shown(value: object, number_format: str) -> str:
    """Return a cell's value as the sheet displays it, dates in ISO 8601."""
    match value:
        case bool():
            return str(value).upper()
        case datetime():
            bare = value.time() == time()
            return value.date().isoformat() if bare else value.isoformat(" ", "minutes")
        case timedelta():
            hours, minutes = divmod(round(abs(value.total_seconds()) / 60), 60)
            return f"{'-' if value.total_seconds() < 0 else ''}{hours}:{minutes:02}"
        case date() | time():
            return value.isoformat() if isinstance(value, date) else value.isoformat("minutes")
        case float() | int() if number_format.rstrip().endswith("%"):
            return f"{value * 100:.10g}%"
        case float():
            return f"{value:.15g}"
        case _:
            return str(value).strip()
