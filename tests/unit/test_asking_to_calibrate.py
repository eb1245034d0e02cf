"""What a decision is fitted to: questions asked with and without their paragraph, and of office files of one family."""

import json

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from qa.decide import Decision, Mode, Signals
from qa.order import TreeOrder
from qa.pipeline import PASSAGES, Pipeline
from qa.training import calibrate
from qa.training.calibrate import (
    CONFIDENT,
    FOLDS,
    Bests,
    Rated,
    article_id,
    ask_encyclopedia,
    ask_examples,
    ask_office,
    best_of_each,
    calibration_error,
    confidences_of,
    crossed,
    crossed_confidences,
    decision_of,
    joined,
    log_measures,
)
from qa.training.data import Example
from tests.fakes.encoder import HashEncoder
from tests.fakes.lab import write_questions
from tests.fakes.order import LinearOrder
from tests.fakes.reader import OverlapReader

BY_READER = dict.fromkeys((*Signals.__slots__, "bias"), 0.0) | {"reader": 1.0}
DECISION = Decision(LinearOrder(BY_READER), BY_READER | {"margin": 0.0, "bias": 5.0}, dict.fromkeys(Mode, 0.3), 0.0)
PLACES = ("青溪", "松嶺", "石橋", "月津", "竹塘", "海青", "鹿原", "泉安", "白沙", "東崙")


@pytest.fixture(scope="module")
def pipeline():
    return Pipeline(HashEncoder(), OverlapReader(), DECISION)


def example(number, *, answered=True, source="drcd"):
    place = PLACES[number % len(PLACES)] + PLACES[number // len(PLACES) % len(PLACES)]
    text = f"{place}圖書館於{number % 12 + 1}月{number % 27 + 1}日開放，每日{number + 100}人入館。"
    day = f"{number % 12 + 1}月{number % 27 + 1}日"
    answers = ((text.index(day), day),) if answered else ()
    return Example(f"q{number}", source, f"條目{number}", f"{place}圖書館哪天開放？", text, answers)


EXAMPLES = [example(n) for n in range(30)]


@pytest.fixture(scope="module")
def asked(pipeline):
    return list(ask_examples("encyclopedia", EXAMPLES, EXAMPLES[:12], pipeline))


@pytest.fixture(scope="module")
def rated(pipeline):
    return [Rated.of(one) for one in ask_examples("encyclopedia", EXAMPLES, EXAMPLES, pipeline)]


@pytest.fixture(autouse=True)
def few_trees(monkeypatch):
    """A ranking of a few trees, grown by one thread: a whole one takes seconds a fold, and threads wait for others."""
    monkeypatch.setattr(calibrate, "GROWTH", calibrate.GROWTH | {"max_iter": 6})
    with threadpool_limits(1):
        yield


# Encyclopedia


def test_each_question_is_asked_with_and_without_its_own_paragraph(asked):
    assert len(asked) == 24
    for number, (present, absent) in enumerate(zip(asked[::2], asked[1::2], strict=True)):
        own = article_id(EXAMPLES[number])
        assert (present.answerable, absent.answerable) == (True, False)
        assert own in [hit.passage.article_id for hit in present.hits]
        assert own not in [hit.passage.article_id for hit in absent.hits]
        assert present.family == absent.family == own
        assert max(len(present.hits), len(absent.hits)) <= PASSAGES
        assert present.held_out is absent.held_out


def test_about_half_of_the_questions_are_held_out_by_their_paragraph():
    halves = [int(article_id(example(n)), 16) % 2 for n in range(200)]
    assert 70 < sum(halves) < 130
    assert article_id(example(1)) == article_id(example(1))


def test_a_question_without_an_answer_is_asked_once_of_all_paragraphs(pipeline):
    silent = example(3, answered=False)
    [one] = ask_examples("own", EXAMPLES, [silent], pipeline)
    assert (one.answerable, one.source) == (False, "own")
    assert article_id(silent) in [hit.passage.article_id for hit in one.hits]
    days = (candidate for found in one.candidates for candidate in found if "月" in candidate.quote)
    assert {one.worth(candidate) for candidate in days} == {0.0}


def test_an_answer_of_another_paragraph_is_worth_nothing(asked):
    for one in asked[::2]:
        for candidate in (candidate for found in one.candidates for candidate in found):
            if candidate.passage.article_id != one.family:
                assert one.worth(candidate) == 0.0
            elif candidate.quote in one.golds["answers"]:
                assert one.worth(candidate) == 1.0


def test_only_held_out_articles_are_asked_about_and_only_every_so_many(pipeline, tmp_path):
    write_questions(tmp_path, [*EXAMPLES, *(example(n, source="own") for n in range(30, 40))])
    every = list(ask_encyclopedia(tmp_path, pipeline, 1))
    some = list(ask_encyclopedia(tmp_path, pipeline, 3))
    assert 0 < len(every) < 60
    assert len(some) == 2 * -(-len(every) // 2 // 3)
    assert {one.source for one in every} == {"encyclopedia"}


# Office files


@pytest.fixture
def office(tmp_path):
    """An office set of three files: two of them are asked about together."""
    (tmp_path / "files").mkdir()
    for name, text in (
        ("甲.txt", "甲館於3月1日開放。"),
        ("乙.txt", "乙館於4月2日休館。"),
        ("丙.txt", "丙館票價40元。"),
    ):
        (tmp_path / "files" / name).write_text(text * 3, encoding="utf-8")
    row = {
        "answerable": True,
        "reason": None,
        "half": "fit",
        "answers": [],
        "items": [],
        "must_not": [],
        "contains": [],
    }
    rows = [
        row | {"id": "1", "question": "甲館哪天開放？", "files": ["甲.txt"], "answers": ["3月1日"]},
        row | {"id": "2", "question": "甲館和乙館哪天？", "files": ["乙.txt", "甲.txt"], "half": "held"},
        row | {"id": "3", "question": "丙館票價多少？", "files": ["丙.txt"], "answers": ["40元"]},
        row | {"id": "4", "question": "丁館在哪？", "files": [], "answerable": False},
        row | {"id": "5", "question": "說法不一的？", "files": ["丙.txt"], "reason": "conflict"},
    ]
    lines = "\n".join(json.dumps(one, ensure_ascii=False) for one in rows)
    (tmp_path / "questions.jsonl").write_text(lines, encoding="utf-8")
    return tmp_path


def test_office_questions_are_asked_of_all_files_and_conflicts_are_left_out(office, pipeline):
    found = list(ask_office(office, pipeline))
    assert [one.query.text for one in found] == ["甲館哪天開放？", "甲館和乙館哪天？", "丙館票價多少？", "丁館在哪？"]
    assert [one.answerable for one in found] == [True, True, True, False]
    assert [one.held_out for one in found] == [False, True, False, False]
    assert {hit.passage.origin.rpartition("/")[2] for hit in found[0].hits} == {"甲.txt", "乙.txt", "丙.txt"}


def test_questions_on_files_that_are_asked_about_together_are_one_family(office, pipeline):
    families = [one.family for one in ask_office(office, pipeline)]
    assert families[0] == families[1]
    assert len(set(families)) == 3


@pytest.mark.parametrize(
    ("files", "families"),
    [
        ([], 0),
        ([["a"], ["b"]], 2),
        ([["a", "b"], ["b", "c"], ["c", "d"]], 1),
        ([["a"], ["b"], ["a", "b"], ["c"]], 2),
        ([["a", "a"]], 1),
        ([["a", "b"], ["c", "d"], ["d", "a"]], 1),
    ],
)
def test_files_that_are_connected_have_one_name(files, families):
    assert len(set(calibrate._families(files))) == families


# Fitting


def test_a_question_s_candidates_have_their_signals_and_worth(rated):
    for one in rated:
        assert one.signals.shape == (len(one.known), len(Signals.__slots__))
        assert one.worth.shape == (len(one.known),)
        assert ((one.worth >= 0) & (one.worth <= 1)).all()
        assert one.asked.answerable or not one.worth.any()


def test_folds_share_no_family_and_hold_every_question_once(rated):
    parts = crossed(rated)
    assert len(parts) == FOLDS
    assert sum(len(part.right) for part in parts) == sum(bool(one.known) for one in rated)
    whole = joined(parts)
    assert len(whole.right) == len(whole.rows) == len(whole.weights) == len(whole.answerable)


def test_confidences_of_a_fold_hang_on_the_other_folds_alone(rated):
    parts = crossed(rated)
    before = crossed_confidences(parts)
    turned = Bests(parts[0].rows, ~parts[0].right, parts[0].answerable, parts[0].weights)
    after = crossed_confidences([turned, *parts[1:]])
    first = len(parts[0].right)
    np.testing.assert_allclose(after[:first], before[:first])
    assert not np.allclose(after[first:], before[first:])


def test_a_fitted_decision_is_stored_whole_and_read_back(rated, tmp_path):
    stored = json.loads(json.dumps(decision_of(rated, "overlap-1")))
    (tmp_path / "decision.json").write_text(json.dumps(stored), encoding="utf-8")
    decision = Decision.from_file(tmp_path / "decision.json")
    assert decision.readers == ("overlap-1",)
    assert set(decision.thresholds) == set(Mode)
    assert decision.thresholds[Mode.STRICT] >= decision.thresholds[Mode.BALANCED] >= decision.thresholds[Mode.LOOSE]
    assert set(stored["confidence"]) == {*CONFIDENT, "bias"}


def test_a_fitted_decision_knows_right_from_wrong_on_what_it_was_fitted_to(rated):
    stored = decision_of(rated, "overlap-1")
    bests = best_of_each(rated, TreeOrder.from_stored(stored["order"]))
    sure = confidences_of(bests, stored["confidence"])
    assert sure[bests.right].mean() > sure[~bests.right].mean() + 0.1
    assert ((sure >= 0) & (sure <= 1)).all()
    assert calibration_error(sure, bests.right) < 0.3


def test_what_it_comes_to_is_logged_for_each_source_and_mode(rated, caplog):
    stored = decision_of(rated, "overlap-1")
    with caplog.at_level("INFO"):
        log_measures(rated, stored)
    told = [record.getMessage() for record in caplog.records]
    assert sum("encyclopedia, held out" in line for line in told) == 1
    assert [mode.value for mode in Mode if any(f", {mode.value}: threshold" in line for line in told)] == list(Mode)


def test_a_calibration_writes_its_file_and_measures_on_what_it_did_not_see(
    office, pipeline, tmp_path, monkeypatch, caplog
):
    data, out = tmp_path / "data", tmp_path / "decision.json"
    write_questions(data, [example(n) for n in range(90)])
    fitted, measured = [], []
    real = calibrate.decision_of
    monkeypatch.setattr(calibrate, "decision_of", lambda rated, reader: fitted.extend(rated) or real(rated, reader))
    monkeypatch.setattr(calibrate, "log_measures", lambda rated, stored: measured.extend(rated))
    calibrate.calibrate(pipeline, data, office, out, every=1)
    assert Decision.from_file(out).readers == ("overlap-1",)
    assert {one.asked.held_out for one in fitted} == {False}
    assert {one.asked.held_out for one in measured} == {True}
    assert not {one.asked.family for one in fitted if one.asked.source == "encyclopedia"} & {
        one.asked.family for one in measured
    }
