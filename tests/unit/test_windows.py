"""Windows: together they show all of a passage, and each token says which text it is of and how well it matches."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.encoders.pieces import END, START, read_pieces
from qa.read.reader import WEIGHTS
from qa.read.windows import (
    ANY,
    CONTEXT,
    KINDS,
    LONG,
    LONGEST_CONTEXT,
    LONGEST_QUESTION,
    LONGEST_SHARED,
    MATCHES,
    PASSAGE,
    QUESTION,
    SEPARATOR,
    Text,
    make_window,
    matches,
    shared,
    texts_of,
    windows_over,
)


def text(count: int, first: int = 100) -> Text:
    """Return a text of ``count`` tokens of a character each."""
    row = np.arange(count, dtype=np.int64)
    return Text(row + 6, row, row + 1, row + first)


def points(characters: str) -> np.ndarray:
    return np.array([ord(one) for one in characters], dtype=np.int64)


def first_kind(which: int) -> int:
    return 4 + which * MATCHES


@given(st.integers(1, 900), st.integers(1, 60), st.integers(0, 60))
def test_windows_show_every_token_and_none_is_longer_than_asked(count, asked, above):
    windows = windows_over(text(asked), text(count), 128, context=text(above))
    assert {i for one in windows for i in range(one.first, one.first + one.count)} == set(range(count))
    assert max(len(one.ids) for one in windows) <= 128
    assert all(len(one.ids) == len(one.kinds) == one.offset + one.count + 1 for one in windows)


def test_a_window_is_question_and_passage_between_separators():
    window = make_window(text(2, 900), text(5), 1, 4)
    assert window.ids.tolist() == [START, 6, 7, END, 7, 8, 9, END]
    assert (window.offset, window.first, window.count) == (4, 1, 3)
    assert window.kinds.tolist() == [
        ANY,
        *[first_kind(QUESTION)] * 2,
        SEPARATOR,
        *[first_kind(PASSAGE)] * 3,
        SEPARATOR,
    ]
    assert make_window(text(2), text(5), 1, 4, style=LONG).kinds[0] == LONG


def test_a_long_question_keeps_its_first_and_last_half():
    window = make_window(text(1000), text(3, 5000), 0, 3)
    asked = window.ids[1 : 1 + LONGEST_QUESTION].tolist()
    assert asked == [*range(6, 6 + LONGEST_QUESTION // 2), *range(1006 - LONGEST_QUESTION // 2, 1006)]
    assert window.offset == LONGEST_QUESTION + 2


@pytest.mark.parametrize("count", [0, 1])
def test_tiny_passages_have_one_window(count):
    [window] = windows_over(text(3), text(count), 192)
    assert window.count == count


def test_a_context_stands_between_question_and_passage():
    window, plain = (make_window(text(2), text(5), 1, 4, context=one) for one in (text(3, 800), None))
    assert (window.offset, window.count) == (plain.offset + 4, plain.count)
    assert window.ids[window.offset :].tolist() == plain.ids[plain.offset :].tolist()
    assert window.kinds[4:7].tolist() == [first_kind(CONTEXT)] * 3


def test_no_context_changes_nothing():
    window, plain = (make_window(text(2), text(5), 1, 4, context=one) for one in (text(0), None))
    assert window.ids.tolist() == plain.ids.tolist()
    assert window.kinds.tolist() == plain.kinds.tolist()


def test_of_a_long_context_the_first_tokens_are_read():
    [window, *_] = windows_over(text(10), text(300), 128, context=text(200, 9000))
    assert window.offset == 10 + 2 + LONGEST_CONTEXT + 1


def test_shared_n_grams_are_graded_by_their_length():
    assert shared(points("圖書館的館"), points("市立圖書館")).tolist() == [3, 3, 3, 0, 1]
    assert shared(points("開放時間表"), points("開放時間")).tolist() == [4, 4, 4, 4, 0]
    assert shared(points("a b"), points(" ")).tolist() == [0, 0, 0]
    assert shared(points("三月"), points("")).tolist() == [0, 0]


@given(st.text("圖書館開放時", max_size=30), st.text("圖書館開放時", max_size=30))
def test_a_level_is_the_length_of_what_is_really_shared(one, other):
    levels = shared(points(one), points(other)).tolist()
    for place, level in enumerate(levels):
        said = [
            size
            for size in range(1, LONGEST_SHARED + 1)
            for first in range(max(0, place - size + 1), min(place, len(one) - size) + 1)
            if one[first : first + size] in other
        ]
        assert level == max(said, default=0)


def test_a_token_matches_as_well_as_its_worst_character():
    one = Text(np.array([6, 7]), np.array([0, 3]), np.array([3, 5]), points("圖書館開放"))
    assert matches(one, points("圖書館開")).tolist() == [4, 0]
    assert matches(one, points("館")).tolist() == [0, 0]
    assert matches(one, points("開放圖書")).tolist() == [0, 2]


def test_what_the_question_says_is_seen_in_passage_and_context_but_only_where_the_window_looks():
    question, passage = text(3, 100), text(50, 100)
    near, far = make_window(question, passage, 0, 10), make_window(question, passage, 20, 30)
    assert (near.kinds[1:4] - first_kind(QUESTION)).tolist() == [3, 3, 3]
    assert (far.kinds[1:4] - first_kind(QUESTION)).tolist() == [0, 0, 0]
    told = make_window(question, passage, 20, 30, context=text(3, 100))
    assert (told.kinds[1:4] - first_kind(QUESTION)).tolist() == [3, 3, 3]
    assert max(one.kinds.max() for one in (near, far, told)) < KINDS


def test_tokens_keep_their_places_and_both_scripts_are_one():
    pieces, _ = read_pieces(WEIGHTS)
    one, other = "星期六　上午９時，KL-2201A", "星期六　上午９时，KL-2201A"
    traditional, simplified = texts_of(pieces, [one, other])
    assert traditional.ids.tolist() == simplified.ids.tolist()
    said = [one[start:end] for start, end in zip(traditional.starts, traditional.ends, strict=True)]
    assert "".join(said) == one.replace("　", "")
    assert all(said)


@pytest.mark.parametrize("odd", ["", " ", "　\n", "🙂", "\ud800", "\x00"])
def test_odd_texts_have_windows(odd):
    pieces, _ = read_pieces(WEIGHTS)
    question, passage = texts_of(pieces, ["何時？", odd])
    assert [one.count for one in windows_over(question, passage, 64)] == [len(passage)]
