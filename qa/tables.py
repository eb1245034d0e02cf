"""Matching a question with table records by cell values: which records it names, and which it rules out.

If one record of a table has 夜班, as the question does, a record with 日班 in the same column is ruled out.
"""

import re
from collections.abc import Iterable, Mapping

from embeddings.article import Block, BlockKind, Cell, Passage
from embeddings.text.fold import fold
from qa.anchors import AnchorKind, Verdict, verdict
from qa.query import Query
from qa.values import find_values, same

SHORTEST_SAID = 2  # characters that a value must have to be matched in a question
LONGEST_SAID = 90
LONGEST_RANK = 4  # digits
_HEAD = re.compile(r"(?P<head>[^()（）\s]{3,})[(（\s]")
_RANKS = re.compile("名次|排名|^名$")
_SUMS = re.compile("合计|总计|小计|共计|总额|总和")
_ASKS_SUM = re.compile("合计|总计|小计|共计|总[额数价金和人共]|一共|加起来|全部.{0,4}(?:多少|几)")

TOTAL = "\0total"  # pseudo-column of articles that have a row of totals
Named = Mapping[tuple[str, str], frozenset[str]]
"""For a column of an article, by id and name, the values under it that the question names; plain."""


def plain(text: str) -> str:
    """Return the letters and digits of a folded text."""
    return "".join(filter(str.isalnum, text))


def is_said(query: Query, value: str) -> bool:
    """Return whether a question contains a folded value, literally or as an equal value."""
    letters = plain(value)
    if len(letters) >= SHORTEST_SAID and _stands_in(letters, query.folded):
        return not any(
            anchor.value is not None and verdict(anchor, value) is Verdict.CONTRADICTED for anchor in query.anchors
        )
    values = find_values(value) if len(value) <= LONGEST_SAID else ()
    whole = [one for one in values if (one.start, one.end) == (0, len(value))]
    return any(same(anchor.value, one) for anchor in query.anchors if anchor.value is not None for one in whole)


def _stands_in(letters: str, folded: str) -> bool:
    """Return whether a text has letters and digits, ignoring punctuation, but not within a longer number or word."""
    if letters not in plain(folded):
        return False
    if not letters[0].isascii() and not letters[-1].isascii():
        return True
    spread = r"[\W_]*".join(map(re.escape, letters))
    before = r"(?<![a-z0-9])(?<!\d[,.])" if letters[0].isascii() else ""
    behind = r"(?![a-z0-9])" if letters[-1].isascii() else ""
    return re.search(f"{before}{spread}{behind}", folded) is not None


def named_by(query: Query, value: str, column: str = "") -> bool:
    """Return whether a question names a folded value by a part: a year, an amount within a range, a person.

    More of such a value may be asked for: the day of a year. A rank may be named by a bare number.
    """
    head = _HEAD.match(value)
    if head is not None and head["head"] != value and _stands_in(plain(head["head"]), query.folded):
        return True  # 籃球場 for 籃球場（全場）
    if value.isdecimal() and len(value) <= LONGEST_RANK and _RANKS.search(fold(column)):
        return any(one.value is not None and one.value.normal == (int(value), "名") for one in query.anchors)
    return len(value) <= LONGEST_SAID and any(
        anchor.kind in (AnchorKind.VALUE, AnchorKind.PERSON) and verdict(anchor, value) is Verdict.NAMED
        for anchor in query.anchors
    )


def named_cells(query: Query, passages: Iterable[Passage]) -> Named:
    """Return the record cells that a question names; if one value contains another, only the longer one."""
    said: dict[tuple[str, str], set[str]] = {}
    named: dict[tuple[str, str], set[str]] = {}
    for passage in passages:
        for block in _records(passage):
            if is_total(passage, block):
                said.setdefault((passage.article_id, TOTAL), set()).add("")
            for cell in block.cells:
                value = value_of(passage, cell)
                if value and is_said(query, value):
                    said.setdefault((passage.article_id, cell.name), set()).add(plain(value))
                elif named_by(query, value, cell.name):
                    named.setdefault((passage.article_id, cell.name), set()).add(plain(value))
    return {column: frozenset(_longest(values)) for column, values in (named | said).items()}


def is_foreign(query: Query, passage: Passage, block: Block, named: Named) -> bool:
    """Return whether the question names another record of the table, by a cell value or as the total."""
    if (passage.article_id, TOTAL) in named and is_total(passage, block) != sums(query):
        return True
    for cell in block.cells:
        values = named.get((passage.article_id, cell.name))
        if values is not None and plain(value_of(passage, cell)) not in values:
            return True
    return False


def is_total(passage: Passage, block: Block) -> bool:
    """Return whether a record is a total."""
    return block.total or any(_SUMS.fullmatch(value_of(passage, cell).strip()) for cell in block.cells)


def sums(query: Query) -> bool:
    """Return whether a question asks for a total."""
    return _ASKS_SUM.search(query.folded) is not None


def value_of(passage: Passage, cell: Cell) -> str:
    """Return the folded text of a cell."""
    return fold(passage.text[max(cell.start - passage.start, 0) : max(cell.end - passage.start, 0)])


def _records(passage: Passage) -> Iterable[Block]:
    return (block for block in passage.blocks if block.kind is BlockKind.RECORD and len(block.cells) > 1)


def _longest(values: set[str]) -> Iterable[str]:
    return (value for value in values if not any(value != other and value in other for other in values))
