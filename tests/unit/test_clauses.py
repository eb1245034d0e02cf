"""Which clause of a statement a question is about."""

import pytest

from embeddings.article import Span
from embeddings.text.fold import fold
from qa.clauses import Clauses
from qa.evidence import weigh_terms
from qa.query import parse_question
from qa.read.reader import Candidate
from tests.fakes.known import EveryTermAlike, known
from tests.unit.test_proposals import prose

FEES = "管理費每坪七十五元，店面每坪九十元。"


def clauses(question, statement):
    return Clauses.of(fold(statement), weigh_terms(parse_question(question), EveryTermAlike()))


@pytest.mark.parametrize(
    ("question", "statement", "quote", "behind"),
    [
        ("店面一坪多少錢？", FEES, "九十元", False),
        ("店面一坪多少錢？", FEES, "七十五元", True),
        ("機車要繳清潔費嗎？", "小型車每月三百元，機車免收。", "機車免收", False),
        ("機車要繳清潔費嗎？", "小型車每月三百元，機車免收。", "每月三百元", True),
        ("幾點開門？", "每天上午九點。", "九點", False),  # a single clause is behind none
    ],
)
def test_a_quote_lags_behind_the_clause_that_says_more_of_the_question(question, statement, quote, behind):
    start = statement.index(quote)
    assert (clauses(question, statement).lag(start, start + len(quote)) > 0) is behind


def test_clauses_that_say_nothing_of_the_question_are_idle():
    statement = "全票八十元，學生票四十元，里民憑證免費，特展另行購票。"
    found = clauses("里民憑證要買票嗎？", statement)
    assert found.idle(0, len(statement)) == 3
    start = statement.index("里民")
    assert found.idle(start, start + 6) == 0


def test_idle_clauses_are_counted_up_to_three():
    statement = "甲一，乙二，丙三，丁四，戊五，里民免費"
    assert clauses("里民免費嗎", statement).idle(0, len(statement)) == 3


def test_a_statement_without_a_clause_lags_behind_nothing():
    assert clauses("店面？", "").lag(0, 0) == 0.0
    assert clauses("店面？", "。。").idle(0, 2) == 0


def test_the_signals_tell_the_clause_from_its_neighbour():
    found = known("店面一坪多少錢？", prose(FEES))
    assert found["九十元"].signals.lag < found["七十五元"].signals.lag


@pytest.mark.parametrize(
    ("question", "statement", "point"),
    [
        ("校友套餐的報告幾天後可取？", "報告五天後可取，校友套餐的報告為兩天", "校友套餐的報告為兩天"),
        ("店面一坪多少錢？", "管理費每坪七十五元，店面每坪九十元", "店面每坪九十元"),
        ("施工到幾點？", "週一施工到九點，週六施工到十點", None),
        ("幾點開門？", "每天上午九點開門", None),
    ],
)
def test_the_point_is_the_clause_that_clearly_says_most(question, statement, point):
    found = clauses(question, statement).point
    assert (None if found is None else statement[slice(*found)]) == point


@pytest.mark.parametrize(
    ("question", "text", "read", "quoted", "gone"),
    [
        ("弱勢家庭要繳費嗎？", "每月八百元，弱勢家庭免費。", "每月八百元，弱勢家庭免費", "弱勢家庭免費", True),
        (
            "外借要押金嗎？",
            "外借要押金一百元，團體加倍。",
            "外借要押金一百元，團體加倍",
            "外借要押金一百元，團體加倍",
            False,
        ),
        ("雨天開放嗎？", "每日開放，但雨天除外。", "每日開放，但雨天除外", "每日開放，但雨天除外", False),
        ("店面一坪多少錢？", FEES, FEES[:-1], "店面每坪九十元", True),
        ("甲組幾人？", "甲組與乙組，合計三十人。", "甲組與乙組，合計三十人", "甲組與乙組，合計三十人", False),
        ("里民多少錢？", "外地人1,280元，里民1,080元。", "外地人1,280元，里民1,080元", "里民1,080元", True),
    ],
)
def test_a_quote_is_left_without_the_clauses_beside_the_point(question, text, read, quoted, gone):
    passage = prose(text)
    candidates = known(question, passage, read=[Candidate(passage, Span(0, len(read)), 3.0)])
    assert quoted in candidates
    assert (read not in candidates) is gone
