"""List questions: all the items asked for, and whether the text says that they are all.

Items are in one enumeration (甲、乙和丙), in list items below an introductory sentence, or in one column of several
records.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from embeddings.article import Article, Block, BlockKind, Span
from embeddings.blocks import block_at
from embeddings.text.fold import fold
from qa.kinds import Kind
from qa.query import Query
from qa.values import Value, find_values

MOST_ITEMS = 50
LONGEST_ITEM = 30  # characters of an item in an enumeration
_BETWEEN = re.compile(r"[、,;]|以及|和|及|与|或")
_OPEN_END = re.compile(r"\s*等(?!候|待|级|于|额)(?!\d)")


@dataclass(frozen=True, slots=True)
class Listed:
    """The items of a list in the article's order, and whether the text says that they are all."""

    spans: tuple[Span, ...]
    complete: bool


def listed(query: Query, article: Article, span: Span) -> Listed | None:
    """Return the list that a quote is part of, or ``None``."""
    block = block_at(article.blocks, span.start)
    if block is not None and block.kind is BlockKind.RECORD:
        return _rows(query, article, block, span)
    if block is not None and block.kind is BlockKind.ITEM:
        return _items(article, block)
    return _enumeration(article, span, block)


def _rows(query: Query, article: Article, block: Block, span: Span) -> Listed | None:
    """Return the cells of one column in all records of the table that match the question, or ``None``."""
    number = next((n for n, cell in enumerate(block.cells) if cell.start <= span.start < cell.end), None)
    if number is None:
        return None
    table = table_of(article.blocks, block)
    named = [
        (n, value)
        for n, cell in enumerate(block.cells)
        if len(value := fold(article.text[cell.start : cell.end])) > 1 and n != number and value in query.folded
    ]
    rows = [one for one in table if not one.total and all(_cell(article, one, n) == value for n, value in named)]
    spans = tuple(Span(row.cells[number].start, row.cells[number].end) for row in rows if _filled(row, number))
    if len(spans) < 2:
        return None
    total = any(one.total for one in table) and not named
    return Listed(
        spans[:MOST_ITEMS], complete=len(spans) <= MOST_ITEMS and (total or _counted(article, table, len(spans)))
    )


def table_of(blocks: Sequence[Block], block: Block) -> list[Block]:
    """Return the adjacent records with the same columns as this one."""
    names = [cell.name for cell in block.cells]
    at = blocks.index(block)
    first, last = at, at + 1
    while first and _is_row(blocks[first - 1], names):
        first -= 1
    while last < len(blocks) and _is_row(blocks[last], names):
        last += 1
    return list(blocks[first:last])


def _is_row(block: Block, names: Sequence[str]) -> bool:
    return block.kind is BlockKind.RECORD and [cell.name for cell in block.cells] == names


def _cell(article: Article, row: Block, number: int) -> str:
    cell = row.cells[number]
    return fold(article.text[cell.start : cell.end])


def _filled(row: Block, number: int) -> bool:
    return row.cells[number].end > row.cells[number].start


def _counted(article: Article, table: Sequence[Block], count: int) -> bool:
    """Return whether the text directly above a table says how many rows it has."""
    above = article.text[max(0, table[0].start - 80) : table[0].start]
    return any(_is_count(value, count) for value in find_values(above))


def _items(article: Article, block: Block) -> Listed | None:
    """Return the list items around one; they are complete if a sentence introduces the list. ``None`` for one item."""
    at = article.blocks.index(block)
    first, last = at, at + 1
    while first and article.blocks[first - 1].kind is BlockKind.ITEM:
        first -= 1
    while last < len(article.blocks) and article.blocks[last].kind is BlockKind.ITEM:
        last += 1
    items = article.blocks[first:last]
    if len(items) < 2:
        return None
    lead = article.text[article.blocks[first - 1].start : items[0].start].rstrip() if first else ""
    open_end = _OPEN_END.search(fold(article.text[items[-1].end - 3 : items[-1].end]))
    counted = any(_is_count(value, len(items)) for value in find_values(lead))
    complete = open_end is None and (counted or lead.endswith(("：", ":")))
    return Listed(tuple(Span(one.start, one.end) for one in items[:MOST_ITEMS]), complete)


def _enumeration(article: Article, span: Span, block: Block | None) -> Listed | None:
    """Return the enumeration around a quote as one span, to be quoted as it is; or ``None``."""
    start, end = (block.start, block.end) if block is not None else _line(article.text, span)
    text = fold(article.text[start:end])
    first = max((text.rfind(mark, 0, span.start - start) for mark in ":。;!?"), default=-1) + 1
    stops = [at for at in (text.find(mark, span.end - start) for mark in "。;!?\n") if at >= 0]
    last = min(stops, default=len(text))
    if "、" not in text[first:last]:
        return None
    first, last = _narrowed(text, first, last, span.start - start, span.end - start)
    items = [item for item in _BETWEEN.split(text[first:last]) if item.strip()]
    if len(items) < 2 or max(map(len, items)) > LONGEST_ITEM:
        return None
    open_end = _OPEN_END.match(text, last) is not None or text[first:last].endswith("等")
    lead = text[max(0, first - 40) : first]
    counted = any(_is_count(value, len(items)) for value in find_values(f"{lead}{text[first : last + 12]}"))
    last = first + len(text[first:last].rstrip("、, "))  # of 糖、鹽、等
    return Listed((Span(start + first, start + last),), complete=counted or (not open_end and ":" in lead))


def _narrowed(text: str, first: int, last: int, start: int, end: int) -> tuple[int, int]:
    """Return the enumerating part of a sentence: the quote's item and its neighbours separated by 、."""
    marks = [at for at in range(first, last) if text[at] == "、"]
    low, high = min(start, *marks), max(end, *marks)
    left = max((text.rfind(mark, first, low) for mark in ",:是有为括含设带"), default=-1)
    rest = [at for at in (text.find(mark, high) for mark in ",等") if 0 <= at < last]
    return max(first, left + 1), min(rest, default=last)


def _line(text: str, span: Span) -> tuple[int, int]:
    end = text.find("\n", span.end)
    return text.rfind("\n", 0, span.start) + 1, len(text) if end < 0 else end


def _is_count(value: Value, count: int) -> bool:
    """Return whether a value is a count of so many things."""
    return value.kind in (Kind.QUANTITY, Kind.NUMBER) and value.normal[0] == count
