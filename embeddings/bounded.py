"""Calls in a process beside this one, with bounds on time and memory: what somebody sends cannot hurt this process.

One process serves many calls, is started when first needed, and ends after ``CALLS_EACH`` of them, when it has grown,
when it is idle, and with its parent however that ends. ``python -m embeddings.bounded PARENT_PID`` is that process: it
takes pickled calls on its standard input, and answers on its standard output.
"""

import atexit
import logging
import os
import pickle
import signal
import subprocess
import sys
import threading
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from logging.handlers import QueueHandler
from pathlib import Path
from queue import SimpleQueue
from types import ModuleType
from typing import IO, Any, TypeVar

from embeddings.errors import WorkerError
from embeddings.workers import AHEAD, follow

resource: ModuleType | None
try:
    import resource
except ImportError:  # Windows: the bound on time alone
    resource = None

SECONDS = 18  # that a call may take
GRACE = 1  # seconds more after which the process ends itself, should its parent not have done so
MEMORY = 256 * 1024 * 1024  # bytes that a call may add to the process,
MEMORY_PER_BYTE = 16  # and so many more for each byte of what it is given
CALLS_EACH = 500
GROWN = 250 * 1024 * 1024  # bytes of a process that is not used again
IDLE = 60  # seconds after which a process that nobody calls ends
MOST_IDLE = 4  # processes kept for the next calls

_LENGTH = 8  # bytes before each message
_ACCEPTED = b"\x06"

Task = TypeVar("Task")
Result = TypeVar("Result")

_ready: list["_Worker"] = []
_lock = threading.Lock()


class TimeBoundError(WorkerError):
    """A call took longer than ``SECONDS``."""


class MemoryBoundError(WorkerError):
    """A call asked for more memory than its bound, or ended its process."""


class _GoneError(Exception):
    """The process had ended before it took the call."""


def call(function: Callable[[Task], Result], task: Task, size: int) -> Result:
    """Return ``function(task)`` of a module's own function, made in a process beside; ``size`` is that of the task.

    Raises ``TimeBoundError`` or ``MemoryBoundError``, and what the function raises. What it logs is logged here.
    """
    message = pickle.dumps((function, task, size), pickle.HIGHEST_PROTOCOL)
    while True:
        worker, new = _taken()
        try:
            result: Result = worker.call(message)
        except _GoneError:  # it was idle too long, or ended by somebody
            worker.end()
            if new:
                raise MemoryBoundError("幫忙的行程無法啟動，多半是記憶體不足；請關閉其他程式再試一次。") from None
            continue
        except BaseException:
            if worker.broken:
                worker.end()
            else:
                _give_back(worker)
            raise
        _give_back(worker)
        return result


def mapped(function: Callable[[Task], Result], tasks: Iterable[Task], workers: int) -> Iterator[Result]:
    """Yield ``function(task)`` of each task in order; so many threads of this process work on some tasks ahead."""
    if workers < 1:
        yield from map(function, tasks)
        return
    with ThreadPoolExecutor(workers) as pool:
        ahead: deque[Future[Result]] = deque()
        try:
            for task in tasks:
                ahead.append(pool.submit(function, task))
                if len(ahead) > AHEAD * workers:
                    yield ahead.popleft().result()
            while ahead:
                yield ahead.popleft().result()
        finally:
            for future in ahead:
                future.cancel()


def _taken() -> tuple["_Worker", bool]:
    """Return a process that waits for a call, and whether it is a new one."""
    with _lock:
        if _ready:
            return _ready.pop(), False
    return _Worker(), True


def _give_back(worker: "_Worker") -> None:
    """Keep a process for the next call, unless there are enough."""
    with _lock:
        if len(_ready) < MOST_IDLE:
            _ready.append(worker)
            return
    worker.end()


@atexit.register
def end_all() -> None:
    """End the processes that wait for a call."""
    with _lock:
        workers = list(_ready)
        _ready.clear()
    for worker in workers:
        worker.end()


class _Worker:
    """A process beside this one, and the pipes to it. Used by one thread at a time."""

    def __init__(self) -> None:
        self.broken = self._late = False
        root = str(Path(__file__).parents[1])
        places = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH", "")]))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "embeddings.bounded", str(os.getpid())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": places, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
            start_new_session=True,  # Ctrl-C is for the parent, which ends this one
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._calls, self._answers = self._process.stdin, self._process.stdout

    def call(self, message: bytes) -> Any:  # noqa: ANN401 - of whatever the function returns
        """Return or raise what the process answers to a call."""
        timer = threading.Timer(SECONDS, self._end_late)
        timer.daemon = True
        self.broken = True  # until it has answered
        timer.start()
        try:
            answer = self._answer(message)
        finally:
            timer.cancel()
        if answer is None:
            self._process.wait()
            raise TimeBoundError(f"超過 {SECONDS} 秒") if self._late else MemoryBoundError("行程被結束")
        self.broken = False
        result, error, records = answer
        for record in records:
            logging.getLogger(record.name).handle(record)
        if error is not None:
            raise error
        return result

    def _end_late(self) -> None:
        """End the process over a call that has taken too long."""
        self._late = True
        self._process.kill()

    def _answer(self, message: bytes) -> tuple[Any, BaseException | None, list[logging.LogRecord]] | None:
        """Return the answer to a call, ``None`` if the process ended over it."""
        with suppress(BrokenPipeError):  # it has ended: the answer that does not come says so
            _write(self._calls, message)
        if self._answers.read(1) != _ACCEPTED:
            raise _GoneError
        answer = _read(self._answers)
        return None if answer is None else pickle.loads(answer)

    def end(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._calls, self._answers):
            with suppress(OSError):  # what it had not read
                pipe.close()


def _write(pipe: IO[bytes], message: bytes) -> None:
    pipe.write(len(message).to_bytes(_LENGTH, "big"))
    pipe.write(message)
    pipe.flush()


def _read(pipe: IO[bytes]) -> bytes | None:
    """Return the next message, ``None`` if the other side has ended."""
    head = pipe.read(_LENGTH)
    if len(head) < _LENGTH:
        return None
    length = int.from_bytes(head, "big")
    message = pipe.read(length)
    return message if len(message) == length else None


def serve(parent: int) -> None:
    """Answer calls until the parent ends, nobody calls for long, or enough is done: what the process beside does."""
    calls, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    threading.Thread(target=follow, args=(parent,), daemon=True).start()
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    warnings.simplefilter("ignore")  # of styles and extensions that no text depends on
    logged: SimpleQueue[logging.LogRecord] = SimpleQueue()
    logging.getLogger().addHandler(QueueHandler(logged))
    for _ in range(CALLS_EACH):
        _alarm(IDLE)
        message = _read(calls)
        if message is None:
            return
        _alarm(SECONDS + GRACE)
        answers.write(_ACCEPTED)
        answers.flush()
        if not _answered(message, answers, logged) or _resident() > GROWN:
            return


def _answered(message: bytes, answers: IO[bytes], logged: "SimpleQueue[logging.LogRecord]") -> bool:
    """Write the answer to a call, and return whether the process can go on after it."""
    function, task, size = pickle.loads(message)
    _bound_memory(MEMORY + MEMORY_PER_BYTE * size)
    result: Any = None
    error: Exception | None = None
    sound = True
    try:
        result = function(task)
    except MemoryError:
        result, error, sound = None, MemoryBoundError("記憶體不足"), False
    except Exception as raised:  # noqa: BLE001 - the edge: it is raised again in the parent
        error = raised
    records = [logged.get() for _ in range(logged.qsize())]
    _unbind_memory()
    _write(answers, pickle.dumps((result, error, records), pickle.HIGHEST_PROTOCOL))
    return sound


def _alarm(seconds: int) -> None:
    """Let the system end this process in so many seconds, unless it is asked again before."""
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)


def _bound_memory(more: int) -> None:
    """Let this process ask for so many more bytes of memory than it has, and no more."""
    if resource is not None and (now := _memory(0)):
        resource.setrlimit(resource.RLIMIT_AS, (now + more, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _unbind_memory() -> None:
    """Take the bound off again."""
    if resource is not None:
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.setrlimit(resource.RLIMIT_AS, (hard, hard))


def _resident() -> int:
    """Return the bytes of memory that this process uses, 0 where that is not told."""
    return _memory(1)


def _memory(column: int) -> int:
    """Return what the system says of this process's memory, in bytes: all (0) or what is resident (1)."""
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[column]
    except OSError:  # no Linux
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    from embeddings import bounded  # as the calls name it, so that its errors are the parent's

    bounded.serve(int(sys.argv[1]))
