"""Which records a question names, and which it does not mean."""

import pytest

from embeddings.article import Passage
from embeddings.formats.writer import TextWriter
from qa.query import parse_question
from qa.tables import is_foreign, is_said, is_total, named_cells, sums


def table(*rows):
    writer = TextWriter()
    for row in rows:
        writer.record(list(row.items()), key=0)
    return Passage(0, "a", "題", 0, len(writer.text), writer.text, (), tuple(writer.blocks))


ROSTER = table(
    {"班別": "日班", "週次": "第一週", "值班官": "駱建勳"},
    {"班別": "夜班", "週次": "第一週", "值班官": "丁可為"},
)
STOCK = table(
    {"貨號": "LJ-40", "數量": "40", "貨位": "甲-01"},
    {"貨號": "LJ-408", "數量": "85", "貨位": "乙-01"},
    {"貨號": "合計", "數量": "125", "貨位": ""},
)


def foreign(question, passage):
    query = parse_question(question)
    named = named_cells(query, [passage])
    return [is_foreign(query, passage, block, named) for block in passage.blocks]


@pytest.mark.parametrize(
    ("question", "value", "said"),
    [
        ("銀芷顆粒兒童裝多少錢？", "银芷颗粒(儿童装)", True),
        ("LJ-408的數量", "40", False),
        ("LJ-408的數量", "lj-408", True),
        ("LJ-408的數量", "lj-40", False),
        ("25公斤幾天到？", "25公斤", True),
        ("2017年哪一天到職？", "民国106年2月1日", False),  # the day may still be asked for
    ],
)
def test_a_value_is_said_as_a_whole(question, value, said):
    assert is_said(parse_question(question), value) is said


@pytest.mark.parametrize(
    ("question", "passage", "expected"),
    [
        ("夜班的值班官是誰？", ROSTER, [True, False]),
        ("第一週的值班官是誰？", ROSTER, [False, False]),
        ("LJ-408的數量是多少？", STOCK, [True, False, True]),
        ("甲-01放的是什麼？", STOCK, [False, True, True]),
        ("庫存一共多少數量？", STOCK, [True, True, False]),
        ("值班官是誰？", ROSTER, [False, False]),
    ],
)
def test_a_record_is_foreign_where_the_question_names_another(question, passage, expected):
    assert foreign(question, passage) == expected


def test_of_two_values_that_a_question_says_the_longer_is_meant():
    passage = table({"品名": "銀芷顆粒", "價": "24"}, {"品名": "銀芷顆粒（兒童裝）", "價": "22"})
    assert foreign("銀芷顆粒兒童裝多少錢？", passage) == [True, False]
    assert foreign("銀芷顆粒多少錢？", passage) == [False, True]


def test_an_amount_names_the_range_it_lies_in():
    rates = table({"重量": "2至5公斤", "運費": "120"}, {"重量": "20至30公斤", "運費": "310"})
    assert foreign("25公斤運費多少？", rates) == [True, False]


def test_a_place_names_a_bare_number_in_a_column_of_ranks():
    results = table({"名次": "1", "選手": "鄒若晴"}, {"名次": "2", "選手": "湯苡安"})
    assert foreign("第一名是誰？", results) == [False, True]
    assert foreign("冠軍是誰？", results) == [False, True]


def test_totals_are_told_by_what_stands_in_them():
    assert [is_total(STOCK, block) for block in STOCK.blocks] == [False, False, True]
    assert sums(parse_question("總金額多少？"))
    assert not sums(parse_question("單價多少？"))


def test_a_number_of_thousands_of_digits_is_no_rank():
    results = table({"名次": "9" * 5_000, "選手": "鄒若晴"}, {"名次": "2", "選手": "湯苡安"})
    assert foreign("第二名是誰？", results) == [True, False]
