"""Questions answered by several processes at once, which share one build by memory map.

One process serves the page and the API, and keeps what must be kept once: conversations, rates, the page's sessions.
It hands each question to a process that is idle. Each of these follows what is published by itself. One that dies is
replaced, and its question asked of another: a question has the same answer wherever it is asked.
"""

import logging
import signal
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from enum import Enum, auto
from multiprocessing import get_context
from multiprocessing.connection import Connection
from queue import SimpleQueue
from typing import Any, Protocol

from embeddings.errors import QAError, WorkerError
from embeddings.index.filter import EVERYTHING, ArticleFilter
from qa.answer import Answer, Found, Looked
from qa.decide import Mode
from ui.settings import Settings

logger = logging.getLogger(__name__)

TRIES = 3  # processes that a question is asked of, if they die
SECONDS_TO_STOP = 10.0
SECONDS_BETWEEN_STARTS = 2.0
DIED = "回答問題的行程一再意外結束，多半是記憶體不足：請關閉其他程式，或用較少的 --workers 再啟動。"
DEAD = (EOFError, ConnectionError, BrokenPipeError)

Counts = tuple[int, int]
"""Passages whose reading was remembered, and that were read."""


class Answering(Protocol):
    """What answers questions."""

    def ask(self, question: str, mode: Mode = Mode.BALANCED, within: ArticleFilter = EVERYTHING) -> Answer:
        """Return the answer to a question."""

    def search(self, question: str, limit: int, within: ArticleFilter = EVERYTHING) -> Found:
        """Return the best passages for a question."""

    def steps(
        self, question: str, mode: Mode = Mode.BALANCED, within: ArticleFilter = EVERYTHING
    ) -> Iterator[Found | Looked | Answer]:
        """Yield what is known of an answer as it comes about."""


Open = Callable[[Settings], tuple[Answering, Callable[[], Counts]]]
"""Opens, in a process of its own, what answers there."""


class Told(Enum):
    """What a process says beside a message."""

    STEP = auto()  # of an answer, or the whole of it
    ERROR = auto()  # in place of one
    END = auto()  # ready for the next question; with what was remembered


def work(connection: Connection, opened: Open, settings: Settings) -> None:
    """Answer what comes over a connection until that ends, as it does when the process at its other end does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the process that serves stops us
    try:
        assistant, counts = opened(settings)
    except QAError as error:
        connection.send((Told.ERROR, error))
        return
    connection.send((Told.END, counts()))
    while True:
        try:
            method, arguments = connection.recv()
        except EOFError:
            return
        for message in answered(assistant, method, arguments):
            connection.send(message)
        connection.send((Told.END, counts()))


def answered(assistant: Answering, method: str, arguments: tuple[Any, ...]) -> Iterator[tuple[Told, Any]]:
    """Yield what a method of an assistant gives, step by step if it does, or the error that it raises."""
    try:
        given = getattr(assistant, method)(*arguments)
        for step in given if method == "steps" else (given,):
            yield Told.STEP, step
    except QAError as error:
        yield Told.ERROR, error
    except Exception as error:  # a bug of ours: logged with its traceback here, and raised again where it was asked
        logger.exception("a question could not be answered")
        yield Told.ERROR, RuntimeError(repr(error))


class Worker:
    """A process that answers, and the connection to it."""

    def __init__(self, opened: Open, settings: Settings) -> None:
        context = get_context("spawn")
        self._connection, other = context.Pipe()
        self.process = context.Process(target=work, args=(other, opened, settings), daemon=True)
        self.process.start()
        other.close()  # so that its end is noticed here
        self.counts: Counts = (0, 0)

    def wait(self) -> None:
        """Return when it is ready; raise what kept it from that."""
        told, what = self._connection.recv()
        if told is Told.ERROR:
            raise what
        self.counts = what

    def call(self, method: str, arguments: tuple[Any, ...]) -> Generator[Any, None, None]:
        """Yield what a method gives; raise what it raises, or one of ``DEAD``. Ready again at the end in any case."""
        self._connection.send((method, arguments))
        told, what = self._connection.recv()
        try:
            while told is not Told.END:
                if told is Told.ERROR:
                    raise what
                yield what
                told, what = self._connection.recv()
        finally:
            while told is not Told.END:
                told, what = self._connection.recv()
            self.counts = what

    def close(self) -> None:
        """End the process; it answers what it was asked first, unless that takes too long."""
        self._connection.close()
        self.process.join(SECONDS_TO_STOP)
        self.process.kill()
        self.process.join()


class Answerers:
    """So many processes, each of which answers one question at a time."""

    def __init__(self, opened: Open, settings: Settings, count: int) -> None:
        self._opened, self._settings = opened, settings
        self._idle: SimpleQueue[Worker] = SimpleQueue()
        self._lock = threading.Lock()
        self._closed = False
        self._workers = [Worker(self._opened, self._settings) for _ in range(count)]
        for worker in self._workers:
            worker.wait()
            self._idle.put(worker)

    def ask(self, question: str, mode: Mode = Mode.BALANCED, within: ArticleFilter = EVERYTHING) -> Answer:
        """Return the answer to a question."""
        [answer] = self._called("ask", question, mode, within)
        assert isinstance(answer, Answer)
        return answer

    def search(self, question: str, limit: int, within: ArticleFilter = EVERYTHING) -> Found:
        """Return the best passages for a question."""
        [found] = self._called("search", question, limit, within)
        assert isinstance(found, Found)
        return found

    def steps(
        self, question: str, mode: Mode = Mode.BALANCED, within: ArticleFilter = EVERYTHING
    ) -> Iterator[Found | Looked | Answer]:
        """Yield what is known of an answer as it comes about."""
        yield from self._called("steps", question, mode, within)

    def remembered(self) -> Counts:
        """Return how many passages all of them remembered, and read."""
        with self._lock:
            counts = [worker.counts for worker in self._workers]
        return sum(hits for hits, _ in counts), sum(misses for _, misses in counts)

    def pids(self) -> list[int]:
        """Return the processes."""
        with self._lock:
            return [worker.process.pid for worker in self._workers if worker.process.pid is not None]

    def close(self) -> None:
        """End all processes."""
        with self._lock:
            self._closed = True
            workers = list(self._workers)
        for worker in workers:
            worker.close()

    def _called(self, method: str, *arguments: object) -> Iterator[Any]:
        """Yield what a method gives in one of the processes, or in another where that dies."""
        given = 0
        for _ in range(TRIES):
            worker, alive = self._idle.get(), True
            try:
                with closing(worker.call(method, arguments)) as steps:  # it is ready again when this is left
                    for number, step in enumerate(steps):
                        if number >= given:
                            given += 1
                            yield step
                return
            except DEAD:
                alive = False
            finally:
                if alive:
                    self._idle.put(worker)
                else:
                    threading.Thread(target=self._replace, args=(worker,), daemon=True).start()
        raise WorkerError(DIED)

    def _replace(self, dead: Worker) -> None:
        """Start another process in the place of a dead one."""
        logger.warning("process %s, which answered questions, has ended; another is started", dead.process.pid)
        dead.close()
        while not self._closed:
            fresh = Worker(self._opened, self._settings)
            try:
                fresh.wait()
            except (QAError, *DEAD):
                logger.exception("a process that answers questions did not start")
                fresh.close()
                time.sleep(SECONDS_BETWEEN_STARTS)
                continue
            with self._lock:
                self._workers = [one for one in self._workers if one is not dead] + [fresh]
            self._idle.put(fresh)
            return
