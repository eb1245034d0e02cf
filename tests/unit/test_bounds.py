"""For which amounts a clause holds, and the candidates of the step that a question names."""

import pytest

from embeddings.text.fold import fold
from qa.bounds import admits, asked_amounts
from tests.fakes.known import known
from tests.unit.test_proposals import prose


@pytest.mark.parametrize(
    ("question", "clause", "holds"),
    [
        ("請兩天假要證明嗎？", "請假三日以上者應附證明", False),
        ("請兩天假要證明嗎？", "未滿三日者免附", True),
        ("請三天假要證明嗎？", "未滿三日者免附", False),
        ("請三天假要證明嗎？", "請假三日以上者應附證明", True),
        ("請四天假要證明嗎？", "超過三日者應附證明", True),
        ("請三天假要證明嗎？", "超過三日者應附證明", False),
        ("買一百二十張打幾折？", "五十至九十九張九折", False),
        ("買一百二十張打幾折？", "一百張以上八折", True),
        ("買六十张打几折？", "五十至九十九張九折", True),
        ("五歲可以參加嗎？", "六歲以下不收", True),
        ("五歲可以參加嗎？", "十歲起可以", False),
        ("五歲可以參加嗎？", "不超過二十公斤", None),  # another measure
        ("五歲可以參加嗎？", "每人五百元", None),  # no bound
        ("可以參加嗎？", "六歲以下不收", None),  # no amount
        ("三天以上要證明嗎？", "未滿三日者免附", None),  # the question names a step itself
        ("五歲可以參加嗎？", "三歲以上可以，二歲以下不收", None),  # both
    ],
)
def test_a_clause_holds_for_the_amounts_within_its_bounds(question, clause, holds):
    assert admits(asked_amounts(fold(question)), clause) is holds


STEPS = "請假三日以上者應附證明，未滿三日者免附。"


@pytest.mark.parametrize(
    ("question", "offered", "gone"),
    [
        ("請兩天假要附證明嗎？", "未滿三日者免附", "請假三日以上者應附證明"),
        ("請五天假要附證明嗎？", "請假三日以上者應附證明", "未滿三日者免附"),
    ],
)
def test_the_clause_of_another_step_is_no_candidate(question, offered, gone):
    found = known(question, prose(STEPS))
    assert offered in found
    assert gone not in found


def test_the_only_step_is_a_candidate_even_if_the_amount_is_not_of_it():
    assert "請假三日以上者應附證明" in known("請兩天假要附證明嗎？", prose("請假三日以上者應附證明。"))
    assert {"請假三日以上者應附證明", "未滿三日者免附"} <= set(known("請假要附證明嗎？", prose(STEPS)))
