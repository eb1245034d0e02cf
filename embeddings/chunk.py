"""Article → passages: whole sentences and blocks, packed to about the same length.

A passage mixes no sections and cuts no record or entry; sentences overlap by one. What a passage stands under, the
path of its headings, goes with it as its context, but for headings that are part of its text.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from embeddings.article import Article, Block, BlockKind, Passage, Span
from embeddings.blocks import stripped
from embeddings.text.sentences import sentences

TARGET = 200  # characters a passage should have: with its question it then fits one window of the reader
MAXIMUM = 280  # characters no passage exceeds
OVERLAP = 80  # a sentence longer than this is not repeated in the next passage
CHUNKER = f"blocks-{TARGET}-{MAXIMUM}-{OVERLAP}-v1"  # raise the version when the cutting changes

_PAUSES = "，、；：,;:）」』”】》 "
_WHOLE = (BlockKind.RECORD, BlockKind.ENTRY, BlockKind.ITEM)  # which are not cut, nor repeated


@dataclass(frozen=True, slots=True)
class _Size:
    """The lengths that packing keeps to, in characters."""

    target: int
    maximum: int
    overlap: int
    tail: int  # a shorter end of an article joins the passage before it


@dataclass(frozen=True, slots=True)
class _Piece:
    """What is packed: a sentence, or a block that stays whole; ``repeats`` tells that it may open the next passage."""

    start: int
    end: int
    repeats: bool = True
    context: str = ""  # the number of the clause, or the key of the record, that it is a part of


@dataclass(slots=True)
class _Section:
    """What stands under one path of headings; ``begin`` is where its own first heading does."""

    path: tuple[Block, ...]
    begin: int | None = None
    pieces: list[_Piece] = field(default_factory=list)


def chunk(
    article: Article,
    first_id: int = 0,
    *,
    target: int = TARGET,
    maximum: int = MAXIMUM,
    overlap: int = OVERLAP,
) -> list[Passage]:
    """Return the passages of an article, numbered from ``first_id``; only white space is left out."""
    if not 0 < target <= maximum:
        raise ValueError(f"target={target} must be positive and at most maximum={maximum}")
    size = _Size(target, maximum, overlap, tail=target // 4)
    passages: list[Passage] = []
    for section in _sections(article, maximum):
        for span, context in _packed(section, size):
            blocks = tuple(one for one in article.blocks if one.start < span.end and span.start < one.end)
            path = (article.text[one.start : one.end] for one in section.path if one.start < span.start)
            under = tuple(dict.fromkeys(filter(None, (*path, context))))
            number = first_id + len(passages)
            text = span.of(article.text)
            passages.append(Passage(number, article.id, article.title, span.start, span.end, text, under, blocks))
    return passages


def _sections(article: Article, maximum: int) -> Iterator[_Section]:
    """Yield what stands under each path of headings, in order; headings without anything below go with the next."""
    section = _Section(())
    place = 0
    for block in article.blocks:
        _add_text(section, article.text, place, block.start, maximum)
        place = block.end
        if block.kind is not BlockKind.HEADING:
            section.pieces += _pieces(article.text, block, maximum)
            continue
        begin = section.begin
        if section.pieces:
            yield section
            begin = None
        path = (*(above for above in section.path if above.level < block.level), block)
        section = _Section(path, block.start if begin is None else begin)
    _add_text(section, article.text, place, len(article.text), maximum)
    if section.begin is not None and not section.pieces:  # a heading with nothing below it
        start, end = stripped(article.text, section.begin, section.path[-1].end)
        section.pieces += [_Piece(*_place(one)) for one in _cut(article.text, Span(start, end), maximum)]
    if section.pieces:
        yield section


def _place(span: Span) -> tuple[int, int]:
    return span.start, span.end


def _add_text(section: _Section, text: str, start: int, end: int, maximum: int) -> None:
    """Add the sentences of what stands between two places to a section."""
    for sentence in sentences(text[start:end]):
        whole = Span(start + sentence.start, start + sentence.end)
        section.pieces += [_Piece(piece.start, piece.end) for piece in _cut(text, whole, maximum)]


def _pieces(text: str, block: Block, maximum: int) -> Iterator[_Piece]:
    """Yield a block as it is packed: whole if it is to stay so and fits, else its sentences, or its cells."""
    if block.end - block.start <= maximum and (block.kind in _WHOLE or block.kind is BlockKind.CLAUSE):
        yield _Piece(block.start, block.end, repeats=False)
        return
    if block.kind is BlockKind.RECORD:
        yield from _cells(text, block, maximum)
        return
    context = block.label if block.kind is BlockKind.CLAUSE else ""
    for number, sentence in enumerate(sentences(text[block.start : block.end])):
        whole = Span(block.start + sentence.start, block.start + sentence.end)
        for piece in _cut(text, whole, maximum):
            yield _Piece(piece.start, piece.end, repeats=not context, context=context if number else "")


def _cells(text: str, block: Block, maximum: int) -> Iterator[_Piece]:
    """Yield a record that is too long in parts of whole cells, each with what the record is about."""
    key = block.cells[block.key] if block.key is not None else None
    about = text[key.start : key.end][:OVERLAP] if key is not None else ""
    edges = [block.start, *(cell.end for cell in block.cells if cell.end > cell.start), block.end]
    start = block.start
    for before, after in pairwise(edges):
        if after - start > maximum and before > start:
            yield from _part(text, start, before, maximum, about if start > block.start else "")
            start = before
    yield from _part(text, start, block.end, maximum, about if start > block.start else "")


def _part(text: str, start: int, end: int, maximum: int, about: str) -> Iterator[_Piece]:
    first = start + len(text[start:end]) - len(text[start:end].lstrip("，, \n"))
    for piece in _cut(text, Span(first, end), maximum) if first < end else ():
        yield _Piece(piece.start, piece.end, repeats=False, context=about)


def _cut(text: str, sentence: Span, maximum: int) -> Iterator[Span]:
    """Yield a sentence in pieces of at most ``maximum`` characters, cut after a pause if there is one."""
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


def _packed(section: _Section, size: _Size) -> Iterator[tuple[Span, str]]:
    """Yield the passages of a section with the context of their first piece; the first holds the section's heading."""
    for number, (first, last) in enumerate(_pack(section.pieces, size)):
        begin = section.pieces[first].start
        heading = section.begin
        if number == 0 and heading is not None and section.pieces[last - 1].end - heading <= size.maximum:
            begin = min(begin, heading)
        elif number == 0 and heading is not None and heading < begin:
            yield Span(heading, section.path[-1].end), ""
        yield Span(begin, section.pieces[last - 1].end), section.pieces[first].context


def _pack(pieces: Sequence[_Piece], size: _Size) -> Iterator[tuple[int, int]]:
    """Yield the passages: each begins where the last one ended, or one short piece before that."""
    start = fresh = 0
    while fresh < len(pieces):
        end = _fill(pieces, start, fresh, size)
        yield start, end
        start, fresh = (end - 1 if _overlaps(pieces, start, end, size) else end), end


def _fill(pieces: Sequence[_Piece], start: int, fresh: int, size: _Size) -> int:
    """Return the end (in pieces) of the passage that begins at ``start`` and holds ``fresh`` at least.

    A piece is taken in while that brings the passage closer to the target.
    """
    begin, end = pieces[start].start, fresh + 1
    while end < len(pieces):
        length, longer = pieces[end - 1].end - begin, pieces[end].end - begin
        if longer > size.maximum or abs(longer - size.target) > abs(size.target - length):
            break
        if pieces[end].context != pieces[start].context and pieces[end].context:
            break
        end += 1
    left = pieces[-1].end - pieces[end].start if end < len(pieces) else 0
    return len(pieces) if left < size.tail and pieces[-1].end - begin <= size.maximum else end


def _overlaps(pieces: Sequence[_Piece], start: int, end: int, size: _Size) -> bool:
    """Return whether the last piece of a passage is short enough to open the next one as well."""
    if end - start < 2 or end == len(pieces) or not pieces[end - 1].repeats:
        return False
    last = pieces[end - 1]
    return last.end - last.start <= size.overlap and pieces[end].end - last.start <= size.maximum
