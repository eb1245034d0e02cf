"""How fast long work goes, in numbers and in words."""

import io

import pytest
from rich.console import Console

from embeddings.progress import Progress, Stage
from ui.chat import render
from ui.cli import terminal
from ui.jobs import Job, advanced
from ui.pace import Pace, Pacer
from ui.wording import pace_label


def test_the_pace_is_of_the_stage_and_unknown_at_first():
    seconds = iter([0.0, 2.0, 4.0, 10.0, 11.0, 12.0])
    pacer = Pacer(lambda: next(seconds))
    assert pacer.pace(Progress(Stage.READ, 0, 100)) == (None, None)
    assert pacer.pace(Progress(Stage.READ, 20, 100)) == (10.0, 8.0)
    assert pacer.pace(Progress(Stage.READ, 80, 0)) == (20.0, None)
    assert pacer.pace(Progress(Stage.ENCODE, 50, 150)) == (
        None,
        None,
    )  # what another build left behind is no merit of this one
    assert pacer.pace(Progress(Stage.ENCODE, 50, 150)) == (None, None)
    assert pacer.pace(Progress(Stage.ENCODE, 100, 150)) == (25.0, 2.0)


@pytest.mark.parametrize(
    ("pace", "words"),
    [
        (Pace(None, None), ""),
        (Pace(4336.2, 20.4), "每秒 4336 · 還要 20 秒"),
        (Pace(0.5, 600.0), "每分鐘 30 · 還要 10 分鐘"),
        (Pace(12.0, None), "每秒 12"),
    ],
)
def test_the_pace_in_words(pace, words):
    assert pace_label(pace) == words


def test_plain_lines_say_now_and_then_how_far_a_long_stage_is(monkeypatch):
    clock = [0.0]
    monkeypatch.setattr(terminal, "monotonic", lambda: clock[0])
    monkeypatch.setattr(terminal, "Pacer", lambda: Pacer(lambda: clock[0]))
    console = Console(file=io.StringIO(), width=80)
    report = terminal.stage_lines(console)
    for second in range(31):
        clock[0] = float(second)
        report(Progress(Stage.ENCODE, 10 * second, 1000))
    lines = console.file.getvalue().splitlines()
    assert [line.split(" ", 1)[1:] for line in lines] == [
        [],
        ["100／1000 · 每秒 10 · 還要 2 分鐘"],
        ["200／1000 · 每秒 10 · 還要 80 秒"],
        ["300／1000 · 每秒 10 · 還要 70 秒"],
    ]


def test_a_job_and_the_page_tell_the_pace():
    line = '{"stage": "encode", "done": 5, "total": 10, "rate": 2.5, "seconds_left": 2.0}'
    job = advanced(Job("job-1"), line)
    assert (job.rate, job.seconds_left) == (2.5, 2.0)
    assert "5／10 · 每秒 2 · 還要 2 秒" in render.progress(job)
    job = advanced(job, '{"stage": "index", "done": 0, "total": 0}')
    assert (job.rate, job.seconds_left) == (None, None)
    assert "<progress>" in render.progress(job)
