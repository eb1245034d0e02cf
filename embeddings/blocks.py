"""Operations on the blocks of a text: look-up by offset, moving, clipping, and compact JSON."""

import json
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeVar

from embeddings.article import Block, BlockKind, Cell

LONGEST_STEP = 80  # characters of a heading, or of a record's key, in a path
MESSAGE = ("發言人", "時間", "內容")  # the cells of a chat message
KEPT_PARSED = 8  # articles whose parsed blocks are cached
T = TypeVar("T", Block, Cell)


def block_at(blocks: Sequence[Block], offset: int) -> Block | None:
    """Return the block that contains an offset, or ``None``."""
    return _at(blocks, offset)


def is_message(block: Block) -> bool:
    """Return whether a block is a chat message."""
    return tuple(cell.name for cell in block.cells) == MESSAGE


def _at(parts: Sequence[T], offset: int) -> T | None:
    at = bisect_right(parts, offset, key=lambda part: part.start) - 1
    return parts[at] if at >= 0 and offset < parts[at].end else None


@dataclass(frozen=True, slots=True)
class Outline:
    """The headings of an article in order, each with the index of its parent heading. Made once per article."""

    headings: Sequence[Block]
    parents: Sequence[int]  # -1 for a top-level heading

    @classmethod
    def of(cls, blocks: Sequence[Block]) -> "Outline":
        """Return the outline of an article's blocks."""
        headings = [block for block in blocks if block.kind is BlockKind.HEADING]
        parents: list[int] = []
        above: list[int] = []
        for number, heading in enumerate(headings):
            while above and headings[above[-1]].level >= heading.level:
                above.pop()
            parents.append(above[-1] if above else -1)
            above.append(number)
        return cls(headings, parents)

    def above(self, offset: int) -> list[Block]:
        """Return the headings that an offset stands under, nearest last; a heading stands under itself."""
        at = bisect_right(self.headings, offset, key=lambda heading: heading.start) - 1
        path = []
        while at >= 0:
            path.append(self.headings[at])
            at = self.parents[at]
        return path[::-1]


def step_of(text: str, start: int, end: int) -> str:
    """Return ``text[start:end]`` as one step of a heading path: on one line, and shortened."""
    return " ".join(text[start : min(end, start + LONGEST_STEP)].split())


def moved_blocks(blocks: Sequence[Block], text: str, moved: Callable[[int], int]) -> tuple[Block, ...]:
    """Return the blocks at their offsets in an edited text; blocks of which no text is left are dropped.

    A cell of which no text is left becomes empty and keeps its column.
    """
    found = (_moved(block, moved) for block in blocks)
    return tuple(block for block in found if text[block.start : block.end].strip())


def _moved(block: Block, moved: Callable[[int], int]) -> Block:
    cells = tuple(Cell(cell.name, moved(cell.start), moved(cell.end)) for cell in block.cells)
    return replace(block, start=moved(block.start), end=moved(block.end), cells=cells)


def blocks_within(blocks: Sequence[Block], start: int, end: int) -> tuple[Block, ...]:
    """Return the blocks between two offsets, clipped to them; a clipped block keeps only its complete cells."""
    first = max(bisect_right(blocks, start, key=lambda block: block.start) - 1, 0)
    found = []
    for block in blocks[first:]:
        if block.start >= end:
            break
        if block.end > start:
            found.append(_within(block, start, end))
    return tuple(found)


def _within(block: Block, start: int, end: int) -> Block:
    if start <= block.start and block.end <= end:
        return block
    kept = [n for n, cell in enumerate(block.cells) if start <= cell.start and cell.end <= end]
    return replace(
        block,
        start=max(block.start, start),
        end=min(block.end, end),
        cells=tuple(block.cells[n] for n in kept),
        key=kept.index(block.key) if block.key in kept else None,
    )


def without_gaps(blocks: Sequence[Block], text: str) -> Iterator[Block]:
    """Yield the blocks of a text, with the text between them as paragraphs."""
    end = 0
    for block in blocks:
        if text[end : block.start].strip():
            yield Block(BlockKind.PARAGRAPH, end, block.start)
        yield block
        end = max(end, block.end)
    if text[end:].strip():
        yield Block(BlockKind.PARAGRAPH, end, len(text))


def written_blocks(blocks: Sequence[Block]) -> str:
    """Return blocks as compact JSON (empty for no blocks); each column name is written once."""
    if not blocks:
        return ""
    names = {name: n for n, name in enumerate(dict.fromkeys(cell.name for block in blocks for cell in block.cells))}
    rows = [
        [b.kind.value, b.start, b.end, b.level, b.label, b.key, int(b.total)]
        + [part for cell in b.cells for part in (names[cell.name], cell.start, cell.end)]
        for b in blocks
    ]
    return json.dumps([list(names), rows], ensure_ascii=False, separators=(",", ":"))


def read_blocks(written: str) -> tuple[Block, ...]:
    """Return the blocks that ``written_blocks`` wrote."""
    if not written:
        return ()
    names, rows = json.loads(written)
    return tuple(
        Block(
            BlockKind(kind),
            start,
            end,
            level=level,
            label=label,
            cells=tuple(Cell(names[n], first, last) for n, first, last in zip(*[iter(cells)] * 3, strict=True)),
            key=key,
            total=bool(total),
        )
        for kind, start, end, level, label, key, total, *cells in rows
    )


@lru_cache(maxsize=KEPT_PARSED)
def read_blocks_once(written: str) -> tuple[Block, ...]:
    """Return ``read_blocks(written)``, cached for the most recent articles."""
    return read_blocks(written)
