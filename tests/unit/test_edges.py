"""Where quotes begin and end: cells, sentences, values, words and brackets."""

import pytest

from embeddings.article import Article, Passage, Span
from embeddings.formats.writer import TextWriter
from qa.edges import Edges, statements
from qa.read.reader import Candidate


def passage_of(text, blocks=(), start=0):
    return Passage(0, "a", "題", start, start + len(text), text, (), tuple(blocks))


def drawn(passage, words):
    start = passage.start + passage.text.index(words)
    found = Edges(passage).draw(Candidate(passage, Span(start, start + len(words)), 1.0))
    return None if found is None else found.quote


def table():
    writer = TextWriter()
    writer.record([("型號", "KL-2201"), ("單價", "1,280 元"), ("備註", "")], key=0)
    writer.record([("型號", "KL-2201A"), ("單價", "1,450 元"), ("備註", "含稅，不含運費")], key=0)
    return passage_of(writer.text, writer.blocks)


@pytest.mark.parametrize(
    ("read", "quote"),
    [
        ("1,45", "1,450 元"),  # a cell is quoted whole
        ("2201A", "KL-2201A"),
        ("450 元，備註：含", "1,450 元"),  # and what goes over two is the one that it holds most of
        ("不含運費", "含稅，不含運費"),
        ("單價：", None),  # the name of a column answers nothing
    ],
)
def test_a_quote_keeps_to_its_cell(read, quote):
    assert drawn(table(), read) == quote


@pytest.mark.parametrize(
    ("text", "read", "quote"),
    [
        ("門票每人四十元，學生半價。", "四十", "四十元"),
        ("電話是02-2345-6789，請洽詢。", "2345", "02-2345-6789"),
        ("時間為上午九時半開始。", "上午九時", "上午九時半"),
        ("展期到五時。逾期不候，請留意。", "五時。逾期不候", "逾期不候"),
        ("到下午五時三十分。逾期", "下午五時三十分。逾", "下午五時三十分"),
        ("他讀了《水經注》一書。", "水經注", "水經注"),
        ("他讀了《水經注》一書。", "《水經注", "《水經注》"),
        ("首屆深圳標準化活動周4月24日啟動。", "4月24日", "4月24日"),
        ("成立於1958年3月。", "1958年", "1958年"),  # a year may be all that is asked for
        ("上午七點至八點入場。", "上午七點", "上午七點至八點"),
        ("版本為v5beta，請更新。", "v5", "v5beta"),
        ("口令是三七二五。", "三七", "三七二五"),
    ],
)
def test_a_quote_keeps_to_its_sentence_and_cuts_no_value(text, read, quote):
    assert drawn(passage_of(text), read) == quote


def test_a_quote_goes_over_no_line_of_a_cell():
    writer = TextWriter()
    writer.record([("品名", "茶杯"), ("說明", "可微波\n限冷藏保存")], key=0)
    passage = passage_of(writer.text, writer.blocks)
    assert drawn(passage, "微波\n限冷藏保存") == "限冷藏保存"
    assert drawn(passage, "可微波\n限") == "可微波"


def test_places_count_in_the_article():
    passage = passage_of("甲館三月開放。乙館四月開放。", start=100)
    [found] = [Edges(passage).draw(Candidate(passage, Span(109, 111), 1.0))]
    assert found is not None
    assert (found.span, found.quote) == (Span(109, 111), "四月")


def test_statements_are_records_and_sentences():
    writer = TextWriter()
    writer.paragraph("以下是價目。請參考。")
    writer.record([("型號", "甲"), ("單價", "5 元")], key=0)
    article = Article("a", "題", writer.text, "a.txt", blocks=writer.blocks)
    places = statements(passage_of(article.text, article.blocks))
    assert [place.of(article.text) for place in places] == ["以下是價目。", "請參考。", "型號：甲，單價：5 元"]


@pytest.mark.parametrize(
    ("read", "quote"),
    [
        ("不得使用閃光燈", "展廳內允許拍照，但不得使用閃光燈"),
        ("允許拍照", "展廳內允許拍照，但不得使用閃光燈"),
        ("不辦理加急", "皮衣不辦理加急"),
        ("不收門票", "本館不收門票，特展除外"),
    ],
)
def test_a_yes_or_no_takes_the_whole_clause_with_what_is_excepted(read, quote):
    text = "展廳內允許拍照，但不得使用閃光燈。加急加收五成；皮衣不辦理加急。本館不收門票，特展除外，票價四十元。"
    passage = passage_of(text)
    start = text.index(read)
    found = Edges(passage).draw(Candidate(passage, Span(start, start + len(read)), 1.0), whole=True)
    assert found is not None
    assert found.quote == quote
