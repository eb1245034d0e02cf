"""The article beside the conversation: tables drawn as tables, every character's place kept, the quote marked."""

import html
import re

import pytest

from embeddings.article import Article, Span
from embeddings.formats.writer import TextWriter
from ui.chat import sheet
from ui.chat.markup import marked_part, within
from ui.chat.place import Place

ROWS = [("擴音器", "3天", "300元"), ("投影機", "7天", ""), ("腳架<b>", "14天", "100元")]


def article_of(*extra: str) -> Article:
    writer = TextWriter()
    writer.paragraph("𠮷祥館的設備如下。")
    for name, days, deposit in ROWS:
        writer.record([("設備", name), ("借期", days), ("押金", deposit)], key=0)
    for words in ("逾期每天十元。", *extra):
        writer.paragraph(words)
    return Article("a-1", "設備", writer.text, "a.csv", blocks=writer.blocks)


def place_of(article: Article, words: str, around: str = "") -> Place:
    start, outer = article.text.index(words), article.text.index(around or words)
    ends = {"end": start + len(words), "around_end": outer + len(around or words)}
    return Place(article_id="a-1", start=start, around_start=outer, words=words, **ends)


def stretches(shown: str) -> dict[int, str]:
    """Return the text of each part of a page by the character that it says it begins with."""
    found = re.findall(r'<(span|td) data-at="(\d+)">(.*?)</\1>(?=<|$)', shown.replace('<span class="around">', "<i>"))
    return {int(at): html.unescape(re.sub("<[^>]*>", "", words)) for _, at, words in found}


def test_records_of_the_same_columns_are_a_table_and_every_character_keeps_its_place() -> None:
    article = article_of()
    shown = sheet.article(article, place_of(article, "300元", "設備：擴音器，借期：3天，押金：300元"))
    assert re.findall("<th scope=col>(.*?)</th>", shown) == ["設備", "借期", "押金"]
    assert shown.count("<tr") == 4
    assert "腳架&lt;b&gt;" in shown
    assert shown.count("<tr class=around>") == 1
    for at, words in stretches(shown.replace("</i>", "")).items():
        assert article.text.startswith(words.rstrip(), at) or not words
    assert re.findall("<mark>(.*?)</mark>", shown) == ["300元"]


def test_a_quote_over_two_cells_is_marked_in_both() -> None:
    article = article_of()
    place = place_of(article, "3天，押金：300元", "設備：擴音器，借期：3天，押金：300元")
    assert re.findall("<mark>(.*?)</mark>", sheet.article(article, place)) == ["3天", "300元"]


def test_a_quote_in_running_text_beside_a_table_is_marked_there() -> None:
    article = article_of()
    shown = sheet.article(article, place_of(article, "十元", "逾期每天十元。"))
    assert '<span class="around">逾期每天<mark>十元</mark>。</span>' in shown
    assert "<tr class=around>" not in shown


def test_one_record_alone_and_records_with_other_words_between_stay_text() -> None:
    writer = TextWriter()
    writer.record([("設備", "擴音器"), ("借期", "3天")], key=0)
    writer.paragraph("以下另計。")
    writer.record([("設備", "腳架"), ("借期", "5天")], key=0)
    article = Article("a-1", "設備", writer.text, "a.csv", blocks=writer.blocks)
    shown = sheet.article(article, place_of(article, "3天"))
    assert "<table>" not in shown
    assert "設備：擴音器，借期：" in html.unescape(shown)


def test_an_article_has_what_finds_in_it_and_leads_to_other_citations() -> None:
    article = article_of()
    shown = sheet.article(article, place_of(article, "十元"))
    assert 'data-article="a-1"' in shown
    assert 'class="find"' in shown
    assert shown.index('class="previous"') < shown.index('class="next"')


@pytest.mark.parametrize(
    ("part", "shown"),
    [
        (Span(0, 2), "甲乙"),
        (Span(0, 4), '甲乙<span class="around">丙<mark>丁</mark></span>'),
        (Span(3, 5), '<span class="around"><mark>丁戊</mark></span>'),
        (Span(5, 8), '<span class="around">己</span>庚辛'),
    ],
)
def test_a_part_shows_what_of_a_quote_falls_into_it(part: Span, shown: str) -> None:
    assert marked_part("甲乙丙丁戊己庚辛", part, Span(2, 6), Span(3, 5)) == shown


def test_what_is_outside_a_part_is_nothing_of_it() -> None:
    assert within(Span(2, 4), Span(6, 9)) == Span(0, 0)
    assert within(Span(2, 7), Span(6, 9)) == Span(0, 1)
    assert within(Span(2, 7), Span(6, 9), shift=False) == Span(6, 7)
