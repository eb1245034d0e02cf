"""What the shipped models reach on the held half of the office questions: floors, a little under what was measured."""

from dataclasses import asdict

import pytest

from qa.decide import Mode
from tests.golden.office.run import office
from tests.golden.office.score import judge, read_questions, report

HELD = [row for row in read_questions() if row["half"] == "held"]
FLOORS = {
    Mode.BALANCED: {"right": 0.80, "declined": 0.89, "precision": 0.88},
    Mode.STRICT: {"right": 0.48, "declined": 0.97, "precision": 0.94},
}
MOST_SEVERE = {Mode.BALANCED: 0.038, Mode.STRICT: 0.02}  # wrong and sure of it, of all questions
# Right of the answerable, balanced: only kinds of which there are many questions, or that structure answers alone.
KINDS = {"table": 0.94, "directory": 0.80, "clauses": 0.90, "values": 0.85, "yesno": 0.80}


@pytest.fixture(scope="module")
def reports():
    with office() as services:
        return {
            mode: report([judge(row, asdict(services.ask(row["question"], mode))) for row in HELD]) for mode in FLOORS
        }


@pytest.mark.parametrize("mode", list(FLOORS))
def test_as_much_is_right_and_declined_as_was_measured(reports, mode):
    measured = reports[mode]["all"]
    assert {name: measured[name] for name, floor in FLOORS[mode].items() if measured[name] < floor} == {}


@pytest.mark.parametrize("mode", list(MOST_SEVERE))
def test_no_more_is_wrong_with_confidence(reports, mode):
    assert reports[mode]["all"]["severe"] <= MOST_SEVERE[mode]


def test_what_structure_answers_is_answered(reports):
    measured = reports[Mode.BALANCED]["kinds"]
    assert {kind: measured[kind]["right"] for kind, floor in KINDS.items() if measured[kind]["right"] < floor} == {}
