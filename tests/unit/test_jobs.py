import json
import os
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.errors import BusyError, NotFoundError
from ui.jobs import CANCELLED, STILL_PUBLISHED, BuildJobs, Job, JobState, advanced, ended

PUBLISHES = 'print(\'{"stage": "encode", "done": 1, "total": 2}\'); print(\'{"build": "b-1", "problems": []}\')'
FAILS = 'print(\'{"error": "磁碟已滿。"}\'); raise SystemExit(1)'
WAITS = "import time; time.sleep(60)"


def jobs(program: str) -> BuildJobs:
    return BuildJobs(dict(os.environ, PYTHONIOENCODING="utf-8"), [sys.executable, "-c", program])


def finished(runner: BuildJobs, job: Job) -> Job:
    for _ in range(200):
        now = runner.get(job.id)
        assert now is not None
        if now.state is not JobState.RUNNING:
            return now
        time.sleep(0.05)
    raise AssertionError("the job never ended")


def test_a_job_ends_with_the_published_build() -> None:
    runner = jobs(PUBLISHES)
    job = finished(runner, runner.start())
    assert (job.state, job.build, job.stage, job.done, job.total) == (JobState.PUBLISHED, "b-1", "encode", 1, 2)


def test_a_failed_job_says_why() -> None:
    runner = jobs(FAILS)
    job = finished(runner, runner.start())
    assert (job.state, job.message) == (JobState.FAILED, "磁碟已滿。")


def test_one_build_at_a_time() -> None:
    runner = jobs(WAITS)
    job = runner.start()
    with pytest.raises(BusyError):
        runner.start()
    runner.close()
    assert finished(runner, job).state is JobState.FAILED


def test_the_next_job_may_start_when_the_last_has_ended() -> None:
    runner = jobs(PUBLISHES)
    first = finished(runner, runner.start())
    second = finished(runner, runner.start())
    assert [job.id for job in runner.latest()] == [second.id, first.id]


def test_lines_that_are_not_reports_change_nothing() -> None:
    job = Job("job-1")
    for line in ("", "hello", "[1]", '{"stage": 3}', '"build"'):
        assert advanced(job, line) == job


def test_a_process_that_dies_silently_is_a_failure_in_words() -> None:
    job = ended(Job("job-1"), -9)
    assert job.state is JobState.FAILED
    assert "-9" in (job.message or "")


def test_a_cancelled_job_says_so_and_another_may_start() -> None:
    runner = jobs(WAITS)
    job = runner.start()
    cancelled = runner.cancel(job.id)
    assert (cancelled.state, cancelled.message) == (JobState.CANCELLED, CANCELLED)
    runner.start()
    runner.close()


def test_cancelling_what_has_ended_changes_nothing() -> None:
    runner = jobs(PUBLISHES)
    job = finished(runner, runner.start())
    assert runner.cancel(job.id) == job
    with pytest.raises(NotFoundError):
        runner.cancel("job-0")


def test_waiting_ends_with_the_change_that_was_wanted() -> None:
    runner = jobs(PUBLISHES)
    job = runner.start()
    assert runner.wait(job, lambda now: now.state is not JobState.RUNNING, 30).state is JobState.PUBLISHED
    assert runner.wait(job, lambda now: False, 0.01).state is JobState.PUBLISHED


def test_a_job_cancelled_after_its_build_went_live_says_which_build_answers() -> None:
    told = advanced(Job("job-1"), '{"build": "b-2", "problems": []}')
    for job, published in ((told, None), (Job("job-1"), "b-2")):
        now = ended(job, -15, cancelled=True, published=published)
        assert (now.state, now.build, now.message) == (JobState.PUBLISHED, "b-2", STILL_PUBLISHED.format("b-2"))


@pytest.mark.parametrize(("said", "changed"), [("", True), (', "changed": true', True), (', "changed": false', False)])
def test_a_job_knows_whether_its_build_is_another(said: str, changed: bool) -> None:
    assert Job("job-1").changed is None
    told = advanced(Job("job-1"), f'{{"build": "b-2", "problems": []{said}}}')
    assert (told.changed, ended(told, 0).changed) == (changed, changed)
    assert ended(Job("job-1"), 1, published="b-2").changed is True
    assert ended(Job("job-1"), 1).changed is None


def test_a_process_killed_after_publishing_without_a_word_has_published() -> None:
    live = iter(["b-1", "b-2"])
    runner = BuildJobs(dict(os.environ), [sys.executable, "-c", "raise SystemExit(1)"], live=lambda: next(live))
    job = finished(runner, runner.start())
    assert (job.state, job.build) == (JobState.PUBLISHED, "b-2")


VALUES = st.none() | st.booleans() | st.integers() | st.text(max_size=6) | st.lists(st.text(max_size=3), max_size=2)
NAMES = st.sampled_from(["stage", "done", "total", "rate", "build", "problems", "changed", "message", "error"])


@settings(deadline=None)
@given(st.dictionaries(NAMES, VALUES | st.sampled_from(["read", "encode"]), max_size=9) | VALUES, st.text(max_size=12))
def test_no_line_of_another_process_makes_a_job_fail(report: object, noise: str) -> None:
    job = Job("job-1")
    for line in (json.dumps(report), noise, json.dumps(report)[:-1]):
        now = advanced(job, line)
        assert (now.id, now.state) == (job.id, JobState.RUNNING)
        assert isinstance(now.problems, tuple)
        assert now.progress is None or now.progress.done == now.done
        job = now
    assert ended(job, 1).state in (JobState.FAILED, JobState.PUBLISHED)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('{"stage": "read", "done": 3, "total": 9, "rate": 1.5, "seconds_left": 4}', {"stage": "read", "done": 3}),
        ('{"stage": "unheard of", "done": 3, "total": 9}', {"stage": "", "done": 0}),
        ('{"stage": "read", "done": "3", "total": 9}', {"stage": "", "done": 0}),
        ('{"build": "b-1", "problems": ["甲", 7]}', {"build": "b-1", "problems": ("甲", "7"), "changed": True}),
        ('{"build": "b-1", "problems": [], "message": 3}', {"build": "b-1", "message": None}),
        ('{"build": "b-1"}', {"build": None}),
        ('{"error": "磁碟已滿。"}', {"message": "磁碟已滿。", "state": JobState.RUNNING}),
    ],
)
def test_a_job_takes_from_a_line_what_is_ours(line: str, told: dict[str, object]) -> None:
    now = advanced(Job("job-1"), line)
    assert {name: getattr(now, name) for name in told} == told


@pytest.mark.parametrize(
    ("job", "code", "cancelled", "state"),
    [
        (Job("j"), 0, False, JobState.FAILED),  # it said of no build
        (Job("j", build="b-1"), 0, False, JobState.PUBLISHED),
        (Job("j", build="b-1"), -9, False, JobState.PUBLISHED),
        (Job("j", message="壞了。"), 1, False, JobState.FAILED),
        (Job("j"), -15, True, JobState.CANCELLED),
        (Job("j", build="b-1"), -15, True, JobState.PUBLISHED),
    ],
)
def test_how_a_job_ended_is_told_by_what_is_live_and_not_by_its_exit(job, code, cancelled, state) -> None:
    assert ended(job, code, cancelled=cancelled).state is state
    assert ended(job, code, cancelled=cancelled).message or state is JobState.PUBLISHED


def test_only_the_latest_jobs_are_remembered() -> None:
    runner = jobs(PUBLISHES.replace("print", "0 and print", 1))
    ids = [finished(runner, runner.start()).id for _ in range(3)]
    assert [job.id for job in runner.latest()] == ids[::-1]
    assert runner.get("job-0") is None
