"""Laws of comparing values: over many spellings of many values, pair by pair."""

from itertools import combinations, product

import pytest

from qa.values import Kind, agrees, contradicts, covering, find_values, same

# Spellings of one value in each line; no two lines say the same.
_SPELLINGS = """
2024年5月6日|二〇二四年五月六日|2024-05-06|民國113年5月6日
2024年5月7日|2024/5/7
2024年5月|二〇二四年五月
5月6日|五月六號
週三|星期三|禮拜三
週四|星期四
上午九點|9:00|九時整
下午九點半|21:30
200元|二百元|兩百塊錢
300元|三百元
30美元|US$30
35%|百分之三十五|三成五
三公里|3000公尺|3km
五公里|5000米
兩小時|120分鐘
三天|72小時
第三條|第3條
第三條第二款|第3條第2款
第十三條|第13條
第五屆|第5屆
二樓|2樓
KL-2201|kl2201|ＫＬ－２２０１
KL-2201A|kl2201a
02-2345-6789|(02)2345-6789
松政辦發〔2024〕17號|松政办发[2024]17号
週一至週五|星期一到星期五
9:00-17:00|上午九點至下午五點
三四天|3至4天
500-800元|五百元至八百元
"""


def value_of(text):
    [value] = find_values(text)
    return value


LINES = [[value_of(text) for text in line.split("|")] for line in _SPELLINGS.split()]
FIRSTS = [line[0] for line in LINES]


@pytest.mark.parametrize("line", LINES, ids=[line.split("|")[0] for line in _SPELLINGS.split()])
def test_spellings_of_one_value_are_the_same_agree_and_never_contradict(line):
    for one, other in product(line, line):
        assert same(one, other)
        assert agrees(one, other)
        assert not contradicts(one, other)


def test_values_of_two_lines_are_never_the_same():
    for one, other in combinations(FIRSTS, 2):
        assert not same(one, other), (one, other)


def test_how_a_value_is_spelled_makes_no_difference_to_any_comparison():
    for compare in (same, agrees, contradicts):
        for one, other in combinations(LINES, 2):
            assert len({compare(first, second) for first, second in product(one, other)}) == 1, (one, other)


def test_what_agrees_does_not_contradict_and_what_contradicts_is_of_one_kind():
    for one, other in product(FIRSTS, FIRSTS):
        if contradicts(one, other):
            assert not agrees(one, other), (one, other)
            assert one.kind is other.kind
            assert contradicts(other, one)


def test_a_range_contradicts_nothing():
    ranges = [one for one in FIRSTS if one.kind is Kind.RANGE]
    assert len(ranges) == 4
    assert not any(contradicts(one, other) for one, other in product(ranges, FIRSTS))


@pytest.mark.parametrize(
    ("text", "words", "covered"),
    [
        ("上午九點半開門", (2, 3), "上午九點半"),
        ("共1,280元整", (2, 4), "1,280元整"),
        ("五至六月間", (0, 1), "五"),
        ("甲乙", (0, 1), "甲"),
        ("KL-2201A型", (3, 5), "KL-2201A"),
    ],
)
def test_a_span_is_widened_over_the_values_that_it_cuts_and_no_further(text, words, covered):
    assert text[slice(*covering(find_values(text), *words))] == covered
