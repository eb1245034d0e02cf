"""Rebuilds started from a running server: one at a time, in another process, so that answering never waits.

The other process is ``qa rebuild --progress-json``: it prints a JSON object per line. It publishes the build itself;
the server notices that as it would for a rebuild from any terminal.
"""

import asyncio
import json
import subprocess
import sys
import threading
import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Protocol

from embeddings.errors import BusyError, NotFoundError
from embeddings.progress import Progress, Stage

KEPT_JOBS = 20
WAIT_SECONDS = 30.0
CANCELLED = "已取消重建，原來的索引照常使用；已經算好的部分留著，下次重建會接著用。"
STILL_PUBLISHED = "已取消，但新的索引 {} 在那之前已經啟用，現在由它回答；舊的索引下次重建時再清理。"
EVALUATION_CANCELLED = "已取消評測，沒有留下結果。"
EVALUATION_ENDED = "評測的程序意外結束（代碼 {}）；請查看伺服器紀錄後再試一次。"
BUSY = "已有一個索引正在重建，請等它完成後再試。"
EVALUATING = "已有一次評測在進行，請等它完成，或先取消它。"
EVALUATE = (sys.executable, "-P", "-m", "ui.cli", "evaluate", "--progress-json")
REBUILD = (sys.executable, "-P", "-m", "ui.cli", "rebuild", "--progress-json")


class Ending(Protocol):
    """Says what a job has come to when its process has ended."""

    def __call__(self, job: "Job", exit_code: int, *, cancelled: bool = False, published: str | None = None) -> "Job":
        """Return the job in its last state."""


class JobState(StrEnum):
    """The states of a job."""

    RUNNING = "running"
    PUBLISHED = "published"
    FAILED = "failed"
    CANCELLED = "cancelled"
    DONE = "done"  # of a job that publishes nothing


@dataclass(frozen=True, slots=True)
class Job:
    """One rebuild: its stage and progress, then the id of the published build or the message of its failure.

    ``changed`` says whether that build is a new one, ``None`` until there is one. ``rate`` is in items per second,
    ``seconds_left`` of the stage; both are ``None`` while unknown. ``problems`` are the files that could not be read,
    which do not stop a build.
    """

    id: str
    state: JobState = JobState.RUNNING
    stage: str = ""
    done: int = 0
    total: int = 0
    rate: float | None = None
    seconds_left: float | None = None
    build: str | None = None
    changed: bool | None = None
    message: str | None = None
    problems: tuple[str, ...] = ()
    exam: str | None = None  # the id of what an evaluation came to

    @property
    def progress(self) -> Progress | None:
        """The current progress, ``None`` before the first stage."""
        return Progress(Stage(self.stage), self.done, self.total) if self.stage else None


def advanced(job: Job, line: str) -> Job:
    """Return the job updated by one line of the other process; unknown lines change nothing."""
    try:
        report: Any = json.loads(line)
    except json.JSONDecodeError:
        return job
    match report:
        case {"stage": str(stage), "done": int(done), "total": int(total)} if stage in set(Stage):
            pace = {name: report.get(name) for name in ("rate", "seconds_left")}
            return replace(job, stage=stage, done=done, total=total, **pace)
        case {"build": str(build), "problems": [*problems]}:
            message = report.get("message")
            told = message if isinstance(message, str) else None
            changed = report.get("changed") is not False
            return replace(job, build=build, changed=changed, problems=tuple(map(str, problems)), message=told)
        case {"exam": str(exam)}:
            return replace(job, exam=exam)
        case {"error": str(message)}:
            return replace(job, message=message)
    return job


def ended(job: Job, exit_code: int, *, cancelled: bool = False, published: str | None = None) -> Job:
    """Return the job after the other process has ended; ``published`` is the build that went live meanwhile, if any.

    A build that is live was published, whatever ended the process after that.
    """
    live = job.build if job.build is not None else published
    if live is not None:
        message = STILL_PUBLISHED.format(live) if cancelled and exit_code != 0 else job.message
        return replace(job, state=JobState.PUBLISHED, build=live, changed=job.changed is not False, message=message)
    if cancelled:
        return replace(job, state=JobState.CANCELLED, message=CANCELLED)
    message = job.message
    if message is None:
        message = f"重建索引的程序意外結束（代碼 {exit_code}），原來的索引仍在使用；請查看伺服器紀錄後再試一次。"
    return replace(job, state=JobState.FAILED, message=message)


def examined(job: Job, exit_code: int, *, cancelled: bool = False, published: str | None = None) -> Job:
    """Return an evaluation after its process has ended; nothing is published by it."""
    if job.exam is not None:
        return replace(job, state=JobState.DONE)
    if cancelled:
        return replace(job, state=JobState.CANCELLED, message=EVALUATION_CANCELLED)
    return replace(job, state=JobState.FAILED, message=job.message or EVALUATION_ENDED.format(exit_code))


class BuildJobs:
    """Starts rebuilds, or what else a command does, one at a time, and keeps the latest few jobs."""

    def __init__(
        self,
        environment: dict[str, str],
        command: Sequence[str] = REBUILD,
        live: Callable[[], str | None] = lambda: None,
        ending: Ending = ended,
    ) -> None:
        self._ending = ending
        self._live = live  # returns the id of the live build, which only the rebuild's process changes meanwhile
        self._environment = environment
        self._command = tuple(command)
        self._lock = threading.Lock()
        self._changed = threading.Condition(self._lock)
        self._jobs: dict[str, Job] = {}
        self._process: subprocess.Popen[str] | None = None
        self._cancelled: set[str] = set()
        self._wakers: set[Callable[[], None]] = set()

    def start(self, *arguments: str) -> Job:
        """Start the command, with more arguments, and return its job; raise ``BusyError`` while one runs."""
        with self._lock:
            if any(job.state is JobState.RUNNING for job in self._jobs.values()):
                raise BusyError(BUSY if self._ending is ended else EVALUATING)
            job = Job(id=f"job-{uuid.uuid4().hex[:12]}")
            before = self._live()
            self._process = subprocess.Popen(
                (*self._command, *arguments), env=self._environment, stdout=subprocess.PIPE, encoding="utf-8"
            )
            self._remember(job)
            follow = (job.id, self._process, before)
            threading.Thread(target=self._follow, args=follow, daemon=True).start()
            return job

    def get(self, job_id: str) -> Job | None:
        """Return the current state of a job, or ``None`` for an unknown id."""
        with self._lock:
            return self._jobs.get(job_id)

    def cancel(self, job_id: str) -> Job:
        """Cancel a running job, which keeps its encoded vectors, and return its state.

        A job that has ended does not change. Raises ``NotFoundError`` for an unknown id.
        """
        with self._lock:
            job, process = self._jobs.get(job_id), self._process
            if job is None:
                raise NotFoundError(f"沒有編號為「{job_id}」的重建工作。")
            if job.state is JobState.RUNNING and process is not None:
                self._cancelled.add(job_id)
                process.terminate()
        return self.wait(job, lambda now: now.state is not JobState.RUNNING, WAIT_SECONDS)

    def wait(self, job: Job, until: Callable[[Job], bool], seconds: float) -> Job:
        """Return a job as soon as ``until`` is true of it, or its state after so many seconds."""
        with self._changed:
            self._changed.wait_for(lambda: until(self._jobs.get(job.id, job)), seconds)
            return self._jobs.get(job.id, job)

    async def follow(self, job: Job) -> AsyncIterator[Job]:
        """Yield a job now and whenever it has changed, until it has ended. Uses no thread while waiting."""
        loop, changed = asyncio.get_running_loop(), asyncio.Event()

        def wake() -> None:
            with suppress(RuntimeError):  # the loop has been closed meanwhile
                loop.call_soon_threadsafe(changed.set)

        with self._lock:
            self._wakers.add(wake)
        try:
            seen: Job | None = None
            while seen is None or seen.state is JobState.RUNNING:
                changed.clear()
                now = self.get(job.id) or job
                if now == seen:
                    await changed.wait()
                else:
                    seen = now
                    yield now
        finally:
            with self._lock:
                self._wakers.discard(wake)

    def latest(self) -> tuple[Job, ...]:
        """Return the jobs that are kept, newest first."""
        with self._lock:
            return tuple(reversed(self._jobs.values()))

    def close(self) -> None:
        """Stop a running rebuild: the live build is untouched and the next rebuild resumes."""
        with self._lock:
            process = self._process
        if process is not None and process.poll() is None:
            process.terminate()
            process.wait(timeout=30)

    def _follow(self, job_id: str, process: subprocess.Popen[str], before: str | None) -> None:
        with process:
            for line in process.stdout or ():
                with self._lock:
                    self._tell(advanced(self._jobs[job_id], line))
        now = self._live()
        published = now if now != before else None
        with self._lock:
            cancelled, code = job_id in self._cancelled, process.returncode
            self._tell(self._ending(self._jobs[job_id], code, cancelled=cancelled, published=published))

    def _tell(self, job: Job) -> None:
        """Store the new state of a job, and wake everything that waits for it. The caller holds the lock."""
        self._jobs[job.id] = job
        self._changed.notify_all()
        for wake in self._wakers:
            wake()

    def _remember(self, job: Job) -> None:
        self._jobs[job.id] = job
        for old in list(self._jobs)[:-KEPT_JOBS]:
            del self._jobs[old]
