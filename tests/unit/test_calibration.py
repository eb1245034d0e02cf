"""A decision is true of the reader it was fitted to; any other answers without a probability."""

import json
from math import log

import pytest

from embeddings.errors import ModelError
from qa.answer import Answer, Citation, QuotedAnswer
from qa.calibration import FILE, LINES, decision_for, fallback, without_confidence
from qa.decide import WEIGHTS, Decision, Mode
from qa.read.reader import OnnxReader
from ui.chat import render
from ui.cli.terminal import quote_of
from ui.people.turns import Turn
from ui.schema import AnswerOut

SHIPPED = Decision.from_file()


def stored(**changes: object) -> str:
    return json.dumps(json.loads(WEIGHTS.read_text(encoding="utf-8")) | changes)


def test_the_shipped_decision_was_fitted_to_the_shipped_reader():
    assert OnnxReader.from_folder(threads=1).fingerprint in SHIPPED.readers


def test_the_shipped_reader_gets_the_shipped_decision():
    assert decision_for(SHIPPED.readers[0]) == SHIPPED


def test_a_reader_with_its_own_decision_beside_its_weights_gets_that(tmp_path):
    (tmp_path / FILE).write_text(stored(readers=["mine"], nothing_relevant=0.5), encoding="utf-8")
    assert decision_for("mine", tmp_path).nothing_relevant == 0.5
    assert decision_for("mine", tmp_path).readers == ("mine",)


@pytest.mark.parametrize("beside", [None, stored(), stored(readers=[])], ids=["none", "the shipped one", "of nobody"])
def test_a_reader_that_no_decision_was_fitted_to_gets_the_fallback(tmp_path, beside):
    if beside is not None:
        (tmp_path / FILE).write_text(beside, encoding="utf-8")
    decision = decision_for("mine", tmp_path)
    assert decision == fallback(SHIPPED)
    assert decision.readers == ()


def test_the_fallback_keeps_the_shipped_order_and_draws_its_lines_on_the_readers_score():
    decision = fallback(SHIPPED)
    assert decision.order == SHIPPED.order
    assert {name for name, weight in decision.confidence.items() if weight} == {"reader"}
    for mode, line in LINES.items():
        odds = decision.thresholds[mode] / (1 - decision.thresholds[mode])
        assert log(odds) == pytest.approx(line)
    assert decision.thresholds[Mode.STRICT] > decision.thresholds[Mode.BALANCED] > decision.thresholds[Mode.LOOSE]


@pytest.mark.parametrize("damaged", ["{", "[]", '{"order": {}}', "\ufeff{}"])
def test_a_decision_that_cannot_be_read_is_named(tmp_path, damaged):
    (tmp_path / FILE).write_text(damaged, encoding="utf-8")
    with pytest.raises(ModelError, match=f"{tmp_path}.*重新校準"):
        decision_for("mine", tmp_path)


def answer() -> Answer:
    citation = Citation("a", "甲館", None, None, 3, 7, "甲館於3月1日開放。", 0, 10)
    quoted = QuotedAnswer("3月1日", 0.9, citation, 1)
    return Answer("何時？", True, "3月1日", 0.9, None, citation, (quoted,), None, (), "b", {"total": 1.0})


def test_no_face_shows_a_confidence_that_is_none_and_the_page_says_why():
    uncalibrated = without_confidence(answer())
    shown = render.turn(Turn(question="何時？", answer=AnswerOut.from_answer(uncalibrated)))
    assert "信心 " not in shown
    assert uncalibrated.warning in shown
    assert quote_of(uncalibrated.answers[0]).plain == "3月1日"
    assert quote_of(answer().answers[0]).plain == "3月1日 信心 90%"


def test_a_conversation_gives_back_an_answer_without_a_confidence():
    turn = Turn(question="何時？", answer=AnswerOut.from_answer(without_confidence(answer())))
    assert Turn.model_validate_json(turn.model_dump_json()) == turn


def test_the_wire_has_null_for_an_unknown_confidence_and_for_no_warning():
    assert json.loads(AnswerOut.from_answer(answer()).model_dump_json())["warning"] is None
    assert json.loads(AnswerOut.from_answer(without_confidence(answer())).model_dump_json())["confidence"] is None
