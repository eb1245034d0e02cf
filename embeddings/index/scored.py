"""What a search of either leg returns, and the one order of its results: best first, ties by passage id."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]  # of passages, in order: those that a search is kept to
MOST_TIED = 2000  # passages of one score beyond the last that is wanted


@dataclass(frozen=True, slots=True)
class Scored:
    """A passage and how well it matches; higher is better. Scores of different legs are not comparable."""

    passage_id: int
    score: float


def best(search: Callable[[int], list[Scored]], k: int, count: int) -> list[Scored]:
    """Return the ``k`` best of ``count``, ties by passage id, of an engine that breaks ties in its own way.

    ``search(limit)`` gives the engine's best ``limit``. It is asked for more until the last one is worse
    than the ``k``-th, so that no tie is cut through; but where more than ``MOST_TIED`` tie, the lowest ids of
    those that the engine gives first are as good as any, and the index is not read as a whole.
    """
    if k < 1:
        raise ValueError(f"k must be at least 1, not {k}")
    limit = k + 1
    while True:
        found = search(min(limit, count)) if count else []
        if len(found) < limit or found[-1].score < found[k - 1].score or limit >= k + MOST_TIED:
            return sorted(found, key=lambda scored: (-scored.score, scored.passage_id))[:k]
        limit = min(2 * limit, k + MOST_TIED)
