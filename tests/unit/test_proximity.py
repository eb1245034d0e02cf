"""Which of several things of one shape a candidate belongs to."""

import pytest

from embeddings.text.fold import fold
from qa.anchors import find_anchors
from qa.proximity import governed, owned

PRICES = "YQ-50出廠價390元，YQ-50S出廠價455元。"
STAFF = "站長陳南風，副站長何小舟。"


@pytest.mark.parametrize(
    ("question", "statement", "words", "value"),
    [
        ("YQ-50S多少錢？", PRICES, "455元", 1.0),
        ("YQ-50S多少錢？", PRICES, "390元", -1.0),
        ("YQ-50多少錢？", PRICES, "390元", 1.0),
        ("副站長是誰？", STAFF, "何小舟", 1.0),
        ("副站長是誰？", STAFF, "陳南風", -1.0),
        ("站長是誰？", STAFF, "陳南風", 1.0),
        ("站長是誰？", "站長陳南風。", "陳南風", 0.0),  # nothing else is named
    ],
)
def test_a_candidate_belongs_to_what_stands_nearest_before_it(question, statement, words, value):
    start = statement.index(words)
    anchors = find_anchors(question)
    assert governed(anchors, statement, fold(statement), start, start + len(words)) == value


@pytest.mark.parametrize(
    ("question", "statement", "words", "value"),
    [
        ("月卡多少錢？", "月卡500元，季卡1200元。", "500元", 1.0),
        ("季卡多少錢？", "月卡500元，季卡1200元。", "500元", -1.0),
        ("週三幾點開？", "週一至週五9:00開門，週六10:00開門。", "9:00", 1.0),
        ("週六幾點開？", "週一至週五9:00開門，週六10:00開門。", "9:00", -1.0),
        ("週六幾點開？", "週一至週五9:00開門，週六10:00開門。", "10:00", 1.0),
        ("2023年的人數？", "2022年有30人，2023年有45人。", "45人", 1.0),
        ("2023年的人數？", "2022年有30人，2023年有45人。", "30人", -1.0),
        ("第二屆在哪裡？", "首屆在台北，第二屆在高雄。", "台北", -1.0),
        ("第二屆在哪裡？", "首屆在台北，第二屆在高雄。", "高雄", 1.0),
        ("HY-208的重量？", "HY-208與HY-207相同，重2公斤。", "2公斤", 0.0),  # what it is like is no other
        ("500元是哪種票？", "成人票500元，兒童票100元。", "成人票", 1.0),
        ("圖書館在哪裡？", "圖書館在二樓，博物館在三樓。", "二樓", 0.0),  # names are not told apart by place
        ("多少錢？", "月卡500元，季卡1200元。", "500元", 0.0),
    ],
)
def test_dates_ordinals_varieties_and_days_own_what_stands_behind_them(question, statement, words, value):
    start = statement.index(words)
    assert governed(find_anchors(question), statement, fold(statement), start, start + len(words)) == value


def test_a_candidate_that_says_what_is_asked_for_belongs_to_it():
    statement = "站長陳南風，副站長何小舟。"
    assert governed(find_anchors("副站長是誰？"), statement, fold(statement), 6, 12) == 1.0
    assert governed(find_anchors("站長是誰？"), statement, fold(statement), 0, 12) == -1.0  # it says another, too


def test_several_anchors_count_by_their_weight():
    statement = "2022年YQ-50售出30台，2023年YQ-60售出45台。"
    start = statement.index("45")
    mixed = governed(find_anchors("2023年YQ-50賣了幾台？"), statement, fold(statement), start, start + 3)
    assert -1.0 < mixed < 0.0  # the code weighs more than the year


@pytest.mark.parametrize(
    ("subjects", "words", "share"),
    [
        ([("冰箱", 1.0)], "八十元", 1.0),
        ([("冰箱", 1.0)], "六十元", 0.0),
        ([("洗衣机", 1.0)], "六十元", 1.0),
        ([("冰箱", 1.0), ("洗衣机", 1.0)], "六十元", 0.5),
        ([("冰箱", 1.0), ("回收", 0.4)], "八十元", 1.0),
        ([("电视", 1.0)], "六十元", 0.0),
        ([], "六十元", 0.0),
    ],
)
def test_a_value_belongs_to_the_subject_before_it_up_to_the_next_value(subjects, words, share):
    folded = "回收冰箱八十元,洗衣机六十元."
    start = folded.index(words)
    assert owned(subjects, folded, start, start + len(words)) == share


def test_a_subject_owns_what_follows_its_clause_where_no_value_stands_between():
    folded = "冰箱由专人到府,搬运费八十元,另计楼层费五十元."
    first, second = folded.index("八十元"), folded.index("五十元")
    assert owned([("冰箱", 1.0)], folded, first, first + 3) == 1.0
    assert owned([("冰箱", 1.0)], folded, second, second + 3) == 0.0
