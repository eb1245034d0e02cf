"""Tokens and matches of the reader's input, on a tiny vocabulary."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.read.features import NO_WORD, UNKNOWN, Boundary, Vocabulary, match_levels, types_of

VOCABULARY = Vocabulary({"深": 6, "圳": 7, "市": 8, "2": 9, "iso": 10}, {"深圳": 1})


def test_tokens_keep_their_places_in_the_text():
    tokens = VOCABULARY.tokenise("深圳 ISO 2")
    assert tokens.ids.tolist() == [6, 7, 10, 9]
    assert tokens.starts.tolist() == [0, 1, 3, 7]
    assert tokens.ends.tolist() == [1, 2, 6, 8]


def test_words_and_boundaries_come_from_the_segmenter():
    tokens = VOCABULARY.tokenise("深圳，好")
    assert tokens.words.tolist() == [1, 1, NO_WORD, NO_WORD]
    assert tokens.boundaries.tolist() == [Boundary.BEGIN, Boundary.END, Boundary.SINGLE, Boundary.SINGLE]


def test_both_scripts_give_the_same_tokens():
    traditional, simplified = VOCABULARY.tokenise("臺灣標準"), VOCABULARY.tokenise("台湾标准")
    assert traditional.ids.tolist() == simplified.ids.tolist()
    assert traditional.boundaries.tolist() == simplified.boundaries.tolist()


def test_unknown_characters_are_unknown():
    assert VOCABULARY.tokenise("🙂").ids.tolist() == [UNKNOWN]


@given(st.text(max_size=60))
@settings(max_examples=100, deadline=None)
def test_every_character_but_white_space_is_in_one_token(text):
    tokens = VOCABULARY.tokenise(text)
    covered = [i for start, end in zip(tokens.starts, tokens.ends, strict=True) for i in range(start, end)]
    assert covered == sorted(set(covered))
    assert "".join(text[i] for i in covered).split() == ["".join(text.split())] * bool(text.split())


def test_match_levels_are_the_longest_shared_n_gram():
    levels = match_levels(np.array([1, 2, 3, 9, 1, 7]), np.array([1, 2, 3, 7]))
    assert levels.tolist() == [3, 3, 3, 0, 1, 1]
    assert match_levels(np.array([5]), np.array([], dtype=np.int64)).tolist() == [0]


def test_types_tell_text_boundary_and_match_apart():
    boundaries, levels = np.array([0, 1, 2, 3]), np.array([0, 1, 2, 3])
    asked, read = (types_of(boundaries, levels, passage=passage) for passage in (False, True))
    assert len({*asked.tolist(), *read.tolist()}) == 8
    assert asked.min() == 1
