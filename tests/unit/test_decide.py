"""Deciding between candidates, and when enough has been read."""

import json

import pytest

from embeddings.article import Passage, Span
from qa.decide import HIGHEST_SCORE, WEIGHTS, Decision, Judged, Mode, clip, group, margin
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


def judged_from(scores: list[tuple[int, int, float]], text: str = TEXT) -> list[Judged]:
    """Return candidates of one passage, each ``(start, end, score)``, as they are ordered."""
    first = hit(0, 1.0)
    found = [candidate(first, start, end, score) for start, end, score in scores]
    return decision().judge(QUERY, [first], [found])


def test_candidates_are_ordered_by_score_and_ties_go_to_the_earlier_and_shorter() -> None:
    read = {(2, 6): 1.0, (11, 15): 3.0, (2, 4): 1.0, (9, 11): 1.0}
    judged = judged_from([(*span, score) for span, score in read.items()])
    spans = [(one.candidate.span.start, one.candidate.span.end) for one in judged if one.signals.reader > -8]
    assert spans[0] == (11, 15)
    assert spans[1:] == sorted(spans[1:])


def test_what_says_the_same_in_either_script_and_with_other_marks_is_one_choice() -> None:
    text = "甲館在圖書館。乙館在「图书馆」。"
    passage = Passage(0, "000000000000", "", 0, len(text), text)
    one = Hit(passage, None, None, Evidence(0.0, ((Span(0, len(text)), 0.0),), Weighed((), ())), 1.0)
    places = [(text.index("圖書館"), 3), (text.index("「图书馆」"), 5)]
    read = [Candidate(passage, Span(start, start + size), 5.0) for start, size in places]
    groups = group([one for one in decision().judge(QUERY, [one], [read]) if one.signals.reader > 0])
    assert [len(agreeing) for agreeing in groups] == [2]


def test_support_counts_passages_and_not_places() -> None:
    hits = [hit(0, 2.0), hit(1, 1.0)]
    read = [[candidate(one, 2, 6, 5.0), candidate(one, 2, 6, 4.0)] for one in hits]
    [best, *_] = decision().choose(QUERY, hits, read)
    assert best.support == 2


def test_of_overlapping_candidates_only_the_likeliest_is_kept() -> None:
    first = hit(0, 1.0)
    found = [candidate(first, 2, 6, 5.0), candidate(first, 4, 6, 4.0), candidate(first, 11, 15, 3.0)]
    kept = [(one.candidate.span.start, one.candidate.span.end) for one in decision().choose(QUERY, [first], [found])]
    assert kept[:2] == [(2, 6), (11, 15)]
    assert (4, 6) not in kept


@pytest.mark.parametrize(
    ("best", "rival", "expected"),
    [((2, 6, 5.0), (11, 15, 3.0), 2.0), ((2, 6, 30.0), (11, 15, 3.0), HIGHEST_SCORE), ((2, 6, 5.0), (4, 6, 4.0), None)],
    ids=["ahead of another place", "clipped", "what overlaps is no rival"],
)
def test_the_margin_is_how_far_the_best_is_ahead_of_one_that_stands_elsewhere(best, rival, expected) -> None:
    groups = group([one for one in judged_from([best, rival]) if one.signals.reader > -8])
    ahead = margin(groups[0][0], groups)
    assert ahead == (clip(best[2] + HIGHEST_SCORE) if expected is None else pytest.approx(expected))


@pytest.mark.parametrize(("score", "clipped"), [(99.0, HIGHEST_SCORE), (-99.0, -HIGHEST_SCORE), (1.5, 1.5), (0.0, 0.0)])
def test_scores_are_clipped_alike_on_both_sides(score, clipped) -> None:
    assert clip(score) == clipped


def test_no_hits_have_no_choices() -> None:
    assert decision().choose(QUERY, [], []) == []


@pytest.mark.parametrize("missing", ["order", "confidence", "thresholds", "nothing_relevant"])
def test_a_stored_decision_without_one_of_its_parts_is_refused(tmp_path, missing: str) -> None:
    stored = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    del stored[missing]
    path = tmp_path / "decision.json"
    path.write_text(json.dumps(stored), encoding="utf-8")
    with pytest.raises(KeyError):
        Decision.from_file(path)


def test_the_shipped_thresholds_answer_the_more_readily_the_looser() -> None:
    lines = Decision.from_file().thresholds
    assert 0 < lines[Mode.LOOSE] <= lines[Mode.BALANCED] <= lines[Mode.STRICT] <= 1
