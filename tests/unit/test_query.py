"""Questions that can be searched for, and those that cannot."""

import pytest

from embeddings.errors import QuestionError
from qa.query import LONGEST_QUESTION, parse_question


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
