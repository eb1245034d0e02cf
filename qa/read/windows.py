"""Windows: what one run of the reader sees, ``[style] question [SEP] context [SEP] passage tokens [SEP]``.

The context, what the passage stands under, is left out with its separator where there is none. A passage longer than a
window is read in several that overlap, so no text is ever silently unread.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qa.read.features import (
    ANY,
    NO_WORD,
    SEPARATOR,
    SPECIAL_TYPE,
    Ints,
    Tokens,
    match_levels,
    types_of,
)

SPECIALS = 3  # the style token and two separators
LONGEST_QUESTION = 64  # tokens; of a longer question the first and the last half are read
LONGEST_CONTEXT = 40  # tokens of what a passage stands under; of a longer one the first are read


@dataclass(frozen=True, slots=True)
class Window:
    """One row of the reader's input; arrays ``(length,)``. Passage tokens start at ``offset`` in the row.

    ``first`` is the number, in its passage, of the window's first passage token.
    """

    ids: Ints
    types: Ints
    words: Ints
    offset: int
    first: int
    count: int


def make_window(
    question: Tokens, passage: Tokens, first: int, last: int, *, style: int = ANY, context: Tokens | None = None
) -> Window:
    """Return the window over passage tokens ``first`` up to but not including ``last``."""
    part = passage.slice(first, last)
    told = context.slice(0, LONGEST_CONTEXT) if context is not None else passage.slice(0, 0)
    edge, none = [SEPARATOR], [SPECIAL_TYPE]
    seen = np.concatenate([told.ids, edge, part.ids])
    question_types = types_of(question.boundaries, match_levels(question.ids, seen), passage=False)
    parts = [_row(told, question), (edge, none, [NO_WORD])] if len(told) else []
    rows = [
        ([style], none, [NO_WORD]),
        (question.ids, question_types, question.words),
        (edge, none, [NO_WORD]),
        *parts,
        _row(part, question),
        (edge, none, [NO_WORD]),
    ]
    ids, types, words = (np.concatenate(column) for column in zip(*rows, strict=True))
    return Window(ids, types, words, offset=len(ids) - len(part) - 1, first=first, count=len(part))


def _row(part: Tokens, question: Tokens) -> tuple[Ints, Ints, Ints]:
    """Return the ids, types and words of tokens beside the question."""
    return part.ids, types_of(part.boundaries, match_levels(part.ids, question.ids), passage=True), part.words


def shorten_question(question: Tokens) -> Tokens:
    """Return the question, or the first and last half of ``LONGEST_QUESTION`` tokens of a longer one."""
    if len(question) <= LONGEST_QUESTION:
        return question
    half = LONGEST_QUESTION // 2
    parts = zip(
        *(
            (t.ids, t.words, t.boundaries, t.starts, t.ends)
            for t in (question.slice(0, half), question.slice(-half, len(question)))
        ),
        strict=True,
    )
    return Tokens(*(np.concatenate(part) for part in parts))


def window_starts(tokens: int, size: int, stride: int) -> list[int]:
    """Return the first tokens of windows of ``size`` over ``tokens``, ``stride`` apart, the last one flush."""
    if tokens <= size:
        return [0]
    return [*range(0, tokens - size, stride), tokens - size]


def windows_over(
    question: Tokens, passage: Tokens, length: int, *, style: int = ANY, context: Tokens | None = None
) -> list[Window]:
    """Return windows of at most ``length`` tokens that together show the whole passage, half overlapping."""
    question = shorten_question(question)
    size = length - len(question) - SPECIALS - room_for(context)
    starts = window_starts(len(passage), size, max(1, size // 2))
    return [
        make_window(question, passage, first, min(first + size, len(passage)), style=style, context=context)
        for first in starts
    ]


def room_for(context: Tokens | None) -> int:
    """Return how many tokens of a window a context takes, with its separator."""
    return min(len(context), LONGEST_CONTEXT) + 1 if context is not None and len(context) else 0


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows padded to one length: ``ids``, ``types``, ``words`` are ``(windows, length)``.

    ``spans`` is 1 where an answer may stand: passage tokens, and position 0, which means "not here".
    """

    ids: Ints
    types: Ints
    words: Ints
    spans: Ints


def pad(windows: Sequence[Window]) -> Batch:
    """Return the windows as one batch, padded with zeros."""
    shape = (len(windows), max(len(window.ids) for window in windows))
    ids, types, words, spans = (np.zeros(shape, dtype=np.int64) for _ in range(4))
    for row, window in enumerate(windows):
        length = len(window.ids)
        ids[row, :length], types[row, :length], words[row, :length] = window.ids, window.types, window.words
        spans[row, 0] = 1
        spans[row, window.offset : window.offset + window.count] = 1
    return Batch(ids, types, words, spans)
