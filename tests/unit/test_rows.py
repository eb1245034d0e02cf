"""Rows of a table that hold what a question names, and which of their columns it asks for."""

import pytest

from embeddings.article import Article, BlockKind, Span
from embeddings.formats.writer import TextWriter
from qa.query import parse_question
from qa.rows import rows_of, table_of

ROOMS = [
    {"場地": "二樓201", "監考人": "林大川、費以寧", "科目": "國文", "人數": "30"},
    {"場地": "二樓202", "監考人": "費以寧", "科目": "英文", "人數": "28"},
    {"場地": "三樓301", "監考人": "魯星遙", "科目": "國文", "人數": "31"},
]
FEES = [
    {"票種": "成人票", "票價": "60元", "備註": ""},
    {"票種": "學生票", "票價": "30元", "備註": "憑證"},
    {"票種": "合計", "票價": "90元", "備註": ""},
]


def table(rows, total=None) -> Article:
    """Return rows as an article; that of number ``total`` is one of totals."""
    writer = TextWriter()
    for number, row in enumerate(rows):
        writer.record(list(row.items()), key=0, total=number == total)
    return Article("a", "表", writer.text, "a.csv", blocks=writer.blocks)


def asked(article, question, read, number=0):
    """Return the cells that are asked for where ``read`` is quoted of a record, and whether rows were picked."""
    records = [block for block in article.blocks if block.kind is BlockKind.RECORD]
    block = records[number]
    start = article.text.index(read, block.start)
    found = rows_of(parse_question(question), article, block, Span(start, start + len(read)))
    return None if found is None else ([span.of(article.text) for span in found.cells], found.picked)


@pytest.mark.parametrize(
    ("question", "read", "number", "cells"),
    [
        ("國文在哪些場地考？", "二樓201", 0, ["二樓201", "三樓301"]),
        ("費以寧監考哪些科目？", "國文", 0, ["國文", "英文"]),  # one of several in a cell
        ("二樓有哪些科目？", "國文", 0, ["國文", "英文"]),  # a place with its number
        ("英文的監考人有哪些？", "費以寧", 1, ["費以寧"]),
    ],
)
def test_the_rows_are_those_that_hold_what_is_named(question, read, number, cells):
    assert asked(table(ROOMS), question, read, number) == (cells, True)


def test_without_a_name_all_rows_are_asked_for():
    assert asked(table(ROOMS), "有哪些場地？", "三樓301", 2) == (["二樓201", "二樓202", "三樓301"], False)


def test_what_stands_in_several_rows_is_told_once():
    assert asked(table(ROOMS), "有哪些科目？", "國文") == (["國文", "英文"], False)


def test_both_things_that_are_named_must_be_in_a_row():
    assert asked(table(ROOMS), "費以寧監考國文的場地有哪些？", "二樓201") == (["二樓201"], True)


def test_where_no_row_holds_all_that_is_named_it_is_those_like_the_one_that_was_read():
    assert asked(table(ROOMS), "魯星遙監考英文的場地有哪些？", "三樓301", 2) == (["三樓301"], True)


def test_a_row_of_totals_is_none_of_them():
    assert asked(table(FEES, total=2), "有哪些票種？", "成人票") == (["成人票", "學生票"], False)


def test_empty_cells_are_left_out():
    assert asked(table(FEES, total=2), "備註有哪些？", "憑證", 1) == (["憑證"], False)


def test_a_quote_outside_of_the_cells_asks_for_none():
    article = table(ROOMS)
    block = article.blocks[0]
    colon = article.text.index("：", block.start)
    assert rows_of(parse_question("有哪些場地？"), article, block, Span(colon, colon + 1)) is None


@pytest.mark.parametrize("question", ["有哪些票種？", "有哪些票种？"])
def test_a_question_in_either_script_asks_for_the_same(question):
    assert asked(table(FEES, total=2), question, "學生票", 1) == (["成人票", "學生票"], False)


# The table around a record


def test_a_table_ends_where_the_columns_change():
    writer = TextWriter()
    for name in ("東站", "西站"):
        writer.record([("站名", name), ("票價", "10")], key=0)
    for name in ("甲", "乙", "丙"):
        writer.record([("姓名", name), ("電話", "2345")], key=0)
    blocks = writer.blocks
    assert [len(table_of(blocks, block)) for block in blocks] == [2, 2, 3, 3, 3]


def test_a_table_ends_where_something_stands_between_its_records():
    writer = TextWriter()
    writer.record([("站名", "東站"), ("票價", "10")], key=0)
    writer.paragraph("以下是郊區。")
    writer.record([("站名", "西站"), ("票價", "20")], key=0)
    records = [block for block in writer.blocks if block.kind is BlockKind.RECORD]
    assert [table_of(writer.blocks, record) for record in records] == [[records[0]], [records[1]]]


def test_a_table_is_in_the_order_of_the_article():
    article = table(ROOMS)
    assert table_of(article.blocks, article.blocks[1]) == list(article.blocks)
