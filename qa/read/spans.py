"""Spans from scores: pure arithmetic on the start and end logits of one window.

A span's score is its start logit plus its end logit, less the two of position 0 ("not in this window"), so
scores compare across windows and passages: above 0, the window would rather answer than not.
"""

import re
from dataclasses import dataclass

import numpy as np
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
    scores = start[offset : offset + count, None] + end[None, offset : offset + count]
    width = np.arange(count)[None, :] - np.arange(count)[:, None]
    scores = np.where((width >= 0) & (width < LONGEST_ANSWER), scores, -np.inf) - (start[0] + end[0])
    order = np.argsort(-scores, axis=None, kind="stable")[:most]
    return [
        TokenSpan(offset + int(first), offset + int(last), float(scores[first, last]))
        for first, last in zip(*np.unravel_index(order, scores.shape), strict=True)
        if np.isfinite(scores[first, last])
    ]


def whole_units(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the characters ``start`` to ``end``, widened so that no number or Latin word is cut in two."""
    for unit in _WHOLE.finditer(text):
        if unit.start() < start < unit.end():
            start = unit.start()
        if unit.start() < end < unit.end():
            end = unit.end()
    return start, end
