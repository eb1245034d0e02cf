"""In what a question wants an amount counted, and whether a quote counts in it."""

import pytest

from embeddings.text.fold import fold
from qa.measures import asked_unit, measured
from qa.values import find_values


@pytest.mark.parametrize(
    ("question", "unit"),
    [
        ("用幾度烤？", "度"),
        ("工期多少天？", "天"),
        ("送幾節私教課？", "节"),
        ("收多少公斤？", "公斤"),
        ("在幾樓？", "楼"),
        ("要幾個工作天？", "个工作天"),
        ("溫度是多少？", "度"),
        ("重量多少？", "克"),
        ("一份多少卡路里？", "卡"),
        ("要多少錢？", ""),
        ("幾點開門？", ""),
        ("有幾個出口？", ""),
        ("有多少種？", ""),
        ("在幾月幾號？", ""),
        ("誰負責？", ""),
    ],
)
def test_the_unit_that_is_asked_for(question, unit):
    assert asked_unit(fold(question))[0] == unit


@pytest.mark.parametrize(
    ("question", "quote", "says"),
    [
        ("用幾度烤？", "攝氏一百八十度", 1.0),
        ("用幾度烤？", "十二分鐘", -1.0),
        ("可以借幾天？", "7個工作日", 1.0),
        ("可以借幾天？", "每天八點到二十點", -1.0),
        ("送幾節？", "六節", 1.0),
        ("送幾節？", "2,960元", -1.0),
        ("多少公斤？", "500公克", 1.0),  # the same is measured
        ("多少公尺？", "500公克", -1.0),
        ("面積多大？", "三十坪", 1.0),
        ("一份多少卡路里？", "六百公克", -1.0),
        ("工期多少天？", "民國114年8月4日", -1.0),
        ("幾樓？", "３樓", 1.0),
        ("多少天？", "38", 0.0),  # the unit may stand in the column's name
        ("多少錢？", "六百公克", 0.0),  # told by the kind of value
        ("用幾度烤？", "請見包裝", 0.0),
    ],
)
def test_whether_a_quote_counts_in_it(question, quote, says):
    assert measured(fold(question), fold(quote), find_values(quote)) == says
