"""What evaluation prints, worked out by hand on a few questions."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.article import Passage
from embeddings.progress import Stage
from qa.decide import Decision, Mode
from qa.evaluate import CURVE, Prediction, articles_of, evaluate_reading, evaluate_search, measures_of, rank_of
from qa.evidence import Evidence, Weighed
from qa.pipeline import Pipeline
from qa.retrieve import Hit
from qa.signals import Signals
from qa.squad import Dataset, Question
from tests.fakes.encoder import HashEncoder
from tests.fakes.order import LinearOrder
from tests.fakes.reader import OverlapReader

OPENS = Question("opens", "甲館何時開放？", 0, ((3, "3月1日"),))
CLOSES = Question("closes", "乙館何時休館？", 1, ((3, "4月2日"),))
UNKNOWN = Question("unknown", "丙館何時開放？", 0)
DATASET = Dataset(("甲館於3月1日開放。", "乙館於4月2日休館。"), ("甲館", "乙館"), (OPENS, CLOSES, UNKNOWN))
BY_READER = dict.fromkeys((*Signals.__slots__, "bias", "margin"), 0.0) | {"reader": 1.0}


def told(quote, confidence=0.9, *, answered=True, seconds=0.01, rank=1):
    return Prediction(quote, confidence, answered, seconds, rank)


def test_em_and_f1_are_over_the_answerable_questions_alone():
    measures = measures_of([OPENS, CLOSES, UNKNOWN], [told("3月1日"), told("4月"), told("", answered=False)])
    assert (measures["questions"], measures["answerable"], measures["em"]) == (3, 2, 50.0)
    assert measures["f1"] == pytest.approx(100 * (1 + 2 * 2 / 6) / 2, abs=0.01)


def test_an_answer_is_right_from_half_its_f1_on_and_not_knowing_is_right_where_there_is_none():
    questions = [OPENS, CLOSES, UNKNOWN, UNKNOWN]
    predictions = [told("3月1日"), told("休館"), told("3月1日"), told("", answered=False)]
    measures = measures_of(questions, predictions)
    assert measures["answered"] == 0.75
    assert measures["answered_precision"] == pytest.approx(1 / 3, abs=1e-4)
    assert (measures["unanswerable_precision"], measures["unanswerable_recall"]) == (1.0, 0.5)


def test_what_there_is_none_of_has_no_share():
    measures = measures_of([UNKNOWN], [told("", answered=False, rank=None)])
    assert (measures["em"], measures["f1"], measures["answered_precision"]) == (None, None, None)
    assert "hit@1" not in measures


def test_a_paragraph_that_was_not_found_counts_against_the_ranks():
    measures = measures_of([OPENS, CLOSES, OPENS], [told("", rank=1), told("", rank=4), told("", rank=None)])
    assert measures["hit@1"] == pytest.approx(1 / 3, abs=1e-4)
    assert measures["hit@5"] == pytest.approx(2 / 3, abs=1e-4)
    assert measures["mrr"] == pytest.approx((1 + 1 / 4) / 3, abs=1e-4)


def test_latency_is_told_in_milliseconds():
    measures = measures_of([OPENS] * 20, [told("", seconds=0.01 * n) for n in range(1, 21)])
    assert measures["p50_ms"] == pytest.approx(105, abs=0.1)
    assert measures["p95_ms"] == pytest.approx(190.5, abs=0.1)


def test_the_curve_answers_the_surest_first():
    predictions = [told("3月1日", 0.1 * n) for n in range(1, 6)] + [told("錯", 0.1 * n - 0.05) for n in range(1, 6)]
    curve = measures_of([OPENS] * 10, predictions)["risk_coverage"]
    assert [point["coverage"] for point in curve] == list(CURVE)
    assert [point["risk"] for point in curve][:3] == pytest.approx([0.0, 0.5, 1 / 3], abs=1e-4)
    assert curve[-1] == {"coverage": 1.0, "risk": 0.5, "threshold": 0.05}


@settings(deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.floats(0, 1)), min_size=1, max_size=30))
def test_the_curve_ends_at_the_risk_of_answering_everything_and_its_thresholds_fall(rows):
    predictions = [told("3月1日" if right else "錯", sure) for right, sure in rows]
    curve = measures_of([OPENS] * len(rows), predictions)["risk_coverage"]
    wrong = sum(not right for right, _ in rows) / len(rows)
    assert curve[-1]["risk"] == pytest.approx(wrong, abs=1e-4)
    thresholds = [point["threshold"] for point in curve]
    assert thresholds == sorted(thresholds, reverse=True)


def test_the_paragraphs_are_articles_in_the_order_of_their_numbers():
    paragraphs = tuple(f"第{n}段。" for n in range(12))
    articles = articles_of(Dataset(paragraphs, ("題",) * 12, ()))
    assert [article.text for article in sorted(articles, key=lambda one: one.id)] == list(paragraphs)


def hit(article_id):
    passage = Passage(0, article_id, "", 0, 1, "甲")
    return Hit(passage, None, None, Evidence(0.0, (), Weighed((), ())), 1.0)


@pytest.mark.parametrize(
    ("found", "rank"),
    [(["000001"], None), (["000000"], 1), (["000001", "000001", "000000"], 2), ([], None)],
    ids=["another", "the first", "each paragraph counts once", "nothing"],
)
def test_the_rank_of_the_right_paragraph(found, rank):
    assert rank_of(OPENS, [hit(article_id) for article_id in found]) == rank


def test_reading_the_right_paragraph_needs_no_search():
    steps = []
    measures = evaluate_reading(DATASET, OverlapReader(), steps.append)
    assert (measures["em"], measures["answerable"]) == (100.0, 2)
    assert "hit@1" not in measures
    assert [(step.stage, step.done, step.total) for step in steps] == [(Stage.EVALUATE, n, 3) for n in (1, 2, 3)]


class SilentReader:
    """Finds nothing anywhere."""

    fingerprint = "silent-1"

    def read(self, question, passages, *, titled=False):
        return [[] for _ in passages]


def test_a_reader_that_finds_nothing_answers_nothing_and_that_is_right_where_there_is_nothing():
    measures = evaluate_reading(DATASET, SilentReader(), lambda step: None)
    assert (measures["em"], measures["answered"], measures["unanswerable_recall"]) == (0.0, 0.0, 1.0)


def searched(line):
    decision = Decision(LinearOrder(BY_READER), BY_READER, dict.fromkeys(Mode, line), 0.0)
    return evaluate_search(DATASET, Pipeline(HashEncoder(), OverlapReader(), decision), lambda step: None)


def test_searching_finds_the_paragraph_and_then_the_answer():
    measures = searched(0.0)
    assert (measures["hit@1"], measures["mrr"], measures["em"]) == (1.0, 1.0, 100.0)
    assert measures["answered"] == 1.0


def test_the_line_decides_what_would_have_been_answered_and_not_what_was_said():
    strict = searched(1.0)
    assert (strict["answered"], strict["em"]) == (0.0, 100.0)
    assert strict["unanswerable_precision"] == pytest.approx(1 / 3, abs=1e-4)
