"""A grid of cells → records: the tables of every format are converted here.

A parser passes the rows as they are, with merged cells repeated across and down. Rows above the header are titles,
several header rows are joined (公辦·保育費), rows of totals are marked, and an empty cell stays empty.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from embeddings.formats.writer import TextWriter
from embeddings.text.fold import fold

Row = list[str]
Grid = list[Row]
"""The cells of a table, row by row, all rows of one length; merged cells are repeated."""

LONGEST_NAME = 30  # characters of a column's name
MOST_HEADER_ROWS = 3
DISTINCT = 0.6  # share of distinct values that a key column has at least
CAPTION_LEVEL = 4  # heading level of a table's title
_FIGURE = re.compile(r"[\d\s.,:/%+\-−~～至年月日時时分$￥¥NT元]*\d[\d\s.,:/%+\-−~～至年月日時时分$￥¥NT元]*")
_TOTAL = re.compile(r"(?:合|总|小|共)\s*计|总\s*额|总\s*和|sub-?total|(?:grand\s+)?total", re.IGNORECASE)
_NUMBERING = re.compile(r"序号?|项次|编次|no\.?|#|项目?编号|号", re.IGNORECASE)
_QUESTION = re.compile(r"(?:常见)?(?:问题?|提问|问句|疑问|q|question)(?:内容|描述)?", re.IGNORECASE)
_ANSWER = re.compile(r"(?:标准)?(?:答案?|回答|回复|解答|答复|说明|a|answer)(?:内容)?", re.IGNORECASE)
# Field names of product sheets and forms, folded.
_FIELD = re.compile(
    ".*(?:名称?|型号|规格|尺寸|重量|电压|功率|容量|材质|颜色|产地|品牌|时间|日期|期限|地[点址]|电话|传真|邮箱|网址|联系人"
    "|负责人|单位|部门|价格?|费用?|金额|数量|编号|代码|范围|精度|量程|等级|温度|湿度|压力|速度|接口|寿命|质保|保固|方式|对象|条件|要求)"
)


@dataclass(frozen=True, slots=True)
class _Table:
    """A grid in its parts: the titles above it, the names of its columns, and its rows."""

    titles: list[str]
    names: Row
    rows: Grid


def write_grid(writer: TextWriter, cells: Sequence[Sequence[str]]) -> None:
    """Write a grid as records, with its titles above them and its notes between them."""
    table = _looked_at(squared(cells))
    for title in table.titles:
        writer.heading(title, CAPTION_LEVEL)
    if not table.rows:
        return
    if _is_vertical(table):
        _write_fields(writer, [table.names, *table.rows] if any(table.names) else table.rows)
        return
    asked, answer = _column(table.names, _QUESTION), _column(table.names, _ANSWER)
    key = _key_column(table)
    for row in table.rows:
        if len(set(filter(None, row))) == 1 and len(row) > 2:
            writer.paragraph(next(filter(None, row)), tight=True)
        elif asked is not None and answer is not None and asked != answer:
            others = [
                (name, cell)
                for n, (name, cell) in enumerate(zip(table.names, row, strict=True))
                if n not in (asked, answer) and cell
            ]
            writer.entry((table.names[asked], row[asked]), (table.names[answer], row[answer]), *others)
        elif _is_of_pairs(table.names, row):
            writer.record([(row[n].rstrip("：: "), row[n + 1]) for n in range(0, len(row) - 1, 2)])
        else:
            writer.record(list(zip(table.names, row, strict=True)), key=key, total=_is_total(row))


def _is_of_pairs(names: Row, row: Row) -> bool:
    """Return whether a row of a form alternates field names and values: 發文機關：, 縣政府, 文號：, …"""
    fields = [cell for cell in row[::2] if cell]
    return not any(names) and len(row) % 2 == 0 and all(field.endswith(("：", ":")) for field in fields)


def squared(cells: Sequence[Sequence[str]]) -> Grid:
    """Return rows of one length, each cell on one line, without empty rows and columns."""
    rows = [[" ".join(cell.split()) for cell in row] for row in cells]
    rows = [row for row in rows if any(row)]
    width = max(map(len, rows), default=0)
    rows = [row + [""] * (width - len(row)) for row in rows]
    kept = [column for column in range(width) if any(row[column] for row in rows)]
    return [[row[column] for column in kept] for row in rows]


def _looked_at(rows: Grid) -> _Table:
    """Return a grid split into titles, header and rows."""
    titles: list[str] = []
    while len(rows) > 2 and len(rows[0]) > 1 and len(set(filter(None, rows[0]))) == 1:
        titles.append(next(filter(None, rows[0])))
        rows = rows[1:]
    count = _header_rows(rows)
    width = len(rows[0]) if rows else 0
    return _Table(titles, _joined_names(rows[:count], width), rows[count:])


def _header_rows(rows: Grid) -> int:
    """Return how many of the first rows are header rows."""
    if len(rows) < 2 or not _names_columns(rows[0]):
        return 0
    count = 1
    while count < min(MOST_HEADER_ROWS, len(rows) - 1) and _goes_on(rows[count - 1], rows[count], rows[:count]):
        count += 1
    return count


def _names_columns(row: Row) -> bool:
    """Return whether a row may be a header: several short words, none of them a number."""
    names = [cell for cell in row if cell]
    return len(set(names)) > 1 and all(len(name) <= LONGEST_NAME and not _FIGURE.fullmatch(name) for name in names)


def _goes_on(header: Row, row: Row, above: Grid) -> bool:
    """Return whether a row is a second header row: some names above it span several of its columns."""
    if not _names_columns(row) or _is_total(row):
        return False
    shared = [n for n in range(1, len(header)) if header[n] in ("", header[n - 1]) and row[n]]
    if not shared:
        return False
    alone = [n for n in range(len(header)) if n not in shared and n + 1 not in shared]
    return all(row[n] in ("", header[n]) for n in alone)


def _joined_names(header: Grid, width: int) -> Row:
    """Return the names of the columns: header rows joined from top to bottom, merged ones repeated."""
    filled = []
    for number, row in enumerate(header):
        names, last = [], ""
        for column, cell in enumerate(row):
            below = any(later[column] for later in header[number + 1 :])
            last = cell or (last if below else "")
            names.append(last)
        filled.append(names)
    return ["·".join(dict.fromkeys(filter(None, (row[column] for row in filled)))) for column in range(width)]


def _is_total(row: Row) -> bool:
    """Return whether the first words of a row mark it as a total."""
    first = fold(next((cell for cell in row if cell), ""))
    return _TOTAL.fullmatch(first) is not None or (_TOTAL.match(first) is not None and len(first) <= 8)


def _column(names: Row, pattern: re.Pattern[str]) -> int | None:
    return next((n for n, name in enumerate(names) if pattern.fullmatch(fold(name))), None)


def _key_column(table: _Table) -> int | None:
    """Return the column that identifies each record, or ``None``: the first one of mostly distinct words."""
    rows = [row for row in table.rows if not _is_total(row)]
    likely: int | None = None
    for column, name in enumerate(table.names):
        values = [row[column] for row in rows if row[column]]
        numbering = _NUMBERING.fullmatch(fold(name)) or all(value.isdecimal() and len(value) < 4 for value in values)
        if not values or numbering or all(map(_FIGURE.fullmatch, values)):
            continue
        likely = column if likely is None else likely
        if len(set(values)) >= DISTINCT * len(values):
            return column
    return likely


def _is_vertical(table: _Table) -> bool:
    """Return whether a grid of two columns has field names in the first and their values in the second."""
    if len(table.names) != 2 or len(table.rows) < 2:
        return False
    fields = [fold(row[0]) for row in table.rows]
    named = sum(_FIELD.fullmatch(one) is not None for one in fields)
    short = all(0 < len(one) <= LONGEST_NAME // 2 for one in fields)
    return short and len(set(fields)) == len(fields) and 2 * named > len(fields)


def _write_fields(writer: TextWriter, rows: Grid) -> None:
    """Write a grid of field names and values as one record."""
    writer.record([(row[0], row[1]) for row in rows], key=0)
