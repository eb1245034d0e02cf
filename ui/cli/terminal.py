"""Output of the command line: answers, tables and progress, for terminals and for pipes."""

import json
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from difflib import unified_diff
from time import monotonic
from typing import Annotated, Any

import typer
from pydantic import BaseModel
from rich import progress as bars
from rich.console import Console
from rich.table import Table
from rich.text import Text

from embeddings.article import Article
from embeddings.progress import Progress, Report
from qa.answer import Answer, Citation, FoundPassage, QuotedAnswer
from ui.pace import Pacer
from ui.wording import (
    PREPARING,
    REASONS,
    STAGES,
    cleaning_label,
    curve_line,
    meant_line,
    measure_line,
    pace_label,
    percent,
    progress_label,
    understood_label,
)

NEAREST = 3
CURVE = "risk_coverage"
SECONDS_BETWEEN_LINES = 0.2
SECONDS_BETWEEN_PLAIN_LINES = 10.0  # without a progress bar

AsJson = Annotated[bool, typer.Option("--json", help="輸出 JSON，方便別的程式讀取。")]


def commands() -> typer.Typer:
    """Return an empty group of commands, to be filled by one module; ``ui.cli.main`` collects them."""
    app = typer.Typer(rich_markup_mode="markdown")
    app.callback()(lambda: None)  # keeps a single command in a group
    return app


def console(*, stderr: bool = False) -> Console:
    """Return a console that prints text literally, without markup."""
    return Console(stderr=stderr, markup=False, emoji=False, highlight=False)


def printable(text: str) -> str:
    """Return text without control characters, which could control the terminal."""
    return "".join(c if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf") else "\ufffd" for c in text)


def print_answer(console: Console, answer: Answer) -> None:
    """Print an answer for a person: the quote in its sentence with its source, or the reason for none."""
    if answer.understood_as is not None:
        console.print(Text(printable(understood_label(answer.understood_as)), "cyan"), soft_wrap=True)
    for line in lines_of(answer):
        console.print(line, soft_wrap=True)
    if answer.suggestion is not None:
        console.print(Text(printable(meant_line(answer.question, answer.suggestion))), soft_wrap=True)
    if answer.warning is not None:
        console.print(Text(answer.warning, "yellow"), soft_wrap=True)
    total = answer.timings_ms.get("total", 0.0)
    console.print(Text(f"索引 {answer.build} · {total:.0f} 毫秒", "dim"))


def lines_of(answer: Answer) -> Iterator[Text]:
    """Yield the printed lines of an answer: all quotes of a list, else the best in full and the others in short."""
    if not answer.answered:
        yield Text("不知道", "bold")
        yield Text(REASONS[answer.reason] if answer.reason is not None else "")
    full = answer.answers[:1] if answer.answered and answer.complete is None else answer.answers
    for quoted in full:
        yield quote_of(quoted)
        yield sentence_of(quoted.citation)
        yield source_of(quoted.citation)
    for quoted in answer.answers[len(full) :]:
        yield Text("  或：", "dim").append_text(quote_of(quoted))
    if not answer.answered:
        yield from map(passage_of, answer.passages[:NEAREST])


def quote_of(quoted: QuotedAnswer) -> Text:
    """Return a quote with its confidence, if there is one."""
    sure = "" if quoted.confidence is None else f" {percent(quoted.confidence)}"
    return Text(printable(quoted.answer), "bold").append(sure, "not bold cyan")


def sentence_of(citation: Citation) -> Text:
    """Return the sentence of a citation with the quote highlighted."""
    start = citation.start - citation.sentence_start
    end = citation.end - citation.sentence_start
    line = Text("  ")
    line.append(printable(citation.sentence[:start]))
    line.append(printable(citation.sentence[start:end]), "reverse")
    return line.append(printable(citation.sentence[end:]))


def source_of(citation: Citation) -> Text:
    """Return the source of a quote in one line."""
    parts = [f"《{citation.title}》", citation.published, citation.url, f"第 {citation.start}–{citation.end} 字"]
    return Text("  " + " · ".join(printable(part) for part in parts if part), "dim")


def passage_of(passage: FoundPassage) -> Text:
    """Return a passage as its title and its first words."""
    return Text(f"  《{printable(passage.title)}》", "dim").append(
        f" {printable(' '.join(passage.text[:80].split()))}", "not dim"
    )


def print_problems(console: Console, problems: Iterable[str]) -> None:
    """Print problems, one on a line."""
    for problem in problems:
        console.print(Text(printable(problem), "yellow"), soft_wrap=True)


def print_article(console: Console, article: Article) -> None:
    """Print an article: its metadata and its text."""
    facts = [article.origin, article.author, article.published, article.url, *removed(article)]
    console.print(Text(f"《{printable(article.title)}》", "bold"))
    console.print(Text(" · ".join(printable(fact) for fact in facts if fact), "dim"), soft_wrap=True)
    console.print(Text(printable(article.text)), soft_wrap=True)


def print_diff(console: Console, raw: str, article: Article) -> None:
    """Print the lines that cleaning changed: before and after."""
    console.print(Text("　".join(removed(article)) or "讀出來的文字，清理時沒有改動。", "dim"), soft_wrap=True)
    styles = {"-": "red", "+": "green", "@": "cyan"}
    for line in unified_diff(raw.split("\n"), article.text.split("\n"), "原文", "清理後", lineterm="", n=1):
        console.print(Text(printable(line), styles.get(line[0], "")), soft_wrap=True)


def removed(article: Article) -> list[str]:
    """Return what each cleaning rule removed from an article."""
    return [f"{cleaning_label(one.rule)}：{one.count} 處、{one.characters} 字" for one in article.removals]


def print_rows(console: Console, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table; into a pipe, tab-separated rows."""
    if not console.is_terminal:
        console.file.writelines("\t".join(" ".join(printable(cell).split()) for cell in row) + "\n" for row in rows)
        return
    table = Table(*columns)
    for row in rows:
        table.add_row(*(Text(printable(cell)) for cell in row))
    console.print(table)


@contextmanager
def progress_shown(console: Console) -> Iterator[Report]:
    """Yield a progress callback: a bar on a terminal, otherwise a line for each stage."""
    if not console.is_terminal:
        yield stage_lines(console)
        return
    columns = (
        bars.TextColumn("{task.description}"),
        bars.BarColumn(),
        bars.MofNCompleteColumn(),
        bars.TextColumn("{task.fields[rate]}", "dim"),
        bars.TimeRemainingColumn(),
    )
    with bars.Progress(*columns, console=console, transient=True) as shown:
        task = shown.add_task(PREPARING, total=None, rate="")
        latest = None

        def report(step: Progress) -> None:
            nonlocal latest
            if step.stage is not latest:
                latest = step.stage
                shown.reset(task)
            speed = shown.tasks[task].speed
            rate = f"每秒 {speed:.0f}" if speed else ""
            label = STAGES[step.stage]
            shown.update(task, description=label, completed=step.done, total=step.total or None, rate=rate)

        yield report


def stage_lines(console: Console) -> Report:
    """Return a callback that prints a line for each new stage, and now and then the progress of a long one."""
    latest, printed, pacer = None, 0.0, Pacer()

    def report(step: Progress) -> None:
        nonlocal latest, printed
        pace, now = pacer.pace(step), monotonic()
        if step.stage is not latest:
            console.print(Text(STAGES[step.stage]))
        elif now - printed >= SECONDS_BETWEEN_PLAIN_LINES:
            console.print(Text(" · ".join(filter(None, [progress_label(step), pace_label(pace)]))))
        else:
            return
        latest, printed = step.stage, now

    return report


def json_lines() -> Report:
    """Return a callback that prints JSON lines: the first and last of each stage, and a few per second in between."""
    stages: set[str] = set()
    printed, pacer = 0.0, Pacer()

    def report(step: Progress) -> None:
        nonlocal printed
        pace, now = pacer.pace(step), monotonic()
        if step.stage in stages and step.done != step.total and now - printed < SECONDS_BETWEEN_LINES:
            return
        stages.add(step.stage)
        printed = now
        print_json_line({**asdict(step), **pace._asdict()})

    return report


def print_json_line(value: object) -> None:
    """Print a value as one line of JSON without buffering, for a program that reads the output."""
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


def print_json_list(values: Iterable[BaseModel]) -> None:
    """Print models as one JSON list."""
    print(f"[{','.join(value.model_dump_json() for value in values)}]")


def print_measures(console: Console, measures: Mapping[str, Any]) -> None:
    """Print the metrics of an evaluation in Chinese, and the risk-coverage curve as rows."""
    rows = [measure_line(name, value) for name, value in measures.items() if name != CURVE]
    print_rows(console, ("指標", "數值"), rows)
    points = [curve_line(**point) for point in measures[CURVE]]
    print_rows(console, ("作答的範圍", "答錯的比例", "信心門檻"), points)
