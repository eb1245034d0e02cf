"""The memory of a step that runs in a process of its own, with all the processes that it starts."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, wait
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

EVERY = 0.1  # seconds

Result = TypeVar("Result")


def measured(step: Callable[..., Result], *arguments: object) -> tuple[Result, int]:
    """Return what a step returns, run in a new process, and the peak of memory in MB of that and its children.

    A page that several of them share counts in parts ("proportional set size", Linux alone).
    """
    peak = 0
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        future = pool.submit(step, *arguments)
        while wait([future], timeout=EVERY).not_done:
            peak = max(peak, sum(map(_proportional, _descendants(os.getpid()))))
        return future.result(), peak // 1024


def _descendants(pid: int) -> Iterator[int]:
    """Yield the processes below one, as far as they are still there."""
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = [int(child) for child in path.read_text().split()]
        except OSError:  # has ended between two looks
            continue
        for child in children:
            yield child
            yield from _descendants(child)


def _proportional(pid: int) -> int:
    """Return a process' proportional set size in kB; 0 if it has ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
