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


FARES = table(
    {"票種": "成人票", "平日": "200", "假日": "250"},
    {"票種": "兒童票", "平日": "100", "假日": "120"},
    {"票種": "敬老票", "平日": "80", "假日": "100"},
)
STAFF = table(
    {"姓名": "王小明", "分機": "101"}, {"姓名": "王小", "分機": "102"}, {"姓名": "李大華（代）", "分機": "103"}
)
TALKS = table({"日期": "2024年5月6日", "講者": "甲"}, {"日期": "2024年5月13日", "講者": "乙"})
SHIFTS = table({"時段": "9:00-12:00", "值班": "甲"}, {"時段": "13:00-17:00", "值班": "乙"})
SIZES = table({"容量": "500毫升", "售價": "90"}, {"容量": "1.5公升", "售價": "180"})


@pytest.mark.parametrize(
    ("question", "passage", "expected"),
    [
        ("兒童票多少錢？", FARES, [True, False, True]),
        ("成人票假日多少？", FARES, [False, True, True]),
        ("票價多少？", FARES, [False, False, False]),
        ("王小明的分機？", STAFF, [False, True, True]),
        ("王小的分機？", STAFF, [True, False, True]),
        ("李大華的分機？", STAFF, [True, True, False]),
        ("分機103是誰的？", STAFF, [True, True, False]),
        ("5月6日的講者是誰？", TALKS, [False, True]),
        ("2024-05-13的講者是誰？", TALKS, [True, False]),
        ("民國一一三年五月六號誰講？", TALKS, [False, True]),
        ("5月有哪些講者？", TALKS, [False, False]),
        ("10點誰值班？", SHIFTS, [False, True]),
        ("下午三點誰值班？", SHIFTS, [True, False]),
        ("半夜誰值班？", SHIFTS, [False, False]),
        ("0.5公升的多少錢？", SIZES, [False, True]),
        ("1,500毫升的多少錢？", SIZES, [True, False]),
        ("1500毫升的多少錢？", SIZES, [True, False]),  # which says 500毫升 only in part
    ],
)
def test_a_record_is_meant_by_what_stands_in_it_however_that_is_written(question, passage, expected):
    assert foreign(question, passage) == expected


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        *[("一共多少？", True), ("合計是多少？", True), ("加起來幾個？", True), ("總金額？", True)],
        *[("全部要多少錢？", True), ("每個多少？", False), ("總經理是誰？", False), ("共用空間在哪？", False)],
    ],
)
def test_a_question_for_the_sum_of_all(question, asks):
    assert sums(parse_question(question)) is asks


def test_a_table_of_another_article_names_nothing_of_this_one():
    query = parse_question("夜班的值班官是誰？")
    other = Passage(1, "b", "題", 0, len(ROSTER.text), ROSTER.text, (), ROSTER.blocks)
    named = named_cells(query, [other])
    assert not any(is_foreign(query, ROSTER, block, named) for block in ROSTER.blocks)


@pytest.mark.parametrize("value", ["", "夜", "（）", "、"])
def test_a_value_of_no_two_letters_is_said_by_none(value):
    assert not is_said(parse_question("夜班（）是誰？"), value)
