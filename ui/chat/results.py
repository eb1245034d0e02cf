"""Evaluations as HTML: a table by kind, and the risk at each coverage as a plot; two side by side."""

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

from ui.chat.markup import escaped
from ui.languages import say
from ui.people.exams import KeptExam
from ui.wording import TALLIED, share_label, tally_line

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 460, 230, 52, 14, 14, 40  # of the plot, and its margins
STEPS = 4  # lines across the plot
LEAST_RISK = 0.2  # the plot goes up to this at least
NOTHING = "還沒有評測。按「評測黃金題」，或上傳自己的題目檔。"
LETTERS = "AB"


def results(exams: Sequence[KeptExam]) -> str:
    """Return evaluations: each by kind, side by side where there are two, and one plot of all."""
    if not exams:
        return f'<div class="blank"><p>{say(NOTHING)}</p></div>'
    names = "".join(named(letter, exam, alone=len(exams) == 1) for letter, exam in zip(LETTERS, exams, strict=False))
    return f'<section class="exams"><ul class="named">{names}</ul>{table(exams)}{plot(exams)}</section>'


def named(letter: str, exam: KeptExam, *, alone: bool) -> str:
    """Return what an evaluation was of."""
    sign = "" if alone else f'<b class="letter {letter.lower()}">{letter}</b> '
    left = exam.result["left_out"]
    more = say("另有 {} 題問的是別的文章，沒有計入。", left) if left else ""
    when = exam.at[:16].replace("T", " ")
    return f"<li>{sign}{escaped(exam.name)} · {say('索引 {}', escaped(exam.build))} · {when} UTC {more}</li>"


def table(exams: Sequence[KeptExam]) -> str:
    """Return how each kind of question was answered, a column of each evaluation for each measure."""
    tallies = [{tally["kind"]: tally for tally in exam.result["tallies"]} for exam in exams]
    kinds = dict.fromkeys(kind for one in tallies for kind in one)
    heads = "".join(head(name, words, len(exams)) for name, words in TALLIED.items())
    letters = "" if len(exams) == 1 else f"<tr><td></td>{lettered(len(exams)) * (len(TALLIED) - 1)}</tr>"
    rows = "".join(row(kind, [one.get(kind) for one in tallies]) for kind in kinds)
    whole = f"<table><thead><tr>{heads}</tr>{letters}</thead><tbody>{rows}</tbody></table>"
    return f'<div class="table" tabindex="0" role="region" aria-label="{say("每一類答得如何")}">{whole}</div>'


def head(name: str, words: str, exams: int) -> str:
    """Return the head of a column."""
    wide = f" colspan={exams}" if exams > 1 and name != "kind" else ""
    return f"<th scope=col{wide}>{say(words)}</th>"


def lettered(exams: int) -> str:
    """Return which evaluation each column is of."""
    return "".join(f'<td class="letter {letter.lower()}">{letter}</td>' for letter in LETTERS[:exams])


def row(kind: str, tallies: Sequence[dict[str, Any] | None]) -> str:
    """Return how the questions of a kind were answered in each evaluation; a dash where it has none."""
    lines = [tally_line(one)[1:] if one is not None else ("—",) * (len(TALLIED) - 1) for one in tallies]
    cells = "".join(f"<td>{value}</td>" for column in zip_longest(*lines) for value in column)
    return f"<tr><th scope=row>{escaped(say(kind))}</th>{cells}</tr>"


def plot(exams: Sequence[KeptExam]) -> str:
    """Return the share of wrong answers at each coverage, a line for each evaluation."""
    curves = [exam.result["curve"] for exam in exams]
    top = max([LEAST_RISK, *(point["risk"] for curve in curves for point in curve)])
    lines = "".join(line(letter, curve, top) for letter, curve in zip("ab", curves, strict=False))
    title = say("只答最有把握的一部分時，答錯的比例")
    return (
        f'<figure class="plot"><figcaption>{title}</figcaption>'
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{title}">{grid(top)}{lines}</svg></figure>'
    )


def line(letter: str, curve: Sequence[dict[str, float]], top: float) -> str:
    """Return the line of an evaluation, each point with its values."""
    places = [place(point["coverage"], point["risk"], top) for point in curve]
    through = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    dots = "".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3"><title>{told(point)}</title></circle>'
        for (x, y), point in zip(places, curve, strict=True)
    )
    return f'<g class="line {letter}"><polyline points="{through}"/>{dots}</g>'


def told(point: dict[str, float]) -> str:
    """Return a point in words."""
    return say("作答 {}，答錯 {}", share_label(point["coverage"]), share_label(point["risk"]))


def grid(top: float) -> str:
    """Return the axes with their values and names."""
    rows = [(place(0, top * step / STEPS, top)[1], top * step / STEPS) for step in range(STEPS + 1)]
    columns = [(place(share, 0, top)[0], share) for share in (0, 0.25, 0.5, 0.75, 1)]
    across = "".join(
        f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}"/><text x="{LEFT - 6}" y="{y + 4:.1f}" class="end">{risk:.0%}</text>'
        for y, risk in rows
    )
    along = "".join(f'<text x="{x:.1f}" y="{HEIGHT - 22}" class="mid">{share:.0%}</text>' for x, share in columns)
    middle = f"{HEIGHT / 2:.0f}"
    names = (
        f'<text x="{(LEFT + WIDTH - RIGHT) / 2:.0f}" y="{HEIGHT - 5}" class="mid">{say("作答的比例")}</text>'
        f'<text x="12" y="{middle}" class="mid" transform="rotate(-90 12 {middle})">{say("答錯")}</text>'
    )
    return f'<g class="grid">{across}{along}{names}</g>'


def place(coverage: float, risk: float, top: float) -> tuple[float, float]:
    """Return where a point stands in the plot."""
    wide, high = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
    return LEFT + wide * coverage, TOP + high * (1 - risk / top)
