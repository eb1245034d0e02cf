"""Blocks as they are stored, and how they are looked up by place: bisection, since an article may have thousands."""

import json
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from embeddings.article import Block, BlockKind, Cell


def dump_blocks(blocks: Iterable[Block]) -> str:
    """Return blocks as compact JSON."""
    rows = [
        [block.kind, block.start, block.end, block.level, block.label, _cells(block), block.key, int(block.total)]
        for block in blocks
    ]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def _cells(block: Block) -> list[tuple[str, int, int]]:
    return [(cell.name, cell.start, cell.end) for cell in block.cells]


def load_blocks(text: str) -> tuple[Block, ...]:
    """Return the blocks that ``dump_blocks`` wrote."""
    return tuple(
        Block(BlockKind(kind), start, end, level, label, tuple(Cell(*cell) for cell in cells), key, bool(total))
        for kind, start, end, level, label, cells, key, total in json.loads(text)
    )


def moved_blocks(blocks: Sequence[Block], moved: Callable[[int], int], text: str) -> tuple[Block, ...]:
    """Return blocks at the places that their text has moved to, without white space around; what is gone is none.

    ``moved`` tells where an offset is now, ``text`` is the text it is now in.
    """
    found = []
    for block in blocks:
        start, end = stripped(text, moved(block.start), moved(block.end))
        cells = tuple(Cell(cell.name, *stripped(text, moved(cell.start), moved(cell.end))) for cell in block.cells)
        if start < end:
            found.append(replace(block, start=start, end=end, cells=cells))
    return tuple(found)


def stripped(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the places between which a part of a text says something, without the white space around it."""
    part = text[start:end]
    first = start + len(part) - len(part.lstrip())
    return (first, first + len(part.strip())) if part.strip() else (start, start)


def block_at(blocks: Sequence[Block], place: int) -> Block | None:
    """Return the block in which a character stands, ``None`` if it stands in none; blocks come in order."""
    at = bisect_right(blocks, place, key=lambda block: block.start) - 1
    return blocks[at] if at >= 0 and place < blocks[at].end else None


def path_at(blocks: Sequence[Block], place: int) -> tuple[Block, ...]:
    """Return the headings under which a character stands, the highest first."""
    path: list[Block] = []
    for block in blocks[: bisect_right(blocks, place, key=lambda block: block.start)]:
        if block.kind is BlockKind.HEADING and block.end <= place:
            path = [above for above in path if above.level < block.level] + [block]
    return tuple(path)
