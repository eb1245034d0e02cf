"""The speed of long-running work, and its remaining time."""

from collections.abc import Callable
from time import monotonic
from typing import NamedTuple

from embeddings.progress import Progress, Stage


class Pace(NamedTuple):
    """Items per second, and the seconds left of the stage; ``None`` while unknown."""

    rate: float | None
    seconds_left: float | None


class Pacer:
    """Measures the pace of each stage from its first progress report on."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._stage: Stage | None = None
        self._began = 0.0
        self._first = 0

    def pace(self, step: Progress) -> Pace:
        """Return the pace of a stage after another progress report."""
        stage, done, total = step.stage, step.done, step.total
        now = self._clock()
        if stage != self._stage:
            self._stage, self._began, self._first = stage, now, done
        if done <= self._first or now <= self._began:
            return Pace(None, None)
        rate = (done - self._first) / (now - self._began)
        return Pace(rate, (total - done) / rate if total else None)
