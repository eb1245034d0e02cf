"""The confidence of another reader is fitted to a user's questions: two numbers, and what they are true of."""

import json

import numpy as np
import pytest

from embeddings.errors import SourceError
from qa.calibration import FILE, decision_for
from qa.decide import WEIGHTS, Decision
from qa.training.calibrate import CONFIDENT, Bests, calibration_error, confidences_of
from qa.training.own_calibration import calibrated, write_decision

SHIPPED = Decision.from_file()


def bests(odds, right):
    """Return best candidates whose reader's score alone tells, so that the odds are those given."""
    rows = np.zeros((len(odds), len(CONFIDENT)))
    rows[:, CONFIDENT.index("reader")] = odds
    right = np.asarray(right)
    return Bests(rows, right, np.ones(len(odds), dtype=bool), np.ones(len(odds)))


READER_ALONE = dict.fromkeys(CONFIDENT, 0.0) | {"reader": 1.0, "bias": 0.0}


def drawn(slope, intercept, count=4000):
    """Return questions of which as many are right as other odds than the given ones say."""
    draw = np.random.default_rng(7)
    odds = draw.normal(0, 3, count)
    return bests(odds, draw.random(count) < 1 / (1 + np.exp(-(slope * odds + intercept))))


def test_an_overconfident_reader_gets_the_confidences_that_are_true_of_it():
    questions = drawn(0.5, -1.0)
    fitted = calibrated(READER_ALONE, questions)
    assert fitted["reader"] == pytest.approx(0.5, abs=0.05)
    assert fitted["bias"] == pytest.approx(-1.0, abs=0.15)
    assert calibration_error(confidences_of(questions, READER_ALONE), questions.right) > 0.15
    assert calibration_error(confidences_of(questions, fitted), questions.right) < 0.03


def test_the_order_by_confidence_stays():
    questions = drawn(0.5, -1.0, 200)
    before, after = (confidences_of(questions, one) for one in (READER_ALONE, calibrated(READER_ALONE, questions)))
    assert (np.argsort(before, kind="stable") == np.argsort(after, kind="stable")).all()


@pytest.mark.parametrize(("right", "told"), [(True, "全部答對"), (False, "全部答錯")])
def test_questions_that_are_all_alike_calibrate_nothing(right, told):
    with pytest.raises(SourceError, match=told):
        calibrated(READER_ALONE, bests(np.arange(30.0), [right] * 30))


def test_a_reader_that_is_surer_where_it_is_wrong_is_refused():
    with pytest.raises(SourceError, match="分數高的沒有比較對"):
        calibrated(READER_ALONE, drawn(-1.0, 0.0, 300))


def test_what_is_written_is_the_decision_of_that_reader_and_of_no_other(tmp_path):
    write_decision(tmp_path / "mine", READER_ALONE, "mine")
    found = decision_for("mine", tmp_path / "mine")
    assert found.confidence == READER_ALONE
    assert (found.order, found.thresholds) == (SHIPPED.order, SHIPPED.thresholds)
    assert decision_for("another", tmp_path / "mine").readers == ()
    assert set(json.loads((tmp_path / "mine" / FILE).read_text(encoding="utf-8"))) == set(
        json.loads(WEIGHTS.read_text(encoding="utf-8"))
    )
