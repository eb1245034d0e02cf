"""Whether a question names anything that it could be about."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.text.fold import fold
from qa.anchors import find_anchors
from qa.frame import words_of
from qa.leaning import LONGEST, is_attribute, is_covered, is_elliptical


def leans(question):
    folded = fold(question)
    return is_elliptical(folded, words_of(folded), find_anchors(question))


@pytest.mark.parametrize(
    "question",
    [
        "幾點開門",
        "多少錢",
        "在哪裡報名",
        "什麼時候截止",
        "可以續借嗎",
        "要帶什麼證件",
        "有停車場嗎",
        "可以帶寵物嗎",
        "星期六有開嗎",
        "5月6日幾點開始",
        "電話是多少",
        "地址在哪裡",
        "由誰負責",
        "要多久",
        "哪天開通",
        "学生多少钱",
    ],
)
def test_a_question_of_listed_words_alone_names_no_subject(question):
    assert leans(question)


@pytest.mark.parametrize(
    "question",
    [
        "圖書館幾點開門",
        "年假有幾天",
        "HY-207多少錢",
        "第三條規定什麼",
        "林大川的電話是多少",
        "什麼是個資",
        "你是誰",
        "我是學生",
        "2017年端午節是幾號",
        "報名什麼時候截止",
        "什麼時候發薪水",
        "怎麼請假",
        "門禁卡",
        "幾",
        "",
        "謝謝",
        "大會幾點開始",
        "單價是什麼意思",
    ],
)
def test_a_question_that_names_a_subject_or_asks_nothing_leans_on_none(question):
    assert not leans(question)


def test_a_long_question_leans_on_none_whatever_its_words():
    assert leans("可以" * 3 + "續借嗎")
    assert not leans("可以" * LONGEST + "續借嗎")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        *[("電話", True), ("集合地點", True), ("發車時間", True), ("報名資格", True), ("停車費", True)],
        *[("費", False), ("圖書館", False), ("薪資單影本", False), ("", False), ("一二三四五六費", False)],
    ],
)
def test_the_name_of_an_attribute_is_listed_or_told_by_its_end(words, expected):
    assert is_attribute(fold(words)) is expected


def test_what_was_said_of_the_last_subject_names_no_other():
    words = words_of("路跑几点")
    assert not is_covered("路跑几点", words)
    assert is_covered("路跑几点", words, frozenset({"路跑"}))


@settings(deadline=None)
@given(st.text(st.sampled_from("幾點開門多少錢的在哪裡誰圖書館要帶5月6日、% KL電話嗎呢"), max_size=LONGEST))
def test_leaning_does_not_depend_on_the_script(question):
    folded = fold(question)
    assert leans(question) is leans(folded)
