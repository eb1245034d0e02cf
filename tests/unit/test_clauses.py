"""Which clause of a statement a question is about."""

import pytest

from embeddings.text.fold import fold
from qa.clauses import Clauses
from qa.evidence import weigh_terms
from qa.query import parse_question
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
