"""Whole lists: rows, items and enumerations, and whether the text says that they are all."""

import pytest

from embeddings.article import Article, Span
from embeddings.formats.writer import TextWriter
from qa.lists import listed
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
