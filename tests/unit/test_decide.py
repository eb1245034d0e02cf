"""Deciding between candidates, and when enough has been read."""

import pytest

from embeddings.article import Passage, Span
from qa.decide import HIGHEST_SCORE, Decision, is_settled
from qa.evidence import Evidence, Weighed
from qa.query import parse_question
from qa.read.reader import Candidate
from qa.retrieve import Hit
from tests.fakes.order import LinearOrder

BY_READER = {"reader": 1.0, "bias": 0.0}
QUERY = parse_question("乙館何時開放？")
TEXT = "甲館三月一日開放，乙館四月二日開放。"


def hit(number: int, score: float) -> Hit:
    passage = Passage(number, f"{number:012d}", "", 0, len(TEXT), TEXT)
    return Hit(passage, None, None, Evidence(0.0, ((Span(0, len(TEXT)), 0.0),), Weighed((), ())), score)


def candidate(of: Hit, start: int, end: int, score: float) -> Candidate:
    return Candidate(of.passage, Span(start, end), score)


def decision() -> Decision:
    return Decision(LinearOrder(BY_READER), BY_READER | {"margin": 0.0}, {}, 0.0)


def test_of_two_very_high_scores_the_higher_one_wins_though_it_stands_later() -> None:
    first = hit(0, 1.0)
    early, late = candidate(first, 2, 6, HIGHEST_SCORE + 1), candidate(first, 11, 15, HIGHEST_SCORE + 2)
    [best, *_] = decision().choose(QUERY, [first], [[late, early]])
    assert best.candidate == late


def test_a_confidence_does_not_grow_beyond_the_highest_score() -> None:
    first = hit(0, 1.0)
    sure, surer = (
        decision().choose(QUERY, [first], [[candidate(first, 2, 6, score)]])[0].confidence
        for score in (HIGHEST_SCORE, 3 * HIGHEST_SCORE)
    )
    assert surer == sure


@pytest.mark.parametrize(
    ("reader_score", "behind", "settled"),
    [(12.0, 9.0, True), (12.0, 1.0, False), (3.0, 9.0, False)],
    ids=["a good answer far ahead", "another passage close behind", "a poor answer"],
)
def test_reading_ends_early_only_with_a_good_answer_far_ahead(
    reader_score: float, behind: float, *, settled: bool
) -> None:
    hits = [hit(0, 20.0), hit(1, 19.0), hit(2, 20.0 - behind)]
    found = [[candidate(hits[0], 2, 6, reader_score)], []]
    assert is_settled(hits, found) is settled


def test_nothing_is_left_to_read_when_all_has_been_read() -> None:
    assert is_settled([hit(0, 1.0)], [[]])
