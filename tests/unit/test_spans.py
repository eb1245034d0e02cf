"""Spans from hand-made logits: no model needed."""

import numpy as np
import pytest

from qa.read.spans import LONGEST_ANSWER, best_spans, whole_units


def logits(length, **at):
    scores = np.full(length, -5.0, dtype=np.float32)
    for position, value in at.items():
        scores[int(position[1:])] = value
    return scores


def test_best_span_is_the_highest_sum_less_the_score_of_not_here():
    start, end = logits(10, p0=1.0, p4=3.0), logits(10, p0=0.5, p6=2.0)
    [span] = best_spans(start, end, offset=2, count=7)
    assert (span.first, span.last) == (4, 6)
    assert span.score == pytest.approx(3.0 + 2.0 - 1.5)


def test_end_never_precedes_start():
    start, end = logits(10, p7=9.0), logits(10, p3=9.0)
    [span] = best_spans(start, end, offset=1, count=8)
    assert span.first <= span.last


def test_no_span_leaves_the_passage():
    start, end = logits(10, p1=9.0, p4=1.0), logits(10, p9=9.0, p5=1.0)
    [span] = best_spans(start, end, offset=3, count=5)
    assert (span.first, span.last) == (4, 5)


def test_no_span_is_longer_than_the_longest():
    start, end = logits(100, p2=9.0), logits(100, p99=9.0)
    [span] = best_spans(start, end, offset=1, count=99)
    assert span.last - span.first < LONGEST_ANSWER


def test_ties_go_to_the_earlier_span():
    flat = np.zeros(6, dtype=np.float32)
    first, second = best_spans(flat, flat, offset=2, count=3, most=2)
    assert (first.first, first.last) == (2, 2)
    assert (second.first, second.last) == (2, 3)


def test_an_empty_window_has_no_spans():
    assert best_spans(np.zeros(3, np.float32), np.zeros(3, np.float32), offset=2, count=0) == []


@pytest.mark.parametrize(
    ("text", "cut", "whole"),
    [
        ("共12,460個", (4, 8), "12,460個"),
        ("共12,460個", (1, 3), "12,460"),
        ("長5.2公里", (3, 6), "5.2公里"),
        ("型號HY-207的", (5, 8), "207"),
        ("用ＧＤＰ計算", (2, 5), "ＧＤＰ計"),
        ("4月24日", (0, 5), "4月24日"),
    ],
)
def test_numbers_and_latin_words_are_never_cut(text, cut, whole):
    start, end = whole_units(text, *cut)
    assert text[start:end] == whole
