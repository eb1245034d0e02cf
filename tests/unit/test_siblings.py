"""The values beside one: of the other rows of a table, or the other parts of a sentence."""

import pytest

from embeddings.article import Article, Span
from embeddings.formats.writer import TextWriter
from qa.kinds import Kind
from qa.query import parse_question
from qa.siblings import siblings, sizes, the_value

MONEY = frozenset((Kind.MONEY, Kind.NUMBER))
ROWS = [("晨星款", "300"), ("晨星加大款", "450"), ("夜雨款", "280")]


def table(rows, **more):
    writer = TextWriter()
    for name, price in rows:
        writer.record([("款式", name), ("價格（元）", price)], key=0, **more)
    return Article("a", "價目", writer.text, "a.csv", blocks=tuple(writer.blocks))


def beside(article, words, question="哪款最便宜？", kinds=MONEY):
    start = article.text.index(words)
    found = siblings(parse_question(question), article, Span(start, start + len(words)), kinds)
    return [(one.named.of(article.text), one.told.of(article.text)) for one in found]


def test_a_cell_has_those_of_its_column_in_every_row_beside_it():
    assert beside(table(ROWS), "450") == ROWS


def test_a_row_that_sums_up_and_an_empty_cell_are_left_out():
    article = table([*ROWS, ("合計", "1030"), ("樣品", "")])
    assert beside(article, "450") == ROWS


def test_a_column_with_anything_else_than_values_of_one_kind_has_no_siblings():
    assert beside(table([*ROWS, ("特別款", "面議")]), "450") == []
    assert beside(table([*ROWS, ("特別款", "450元")]), "300") == []


def test_what_names_the_rows_is_no_value_of_theirs():
    assert beside(table(ROWS), "夜雨款") == []


def test_only_the_rows_that_the_question_names_are_compared():
    writer = TextWriter()
    for place, name, price in (("東館", "甲室", "300"), ("東館", "乙室", "450"), ("西館", "丙室", "200")):
        writer.record([("地點", place), ("場地", name), ("價格（元）", price)], key=1)
    article = Article("a", "場地", writer.text, "a.csv", blocks=tuple(writer.blocks))
    assert beside(article, "450", "東館哪個場地最便宜？") == [("甲室", "300"), ("乙室", "450")]


@pytest.mark.parametrize(
    ("text", "words", "parts"),
    [
        ("放學：小班 16:20，中班 16:30，大班 16:40。", "16:30", ["小班 16:20", "中班 16:30", "大班 16:40"]),
        ("報價：立木 365,000 元、宏圖 412,000 元。", "365,000 元", ["立木 365,000 元", "宏圖 412,000 元"]),
        ("基礎款二十萬元，尊享款六十萬元，保三年。", "六十萬元", ["基礎款二十萬元", "尊享款六十萬元"]),
    ],
)
def test_a_value_in_a_sentence_has_those_of_the_other_clauses_beside_it(text, words, parts):
    assert [told for _, told in beside(Article("a", "題", text, "a.txt"), words, kinds=None)] == parts


BRANCHES = "東分館設在里辦公處二樓，藏書一萬二千冊。西分館藏書八千冊。南分館去年新建，藏書九千冊。各館週一休館。"


def test_sentences_that_say_the_same_of_several_things_are_siblings():
    assert [told for _, told in beside(Article("a", "題", BRANCHES, "a.txt"), "八千冊", kinds=None)] == [
        "東分館設在里辦公處二樓，藏書一萬二千冊",
        "西分館藏書八千冊",
        "南分館去年新建，藏書九千冊",
    ]


def test_sentences_that_say_something_else_are_not():
    lent = BRANCHES.replace("南分館去年新建，藏書", "每人可借")
    assert beside(Article("a", "題", lent, "a.txt"), "八千冊", kinds=None) == []
    twice = BRANCHES.replace("八千冊", "八千冊，另有三千冊待編")
    assert beside(Article("a", "題", twice, "a.txt"), "一萬二千冊", kinds=None) == []


@pytest.mark.parametrize("text", ["門票三十元。", "門票三十元加茶點二十元，停車五十元。", "門票三十元，保證金十美元。"])
def test_a_sentence_without_comparable_parts_has_no_siblings(text):
    assert beside(Article("a", "題", text, "a.txt"), "三十元") == []


def test_values_of_different_units_have_no_sizes():
    hours, days, metres = (the_value(text, None) for text in ("三小時", "兩天", "五公尺"))
    assert sizes([hours, days])[0] < sizes([hours, days])[1]
    assert sizes([hours, metres]) is None


def test_a_time_with_an_end_goes_with_no_moment():
    moment, times, later = (the_value(text, frozenset((Kind.TIME,))) for text in ("16:20", "8:00—8:20", "9:00—10:00"))
    assert sizes([moment, times]) is None
    assert sizes([times, later])[0] < sizes([times, later])[1]


def test_of_several_values_none_is_the_one():
    assert the_value("三十元或四十元", None) is None
    assert the_value("三天內三十元", MONEY).normal[0] == 30
