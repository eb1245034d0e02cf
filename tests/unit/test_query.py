"""Questions that can be searched for, and those that cannot."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.errors import QuestionError
from embeddings.text.fold import fold
from qa.query import LONGEST_QUESTION, clause_number, parse_question


def test_control_characters_are_left_out():
    assert parse_question("活動\x00什麼\x1b時候\u200b開始？\n").text == "活動 什麼 時候 開始？"


def test_terms_are_distinct_and_folded():
    query = parse_question("臺灣臺灣")
    assert query.terms == ("台", "湾", "台湾", "湾台")


@pytest.mark.parametrize(
    ("question", "content"),
    [
        ("請問活動什麼時候開始？", " 活动 时候开始?"),
        ("何時開幕", " 开幕"),
        ("哪一年成立？為何？", " 成立? ?"),
        ("幾內亞的幾何老師何老師給哪吒打了幾針嗎啡", "几内亚的几何老师何老师给哪咤打了 针吗啡"),
    ],
)
def test_words_that_ask_are_not_searched_for(question, content):
    assert parse_question(question).content == content


def test_a_question_that_only_asks_is_searched_for_as_it_is():
    assert parse_question("什麼？").terms == ("什", "么", "什么")


@pytest.mark.parametrize("text", ["", "   ", "\x00\x07", "？？？", "🙂🙂", "\u200b"])
def test_nothing_to_search_for_is_refused(text):
    with pytest.raises(QuestionError):
        parse_question(text)


def test_emoji_beside_words_is_no_harm():
    assert parse_question("活動🙂何時開始").terms


def test_far_too_long_is_refused_with_both_numbers():
    with pytest.raises(QuestionError, match=r"10,000.*1,000"):
        parse_question("問" * 10_000)
    assert parse_question("問" * LONGEST_QUESTION)


@pytest.mark.parametrize(
    ("question", "clauses"),
    [
        ("第二十三條規定了什麼？", {"23"}),
        ("第２３条之1的罰則", {"23之1"}),
        ("第十條和第十一條有何不同", {"10", "11"}),
        ("1.2.3 的規定", {"1.2.3"}),
        ("2.11說什麼", {"2.11"}),
        ("民國113年第5條", {"5"}),
        ("3.5公里的步道在哪", set()),
        ("1.5元的郵票", set()),
        ("12.50%的折扣", set()),
        ("型號A1.2的價格", set()),
        ("第條", set()),
    ],
)
def test_the_clauses_that_a_question_names_are_compared_by_number(question, clauses):
    assert parse_question(question).clauses == clauses


@pytest.mark.parametrize(
    ("label", "number"),
    [
        *[
            ("第二十三條", "23"),
            ("第23条", "23"),
            ("第五條之二", "5之2"),
            ("2.11", "2.11"),
            ("一、", "1"),
            ("二十", "20"),
        ],
        *[("（一）", ""), ("附則", ""), ("", ""), ("•", "")],
    ],
)
def test_the_number_of_a_clause_is_that_of_its_label(label, number):
    assert clause_number(label) == number


@settings(deadline=None, max_examples=60)
@given(st.text(st.sampled_from("圖書館幾點開門第三條是什麼？請問呢KL-2201 打印機5月6日😀\x00"), max_size=30))
def test_a_question_is_the_same_to_search_for_in_either_script(question):
    try:
        query = parse_question(question)
    except QuestionError:
        return
    other = parse_question(fold(question))
    assert (query.terms, query.content, query.asks, query.clauses) == (
        other.terms,
        other.content,
        other.asks,
        other.clauses,
    )
    assert [one.term for one in query.others] == [one.term for one in other.others]
    assert query.terms
    assert len(set(query.terms)) == len(query.terms)
