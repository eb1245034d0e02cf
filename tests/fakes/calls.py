"""Functions for a process beside, which finds them by their module."""

import logging
import os
import signal

MEGABYTE = 1024 * 1024


def double(number: int) -> int:
    logging.getLogger("tests.bounded").warning("doubling %d", number)
    return 2 * number


def fail(word: str) -> None:
    raise KeyError(word)


def allocate(megabytes: int) -> int:
    return len(b"x" * (megabytes * MEGABYTE))


def die(_: None) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def identity(_: None) -> int:
    return os.getpid()
