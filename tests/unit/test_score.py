"""EM and F1 against values worked out by hand."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.text.fold import fold
from qa.score import exact_match, f1, units


@pytest.mark.parametrize(
    ("prediction", "gold", "em", "expected"),
    [
        ("深圳", "深圳", 1.0, 1.0),
        ("「深圳」。", "深圳", 1.0, 1.0),
        ("臺北市", "台北市", 1.0, 1.0),  # script is no difference
        ("ＡＢＣ公司", "abc公司", 1.0, 1.0),  # nor width or case
        ("深圳市", "深圳", 0.0, 2 * 2 / 5),
        ("4月24日上午", "4月24日", 0.0, 2 * 4 / 10),  # units: 4 月 24 日 上 午
        ("北京", "深圳", 0.0, 0.0),
        ("", "深圳", 0.0, 0.0),
    ],
)
def test_values(prediction, gold, em, expected):
    assert exact_match(prediction, [gold]) == em
    assert f1(prediction, [gold]) == pytest.approx(expected)


def test_the_best_gold_answer_counts():
    assert f1("市場監管總局", ["司長", "市場監管總局", "局"]) == 1.0


def test_only_the_longest_common_run_counts():
    assert f1("甲乙丙丁", ["甲乙某丙丁"]) == pytest.approx(2 * 2 / 9)


TEXTS = st.text(st.sampled_from("圖书馆館3月15日ＡＢab，。「」 ½㎡"), max_size=12)


@settings(deadline=None, max_examples=50)
@given(TEXTS, TEXTS)
def test_f1_is_a_share_that_is_whole_for_equal_answers_and_the_same_both_ways(one, other):
    value = f1(one, [other])
    assert 0.0 <= value <= 1.0
    assert value == pytest.approx(f1(other, [one]))
    assert (value == 1.0) is (units(one) == units(other))
    assert exact_match(one, [other]) == float(units(one) == units(other))


@settings(deadline=None, max_examples=50)
@given(TEXTS, st.lists(TEXTS, max_size=4))
def test_another_gold_answer_never_makes_a_prediction_worse(prediction, golds):
    assert f1(prediction, [*golds, "甲"]) >= f1(prediction, golds)
    assert exact_match(prediction, golds) <= f1(prediction, golds) or not golds


@settings(deadline=None, max_examples=50)
@given(TEXTS)
def test_script_width_case_and_marks_are_no_units(text):
    assert units(text) == units(fold(text)) == units(f"「{text}」。 ")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4月24日", ["4", "月", "24", "日"]),
        ("KL-2201A型", ["kl", "2201a", "型"]),
        ("１,２８０元", ["1", "280", "元"]),
        ("😀，。 \n", []),
        ("café", ["caf", "é"]),
    ],
)
def test_latin_words_and_numbers_are_one_unit_each_and_characters_another(text, expected):
    assert units(text) == expected


def test_no_gold_answer_is_never_met():
    assert (exact_match("甲", []), f1("甲", [])) == (0.0, 0.0)
    assert f1("", [""]) == 1.0
