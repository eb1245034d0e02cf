from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.article import Span
from embeddings.text.sentences import sentence_around, sentences

TEXTS = st.text(st.sampled_from('甲乙丙，。！？；…」「』”“"（）)》 \u3000\n.!?;aB19'), max_size=60)


def cut(text):
    return [span.of(text) for span in sentences(text)]


@pytest.mark.parametrize(
    "parts",
    [
        ["今天放晴。", "明天呢？", "太好了！", "先晒被；", "再說……", "走吧。"],
        ["她問：「幾點開門？」", "沒人回答。"],
        ["「天亮了。」", "他推開窗。"],
        ["（詳見附表。）", "以下從略。"],
        ["他說“可以。”", "我就去了。"],
        ['他答:"明天到。"', "眾人散去。"],
        ["眾人散去。", '"明天到。"', "他答。"],
        ["真的嗎？！！", "真的。"],
        ["老師說：「他喊『停！』。」", "我們都停了。"],
        ["港口擴建了;", "船多了!", "你信嗎?", "我信。"],
        ["產值增長5.2%;", "其中出口占四成。"],
        ["讀完《為什麼？》一書才睡。"],
        ["「快走！」，他低聲說。"],
        ["共3.14公里,由a.b.com提供。"],
        ["He left at 3.30 p.m. yesterday.", "Dr. Lin stayed."],
        ["他常上Yahoo!。", "我不上。"],
        ["參見 No. 5 與 J. Smith 的報告。", "完。"],
    ],
)
def test_sentences_are_cut_where_a_reader_would(parts):
    assert cut("".join(parts)) == parts or cut(" ".join(parts)) == parts


def test_half_width_marks_inside_a_name_or_address_do_not_cut():
    assert cut("在Yahoo!奇摩查a.com/?q=1;b=2的結果") == ["在Yahoo!奇摩查a.com/?q=1;b=2的結果"]


def test_a_line_break_ends_a_sentence_and_belongs_to_none():
    assert cut("標題\n\n　　第一段沒有句號\n第二段。\n") == ["標題", "第一段沒有句號", "第二段。"]


def test_the_number_of_a_list_item_stays_with_it():
    assert cut("1. 申請人填表。\n2. 櫃檯收件。") == ["1. 申請人填表。", "2. 櫃檯收件。"]


def test_a_year_at_the_end_of_an_english_sentence_ends_it():
    assert cut("It opened in 1999. It closed soon.") == ["It opened in 1999.", "It closed soon."]


def test_straight_quotes_are_counted_anew_in_each_line():
    assert cut('尺寸5"\n他說:"好。"她走了。') == ['尺寸5"', '他說:"好。"', "她走了。"]


@pytest.mark.parametrize("text", ["", " \n\u3000 "])
def test_no_sentence_in_nothing(text):
    assert sentences(text) == []


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_every_character_but_space_is_in_exactly_one_sentence(text):
    spans = sentences(text)
    assert "".join("".join(cut(text)).split()) == "".join(text.split())
    assert all(before.end <= after.start for before, after in pairwise(spans))
    assert all(span.of(text) == span.of(text).strip() != "" for span in spans)


def test_sentence_around_a_span():
    text = "第一句。  第二句很長。\n第三句。"
    assert sentence_around(text, Span(8, 10)).of(text) == "第二句很長。"
    assert sentence_around(text, Span(2, 8)).of(text) == "第一句。  第二句很長。"
    assert sentence_around(text, Span(8, 14)).of(text) == "第二句很長。\n第三句。"
    assert sentence_around(text, Span(0, 0)).of(text) == "第一句。"
    assert sentence_around(text, Span(4, 5)) == Span(4, 5)


def test_sentence_around_refuses_a_span_of_another_text():
    with pytest.raises(ValueError, match="beyond"):
        sentence_around("短。", Span(0, 9))


@settings(max_examples=300, deadline=None)
@given(TEXTS.filter(str.strip), st.data())
def test_sentence_around_agrees_with_the_sentences_of_the_whole(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    touched = [span for span in sentences(text) if span.end > start and span.start < end]
    around = sentence_around(text, Span(start, end))
    assert around == (Span(touched[0].start, touched[-1].end) if touched else Span(start, end))


@pytest.mark.parametrize("text", ["." * 200_000 + "a", "a. " * 50_000 + "a", '。"' * 50_000, "。）" * 50_000])
def test_long_runs_of_marks_take_no_longer_than_they_should(text):
    assert "".join("".join(cut(text)).split()) == "".join(text.split())
