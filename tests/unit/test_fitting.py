"""Fitting a decision: what a candidate is worth, thresholds by precision, and trees that obey their signals."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.article import Passage, Span
from embeddings.formats.writer import TextWriter
from qa.decide import Mode
from qa.evidence import find_evidence, weigh_terms
from qa.query import parse_question
from qa.read.reader import Candidate
from qa.retrieve import Hit
from qa.signals import Signals
from qa.training.calibrate import (
    AGAINST,
    CONFIDENT,
    EITHER_WAY,
    GROWTH,
    PRECISION,
    WORTH_OF_LONGER,
    Asked,
    Bests,
    Rated,
    best_of_each,
    calibration_error,
    confidences_of,
    fit_confidence,
    fit_order,
    joined,
    thresholds,
    weights_of,
)
from tests.fakes.known import EveryTermAlike
from tests.fakes.order import LinearOrder


def passage(text, article_id="a"):
    return Passage(0, article_id, "題", 0, len(text), text)


def candidate(text, words, article_id="a", score=1.0):
    start = text.index(words)
    return Candidate(passage(text, article_id), Span(start, start + len(words)), score)


TEXT = "甲館於3月1日開放，乙館於4月2日休館，票價四十元。"


def asked(question="甲館何時開放？", *, source="office", answerable=True, family="a", golds=None, found=()):
    query = parse_question(question)
    hit = Hit(passage(TEXT), None, None, find_evidence(weigh_terms(query, EveryTermAlike()), passage(TEXT)), 1.0)
    told = {"answers": ["3月1日"], "items": [], "must_not": [], "contains": []} if golds is None else golds
    return Asked(source, family, answerable, False, query, [hit], [list(found)], told)


@pytest.mark.parametrize(
    ("golds", "words", "worth"),
    [
        ({}, "3月1日", 1.0),
        ({}, "於3月1日開放", WORTH_OF_LONGER),
        ({}, "4月2日", 0.0),
        ({"must_not": ["乙館"]}, "3月1日開放，乙館於4月2日休館", 0.0),
        ({"answers": [], "contains": ["3月1日", "開放"]}, "3月1日開放", WORTH_OF_LONGER),
        ({"answers": [], "contains": ["3月1日", "休館"]}, "3月1日開放", 0.0),
        ({"answers": [], "items": ["甲館", "乙館"]}, "乙館", 1.0),
        ({"answers": ["三月一日"], "contains": []}, "3月1日", 0.0),  # compared letter for letter
    ],
)
def test_an_office_answer_is_worth_most_where_it_is_one_that_is_accepted_and_nothing_more(golds, words, worth):
    told = {"answers": ["3月1日"], "items": [], "must_not": [], "contains": []} | golds
    assert asked(golds=told).worth(candidate(TEXT, words)) == worth


@pytest.mark.parametrize(
    ("changes", "words", "worth"),
    [
        ({}, "3月1日", 1.0),
        ({}, "3月1日開放", 2 * 4 / (4 + 6)),
        ({"family": "b"}, "3月1日", 0.0),
        ({"answerable": False}, "3月1日", 0.0),
    ],
    ids=["the answer", "more than it", "of another article", "where there is none"],
)
def test_an_encyclopedia_answer_is_worth_its_f1_in_its_own_article(changes, words, worth):
    of = asked(source="encyclopedia", golds={"answers": ["3月1日"]}, **changes)
    assert of.worth(candidate(TEXT, words)) == pytest.approx(worth)


def test_every_source_counts_alike_however_many_questions_it_has():
    rated = [Rated.of(asked(source="office")) for _ in range(3)] + [Rated.of(asked(source="encyclopedia"))]
    weights = weights_of(rated)
    assert weights.sum() == pytest.approx(4)
    assert weights[:3].sum() == pytest.approx(weights[3])


HUNDREDTHS = st.dictionaries(st.integers(1, 99), st.booleans(), min_size=1, max_size=40)


@settings(deadline=None)
@given(HUNDREDTHS)
def test_a_threshold_reaches_its_precision_on_what_it_was_set_by_and_none_below_it_does(rows):
    confidences, right = np.array([one / 100 for one in rows]), np.array(list(rows.values()))
    for mode, line in thresholds(confidences, right).items():
        precise = [one / 100 for one in rows if right[confidences >= one / 100].mean() >= PRECISION[mode]]
        assert line == (min(precise) if precise else 1.0)


def test_the_lowest_threshold_that_is_precise_enough_is_taken():
    confidences = np.array([0.9, 0.8, 0.7, 0.6, 0.5])
    found = thresholds(confidences, np.array([True, True, True, True, False]))
    assert found[Mode.STRICT] == 0.6
    assert thresholds(confidences, np.zeros(5, dtype=bool)) == dict.fromkeys(Mode, 1.0)
    assert set(thresholds(confidences, np.ones(5, dtype=bool)).values()) == {0.5}


@pytest.mark.parametrize(
    ("sure", "right", "error"),
    [
        ([0.85] * 20, [True] * 17 + [False] * 3, 0.0),
        ([0.95] * 10, [False] * 10, 0.95),
        ([0.05] * 10 + [0.95] * 10, [False] * 10 + [True] * 10, 0.05),
        ([1.0, 0.0], [True, False], 0.0),
    ],
)
def test_the_calibration_error_is_how_far_confidence_is_from_being_right(sure, right, error):
    assert calibration_error(np.array(sure), np.array(right)) == pytest.approx(error, abs=1e-9)


def rated_by_reader(count):
    """Return questions each with a right candidate of a higher reader's score and a wrong one."""
    rated = []
    for number in range(count):
        good = candidate(TEXT, "3月1日", score=4.0 + number % 3)
        bad = candidate(TEXT, "4月2日", score=-2.0 - number % 2)
        rated.append(Rated.of(asked(found=[good, bad], family=f"f{number}")))
    return rated


def test_the_best_of_each_question_has_its_margin_and_whether_it_is_right():
    rated = rated_by_reader(4)
    up, down = (best_of_each(rated, LinearOrder({"reader": sign})) for sign in (1.0, -1.0))
    assert up.right.all()
    assert not down.right.any()
    assert (up.rows[:, CONFIDENT.index("margin")] > 0).all()
    assert (up.weights == 1.0).all()


def test_a_question_without_candidates_has_no_best():
    empty = Asked("office", "a", True, False, parse_question("甲館何時開放？"), [], [], {})
    assert len(best_of_each([Rated.of(empty), *rated_by_reader(2)], LinearOrder({"reader": 1.0})).right) == 2


def test_trees_put_the_right_candidates_first_and_never_prefer_what_speaks_against_one(monkeypatch):
    monkeypatch.setitem(GROWTH, "max_iter", 10)  # as many as are shipped take seconds
    rated = rated_by_reader(40)
    order = fit_order(rated)
    assert best_of_each(rated, order).right.all()
    plain = dict.fromkeys(Signals.__slots__, 0.0) | {"reader": 3.0}
    for name in Signals.__slots__:
        less, more = (np.array([list((plain | {name: value}).values())]) for value in (0.0, 1.0))
        rise = float(order.scores(np.vstack([less, more]))[1] - order.scores(np.vstack([less, more]))[0])
        assert name in EITHER_WAY or (rise <= 0 if name in AGAINST else rise >= 0), name


def bests(count, seed=0):
    draw = np.random.default_rng(seed)
    rows = draw.normal(size=(count, len(CONFIDENT)))
    right = rows[:, 0] + 0.3 * draw.normal(size=count) > 0
    return Bests(rows, right, np.ones(count, dtype=bool), np.ones(count))


def test_confidence_is_a_probability_that_grows_with_what_tells_right_from_wrong():
    found = bests(400)
    confidence = fit_confidence(found)
    sure = confidences_of(found, confidence)
    assert ((sure > 0) & (sure < 1)).all()
    assert sure[found.right].mean() > sure[~found.right].mean() + 0.3
    assert set(confidence) == {*CONFIDENT, "bias"}


def test_parts_that_are_joined_are_all_their_questions():
    whole = joined([bests(3), bests(5, seed=1)])
    assert (len(whole.right), whole.rows.shape) == (8, (8, len(CONFIDENT)))


def test_a_record_may_be_asked_for_too():
    writer = TextWriter()
    writer.record([("館名", "甲館"), ("開放日", "3月1日")], key=0)
    table = Passage(0, "a", "題", 0, len(writer.text), writer.text, (), tuple(writer.blocks))
    query = parse_question("甲館的開放日是哪天？")
    hit = Hit(table, None, None, find_evidence(weigh_terms(query, EveryTermAlike()), table), 1.0)
    golds = {"answers": ["3月1日"], "items": [], "must_not": [], "contains": []}
    rated = Rated.of(Asked("office", "a", True, False, query, [hit], [[]], golds))
    assert rated.worth.max() == 1.0  # offered by the structure, though nothing was read
