"""What was changed into what, and which of the two a question means."""

import pytest

from embeddings.article import Passage
from embeddings.text.fold import fold
from qa.changes import changes, meant_by
from tests.fakes.known import known


def told(text):
    return [(text[slice(*one.old)], text[slice(*one.new)]) for one in changes(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("末班車由九點二十分延後為十點整，首班不變。", [("九點二十分", "十點整")]),
        ("每月點數由三百點調整為五百點。", [("三百點", "五百點")]),
        ("與前版相比，厚度由20毫米改为25毫米，高度由60毫米改为80毫米。", [("20毫米", "25毫米"), ("60毫米", "80毫米")]),
        ("座談會原定四月二日，改為四月九日在三樓舉行。", [("四月二日", "四月九日")]),
        ("上課地點從二樓改到五樓會議室舉行。", [("二樓", "五樓會議室")]),
        ("經費誤植為三百萬元，應為五百萬元。", [("三百萬元", "五百萬元")]),
        ("得獎人姓名誤植為柯曉雯，應為柯筱雯；其餘不變。", [("柯曉雯", "柯筱雯")]),
        ("時間應為七時至九時，原刊八時至九時有誤。", [("八時至九時", "七時至九時")]),
        ("收件處由總務組改為教務組辦理。", [("總務組", "教務組")]),
    ],
)
def test_what_was_replaced_and_what_replaces_it(text, expected):
    assert told(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "由林主任升為處長。",  # a person and a post
        "自三月一日起調整為六百元。",  # a day and an amount
        "票價由三十元到五十元不等。",
        "本會由里長協會組成。",
        "申請書應為正本。",
    ],
)
def test_what_tells_of_no_change(text):
    assert told(text) == []


@pytest.mark.parametrize(
    ("question", "quote", "meant"),
    [
        ("末班車幾點？", "九點二十分", "十點整"),
        ("末班車幾點？", "十點整", "十點整"),
        ("末班車幾點？", "九點二十分延後為十點整", "十點整"),
        ("調整以前末班車幾點？", "十點整", "九點二十分"),
        ("末班車原來是幾點？", "十點整", "九點二十分"),
        ("要在幾點以前到？", "九點二十分", "十點整"),
        ("末班車從幾點延到幾點？", "九點二十分", "九點二十分"),
        ("末班車幾點？", "首班不變", "首班不變"),
        ("末班車幾點？", "末班車由九點二十分", "十點整"),
        ("末班車幾點？", "由九點二十分延後為十點整", "由九點二十分延後為十點整"),
    ],
)
def test_which_of_the_two_a_question_means(question, quote, meant):
    text = "末班車由九點二十分延後為十點整，首班不變。"
    start = text.index(quote)
    first, last = meant_by(fold(question), text, changes(text), start, start + len(quote))
    assert text[first:last] == meant


@pytest.mark.parametrize("quote", ["三百萬元", "誤植為三百萬元", "經費誤植為三百萬元", "五百萬元"])
def test_a_mistake_is_not_meant_with_what_calls_it_one(quote):
    text = "三月二日更正：經費誤植為三百萬元，應為五百萬元。"
    start = text.index(quote)
    first, last = meant_by(fold("經費是多少？"), text, changes(text), start, start + len(quote))
    assert text[first:last] == "五百萬元"


def test_what_no_longer_applies_is_no_candidate():
    text = "每月點數由三百點調整為五百點。"
    passage = Passage(0, "a", "敬老卡", 0, len(text), text)
    assert "五百點" in known("每月有多少點數？", passage)
    assert "三百點" not in known("每月有多少點數？", passage)
    assert "三百點" in known("調整以前每月有多少點數？", passage)
