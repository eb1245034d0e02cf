"""What holds of every follow-up, whatever was asked before: nothing is lost, repeated, or completed twice."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.text.fold import fold
from qa.conversation import LONGEST_COMPLETED, LOOKED_AT, MOST_TURNS, EarlierTurn, lean
from qa.leaning import LONGEST

ASKED = [
    ("雲澤市圖書館的館長是誰？", "沈若溪"),
    ("云泽市体育馆几点开门？", "上午九点"),
    ("HY-207的單價是多少？", "690元"),
    ("健身房月卡多少錢？", "199元"),
    ("《出勤辦法》第三條規定什麼？", None),
    ("校慶是哪一天？", "11月5日"),
    ("怎麼辦理借書證？", "到服務台"),
    ("誰負責採購？", "總務處"),
]
FOLLOWING = [
    "那副館長呢？",
    "他的電話？",
    "那週末呢",
    "HY-208呢？",
    "季卡呢？",
    "第五條呢",
    "那天幾點集合？",
    "要帶什麼？",
    "幾點？",
    "電話多少？",
    "它呢？",
    "那裡可以停車嗎？",
    "如果下雨呢？",
    "地址呢？",
]
TURNS = st.lists(st.sampled_from(ASKED).map(lambda turn: EarlierTurn(*turn)), max_size=5)
CHARACTERS = "那它他呢的嗎？是誰幾點多少館長圖書月卡第三條HY-207週末電話如果下雨，😀\u200b "


@pytest.mark.parametrize("turn", ASKED)
@pytest.mark.parametrize("question", [one for one in FOLLOWING if "那天" not in one])  # a day is no subject yet
def test_a_question_that_was_completed_stands_alone_after_the_same_turn(question, turn):
    turns = [EarlierTurn(*turn)]
    completed = lean(question, turns)
    if completed is not None:
        again = lean(completed, turns)
        assert again is None or fold(again) == fold(completed)


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(FOLLOWING) | st.text(st.sampled_from(CHARACTERS), max_size=16), TURNS)
def test_what_is_completed_is_a_visible_question_of_bounded_length(question, turns):
    completed = lean(question, turns)
    if completed is None:
        return
    assert completed.strip() == completed != ""
    assert completed.isprintable()
    assert len(completed) <= LONGEST_COMPLETED + LONGEST * 2
    assert completed != question


@settings(deadline=None, max_examples=40)
@given(st.sampled_from(FOLLOWING), TURNS)
def test_only_the_latest_turns_count(question, turns):
    older = [EarlierTurn("博物館的館長是誰？", "何小舟")] * MOST_TURNS
    if len(turns) >= LOOKED_AT:
        assert lean(question, [*older, *turns]) == lean(question, turns)


@pytest.mark.parametrize("turn", ASKED)
@pytest.mark.parametrize("idle", ["謝謝", "好的", "了解", "ok", "你好"])
def test_a_turn_that_asked_nothing_is_passed_over(turn, idle):
    turns = [EarlierTurn(*turn)]
    for question in ("地址呢？", "那週末呢"):
        assert lean(question, [*turns, EarlierTurn(idle)]) == lean(question, turns)


@pytest.mark.parametrize("turn", ASKED)
def test_a_follow_up_in_either_script_is_completed_to_the_same_question(turn):
    turns = [EarlierTurn(*turn)]
    for question in FOLLOWING:
        one, other = lean(question, turns), lean(fold(question), turns)
        assert (one is None) is (other is None), question
        assert one is None or fold(one) == fold(other)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.builds(EarlierTurn, st.text(max_size=30), st.none() | st.text(max_size=30)), max_size=4))
def test_turns_of_any_text_never_make_a_question_fail(turns):
    for question in ("那週末呢？", "它呢？", "幾點？"):
        completed = lean(question, turns)
        assert completed is None or completed.isprintable()


@pytest.mark.parametrize("blank", ["\u00a0", "\u3000", "\u2003", "\u2028", "\u0085", "\t", "\u200b"])
def test_a_blank_of_any_kind_is_completed_as_a_plain_one(blank):
    plain = lean("那週末呢？", [EarlierTurn("圖書館 週六幾點開門？")])
    assert plain is not None
    assert lean("那週末呢？", [EarlierTurn(f"圖書館{blank}週六幾點開門？")]) == plain
