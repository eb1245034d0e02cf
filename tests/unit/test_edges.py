"""Where quotes begin and end: cells, sentences, values, words and brackets."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.article import Article, Passage, Span
from embeddings.formats.writer import TextWriter
from qa.edges import MARKS, Edges, statements
from qa.kinds import Kind
from qa.read.reader import Candidate
from qa.values import find_values


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


@pytest.mark.parametrize(
    ("text", "read", "quote"),
    [
        ("營業時間：週一至週五 9:00-17:00。", "9:00", "9:00-17:00"),
        ("價格為NT$1,500元/組", "1,500", "NT$1,500元"),
        ("每次3,000元～5,000元。", "3,000元", "3,000元～5,000元"),
        ("請撥0800-123-456轉12。", "0800", "0800-123-456轉12"),
        ("活動於2024年5月6日（星期一）舉行。", "5月6日", "2024年5月6日"),
        ("約需三四天。", "三", "三四天"),
        ("甲、乙、丙", "、乙、", "乙"),
        ("適用（含）以上者。", "（含", "（含）"),
        ("適用（含）以上者。", "含）", "（含）"),
        ("見「山海」一文。", "「山海」", "「山海」"),
        ("他說今天開放。」", "今天開放。」", "今天開放"),
        ("他說「來」又說「去」。", "「來」又說「去", "「來」又說「去」"),
        ("　全形空白　", "　全形", "全形"),
        ("😀開幕😀當天", "😀開幕😀", "😀開幕😀"),
        ("型號：HY-207A。", "HY-207", "HY-207A"),
        ("成立於1958年3月5日。", "1958年3月", "1958年3月"),
    ],
)
def test_marks_brackets_and_values_at_the_ends_of_a_quote(text, read, quote):
    assert drawn(passage_of(text), read) == quote


@pytest.mark.parametrize("read", ["。", "，。", "  ", "、"])
def test_nothing_but_marks_is_no_quote(read):
    assert drawn(passage_of(f"甲館開放{read}乙館"), read) is None


def test_a_quote_never_crosses_the_end_of_an_item_or_line():
    writer = TextWriter()
    writer.paragraph("應備文件：")
    writer.item("身分證正本", "")
    writer.item("印章", "")
    passage = passage_of(writer.text, writer.blocks)
    assert drawn(passage, "正本\n印") == "正本"
    assert drawn(passage_of("開館時間\n上午九點"), "時間\n上午九點") == "時間"


def test_the_question_of_an_entry_answers_nothing():
    writer = TextWriter()
    writer.entry(("問", "幾點開門？"), ("答", "上午九點開門。"))
    passage = passage_of(writer.text, writer.blocks)
    assert drawn(passage, "幾點開門") is None
    assert drawn(passage, "九點") == "上午九點"


def test_a_long_cell_is_quoted_in_part():
    writer = TextWriter()
    long = "本項費用包含住宿三天。" + "另有接送與導覽服務，費用已含在內，無須另付，若臨時取消則依規定辦理退費手續。" * 2
    writer.record([("項目", "旅遊"), ("說明", long)], key=0)
    assert drawn(passage_of(writer.text, writer.blocks), "住宿三") == "住宿三天"


PROSE = st.text(
    st.sampled_from("甲館開放至5月6日上午九點半，。！？\n（）「」《》NT$1,200元KL-2201A、 分機12😀"),
    min_size=2,
    max_size=40,
)


@settings(deadline=None)
@given(PROSE, st.data())
def test_a_drawn_quote_cuts_no_value_and_has_no_marks_at_its_ends(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    passage = passage_of(text, start=50)
    found = Edges(passage).draw(Candidate(passage, Span(50 + start, 50 + end), 1.0))
    if found is None:
        return
    span = found.span
    assert passage.start <= span.start < span.end <= passage.end
    assert "\n" not in found.quote
    assert found.quote[0] not in MARKS
    assert found.quote[-1] not in MARKS
    for value in find_values(text):
        inside = value.start + 50 < span.start < value.end + 50, value.start + 50 < span.end < value.end + 50
        assert not inside[0] or value.kind is Kind.DATE
        assert not inside[1] or value.kind is Kind.DATE


@settings(deadline=None)
@given(PROSE)
def test_the_statements_of_a_passage_lie_in_order_and_leave_no_letter_out(text):
    places = statements(passage_of(text, start=7))
    edges = [edge for place in places for edge in (place.start, place.end)]
    assert edges == sorted(edges)
    said = "".join(text[place.start - 7 : place.end - 7] for place in places)
    assert [one for one in said if one.isalnum()] == [one for one in text if one.isalnum()]


@pytest.mark.parametrize(
    ("text", "read", "quote"),
    [
        ("年度審計由恒準會計師事務所完成。", "恒準會計師", "恒準會計師事務所"),
        ("承辦單位：青溪觀光協會。", "青溪觀光", "青溪觀光協會"),
        ("二〇二四年公司改選董事。", "二〇二四年", "二〇二四年"),  # a year is no part of a name
        ("每週三協會不上班。", "每週三", "每週三"),
        ("花鳥畫由宗九如任教，書法由林秀任教。", "宗九", "宗九如"),
        ("書法由林秀任教。", "林秀", "林秀"),
        ("活動由館長主持。", "館長", "館長"),
    ],
)
def test_names_of_bodies_and_of_who_does_what_are_not_cut(text, read, quote):
    assert drawn(passage_of(text), read) == quote
