"""Lists: every item that a list question asks for, and whether the text says that those are all.

Items stand in one enumeration (甲、乙和丙), in the list items below the sentence or heading that introduces them, as
numbered parts of one provision, or in the same column of several records.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from embeddings.article import Article, Block, BlockKind, Span
from embeddings.blocks import block_at, is_message
from embeddings.text.fold import fold
from embeddings.text.words import segment
from qa.anchors import AnchorKind, Verdict, verdict
from qa.edges import MARKS
from qa.enumerations import ENDS, OPEN_END, Enumeration, enumerations
from qa.kinds import Kind
from qa.names import ROLE
from qa.query import Query
from qa.rows import rows_of
from qa.values import Value, find_values

MOST_ITEMS = 50
LONGEST_ITEM = 45  # characters of most items of a list; longer ones are provisions that each say something else
SMALL_PART = 0.6  # of an item, below which a quote says less than the item
BEHIND = 12  # characters behind an enumeration in which its count may stand: 甲、乙、丙三種
_NUMBERED = re.compile(r"\((?:[一二三四五六七八九十]{1,3}|\d{1,2})\)|[①-⑳]|(?:(?<=\n)|(?<=^))\d{1,2}[.、](?!\d)")
_MARKER = re.compile(r"\s*[-*•·‧●○■□◆▪]\s+")
_ITEM = re.compile("[^、]+")
_NEGATED = re.compile("不|禁|勿|非|无|没|除外|未")


@dataclass(frozen=True, slots=True)
class Listed:
    """What is quoted of a list, in the article's order; whether the text itself says that it is all; and its items.

    An enumeration is quoted as it stands: one span of several items.
    """

    spans: tuple[Span, ...]
    complete: bool
    items: int


def listed(query: Query, article: Article, span: Span) -> Listed | None:
    """Return the list of which a quote is a part, ``None`` if it is part of none."""
    block = block_at(article.blocks, span.start)
    if block is None:
        return _in_prose(query, article, span, *_line(article.text, span))
    match block.kind:
        case BlockKind.RECORD | BlockKind.ENTRY:
            return _in_cells(query, article, block, span)
        case BlockKind.ITEM:
            return _in_items(query, article, block, span)
        case BlockKind.HEADING:
            return _below(query, article, block)
    numbered = _numbered(article, block, span) or _introduced(article, block) or _headed(article, block)
    return numbered or _in_prose(query, article, span, _behind_label(article.text, block), block.end)


# Records


def _in_cells(query: Query, article: Article, block: Block, span: Span) -> Listed | None:
    """Return the cells of one column, of all records of the table that hold what the question names."""
    if block.kind is BlockKind.ENTRY or is_message(block) or len(block.cells) == 1:
        around = [cell for cell in block.cells if cell.start < span.end and span.start < cell.end]
        return _in_prose(query, article, span, around[-1].start, around[-1].end) if around else None
    rows = rows_of(query, article, block, span)
    if rows is None:
        return None
    if len(rows.cells) < 2:
        [cell] = rows.cells
        return _in_prose(query, article, cell, cell.start, cell.end) or Listed((cell,), complete=False, items=1)
    total = any(row.total for row in rows.table) and not rows.picked
    counted = _counted(article.text[max(0, rows.table[0].start - 80) : rows.table[0].start], len(rows.cells))
    spans = rows.cells[:MOST_ITEMS]
    return Listed(spans, complete=len(spans) == len(rows.cells) and (total or counted), items=len(spans))


# List items


def _in_items(query: Query, article: Article, block: Block, span: Span) -> Listed | None:
    """Return what an item enumerates, if the question is about that item; else the items beside it."""
    run = _run_of(article.blocks, block)
    inside = _numbered(article, block, span) or _in_prose(
        query, article, span, _behind_label(article.text, block), block.end
    )
    if inside is not None and (len(run) < 2 or _names_one(query, article, run, block)):
        return inside
    if _is_beside(article, run, block, span) and _names_one(query, article, run, block):
        return None
    return _items(article, run)


def _is_beside(article: Article, run: Sequence[Block], block: Block, span: Span) -> bool:
    """Return whether a quote is a small part of an item, and nothing says that the items beside it are one list."""
    lead = _lead(article, run)
    listed_there = lead.endswith(("：", ":")) or _counted(lead, len(run))
    return not listed_there and span.end - span.start < SMALL_PART * (block.end - block.start)


def _lead(article: Article, run: Sequence[Block]) -> str:
    """Return what stands directly before list items."""
    at = article.blocks.index(run[0])
    return article.text[article.blocks[at - 1].start : run[0].start].rstrip() if at else ""


def _run_of(blocks: Sequence[Block], block: Block) -> list[Block]:
    """Return the list items around one, without anything between them."""
    at = blocks.index(block)
    first, last = at, at + 1
    while first and blocks[first - 1].kind is BlockKind.ITEM:
        first -= 1
    while last < len(blocks) and blocks[last].kind is BlockKind.ITEM:
        last += 1
    return list(blocks[first:last])


def _names_one(query: Query, article: Article, run: Sequence[Block], block: Block) -> bool:
    """Return whether a question says what one item says and none of those beside it."""
    own, *others = (_said(article, one) for one in (block, *(one for one in run if one is not block)))
    words = {word for word in segment(query.content) if len(word) > 1}
    return any(word in own and not any(word in other for other in others) for word in words)


def _said(article: Article, block: Block) -> str:
    return fold(article.text[block.start : block.end])


def _items(article: Article, run: Sequence[Block]) -> Listed | None:
    """Return list items side by side: those of a list that a sentence introduces are all there are."""
    if len(run) < 2 or median(one.end - one.start for one in run) > LONGEST_ITEM:
        return None
    lead = _lead(article, run)
    open_end = OPEN_END.search(fold(article.text[run[-1].end - 3 : run[-1].end]))
    complete = open_end is None and (_counted(lead, len(run)) or lead.endswith(("：", ":")))
    return Listed(tuple(_without_marker(article.text, one) for one in run[:MOST_ITEMS]), complete, len(run))


def _without_marker(text: str, block: Block) -> Span:
    """Return what an item says, without the mark of its list."""
    marker = _MARKER.match(text, block.start, block.end)
    return _trimmed(text, marker.end() if marker else block.start, block.end)


# What a heading or a sentence introduces


def _below(query: Query, article: Article, heading: Block) -> Listed | None:
    """Return the list that stands directly below a heading."""
    at = article.blocks.index(heading) + 1
    if at == len(article.blocks):
        return None
    first = article.blocks[at]
    if first.kind is BlockKind.ITEM:
        return _items(article, _run_of(article.blocks, first))
    if first.kind is BlockKind.PARAGRAPH:
        return _headed(article, first) or _in_prose(
            query, article, Span(first.start, first.end), first.start, first.end
        )
    return None


def _headed(article: Article, block: Block) -> Listed | None:
    """Return the paragraphs below a heading that says how many there are."""
    first = last = article.blocks.index(block)
    while first and article.blocks[first - 1].kind is BlockKind.PARAGRAPH:
        first -= 1
    while last < len(article.blocks) and article.blocks[last].kind is BlockKind.PARAGRAPH:
        last += 1
    run, heading = article.blocks[first:last], article.blocks[first - 1] if first else None
    if len(run) < 2 or heading is None or heading.kind is not BlockKind.HEADING:
        return None
    counted = _counted(article.text[heading.start : heading.end], len(run))
    spans = tuple(_trimmed(article.text, one.start, one.end) for one in run)
    short = median(one.end - one.start for one in spans) <= LONGEST_ITEM
    return Listed(spans, complete=True, items=len(run)) if counted and short else None


def _introduced(article: Article, block: Block) -> Listed | None:
    """Return the items that follow a paragraph which ends in a colon."""
    at = article.blocks.index(block) + 1
    if not article.text[block.start : block.end].rstrip().endswith(("：", ":")) or at == len(article.blocks):
        return None
    first = article.blocks[at]
    return _items(article, _run_of(article.blocks, first)) if first.kind is BlockKind.ITEM else None


def _numbered(article: Article, block: Block, span: Span) -> Listed | None:
    """Return the parts （一）…（二）… of a block, if the quote is one of them or stands in what introduces them."""
    text = fold(article.text[block.start : block.end])
    found = list(_NUMBERED.finditer(text, len(block.label)))
    if len(found) < 2:
        return None
    stop = re.compile(r"[。\n]").search(text, found[-1].end())
    ends = [one.start() for one in found[1:]] + [stop.start() if stop else len(text)]
    opening = text[: found[0].start()].rstrip()
    lead = max(opening.rfind(mark) for mark in "。;\n") + 1
    if not lead <= span.start - block.start < ends[-1]:
        return None
    said = opening[lead:]
    spans = tuple(
        _trimmed(article.text, block.start + one.end(), block.start + end) for one, end in zip(found, ends, strict=True)
    )
    return Listed(spans[:MOST_ITEMS], complete=said.endswith(":") or _counted(said, len(spans)), items=len(spans))


# Running text


def _in_prose(query: Query, article: Article, span: Span, first: int, last: int) -> Listed | None:
    """Return the enumeration between two places that a quote touches, or the sentence of the quote holds."""
    text = fold(article.text[first:last])
    start, end = max(span.start - first, 0), min(span.end - first, last - first)
    found = enumerations(text)
    touched = [one for one in found if one.clause < end and start < one.end]
    if not touched:
        low = max((text.rfind(mark, 0, start) for mark in ENDS), default=-1) + 1
        high = min((at for mark in ENDS if (at := text.find(mark, end)) >= 0), default=len(text))
        touched = [one for one in found if low <= one.start and one.end <= high and _is_led(text, one, start, end)]
    if not touched:
        return None
    best = max(touched, key=lambda one: (_fit(query, text, one), -one.start))
    lead = text[max(0, best.start - 40) : best.start]
    counted = _counted(f"{lead}{text[best.start : best.end + BEHIND]}", best.items)
    whole = _trimmed(article.text, first + best.start, first + best.end)
    meant = _of_role(query, article.text, whole)
    if meant:
        return Listed(meant, complete=False, items=len(meant))
    return Listed((whole,), complete=counted or (not best.open_end and ":" in lead), items=best.items)


def _of_role(query: Query, text: str, whole: Span) -> tuple[Span, ...]:
    """Return those things of an enumeration that are of the role that a question asks for, if some are and some not.

    A name without a role of its own has that of the name before it: 副所長甲、乙.
    """
    role = next((anchor for anchor in query.anchors if anchor.kind is AnchorKind.ROLE), None)
    if role is None:
        return ()
    items = [Span(whole.start + one.start(), whole.start + one.end()) for one in _ITEM.finditer(whole.of(text))]
    meant: list[Span] = []
    named = False
    for item in items:
        said = item.of(text)
        named = verdict(role, said) is Verdict.NAMED if ROLE.search(fold(said)) else named
        meant += [item] if named else []
    return tuple(meant) if len(meant) < len(items) else ()


def _is_led(text: str, one: Enumeration, start: int, end: int) -> bool:
    """Return whether what was quoted introduces an enumeration: 可帶入的物品：……"""
    return end <= one.start and not re.search(",", text[end : one.start].rstrip(" :,"))


def _fit(query: Query, text: str, one: Enumeration) -> tuple[bool, int]:
    """Return how well an enumeration answers: whether it allows what is asked to be allowed, and words in common."""
    lead = text[one.clause : one.start]
    alike = (_NEGATED.search(lead) is None) == (_NEGATED.search(query.folded) is None)
    return alike, sum(word in lead for word in set(segment(query.content)) if len(word) > 1)


def _behind_label(text: str, block: Block) -> int:
    """Return where a block begins behind its number."""
    return block.start + len(block.label) * text.startswith(block.label, block.start)


def _line(text: str, span: Span) -> tuple[int, int]:
    end = text.find("\n", span.end)
    return text.rfind("\n", 0, span.start) + 1, len(text) if end < 0 else end


def _trimmed(text: str, start: int, end: int) -> Span:
    """Return a span without the marks and white space at its ends."""
    while start < end and (text[start].isspace() or text[start] in MARKS):
        start += 1
    while start < end and (text[end - 1].isspace() or text[end - 1] in MARKS):
        end -= 1
    return Span(start, end)


def _counted(said: str, count: int) -> bool:
    """Return whether a text says that there are so many things."""
    return any(_is_count(value, count) for value in find_values(said))


def _is_count(value: Value, count: int) -> bool:
    """Return whether a value counts so many things."""
    return value.kind in (Kind.QUANTITY, Kind.NUMBER) and value.normal[0] == count
