"""Windows of subword tokens: what one run of the reader sees, ``<s> question </s> context </s> passage </s>``.

The context, the title and headings that a passage stands under, is left out with its separator where there is none. A
passage longer than a window is read in several that overlap, so no text is ever silently unread. Beside its token each
position has a kind: which of the three texts it is of, and how well it matches the other side (question-match features
after DrQA, Chen et al. 2017, graded by the length of the n-gram of characters that is shared). The kind of the first
token asks for short answers, long ones, or what suits the question.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from embeddings.encoders.pieces import END, START, Ints, PieceRow, Pieces
from embeddings.text.fold import fold

SPECIALS = 3  # the first token and two separators
LONGEST_QUESTION = 48  # tokens; of a longer question the first and the last half are read
LONGEST_CONTEXT = 32  # tokens of what a passage stands under; of a longer one the first are read

SEPARATOR, SHORT, LONG, ANY = range(4)  # kinds of the special tokens
STYLES = ("", "short", "long", "any")
QUESTION, CONTEXT, PASSAGE = range(3)
LONGEST_SHARED = 4  # characters of the longest n-gram that is told apart
MATCHES = LONGEST_SHARED + 1
KINDS = 4 + 3 * MATCHES


@dataclass(frozen=True, slots=True)
class Text:
    """A tokenized text; arrays ``(tokens,)``, but ``characters``, the code points of its fold.

    ``starts`` and ``ends`` are offsets in the text and in its fold alike.
    """

    ids: Ints
    starts: Ints
    ends: Ints
    characters: Ints

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class Window:
    """One row of the reader's input; arrays ``(length,)``. Passage tokens start at ``offset`` in the row.

    ``first`` is the number, in its passage, of the window's first passage token.
    """

    ids: Ints
    kinds: Ints
    offset: int
    first: int
    count: int


def texts_of(pieces: Pieces, texts: Sequence[str]) -> list[Text]:
    """Return the texts tokenized; tokens without a character of their own are left out."""
    return [_text(fold(text), row) for text, row in zip(texts, pieces.cut(texts), strict=True)]


def _text(folded: str, row: PieceRow) -> Text:
    kept = row.ends > row.starts
    characters = np.frombuffer(folded.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.int64)
    return Text(row.ids[kept], row.starts[kept], row.ends[kept], characters)


def shared(characters: Ints, other: Ints) -> Ints:
    """Return for each character the length of the longest n-gram it stands in that ``other`` holds, at most 4."""
    levels = np.isin(characters, other).astype(np.int64)
    levels[characters == ord(" ")] = 0
    for size in range(2, LONGEST_SHARED + 1):
        if min(len(characters), len(other)) < size:
            break
        hits = np.flatnonzero(np.isin(_grams(characters, size), _grams(other, size)))
        if not len(hits):
            break
        for offset in range(size):
            levels[hits + offset] = size
    return levels


def _grams(characters: Ints, size: int) -> Ints:
    """Return the n-grams as single numbers: 15 bits of each code point, which tell all but rare ones apart."""
    count, low = len(characters) - size + 1, characters & 0x7FFF
    return sum((low[i : i + count] << (15 * i) for i in range(size)), start=np.zeros(count, dtype=np.int64))


def matches(text: Text, other: Ints) -> Ints:
    """Return how well each token matches the characters of another text: the level of its worst character."""
    if not len(text):
        return np.zeros(0, dtype=np.int64)
    levels = np.append(shared(text.characters, other), LONGEST_SHARED)
    bounds = np.stack([text.starts, text.ends], axis=1).ravel()
    found: Ints = np.minimum.reduceat(levels, bounds)[::2]
    return found


def make_window(
    question: Text, passage: Text, first: int, last: int, *, style: int = ANY, context: Text | None = None
) -> Window:
    """Return the window over passage tokens ``first`` up to but not including ``last``."""
    asked = _shortened(question)
    told = 0 if context is None else min(len(context), LONGEST_CONTEXT)
    seen = [passage.characters[passage.starts[first] : passage.ends[last - 1]]] if last > first else []
    if context is not None and told:
        seen.insert(0, context.characters[: context.ends[told - 1]])
    between = np.array([ord("\n")])
    other = np.concatenate([part for text in seen for part in (text, between)] or [between])
    rows = [
        ([START], [style]),
        (question.ids[asked], _kinds(QUESTION, matches(question, other)[asked])),
        ([END], [SEPARATOR]),
    ]
    if context is not None and told:
        kinds = _kinds(CONTEXT, matches(context, question.characters)[:told])
        rows += [(context.ids[:told], kinds), ([END], [SEPARATOR])]
    rows += [
        (passage.ids[first:last], _kinds(PASSAGE, matches(passage, question.characters)[first:last])),
        ([END], [SEPARATOR]),
    ]
    ids, kinds = (np.concatenate(column).astype(np.int64) for column in zip(*rows, strict=True))
    return Window(ids, kinds, offset=len(ids) - (last - first) - 1, first=first, count=last - first)


def _kinds(text: int, levels: Ints) -> Ints:
    kinds: Ints = 4 + text * MATCHES + levels
    return kinds


def _shortened(question: Text) -> Ints:
    """Return the numbers of the question's tokens that are read."""
    numbers = np.arange(len(question))
    if len(numbers) <= LONGEST_QUESTION:
        return numbers
    half = LONGEST_QUESTION // 2
    return np.concatenate([numbers[:half], numbers[-half:]])


def room(question: Text, length: int, context: Text | None = None) -> int:
    """Return how many passage tokens a window of ``length`` tokens has room for."""
    told = min(len(context), LONGEST_CONTEXT) + 1 if context is not None and len(context) else 0
    return length - min(len(question), LONGEST_QUESTION) - SPECIALS - told


def windows_over(
    question: Text, passage: Text, length: int, *, style: int = ANY, context: Text | None = None
) -> list[Window]:
    """Return windows of at most ``length`` tokens that together show the whole passage, half overlapping."""
    size, tokens = room(question, length, context), len(passage)
    starts = [0] if tokens <= size else [*range(0, tokens - size, max(1, size // 2)), tokens - size]
    return [
        make_window(question, passage, first, min(first + size, tokens), style=style, context=context)
        for first in starts
    ]
