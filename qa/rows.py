"""Rows: the records of a table that hold what a question names, and the column of theirs that it asks for."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from embeddings.article import Article, Block, BlockKind, Span
from embeddings.text.fold import fold
from qa.columns import asked_of_cells, column_fit, common_piece
from qa.query import Query
from qa.tables import is_said, named_by, plain

LONGEST_NAMED = 40  # characters of a cell by which a question may name its record
NEARLY, LEAST_NEARLY = 0.6, 3  # share and number of the characters of a cell that a question says in one piece
BETTER = 0.1  # by which another column must fit better than the one that was read
_NONE = re.compile("无|没有|不设|未设|[-—–/]+")
_PARTS = re.compile(r"[、,;/\s]+")
_NUMBERED = re.compile(r"(?P<name>[一-鿿]{2,})[a-z]?\d+")  # 三樓305


@dataclass(frozen=True, slots=True)
class Rows:
    """The cells asked for, in the table's order, and the table with whether the question picks rows of it."""

    cells: tuple[Span, ...]
    table: tuple[Block, ...]
    picked: bool


def rows_of(query: Query, article: Article, block: Block, span: Span) -> Rows | None:
    """Return the cells that a question asks for of the table in which a quote stands."""
    read = next((n for n, cell in enumerate(block.cells) if cell.start <= span.start < cell.end), None)
    if read is None:
        return None
    table = table_of(article.blocks, block)
    values = [[fold(article.text[cell.start : cell.end]) for cell in row.cells] for row in table]
    named = _named(query, values, [cell.name for cell in block.cells])
    asked = _asked(query, block, read, named)
    named = {number: said for number, said in named.items() if number != asked}
    kept = [n for n, row in enumerate(table) if not row.total and _holds(values[n], named)]
    if not kept:  # no record holds all that is named: those that hold what the one that was read does
        own = values[table.index(block)]
        named = {number: frozenset({own[number]}) for number in named if own[number] in named[number]}
        kept = [n for n, row in enumerate(table) if not row.total and _holds(values[n], named)]
    cells = {plain(values[n][asked]): table[n].cells[asked] for n in reversed(kept) if values[n][asked].strip()}
    spans = tuple(Span(cell.start, cell.end) for cell in sorted(cells.values(), key=lambda cell: cell.start))
    return Rows(spans, tuple(table), bool(named)) if spans else None


def _named(query: Query, values: Sequence[Sequence[str]], names: Sequence[str]) -> Mapping[int, frozenset[str]]:
    """Return for the columns of which a question names some values, but not all, which these are."""
    found = {}
    for number, column in enumerate(zip(*values, strict=True)):
        filled = {value for value in column if value.strip()}
        said = _said_to_lack(query, filled, names[number]) or _said_most(query, filled, names[number])
        if said and said != filled:
            found[number] = said
    return found


def _said_to_lack(query: Query, values: set[str], name: str) -> frozenset[str]:
    """Return which values of a column say that there is none, if a question is about what has none: 沒有休館日."""
    letters = plain(fold(name))
    lacks = len(letters) > 1 and re.search(f"(?:没有?|无|未[设定])[^,。]{{0,4}}{re.escape(letters)}", query.folded)
    return frozenset(value for value in values if _NONE.fullmatch(value.strip())) if lacks else frozenset()


def _said_most(query: Query, values: set[str], name: str) -> frozenset[str]:
    """Return which values of a column a question names: as they stand, else a part of them, else nearly."""
    whole = {value for value in values if len(value) <= LONGEST_NAMED and is_said(query, value)}
    whole = {one for one in whole if not any(one != other and plain(one) in plain(other) for other in whole)}
    parts = {value for value in values for part in _parts(value) if part in map(plain, whole) or is_said(query, part)}
    if whole or parts:
        return frozenset(whole | parts)
    named = {value for value in values if len(value) <= LONGEST_NAMED and named_by(query, value, name)}
    return frozenset(named or _nearly_said(query, values))


def _parts(value: str) -> Iterator[str]:
    """Yield the parts of a cell that holds several things, or a place with its number."""
    if len(value) > LONGEST_NAMED:
        return
    parts = [part for part in _PARTS.split(value) if part]
    if len(parts) > 1:
        yield from (plain(part) for part in parts if len(part) > 1)
    numbered = _NUMBERED.fullmatch(value)
    if numbered is not None:
        yield numbered["name"]


def _nearly_said(query: Query, values: set[str]) -> set[str]:
    """Return the values of which a question says most in one piece, and those that hold the same piece."""
    pieces = set()
    for letters in (plain(value) for value in values if len(value) <= LONGEST_NAMED):
        piece = common_piece(letters, plain(query.folded))
        if len(piece) >= max(LEAST_NEARLY, NEARLY * len(letters)):
            pieces.add(piece)
    return {value for value in values if any(piece in plain(value) for piece in pieces)}


def _holds(row: Sequence[str], named: Mapping[int, frozenset[str]]) -> bool:
    return all(row[number] in said for number, said in named.items())


def _asked(query: Query, block: Block, read: int, named: Mapping[int, frozenset[str]]) -> int:
    """Return the column that a question asks for: the one that was read, unless another fits better."""
    said = [value for values in named.values() for value in values]
    asked = asked_of_cells(query, [block.cells[number].name for number in named])

    def fit(number: int) -> float:
        return column_fit(query, block.cells[number], "", asked, said)

    free = [number for number in range(len(block.cells)) if number not in named]
    if not free:
        return read
    best = max(free, key=lambda number: (fit(number), number == read, -number))
    return read if read in free and fit(best) < fit(read) + BETTER else best


def table_of(blocks: Sequence[Block], block: Block) -> list[Block]:
    """Return the records around one that have the same columns, without anything between them."""
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
