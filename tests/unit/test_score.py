"""EM and F1 against values worked out by hand."""

import pytest

from qa.score import exact_match, f1


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
