"""How often somebody may ask: so many requests in a time, counted for each key, or for each address without one."""

import time

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

GUESSES = "10/minute"  # wrong keys from one address


class Rates:
    """Counts in this process; an empty limit lets everybody ask at will."""

    def __init__(self, limit: str) -> None:
        self._limit = parse(limit) if limit else None
        self._guesses = parse(GUESSES)
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def wait(self, caller: str) -> int | None:
        """Count a request; return ``None`` if it may pass, else after how many seconds the next one may."""
        if self._limit is None or self._limiter.hit(self._limit, "ask", caller):
            return None
        return self._seconds_left(self._limiter.get_window_stats(self._limit, "ask", caller).reset_time)

    def guess(self, address: str) -> None:
        """Count a wrong key from an address."""
        self._limiter.hit(self._guesses, "guess", address)

    def wait_to_guess(self, address: str) -> int | None:
        """Return after how many seconds an address may try another key, ``None`` if it may now."""
        if self._limiter.test(self._guesses, "guess", address):
            return None
        return self._seconds_left(self._limiter.get_window_stats(self._guesses, "guess", address).reset_time)

    def _seconds_left(self, reset: float) -> int:
        return max(1, round(reset - time.time() + 0.5))
