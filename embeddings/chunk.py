"""Article → passages: whole sentences and blocks, packed to similar lengths, within one section.

A heading opens a section and is at the head of its first passage; the others have it in their context. Records,
entries, clauses and list items are not cut unless one is longer than a passage may be: its parts then become separate
passages that carry its key or number as context. Passages of running text overlap by one sentence.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from embeddings.article import Article, Block, BlockKind, Passage, Span
from embeddings.blocks import Outline, blocks_within, step_of, without_gaps
from embeddings.text.sentences import sentences

TARGET = 200  # characters a passage should have, so that it fits one window of the reader with its question
MAXIMUM = 280  # characters a passage has at most
OVERLAP = 80  # characters; a longer sentence is not repeated in the next passage
CHUNKER = f"blocks-{TARGET}-{MAXIMUM}-{OVERLAP}-v1"  # raise the version when chunking or structure changes

_PAUSES = "，、；：,;:）」』”】》 "
_WHOLE = frozenset({BlockKind.RECORD, BlockKind.ENTRY, BlockKind.CLAUSE, BlockKind.ITEM})


@dataclass(frozen=True, slots=True)
class _Size:
    """The limits of packing, in characters."""

    target: int
    maximum: int
    overlap: int
    tail: int  # a shorter rest of a section joins the passage before it


@dataclass(frozen=True, slots=True)
class _Piece:
    """The smallest unit of packing. ``repeats`` says whether it may be in two passages, as sentences of prose may."""

    start: int
    end: int
    repeats: bool = True


@dataclass(frozen=True, slots=True)
class _Section:
    """Pieces that may share passages. ``about`` is the block that the pieces are parts of, if it had to be cut."""

    pieces: list[_Piece]
    about: Block | None = None


def chunk(
    article: Article,
    first_id: int = 0,
    *,
    target: int = TARGET,
    maximum: int = MAXIMUM,
    overlap: int = OVERLAP,
) -> list[Passage]:
    """Return the passages of an article, numbered from ``first_id``; only white space is left out of them."""
    if not 0 < target <= maximum:
        raise ValueError(f"target={target} must be positive and at most maximum={maximum}")
    size = _Size(target, maximum, overlap, tail=target // 4)
    outline = Outline.of(article.blocks)
    places = ((span, section) for section in _sections(article, size) for span in _pack(section.pieces, size))
    return [
        Passage(
            number,
            article.id,
            article.title,
            span.start,
            span.end,
            span.of(article.text),
            _context(article, outline, span, section.about),
            blocks_within(article.blocks, span.start, span.end),
            article.origin,
        )
        for number, (span, section) in enumerate(places, start=first_id)
    ]


def _context(article: Article, outline: Outline, span: Span, about: Block | None) -> tuple[str, ...]:
    """Return the headings above a passage that are not in it, and the key of a cut block; without the title."""
    text = article.text
    above = [heading for heading in outline.above(span.start) if not span.start <= heading.start < span.end]
    steps = [step_of(text, heading.start, heading.end) for heading in above]
    if about is not None and span.start > about.start:
        steps.append(_key_of(about, text, span))
    return tuple(step for step in steps if step and step != article.title)


def _key_of(block: Block, text: str, part: Span) -> str:
    """Return the key (or number) of a cut block, or an empty string if this part contains it."""
    if block.key is None or block.key >= len(block.cells):
        return block.label
    cell = block.cells[block.key]
    if part.start <= cell.start and cell.end <= part.end:
        return ""
    return step_of(text, cell.start, cell.end)


def _sections(article: Article, size: _Size) -> Iterator[_Section]:
    """Yield the sections of an article as pieces; a block too long for one passage is a section of its own."""
    text = article.text
    for blocks in _split(article.blocks, text, size.target):
        pieces: list[_Piece] = []
        for block in _joined(blocks):
            if block.kind in _WHOLE and block.end - block.start > size.maximum:
                heads = pieces if _are_headings(blocks, block) else []
                if pieces and not heads:
                    yield _Section(pieces)
                yield _Section([*heads, *_parts(text, block, size.maximum)], block)
                pieces = []
            elif block.kind in _WHOLE:
                pieces += _stripped(text, block)
            else:
                repeats = block.kind is BlockKind.PARAGRAPH
                pieces += _sentences(text, block.start, block.end, size.maximum, repeats=repeats)
        if pieces:
            yield _Section(pieces)


def _are_headings(blocks: Sequence[Block], last: Block) -> bool:
    """Return whether only headings come before a block in its section."""
    return all(block.kind is BlockKind.HEADING for block in blocks if block.start < last.start)


def _split(blocks: Sequence[Block], text: str, target: int) -> Iterator[list[Block]]:
    """Yield the blocks of an article by section, with the text between blocks as paragraphs.

    A heading opens a section unless it directly follows a higher heading. Headings with nothing beneath them share
    one section.
    """
    section: list[Block] = []
    for block in without_gaps(blocks, text):
        if block.kind is BlockKind.HEADING and section and not _goes_on(section, block, target):
            yield section
            section = []
        elif block.kind is not BlockKind.HEADING and section and section[-1].kind is BlockKind.HEADING:
            empty = _empty(section)
            if empty:
                yield section[:empty]
            section = section[empty:]
        section.append(block)
    if section:
        yield section


def _goes_on(section: Sequence[Block], heading: Block, target: int) -> bool:
    """Return whether a heading continues a section that so far consists of headings only."""
    return section[-1].kind is BlockKind.HEADING and heading.end - section[0].start <= target


def _empty(headings: Sequence[Block]) -> int:
    """Return how many of these headings have nothing beneath them; the others are the path to the text that follows."""
    levels = [heading.level for heading in headings]
    return max((n for n in range(1, len(levels)) if levels[n] <= levels[n - 1]), default=0)


def _joined(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield blocks with adjacent paragraphs merged: sentences end at the end of a paragraph anyway."""
    last: Block | None = None
    for block in blocks:
        if last is not None and last.kind is block.kind is BlockKind.PARAGRAPH:
            last = Block(BlockKind.PARAGRAPH, last.start, block.end)
            continue
        if last is not None:
            yield last
        last = block
    if last is not None:
        yield last


def _stripped(text: str, block: Block) -> list[_Piece]:
    """Return a block as one piece without surrounding white space; none if it is all white space."""
    part = text[block.start : block.end]
    start = block.start + len(part) - len(part.lstrip())
    return [_Piece(start, start + len(part.strip()), repeats=False)] if part.strip() else []


def _sentences(text: str, start: int, end: int, maximum: int, *, repeats: bool) -> Iterator[_Piece]:
    """Yield the sentences between two offsets, the long ones cut to ``maximum``."""
    for sentence in sentences(text[start:end]):
        for piece in _cut(text, Span(start + sentence.start, start + sentence.end), maximum):
            yield _Piece(piece.start, piece.end, repeats)


def _parts(text: str, block: Block, maximum: int) -> Iterator[_Piece]:
    """Yield a long block in pieces: each cell with the name of its column, or its sentences."""
    edges = [block.start, *(_after(text, before.end) for before in _filled(block)[:-1]), block.end]
    for start, end in pairwise(edges):
        yield from _sentences(text, start, end, maximum, repeats=False)


def _filled(block: Block) -> list[Span]:
    """Return the spans of a block's non-empty cells in text order."""
    return sorted((Span(c.start, c.end) for c in block.cells if c.end > c.start), key=lambda cell: cell.start)


def _after(text: str, end: int) -> int:
    """Return where the next cell begins: the separator stays with the previous cell."""
    return end + (text[end : end + 1] in "，,；;、")


def _cut(text: str, sentence: Span, maximum: int) -> Iterator[Span]:
    """Yield a sentence in pieces of at most ``maximum`` characters, cut after punctuation where possible."""
    start = sentence.start
    while sentence.end - start > maximum:
        window = text[start : start + maximum]
        pause = max(window.rfind(mark, maximum // 2) for mark in _PAUSES)
        part = window[: pause + 1] if pause >= 0 else window
        yield Span(start, start + len(part.rstrip()))
        start += len(part)
        while text[start].isspace():  # ends before the sentence does: no sentence ends in white space
            start += 1
    yield Span(start, sentence.end)


def _pack(pieces: Sequence[_Piece], size: _Size) -> Iterator[Span]:
    """Yield the spans of passages; each begins where the last one ended, or one short piece earlier."""
    start = fresh = 0
    while fresh < len(pieces):
        end = _fill(pieces, start, fresh, size)
        yield Span(pieces[start].start, pieces[end - 1].end)
        start, fresh = (end - 1 if _overlaps(pieces, start, end, size) else end), end


def _fill(pieces: Sequence[_Piece], start: int, fresh: int, size: _Size) -> int:
    """Return the end index of the passage that begins at piece ``start`` and contains piece ``fresh``.

    A piece is added while that brings the passage closer to the target length.
    """
    begin, end = pieces[start].start, fresh + 1
    while end < len(pieces):
        length, longer = pieces[end - 1].end - begin, pieces[end].end - begin
        if longer > size.maximum or abs(longer - size.target) > abs(size.target - length):
            break
        end += 1
    left = pieces[-1].end - pieces[end].start if end < len(pieces) else 0
    return len(pieces) if left < size.tail and pieces[-1].end - begin <= size.maximum else end


def _overlaps(pieces: Sequence[_Piece], start: int, end: int, size: _Size) -> bool:
    """Return whether the last piece of a passage is short enough to begin the next one as well."""
    if end - start < 2 or end == len(pieces):
        return False
    last = pieces[end - 1]
    return last.repeats and last.end - last.start <= size.overlap and pieces[end].end - last.start <= size.maximum
