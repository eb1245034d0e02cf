"""Clauses: what the parts of a statement say of a question, so that a quote can be told from what stands beside it.

「每坪每月七十五元，店面每坪每月九十元」 holds both prices: the clause that says 店面 answers for 店面, the other clause
and the whole do not.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.evidence import Weighed

_CLAUSE = re.compile(r"(?:[^，,；;。！？!?\n]|(?<=\d),(?=\d))+")
IDLE_BELOW = 0.5  # of what the best clause of a quote says of the question: a clause that says less is beside the point
MOST_IDLE = 3
CLEARLY = 1.3  # how many times as much of the question one clause must say to be taken for the only one meant


@dataclass(frozen=True, slots=True)
class Clauses:
    """The clauses of a folded statement, ``(start, end)``, and the share of the question that each says."""

    places: Sequence[tuple[int, int]]
    shares: Sequence[float]

    @classmethod
    def of(cls, folded: str, weighed: Weighed) -> "Clauses":
        """Return the clauses of a folded statement."""
        places = [match.span() for match in _CLAUSE.finditer(folded)]
        return cls(places, [weighed.share(folded[start:end]) for start, end in places])

    def lag(self, start: int, end: int) -> float:
        """Return how much less the clauses that a span touches say of the question than the best of all, 0 to 1."""
        own = [share for _, share in self._touched(start, end)]
        return max(self.shares, default=0.0) - max(own) if own else 0.0

    def idle(self, start: int, end: int) -> int:
        """Return how many of the clauses that a span touches say much less than the best of them, at most 3."""
        own = [share for _, share in self._touched(start, end)]
        return min(MOST_IDLE, sum(share < IDLE_BELOW * max(own) for share in own)) if own else 0

    @property
    def point(self) -> tuple[int, int] | None:
        """The clause that clearly says more of the question than any other; ``None`` if there is none."""
        ranked = sorted(zip(self.shares, self.places, strict=True), reverse=True)
        if len(ranked) < 2 or ranked[0][0] <= CLEARLY * ranked[1][0]:
            return None
        return ranked[0][1]

    @property
    def opening(self) -> int:
        """Where the first clause begins that is not beside the point."""
        best = max(self.shares, default=0.0)
        near = (place[0] for place, share in zip(self.places, self.shares, strict=True) if share >= IDLE_BELOW * best)
        return next(near, 0)

    def _touched(self, start: int, end: int) -> list[tuple[tuple[int, int], float]]:
        pairs = zip(self.places, self.shares, strict=True)
        return [(place, share) for place, share in pairs if place[0] < end and start < place[1]]
