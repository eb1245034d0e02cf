"""Every figure that README or a model card claims has a row in the benchmarks' list, and every row can be run."""

import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from embeddings.formats.load import LARGEST_FILE
from ui.cli.main import COMMANDS

ROOT = Path(__file__).parents[2]
ROWS: list[dict[str, Any]] = yaml.safe_load((ROOT / "tests/benchmarks/matrix.yaml").read_text(encoding="utf-8"))
DOCUMENTS = ["README.md", "qa/weights/README.md", "embeddings/weights/README.md", "embeddings/weights/static/README.md"]

NUMBER = r"(?<![\w.])(?:\d[\d,]*(?:\.\d+)?|\.\d+)"
SCORE = r"(?<![\w.])\d*\.\d+"
FIGURES = (
    re.compile(rf"({SCORE})(?: EM)? / ({SCORE})(?: F1)?"),  # EM and F1, or hit@1 and hit@5
    re.compile(rf"({NUMBER}) (?:EM|F1)\b"),
    re.compile(rf"({NUMBER})(?: ?ms\b| ?毫秒| ?MB\b| passages a second\b)"),
)
LIMITS = {LARGEST_FILE / 2**20}  # MB that the code sets, not measures


def figures(text: str) -> list[tuple[float, ...]]:
    """Return the figures of a text, those that belong together in one."""
    found = [tuple(number(one) for one in match.groups()) for form in FIGURES for match in form.finditer(text)]
    return [figure for figure in found if not set(figure) <= LIMITS]


def claimed_in(document: str) -> dict[str, set[float]]:
    """Return the numbers of each row that claims a document."""
    rows = [row for row in ROWS if document in row.get("claimed", [])]
    return {row["name"]: set(map(float, row["expected"].values())) for row in rows}


def number(written: str) -> float:
    return float(written.replace(",", ""))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.get("name", "?"))
def test_a_row_says_what_is_measured_how_on_what_and_what_it_must_give(row):
    assert {"name", "command", "data", "expected", "tolerance"} <= set(row) <= {*ROWS[0]}
    assert row["expected"]
    assert all(isinstance(value, int | float) for value in [*row["expected"].values(), row["tolerance"]])
    assert set(row.get("claimed", [])) <= set(DOCUMENTS)


def test_no_two_rows_have_one_name():
    names = [row["name"] for row in ROWS]
    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.get("name", "?"))
def test_the_command_of_a_row_is_one_that_exists(row):
    program, *arguments = shlex.split(row["command"])
    if program == "python":
        assert arguments[0] == "-m"
        assert (ROOT / arguments[1].replace(".", "/")).with_suffix(".py").is_file(), arguments[1]
        source = (ROOT / arguments[1].replace(".", "/")).with_suffix(".py").read_text(encoding="utf-8")
        assert "__main__" in source, f"{arguments[1]} does nothing when it is run"
    elif program == "make":
        assert re.search(rf"^{arguments[0]}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    else:
        assert program == "qa"
        assert arguments[0] in COMMANDS


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.get("name", "?"))
def test_the_files_of_the_checkout_that_a_command_reads_are_there(row):
    files = [one for one in shlex.split(row["command"]) if one.startswith(("data/", "tests/", "qa/", "embeddings/"))]
    assert [file for file in files if not (ROOT / file).exists()] == []


def test_every_benchmark_has_a_row():
    run = " ".join(row["command"] for row in ROWS)
    benchmarks = [path.stem for path in (ROOT / "tests/benchmarks").glob("bench_*.py")]
    assert [name for name in benchmarks if f"tests.benchmarks.{name}" not in run] == []


def test_every_benchmark_can_be_loaded():
    modules = sorted(f"tests.benchmarks.{path.stem}" for path in (ROOT / "tests/benchmarks").glob("bench_*.py"))
    done = subprocess.run(
        [sys.executable, "-c", f"import {','.join(modules)}"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_figure_of_a_document_has_a_row_that_claims_it(document):
    claimed = list(claimed_in(document).values())
    found = figures((ROOT / document).read_text(encoding="utf-8"))
    assert [figure for figure in found if not any(set(figure) <= row for row in claimed)] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_row_that_claims_a_document_has_a_number_in_it(document):
    written = {number(one) for one in re.findall(NUMBER, (ROOT / document).read_text(encoding="utf-8"))}
    written |= {one / 100 for one in written}  # a share may be written in per cent
    assert [name for name, expected in claimed_in(document).items() if not expected & written] == []


def test_the_office_table_of_the_readme_ends_in_the_figures_of_its_row():
    [total] = re.findall(
        r"^\| 全部[^|]*\| (\d+) \| (\d+)% \| (\d+)% \|", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE
    )
    [row] = [row for row in ROWS if "tests.golden.office.run" in row["command"]]
    assert f"{total[0]} questions" in row["data"]
    assert set(map(float, total[1:])) <= set(map(float, row["expected"].values()))


def test_figures_are_found_in_every_way_they_are_written():
    text = "DRCD 68.8 EM / 80.4 F1, CMRC 40.2 / 69.0, p50 53 ms, 每題 12.5 毫秒，約 600 MB, 2,893 passages a second"
    found = set(figures(text))
    assert {(68.8, 80.4), (40.2, 69.0), (53.0,), (12.5,), (600.0,), (2893.0,)} <= found


def test_limits_versions_and_recipes_are_no_figures():
    assert figures("超過 50 MB 的檔案；Python 3.11；CC BY-SA 4.0；body 3e-4, temperature 0.05") == []
