"""Calls in a child process with limits on time and memory, so that untrusted input cannot hurt this process.

One child serves many calls. It is started when first needed and exits after ``CALLS_EACH`` calls, when it has grown,
when it is idle, and when its parent exits for whatever reason. ``python -m embeddings.bounded PARENT_PID`` is the
child: it reads pickled calls from standard input and writes pickled results to standard output.
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

SECONDS = 18  # of a call, at most
GRACE = 1  # seconds more, after which the child kills itself if its parent has not
MEMORY = 256 * 1024 * 1024  # bytes that a call may add to the child's address space,
MEMORY_PER_BYTE = 16  # plus this many for each byte of input
CALLS_EACH = 500
GROWN = 250 * 1024 * 1024  # resident bytes from which on a child is not reused
IDLE = 60  # seconds without a call after which a child exits
MOST_IDLE = 4  # idle children kept for the next calls

_LENGTH = 8  # bytes before each message
_ACCEPTED = b"\x06"

Task = TypeVar("Task")
Result = TypeVar("Result")

_ready: list["_Worker"] = []
_lock = threading.Lock()


class TimeBoundError(WorkerError):
    """A call took longer than ``SECONDS``."""


class MemoryBoundError(WorkerError):
    """A call exceeded its memory limit, or killed its process."""


class _GoneError(Exception):
    """The child had exited before it accepted the call."""


def call(function: Callable[[Task], Result], task: Task, size: int) -> Result:
    """Return ``function(task)``, run in a child process; ``size`` is the task's size in bytes.

    Raises ``TimeBoundError``, ``MemoryBoundError``, and whatever the function raises. ``function`` must be defined at
    module level; its log records are logged in this process.
    """
    message = pickle.dumps((function, task, size), pickle.HIGHEST_PROTOCOL)
    while True:
        worker, new = _taken()
        try:
            result: Result = worker.call(message)
        except _GoneError:  # it was idle too long, or was killed
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
    """Yield ``function(task)`` for each task in order; ``workers`` threads of this process work ahead on some tasks."""
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
    """Return an idle child, or a new one, and whether it is new."""
    with _lock:
        if _ready:
            return _ready.pop(), False
    return _Worker(), True


def _give_back(worker: "_Worker") -> None:
    """Keep a child for the next call, or stop it if there are enough."""
    with _lock:
        if len(_ready) < MOST_IDLE:
            _ready.append(worker)
            return
    worker.end()


@atexit.register
def end_all() -> None:
    """Stop all idle children."""
    with _lock:
        workers = list(_ready)
        _ready.clear()
    for worker in workers:
        worker.end()


class _Worker:
    """A child process and the pipes to it. Used by one thread at a time."""

    def __init__(self) -> None:
        self.broken = self._late = False
        root = str(Path(__file__).parents[1])
        places = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH", "")]))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "embeddings.bounded", str(os.getpid())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": places, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
            start_new_session=True,  # Ctrl-C is for the parent, which stops this process
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._calls, self._answers = self._process.stdin, self._process.stdout

    def call(self, message: bytes) -> Any:  # noqa: ANN401 - of whatever the function returns
        """Return or raise the result of a call."""
        timer = threading.Timer(SECONDS, self._end_late)
        timer.daemon = True
        self.broken = True  # until a result has arrived
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
        """Kill the child because a call took too long."""
        self._late = True
        self._process.kill()

    def _answer(self, message: bytes) -> tuple[Any, BaseException | None, list[logging.LogRecord]] | None:
        """Return the result of a call, or ``None`` if the child died during it."""
        with suppress(BrokenPipeError):  # the child is dead, which the missing answer shows
            _write(self._calls, message)
        if self._answers.read(1) != _ACCEPTED:
            raise _GoneError
        answer = _read(self._answers)
        return None if answer is None else pickle.loads(answer)

    def end(self) -> None:
        """Kill the child and close its pipes."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._calls, self._answers):
            with suppress(OSError):  # unread data in the pipe
                pipe.close()


def _write(pipe: IO[bytes], message: bytes) -> None:
    pipe.write(len(message).to_bytes(_LENGTH, "big"))
    pipe.write(message)
    pipe.flush()


def _read(pipe: IO[bytes]) -> bytes | None:
    """Return the next message, or ``None`` if the other side has closed the pipe."""
    head = pipe.read(_LENGTH)
    if len(head) < _LENGTH:
        return None
    length = int.from_bytes(head, "big")
    message = pipe.read(length)
    return message if len(message) == length else None


def serve(parent: int) -> None:
    """Answer calls until the parent exits, no call comes for a while, or the process is used up. Runs in the child."""
    calls, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a library's prints must not reach the pipe
    threading.Thread(target=follow, args=(parent,), daemon=True).start()
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    warnings.simplefilter("ignore")  # about styles and extensions that do not affect the text
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
    """Write the result of a call, and return whether the child can go on."""
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
    """Let the system kill this process in so many seconds, unless the alarm is set anew before."""
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)


def _bound_memory(more: int) -> None:
    """Limit this process to so many more bytes of address space than it has now."""
    if resource is not None and (now := _memory(0)):
        resource.setrlimit(resource.RLIMIT_AS, (now + more, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _unbind_memory() -> None:
    """Remove the memory limit."""
    if resource is not None:
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.setrlimit(resource.RLIMIT_AS, (hard, hard))


def _resident() -> int:
    """Return the resident memory of this process in bytes, or 0 where the system does not tell."""
    return _memory(1)


def _memory(column: int) -> int:
    """Return the memory of this process in bytes: its address space (0) or its resident set (1)."""
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[column]
    except OSError:  # no Linux
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    from embeddings import bounded  # not ``__main__``: its exceptions unpickle as the parent's classes

    bounded.serve(int(sys.argv[1]))
