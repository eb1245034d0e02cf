"""Search results of lexical and dense search, and their order: best first, ties by passage id."""

from collections.abc import Callable
from dataclasses import dataclass

MOST_TIED = 2000  # tied passages examined beyond the last one wanted


@dataclass(frozen=True, slots=True)
class Scored:
    """A passage and its score; higher is better. Scores of lexical and dense search are not comparable."""

    passage_id: int
    score: float


def best(search: Callable[[int], list[Scored]], k: int, count: int) -> list[Scored]:
    """Return the ``k`` best of ``count`` passages, ties by id, from an engine that breaks ties in its own way.

    ``search(limit)`` returns the engine's best ``limit``. It is called with growing limits until the last result is
    worse than the ``k``-th, so that no tie is cut. Where more than ``MOST_TIED`` tie, the lowest ids among those that
    the engine returns first are used, so that the index is not read as a whole.
    """
    if k < 1:
        raise ValueError(f"k must be at least 1, not {k}")
    limit = k + 1
    while True:
        found = search(min(limit, count)) if count else []
        if len(found) < limit or found[-1].score < found[k - 1].score or limit >= k + MOST_TIED:
            return sorted(found, key=lambda scored: (-scored.score, scored.passage_id))[:k]
        limit = min(2 * limit, k + MOST_TIED)
