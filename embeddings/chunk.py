"""Article → passages: whole sentences, packed to about the same length, with one sentence of overlap."""

from collections.abc import Iterator
from dataclasses import dataclass

from embeddings.article import Article, Passage, Span
from embeddings.text.sentences import sentences

TARGET = 200  # characters a passage should have: with its question it then fits one window of the reader
MAXIMUM = 280  # characters no passage exceeds
OVERLAP = 80  # a sentence longer than this is not repeated in the next passage
CHUNKER = f"sentences-{TARGET}-{MAXIMUM}-{OVERLAP}-v1"  # raise the version when the cutting changes

_PAUSES = "，、；：,;:）」』”】》 "


@dataclass(frozen=True, slots=True)
class _Size:
    """The lengths that packing keeps to, in characters."""

    target: int
    maximum: int
    overlap: int
    tail: int  # a shorter end of an article joins the passage before it


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
    text = article.text
    pieces = [piece for sentence in sentences(text) for piece in _cut(text, sentence, maximum)]
    spans = _pack(pieces, _Size(target, maximum, overlap, tail=target // 4))
    return [
        Passage(number, article.id, article.title, span.start, span.end, span.of(text))
        for number, span in enumerate(spans, start=first_id)
    ]


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


def _pack(pieces: list[Span], size: _Size) -> Iterator[Span]:
    """Yield the passages: each begins where the last one ended, or one short piece before that."""
    start = fresh = 0
    while fresh < len(pieces):
        end = _fill(pieces, start, fresh, size)
        yield Span(pieces[start].start, pieces[end - 1].end)
        start, fresh = (end - 1 if _overlaps(pieces, start, end, size) else end), end


def _fill(pieces: list[Span], start: int, fresh: int, size: _Size) -> int:
    """Return the end (in pieces) of the passage that begins at ``start`` and holds ``fresh`` at least.

    A piece is taken in while that brings the passage closer to the target.
    """
    begin, end = pieces[start].start, fresh + 1
    while end < len(pieces):
        length, longer = pieces[end - 1].end - begin, pieces[end].end - begin
        if longer > size.maximum or abs(longer - size.target) > abs(size.target - length):
            break
        end += 1
    left = pieces[-1].end - pieces[end].start if end < len(pieces) else 0
    return len(pieces) if left < size.tail and pieces[-1].end - begin <= size.maximum else end


def _overlaps(pieces: list[Span], start: int, end: int, size: _Size) -> bool:
    """Return whether the last piece of a passage is short enough to open the next one as well."""
    if end - start < 2 or end == len(pieces):
        return False
    last = pieces[end - 1]
    return last.end - last.start <= size.overlap and pieces[end].end - last.start <= size.maximum
