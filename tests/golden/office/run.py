"""Asks the real assistant the office questions and prints how it did: ``python -m tests.golden.office.run --help``.

``asked`` is the one place here that knows how an assistant is put together.
"""

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from embeddings.progress import ignore
from qa.decide import Mode
from tests.golden.office.score import Judgement, as_table, judge, read_questions, report
from ui.rebuild import rebuild
from ui.settings import Settings
from ui.wiring import Services, open_services

FILES = Path(__file__).with_name("files")


@contextmanager
def office() -> Iterator[Services]:
    """Yield a running assistant over the files of the set alone, in a folder that goes afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder))
        shutil.copytree(FILES, settings.articles_dir)
        for told in rebuild(settings, ignore).problems:  # a formula without a value, numbers that are too long
            sys.stderr.write(f"{told.reason}\n")
        yield open_services(settings)


def asked(rows: Sequence[Mapping[str, Any]], mode: Mode) -> list[dict[str, Any]]:
    """Return the answers to questions in their order, as dictionaries in the answer schema."""
    with office() as services:
        return [asdict(services.ask(row["question"], mode)) for row in rows]


def main() -> None:
    """Print the report and the questions that went wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--half", choices=["fit", "held", "all"], default="all")
    parser.add_argument("--kind", help="ask the questions of this kind alone")
    parser.add_argument("--mode", choices=[mode.value for mode in Mode], default=Mode.BALANCED.value)
    parser.add_argument("--json", type=Path, help="write the report and every judgement here")
    parser.add_argument("--quiet", action="store_true", help="do not list what went wrong")
    given = parser.parse_args()
    rows = [row for row in read_questions() if given.half in ("all", row["half"]) and given.kind in (None, row["kind"])]
    answers = asked(rows, Mode(given.mode))
    judged = [judge(row, answer) for row, answer in zip(rows, answers, strict=True)]
    reported = report(judged)
    if not given.quiet:
        tell_wrong(rows, answers, judged)
    sys.stdout.write(as_table(reported) + "\n")
    if given.json is not None:
        kept = [
            asdict(one) | {"question": row["question"], "answer": answer["answer"]}
            for row, answer, one in zip(rows, answers, judged, strict=True)
        ]
        text = json.dumps({"mode": given.mode, "report": reported, "judgements": kept}, ensure_ascii=False, indent=1)
        given.json.write_text(text, encoding="utf-8")


def tell_wrong(
    rows: Sequence[Mapping[str, Any]], answers: Sequence[Mapping[str, Any]], judged: Sequence[Judgement]
) -> None:
    """Print what was wrong or cut, a line for each question: severe errors are marked."""
    for row, answer, one in zip(rows, answers, judged, strict=True):
        if one.right and not one.cut:
            continue
        mark = "!!" if one.severe else "cut" if one.right else ""
        wanted = " ／ ".join(row["items"] or row["answers"][:2]) or f"（{row['reason']}）"
        got = " ／ ".join(quoted["answer"] for quoted in answer["answers"]) or f"（{answer['reason']}）"
        line = f"{one.id} {one.half:4} {one.kind:9} {mark:3} {one.confidence:.2f} {one.note}"
        sys.stdout.write(f"{line}\n    問 {row['question']}\n    要 {wanted}\n    得 {got!r}\n")


if __name__ == "__main__":
    main()
