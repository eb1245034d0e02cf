"""How a table stands in the text of an article, and where in it each cell stands.

Most are written as our readers of formats write a table: a line a row, ``欄：值，欄：值``, an empty cell left out. The
others are what people type themselves: lists, rosters, blocks, running sentences, values in a row.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from qa.training.office.schemas import Column, Schema
from qa.training.office.words import Draw

EMPTY = ("—", "-", "無資料", "——", "/", "（空）", "暂无")


@dataclass(slots=True)
class Row:
    """The spellings of each key of a row, the one it shows first; and its cells, empty ones as ``""``."""

    keys: list[tuple[str, ...]]
    cells: list[str]


@dataclass(slots=True)
class Table:
    """A table with the names its columns go by, and where its keys and cells stand once it is written."""

    schema: Schema
    key_names: list[str]
    columns: list[Column]
    names: list[str]
    rows: list[Row]
    dash: str = ""  # what stands in an empty cell
    numbering: str = ""  # the name of a column that only counts the rows
    places: dict[tuple[int, int], int] = field(default_factory=dict)  # (row, column) to start; keys are -1, -2


class Page:
    """A text that grows, and remembers where the cells of a table begin."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.text = ""

    def put(self, text: str) -> None:
        """Write a text."""
        self.text += text

    def key(self, row: int, number: int = 0) -> None:
        """Write a key of a row."""
        self.table.places[row, -1 - number] = len(self.text)
        self.text += self.table.rows[row].keys[number][0]

    def cell(self, row: int, column: int) -> None:
        """Write a cell, or what stands for an empty one."""
        value = self.table.rows[row].cells[column]
        if value:
            self.table.places[row, column] = len(self.text)
        self.text += value or self.table.dash


def _cells(page: Page, row: int, colon: str, comma: str, *, first: bool = False) -> None:
    """Write the cells of a row with their names; those that are empty only where something stands for them."""
    for number, name in enumerate(page.table.names):
        if page.table.rows[row].cells[number] or page.table.dash:
            page.put(("" if first else comma) + name + colon)
            page.cell(row, number)
            first = False


def _keys(page: Page, row: int, between: str = "") -> None:
    for number in range(len(page.table.key_names)):
        page.put(between if number else "")
        page.key(row, number)


def as_records(page: Page, draw: Draw) -> None:
    """Write the shape that tables of all formats are given."""
    for row in range(len(page.table.rows)):
        page.put("\n" if page.text else "")
        if page.table.numbering and page.table.key_names:
            page.put(f"{page.table.numbering}：{row + 1}，")
        for number, name in enumerate(page.table.key_names):
            page.put(("，" if number else "") + name + "：")
            page.key(row, number)
        _cells(page, row, "：", "，", first=not page.table.key_names)


def as_lines(page: Page, draw: Draw) -> None:
    """Write names and values a line each, as a sheet of facts has them."""
    start = draw.choice(("", "", "- ", "• "))
    for number, name in enumerate(page.table.names):
        if page.table.rows[0].cells[number] or page.table.dash:
            page.put(("\n" if page.text else "") + start + name + "：")
            page.cell(0, number)


def as_turned(page: Page, draw: Draw) -> None:
    """Write a line a column, as tables that compare products have it."""
    table, corner = page.table, draw.choice(("項目", "項目", "項目", "比較項目", "內容"))
    for number, name in enumerate(table.names):
        page.put(("\n" if page.text else "") + f"{corner}：{name}")
        for row in range(len(table.rows)):
            if table.rows[row].cells[number] or table.dash:
                page.put("，")
                page.key(row)
                page.put("：")
                page.cell(row, number)


def as_values(page: Page, draw: Draw) -> None:
    """Write a line of names, then the values of a row on each line."""
    gap = draw.choice((" ", " ", "  ", "\t", " | "))
    page.put(("\n" if page.text else "") + gap.join((*page.table.key_names, *page.table.names)))
    page.table.dash = page.table.dash or "—"
    for row in range(len(page.table.rows)):
        page.put("\n")
        _keys(page, row, gap)
        for number in range(len(page.table.names)):
            page.put(gap)
            page.cell(row, number)


def as_roster(page: Page, draw: Draw) -> None:
    """Write what people type: the key, then the values, some with a word before them."""
    for row in range(len(page.table.rows)):
        page.put("\n" if page.text else "")
        _keys(page, row, " ")
        for number, name in enumerate(page.table.names):
            if page.table.rows[row].cells[number] or page.table.dash:
                page.put(f" {name} " if number else " ")
                page.cell(row, number)


def as_list(page: Page, draw: Draw) -> None:
    """Write an item for each row."""
    colon, start = draw.choice(("：", "：", ":", "，")), draw.choice(("- ", "- ", "• ", "* ", "n. ", "（n）", ""))
    for row in range(len(page.table.rows)):
        page.put(("\n" if page.text else "") + start.replace("n", str(row + 1)))
        _keys(page, row)
        page.put(colon)
        _cells(page, row, "", "，", first=True)


def as_blocks(page: Page, draw: Draw) -> None:
    """Write each row under its key, a line for a value."""
    for row in range(len(page.table.rows)):
        page.put(("\n\n" if row else "\n") if page.text else "")
        _keys(page, row)
        _cells(page, row, "：", "\n")


def as_sentences(page: Page, draw: Draw) -> None:
    """Write a sentence a row."""
    verb = draw.choice(("為", "是", "", "為"))
    page.put("\n" if page.text else "")
    for row in range(len(page.table.rows)):
        _keys(page, row, "的")
        _cells(page, row, verb, "，", first=True)
        page.put("。")


def as_brackets(page: Page, draw: Draw) -> None:
    """Write one sentence in which the value of the only column stands in brackets after each key."""
    table = page.table
    page.put("\n" if page.text else "")
    page.put(
        draw.choice((f"各{table.key_names[0]}的{table.names[0]}如下：", f"{table.key_names[0]}與{table.names[0]}："))
    )
    for row in range(len(table.rows)):
        page.put("、" if row else "")
        _keys(page, row)
        page.put("（")
        page.cell(row, 0)
        page.put("）")
    page.put("。")


Layout = Callable[[Page, Draw], None]
"""Writes a table on a page."""

LAYOUTS: tuple[tuple[Layout, int], ...] = (
    (as_records, 74),
    (as_turned, 6),
    (as_values, 4),
    (as_roster, 4),
    (as_list, 4),
    (as_blocks, 4),
    (as_sentences, 2),
    (as_brackets, 2),
)
SHEETS: tuple[tuple[Layout, int], ...] = ((as_records, 70), (as_lines, 30))
