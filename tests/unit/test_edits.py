"""Edits, and the places that they leave characters at."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.text.clean import clean
from embeddings.text.edits import Edit, Shift, apply_edits


def test_edits_put_something_or_nothing_in_the_place_of_something():
    edits = [Edit(1, 3), Edit(4, 5, "丙丁")]
    assert apply_edits("甲乙乙乙丙戊", edits) == "甲乙丙丁戊"
    assert [Shift.of(edits).moved(offset) for offset in range(7)] == [0, 1, 1, 1, 2, 4, 5]


@pytest.mark.parametrize(
    ("old", "new", "edit"),
    [("a&amp;b", "a&b", Edit(12, 16)), ("&lt;", "<", Edit(10, 14, "<")), ("甲", "甲", Edit(11, 11))],
)
def test_the_least_edit_between_two_texts(old, new, edit):
    assert Edit.between(10, old, new) == edit


def test_places_of_a_raw_text_are_found_in_the_clean_one():
    raw = "圖(tú)書館\r\n閉(bì)館\u200b。"
    cleaned = clean(raw)
    assert cleaned.text == "圖書館\n閉館。"
    assert [cleaned.moved(raw.index(mark)) for mark in "圖書\r閉。"] == [0, 1, 3, 4, 6]
    assert cleaned.moved(len(raw)) == len(cleaned.text)


def test_a_healthy_text_moves_nothing():
    assert clean("今天休館。").shifts == ()
    assert clean("今天休館。").moved(3) == 3


@given(st.text(st.sampled_from("甲的。 \n\r\u200b&amp;(diàn)"), max_size=80))
def test_places_move_in_order_and_stay_within_the_text(raw):
    cleaned = clean(raw)
    moved = [cleaned.moved(offset) for offset in range(len(raw) + 1)]
    assert moved == sorted(moved)
    assert (moved[0], moved[-1]) == (0, len(cleaned.text))
    kept = [offset for offset in range(len(raw)) if moved[offset] < moved[offset + 1]]
    assert len(kept) == len(cleaned.text) or "&" in raw or "\r\n" in raw


@pytest.mark.parametrize(
    ("sick", "well"),
    [
        ("&" + "amp;" * 200_000, "&"),
        ("\n".join(f"第{n // 2}段，這一段話說得很長很長很長很長。" for n in range(50_000)), None),
        (
            "\n".join(["這一段話說得很長很長很長很長很長很長很長。"] * 50_400),
            "這一段話說得很長很長很長很長很長很長很長。",
        ),
        (("甲" + "與 " * 95 + "與甲，") * 500, ("甲" + "與" * 96 + "甲，") * 500),
        ("\n\n\n\n\n甲" * 50_000, None),
    ],
)
def test_every_rule_takes_time_as_the_text_is_long(sick, well):
    began = process_time()
    text = clean(sick).text
    assert process_time() - began < 5  # 0.5 on two slow cores; squares of these lengths are minutes
    assert len(text) < len(sick)
    assert well is None or text == well
