"""Whole lists: rows, items and enumerations, and whether the text says that they are all."""

import pytest

from embeddings.article import Article, Span
from embeddings.formats.writer import TextWriter
from qa.lists import MOST_ITEMS, listed
from qa.query import parse_question


def found_in(article, words, question="有哪些？"):
    start = article.text.index(words)
    found = listed(parse_question(question), article, Span(start, start + len(words)))
    return None if found is None else ([span.of(article.text) for span in found.spans], found.complete)


def article_of(text, blocks=()):
    return Article("a", "題", text, "a.txt", blocks=tuple(blocks))


@pytest.mark.parametrize(
    ("text", "words", "items", "complete"),
    [
        ("應備文件：身分證、印章、照片。", "印章", "身分證、印章、照片", True),
        ("應備文件有身分證、印章、照片等。", "印章", "身分證、印章、照片", False),
        ("本館設三處分館，有東館、西館、北館。", "西館", "東館、西館、北館", True),
        ("本館設四處分館，有東館、西館、北館。", "西館", "東館、西館、北館", False),
    ],
)
def test_an_enumeration_is_quoted_as_it_stands(text, words, items, complete):
    assert found_in(article_of(text), words) == ([items], complete)


def test_a_quote_that_enumerates_nothing_is_part_of_no_list():
    assert found_in(article_of("本館三月開放。"), "三月") is None


@pytest.mark.parametrize("last", ["一等級", "一等级"])
@pytest.mark.parametrize(("lead", "complete"), [("分級如下：", True), ("分級如下", False)])
def test_items_are_all_where_a_colon_introduces_them(last, lead, complete):
    writer = TextWriter()
    writer.paragraph(lead)
    writer.item("三等", "")
    writer.item(last, "")
    assert found_in(article_of(writer.text, writer.blocks), "三等") == (["三等", last], complete)


def test_a_column_is_listed_for_the_rows_that_the_question_names():
    writer = TextWriter()
    for line, stop in (("紅線", "東站"), ("藍線", "西站"), ("紅線", "南站")):
        writer.record([("路線", line), ("站名", stop)], key=1)
    article = article_of(writer.text, writer.blocks)
    assert found_in(article, "東站", "紅線有哪些站？") == (["東站", "南站"], False)
    assert found_in(article, "東站", "有哪些站？") == (["東站", "西站", "南站"], False)


@pytest.mark.parametrize(
    ("text", "words", "items", "complete"),
    [
        ("報名資格：學生、教師及退休員工。", "教師", "學生、教師及退休員工", True),
        ("開放時間為週一、週三、週五，逢假日休館。", "週三", "週一、週三、週五", False),
        ("共有三項：登記、繳費、領件；其他請洽櫃台。", "繳費", "登記、繳費、領件", True),
        ("包括桌球、羽球與游泳。", "羽球", "桌球、羽球與游泳", False),
        ("材料有麵粉、糖、鹽、等", "糖", "麵粉、糖、鹽", False),
        ("材料有麵粉、糖、鹽等三種。", "糖", "麵粉、糖、鹽", True),
        ("請攜帶身分證、健保卡，以及繳費單影本。", "健保卡", "身分證、健保卡", False),
        ("社團包括書法、\n合唱、桌球。", "書法", None, None),
        ("會議室、", "會議室", None, None),
    ],
)
def test_an_enumeration_ends_where_the_sentence_goes_on(text, words, items, complete):
    expected = None if items is None else ([items], complete)
    assert found_in(article_of(text), words) == expected


def test_items_of_far_too_many_characters_are_no_enumeration():
    assert found_in(article_of(f"規定甲、{'很長的規定' * 10}、丙。"), "丙") is None


def test_the_items_before_and_behind_another_list_are_not_of_it():
    writer = TextWriter()
    writer.paragraph("應備文件：")
    writer.item("身分證", "")
    writer.item("印章", "")
    writer.paragraph("選備文件：")
    writer.item("照片", "")
    writer.item("委託書", "")
    article = article_of(writer.text, writer.blocks)
    assert found_in(article, "印章") == (["身分證", "印章"], True)
    assert found_in(article, "照片") == (["照片", "委託書"], True)


def test_a_single_item_is_no_list():
    writer = TextWriter()
    writer.paragraph("應備文件：")
    writer.item("身分證", "")
    assert found_in(article_of(writer.text, writer.blocks), "身分證") is None


@pytest.mark.parametrize(
    ("above", "total", "complete"),
    [
        ("共有三個站：", False, True),
        ("共有四個站：", False, False),
        ("停靠站：", False, False),
        ("停靠站：", True, True),
    ],
    ids=["counted above", "another number above", "nothing says", "summed up below"],
)
def test_a_column_is_all_where_the_text_counts_it_or_sums_it_up(above, total, complete):
    writer = TextWriter()
    writer.paragraph(above)
    for stop, fare in (("東站", "10"), ("西站", "20"), ("南站", "15")):
        writer.record([("站名", stop), ("票價", fare)], key=0)
    if total:
        writer.record([("站名", "合計"), ("票價", "45")], key=0, total=True)
    article = article_of(writer.text, writer.blocks)
    assert found_in(article, "西站", "有哪些站？") == (["東站", "西站", "南站"], complete)


def test_rows_of_other_columns_and_empty_cells_are_left_out():
    writer = TextWriter()
    writer.record([("站名", "東站"), ("票價", "10")], key=0)
    writer.record([("站名", ""), ("票價", "10")], key=0)
    writer.record([("站名", "西站"), ("票價", "20")], key=0)
    writer.record([("姓名", "甲"), ("電話", "2345")], key=0)
    article = article_of(writer.text, writer.blocks)
    assert found_in(article, "西站", "有哪些站？") == (["東站", "西站"], False)
    assert found_in(article, "：10", "有哪些站？") is None  # between two cells


def test_no_more_items_are_shown_than_fit_and_that_is_not_all():
    writer = TextWriter()
    for number in range(MOST_ITEMS + 5):
        writer.record([("站名", f"第{number}站"), ("票價", "10")], key=0)
    spans, complete = found_in(article_of(writer.text, writer.blocks), "第3站", "有哪些站？")
    assert (len(spans), complete) == (MOST_ITEMS, False)
