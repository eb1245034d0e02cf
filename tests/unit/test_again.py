"""The last question asked again of another day, role, product, attribute or condition."""

import pytest

from embeddings.text.fold import fold
from qa.again import asking_for, is_sure, other_of, with_asking
from qa.conversation import EarlierTurn, lean
from qa.frame import core_of


def completed(question, asked, answer=None):
    return lean(question, [EarlierTurn(asked, answer)])


@pytest.mark.parametrize(
    ("question", "asked", "whole"),
    [
        ("那週三呢？", "游泳池星期二開放嗎？", "游泳池週三開放嗎？"),
        ("那夜間呢？", "停車場日間怎麼收費？", "停車場夜間怎麼收費？"),
        ("那下午呢？", "上午幾點開始？", "下午幾點開始？"),
        ("那2023年呢？", "2024年的營收是多少？", "2023年的營收是多少？"),
        ("那去年呢？", "今年的營收是多少？", "去年的營收是多少？"),
        ("兒童呢？", "成人票多少錢？", "兒童票多少錢？"),
        ("那學生票呢？", "成人票多少錢？", "學生票多少錢？"),
        ("第七條呢？", "《出勤辦法》第三條規定什麼？", "《出勤辦法》第七條規定什麼？"),
        ("第七條規定什麼？", "《出勤辦法》第三條規定什麼？", "《出勤辦法》第七條規定什麼？"),
        ("那HY-208呢？", "HY-207什麼時候上市？", "HY-208什麼時候上市？"),
        ("二樓呢？", "一樓有廁所嗎？", "二樓有廁所嗎？"),
        ("三樓的呢？", "二樓的會議室可以坐幾人？", "三樓的會議室可以坐幾人？"),
        ("那何小舟呢？", "林大川的電話是多少？", "何小舟的電話是多少？"),
        ("那退貨呢？", "怎麼換貨？", "怎麼退貨？"),
        ("那年終呢？", "什麼時候可以領獎金？", "什麼時候可以領年終？"),
        ("那還書呢？", "什麼時間可以借書？", "什麼時間可以還書？"),
        ("如果超過五本呢？", "一次可以借幾本書？", "如果超過五本，一次可以借幾本書？"),
    ],
)
def test_what_is_named_takes_the_place_of_what_is_of_its_kind(question, asked, whole):
    assert completed(question, asked) == whole


@pytest.mark.parametrize(
    ("question", "asked", "whole"),
    [
        ("地址呢？", "雲澤市立醫院的電話是多少？", "雲澤市立醫院的地址在哪裡？"),
        ("價格呢？", "HY-207什麼時候上市？", "HY-207的價格是多少？"),
        ("重量呢？", "HY-207的價格是多少？", "HY-207的重量是多少？"),
        ("謝謝，那地址呢？", "圖書館幾點開門？", "圖書館的地址在哪裡？"),
        ("還有電話呢？", "圖書館的地址在哪裡？", "圖書館的電話是多少？"),
        ("地址呢？", "游泳池今天有開嗎？", "游泳池的地址在哪裡？"),
        ("負責人呢？", "研發中心在哪裡？", "研發中心的負責人是誰？"),
        ("金額是多少？", "什麼時候可以領獎金？", "獎金的金額是多少？"),
    ],
)
def test_an_attribute_is_asked_of_what_the_last_question_was_about(question, asked, whole):
    assert completed(question, asked) == whole


@pytest.mark.parametrize(
    ("question", "asked", "whole"),
    [
        ("多少錢？", "游泳池在哪裡？", "游泳池多少錢？"),
        ("要多久？", "護照怎麼辦？", "護照要多久？"),
        ("要帶什麼？", "護照怎麼辦？", "護照要帶什麼？"),
        ("幾點結束？", "路跑幾點開始？", "路跑幾點結束？"),
        ("誰可以參加？", "路跑在哪裡集合？", "路跑誰可以參加？"),
        ("怎麼去？", "雲澤市立醫院在哪裡？", "雲澤市立醫院怎麼去？"),
        ("改成週日可以嗎？", "週六可以借場地嗎？", "改成週日可以借場地嗎？"),
    ],
)
def test_a_question_without_a_subject_takes_the_last_one(question, asked, whole):
    assert completed(question, asked) == whole


@pytest.mark.parametrize(
    "question", ["那我的呢？", "那其他的呢？", "你呢？", "圖書館週三開嗎？", "退貨政策全文", "天氣"]
)
def test_nothing_takes_the_place_of_what_it_is_no_other_of(question):
    assert completed(question, "停車場怎麼收費？") is None


@pytest.mark.parametrize(
    ("question", "other"),
    [
        ("那週三呢？", "週三"),
        ("副館長呢", "副館長"),
        ("如果下雨的話呢？", "如果下雨"),
        ("事假可以嗎？", "事假"),
        ("學生也行嗎", "學生"),
        ("那幾點呢？", None),
        ("週三", None),
        ("那裡呢？", "那裡"),
        ("呢？", None),
    ],
)
def test_what_is_asked_about_by_asking_again(question, other):
    core = core_of(question)
    span = other_of(question, fold(core))
    assert (None if span is None else core[slice(*span)]) == other


@pytest.mark.parametrize(
    ("question", "sure"), [("週三呢？", True), ("那週三？", True), ("週三？", False), ("週三", False)]
)
def test_a_word_and_a_mark_alone_may_be_a_search(question, sure):
    assert is_sure(question, fold(core_of(question))) is sure


@pytest.mark.parametrize(
    ("attribute", "words"),
    [
        ("電話", "是多少"),
        ("票價", "是多少"),
        ("價格", "是多少"),
        ("重量", "是多少"),
        ("高度", "是多少"),
        ("制度", "是什麼"),
        ("用途", "是什麼"),
        ("负责人", "是誰"),
        ("館長", "是誰"),
        ("集合地點", "在哪裡"),
        ("開放時間", "是什麼時候"),
        ("截止日期", "是什麼時候"),
    ],
)
def test_an_attribute_is_asked_for_by_what_it_is(attribute, words):
    assert asking_for(attribute) == words


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("圖書館的地址呢", "圖書館的地址在哪裡"),
        ("圖書館的館長是", "圖書館的館長是誰"),
        ("圖書館幾點開門", "圖書館幾點開門"),
        ("圖書館有沒有", "圖書館有沒有"),
    ],
)
def test_words_that_ask_are_added_where_there_are_none(text, whole):
    assert with_asking(text) == whole
