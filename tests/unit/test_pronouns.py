"""Pronouns, and what of the turn before they stand for."""

import pytest

from embeddings.text.fold import fold
from qa.anchors import find_anchors
from qa.conversation import EarlierTurn, lean
from qa.frame import words_of
from qa.pronouns import Stands, find_pronoun


def pronoun_of(question):
    folded = fold(question)
    found = find_pronoun(folded, words_of(folded), find_anchors(question))
    return None if found is None else (question[found.start : found.end], found.stands)


@pytest.mark.parametrize(
    ("question", "said", "stands"),
    [
        ("他的電話", "他", Stands.PERSON),
        ("她們幾點到", "她們", Stands.PERSON),
        ("它多重", "它", Stands.THING),
        ("那裡有電梯嗎", "那裡", Stands.PLACE),
        ("這邊可以停車嗎", "這邊", Stands.PLACE),
        ("那天要帶什麼", "那天", Stands.TIME),
        ("當天要帶什麼", "當天", Stands.TIME),
        ("該公司的地址", "該公司", Stands.PLACE),
        ("這位老師的專長", "這位老師", Stands.PERSON),
        ("這款產品有保固嗎", "這款產品", Stands.THING),
        ("這項規定適用誰", "這項規定", Stands.THING),
        ("其負責人是誰", "其", Stands.THING),
        ("这本书的作者", "这本书", Stands.THING),
    ],
)
def test_a_pronoun_that_stands_for_something_said_before(question, said, stands):
    assert pronoun_of(question) == (said, stands)


@pytest.mark.parametrize(
    "question",
    [
        "其他分館幾點開門",
        "其中有幾個名額",
        "尤其是週末",
        "他人代領要帶什麼",
        "吉他課幾點上課",
        "它山文化公司在哪裡",
        "活動當天要帶什麼",
        "當天來回的票怎麼買",
        "這個月的營收",
        "這學期的課表",
        "王大明說他幾點到",
        "圖書館說它幾點關",
        "",
    ],
)
def test_what_only_looks_like_a_pronoun_or_stands_for_what_is_in_the_question(question):
    assert pronoun_of(question) is None


@pytest.mark.parametrize(
    ("question", "asked", "answer", "whole"),
    [
        ("那邊怎麼去？", "雲澤市立醫院在哪裡？", "中正路", "雲澤市立醫院怎麼去？"),
        ("他什麼時候上任？", "總經理是誰？", "林大川", "林大川什麼時候上任？"),
        ("她的分機？", "總務主任是誰？", "何小舟", "何小舟的分機是多少？"),
        ("這本書的作者是誰？", "《山海》的出版社是哪家？", "遠山", "《山海》的作者是誰？"),
        ("該公司的地址在哪？", "海嶼電器是什麼公司？", "製造商", "海嶼電器的地址在哪？"),
        ("這個活動在哪裡舉行？", "讀書會什麼時候舉行？", "週三", "讀書會在哪裡舉行？"),
        ("當天要帶什麼？", "健檢是哪一天？", "5月6日", "5月6日要帶什麼？"),
        ("那天可以停車嗎？", "5月6日要上班嗎？", "不用", "5月6日可以停車嗎？"),
        ("那裡有電梯嗎？", "健檢在哪裡做？", "三樓診間", "三樓診間有電梯嗎？"),
        ("它多重？", "快煮壺HY-207的顏色？", "白色", "快煮壺HY-207多重？"),
        ("它多重？", "哪款快煮壺最輕？", "HY-207", "HY-207多重？"),
    ],
)
def test_a_pronoun_gives_way_to_what_was_spoken_of_or_answered(question, asked, answer, whole):
    assert lean(question, [EarlierTurn(asked, answer)]) == whole


@pytest.mark.parametrize(
    ("question", "asked", "answer"),
    [
        ("那天可以停車嗎？", "圖書館在哪裡？", "中正路"),  # no day was spoken of
        ("他的電話？", "圖書館幾點開門？", "九點"),  # no person
        ("這本手冊的作者是誰？", "停車場怎麼收費？", "每小時30元"),
    ],
)
def test_a_pronoun_for_which_nothing_of_its_kind_was_said_is_left_alone(question, asked, answer):
    assert lean(question, [EarlierTurn(asked, answer)]) is None


@pytest.mark.parametrize("answer", ["林大川，2015年到職", "這一任的總經理要等到下個月的董事會才會選出來", None])
def test_an_answer_that_is_no_name_does_not_stand_for_a_person(answer):
    assert lean("他的分機？", [EarlierTurn("總經理是誰？", answer)]) == "總經理的分機是多少？"
