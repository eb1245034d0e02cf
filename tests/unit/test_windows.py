"""Windows: together they show all of a passage."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.read.features import ANY, LONG, PADDING, SEPARATOR, Tokens
from qa.read.windows import (
    LONGEST_CONTEXT,
    LONGEST_QUESTION,
    make_window,
    pad,
    shorten_question,
    window_starts,
    windows_over,
)


def tokens(count):
    row = np.arange(count, dtype=np.int64)
    return Tokens(row + 6, row * 0, row * 0, row, row + 1)


@given(st.integers(1, 700), st.integers(1, 200), st.integers(1, 200))
def test_every_token_is_in_a_window(count, size, stride):
    starts = window_starts(count, size, min(stride, size))
    seen = {i for start in starts for i in range(start, min(start + size, count))}
    assert seen == set(range(count))


def test_a_window_is_style_question_separator_passage_separator():
    window = make_window(tokens(2), tokens(5), 1, 4)
    assert window.ids.tolist() == [ANY, 6, 7, SEPARATOR, 7, 8, 9, SEPARATOR]
    assert (window.offset, window.first, window.count) == (4, 1, 3)
    assert make_window(tokens(2), tokens(5), 1, 4, style=LONG).ids[0] == LONG


def test_no_window_is_longer_than_asked():
    windows = windows_over(tokens(20), tokens(500), 64)
    assert max(len(window.ids) for window in windows) == 64
    assert windows[-1].first + windows[-1].count == 500


def test_a_long_question_keeps_its_first_and_last_half():
    short = shorten_question(tokens(1000))
    assert len(short) == LONGEST_QUESTION
    assert (short.ids[0], short.ids[-1]) == (6, 1005)


def test_padding_is_never_an_answer():
    batch = pad([make_window(tokens(1), tokens(3), 0, 3), make_window(tokens(1), tokens(1), 0, 1)])
    assert batch.ids.shape == (2, 7)
    assert batch.ids[1].tolist()[5:] == [PADDING, PADDING]
    assert batch.spans.tolist() == [[1, 0, 0, 1, 1, 1, 0], [1, 0, 0, 1, 0, 0, 0]]


@pytest.mark.parametrize("count", [0, 1])
def test_tiny_passages_have_one_window(count):
    [window] = windows_over(tokens(3), tokens(count), 192)
    assert window.count == count


def test_a_context_stands_between_question_and_passage():
    window = make_window(tokens(2), tokens(5), 1, 4, context=tokens(3))
    plain = make_window(tokens(2), tokens(5), 1, 4)
    assert (window.offset, window.count) == (plain.offset + 4, plain.count)
    assert window.ids[window.offset :].tolist() == plain.ids[plain.offset :].tolist()
    assert len(window.ids) == len(window.types) == len(window.words) == len(plain.ids) + 4


def test_no_context_changes_nothing():
    window, plain = make_window(tokens(2), tokens(5), 1, 4, context=tokens(0)), make_window(tokens(2), tokens(5), 1, 4)
    assert window.ids.tolist() == plain.ids.tolist()
    assert window.types.tolist() == plain.types.tolist()


def test_of_a_long_context_the_first_tokens_are_read_and_windows_stay_within_their_length():
    windows = windows_over(tokens(10), tokens(300), 128, context=tokens(200))
    assert max(len(window.ids) for window in windows) <= 128
    assert windows[0].offset == 10 + 2 + LONGEST_CONTEXT + 1
    assert {place for window in windows for place in range(window.first, window.first + window.count)} == set(
        range(300)
    )
