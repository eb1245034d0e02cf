"""Spans from scores: pure arithmetic on the start and end logits of one window.

A span's score is its start logit plus its end logit, less the two of position 0 ("not in this window"), so
scores compare across windows and passages: above 0, the window would rather answer than not.
"""

import re
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

Floats = NDArray[np.float32]

LONGEST_ANSWER = 40  # tokens
_WHOLE = re.compile(r"[0-9０-９]{1,3}(?:[,，][0-9０-９]{3})+|[0-9０-９]+(?:[.．][0-9０-９]+)?|[A-Za-zＡ-Ｚａ-ｚ]+")


@dataclass(frozen=True, slots=True)
class TokenSpan:
    """Tokens ``first`` up to and including ``last`` of a window's row, and their score."""

    first: int
    last: int
    score: float


def best_spans(start: Floats, end: Floats, offset: int, count: int, *, most: int = 1) -> list[TokenSpan]:
    """Return up to ``most`` spans of the ``count`` tokens from ``offset``, best first; ties to the earlier.

    ``start`` and ``end`` are the logits of one window ``(length,)``. Spans may overlap.
    """
    if count == 0:
        return []
    ends = np.full(count + LONGEST_ANSWER - 1, -np.inf, dtype=np.float32)
    ends[:count] = end[offset : offset + count]
    scores = start[offset : offset + count, None] + sliding_window_view(ends, LONGEST_ANSWER) - (start[0] + end[0])
    flat = scores.ravel()  # row: the first token; column: how many tokens further the last one is
    least = np.partition(flat, -most)[-most] if most < len(flat) else -np.inf
    good = np.flatnonzero((flat >= least) & np.isfinite(flat))
    chosen = good[np.argsort(-flat[good], kind="stable")[:most]]
    return [
        TokenSpan(offset + int(first), offset + int(first + further), float(scores[first, further]))
        for first, further in zip(*np.unravel_index(chosen, scores.shape), strict=True)
    ]


def whole_units(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the characters ``start`` to ``end``, widened so that no number or Latin word is cut in two."""
    for unit in _WHOLE.finditer(text):
        if unit.start() < start < unit.end():
            start = unit.start()
        if unit.start() < end < unit.end():
            end = unit.end()
    return start, end
