"""A pool of worker processes that returns results in order, and whose workers exit whenever their parent does."""

import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any, TypeVar

from embeddings.errors import WorkerError

AHEAD = 4  # tasks queued for each worker beyond the one whose result is due

Shared = TypeVar("Shared")
Kept = TypeVar("Kept")
Task = TypeVar("Task")
Result = TypeVar("Result")

_shared: Any = None  # in a worker process: the shared argument, sent once


def mapped(
    function: Callable[[Shared, Task], Result], tasks: Iterable[tuple[Kept, Task]], shared: Shared, workers: int
) -> Iterator[tuple[Kept, Result]]:
    """Yield ``(kept, function(shared, task))`` for each ``(kept, task)`` in order; ``kept`` stays in this process.

    ``function`` must be defined at module level. With no workers everything runs in this process. Raises
    ``WorkerError`` if a worker is killed from outside.
    """
    if workers < 1:
        for kept, task in tasks:
            yield kept, function(shared, task)
        return
    start = (shared, os.getpid())
    with _explained(), ProcessPoolExecutor(workers, get_context("spawn"), initializer=_start, initargs=start) as pool:
        ahead: deque[tuple[Kept, Future[Result]]] = deque()
        for kept, task in tasks:
            with _uninterrupted():
                ahead.append((kept, pool.submit(_call, function, task)))
            if len(ahead) > AHEAD * workers:
                first, future = ahead.popleft()
                yield first, future.result()
        for first, future in ahead:
            yield first, future.result()


@contextmanager
def _explained() -> Iterator[None]:
    """Turn the death of a worker into a ``WorkerError``."""
    try:
        yield
    except BrokenProcessPool as error:
        raise WorkerError(
            "幫忙的行程被系統結束了，多半是記憶體不足；已完成的部分都留著，請關閉其他程式再執行一次。"
        ) from error


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Block Ctrl-C while a worker starts: it inherits the mask, and does not die with a traceback of its own."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _start(shared: object, parent: int) -> None:
    """Keep the shared argument, and exit from now on when the parent does."""
    global _shared
    _shared = shared
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole process group; the parent stops us
    threading.Thread(target=follow, args=(parent,), daemon=True).start()


def follow(parent: int) -> None:
    """Exit soon after the given process is no longer this one's parent."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def _call(function: Callable[[Any, Task], Result], task: Task) -> Result:
    return function(_shared, task)
