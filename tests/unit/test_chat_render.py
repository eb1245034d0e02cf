from dataclasses import replace

import pytest

from embeddings.article import Article, Span
from qa.answer import Reason
from tests.fakes.assistant import FakeBuild, FakeLive, OverlapAssistant
from ui.chat import markup, render, sheet
from ui.chat.place import Place
from ui.people.conversations import ConversationSummary
from ui.people.feedback import Verdict
from ui.people.turns import Turn
from ui.schema import AnswerOut

EVIL = "<script>alert(1)</script>"
TEXT = f"雲澤市圖書館3月15日開放{EVIL}。館長沈若溪說{{{{7*7}}}}。"
ARTICLE = Article("a-1", f"圖書館{EVIL}", TEXT, "library.txt", "https://example.com/?a=1&b=2", "2024-03-15")


def assistant() -> OverlapAssistant:
    return OverlapAssistant(FakeLive(FakeBuild("build-1", (ARTICLE,))))


def turn_of(question: str) -> Turn:
    return Turn(question=question, answer=AnswerOut.from_answer(assistant().ask(question)))


def test_nothing_from_outside_is_markup() -> None:
    turn = turn_of(f"雲澤市圖書館開放{EVIL}")
    place = render.place_of(turn.answer.answers[0])
    for shown in (
        render.conversation([turn]),
        sheet.article(ARTICLE, place),
        render.notice(EVIL),
        render.conversation([Turn(question=EVIL, error=EVIL)]),
    ):
        assert "<script" not in shown
        assert "&lt;script&gt;" in shown


@pytest.mark.parametrize("mark", ["{{7*7}}", "${7*7}", "@children", "`"])
def test_template_marks_reach_the_page_as_text(mark: str) -> None:
    assert mark not in markup.escaped(mark)


def test_a_link_that_is_not_to_the_web_is_not_a_link() -> None:
    assert markup.safe_link("javascript:alert(1)") == ""
    assert markup.safe_link(None) == ""
    assert 'href="https://example.com/?a=1&amp;b=2"' in markup.safe_link(ARTICLE.url)


def test_the_quote_is_marked_where_it_stands_not_where_its_words_come_first() -> None:
    text = "三月三月。"
    assert markup.marked(text, Span(0, 5), Span(2, 4)) == '<span class="around">三月<mark>三月</mark>。</span>'


def test_a_quote_outside_its_sentence_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="not inside"):
        markup.marked("三月三月。", Span(0, 2), Span(1, 3))


def test_a_whole_passage_is_marked_when_opened() -> None:
    place = Place(article_id="a-1", start=0, end=5, around_start=0, around_end=5, words=TEXT[:5])
    assert f"<mark>{TEXT[:5]}</mark>" in sheet.article(ARTICLE, place)


def test_an_article_names_its_author_and_day() -> None:
    place = Place(article_id="a-1", start=0, end=5, around_start=0, around_end=5, words=TEXT[:5])
    shown = sheet.article(replace(ARTICLE, author=f"王小明{EVIL}", published="2024-03-15"), place)
    assert "王小明&lt;" in shown
    assert " · 2024-03-15" in shown


def test_an_answer_shows_quote_confidence_sentence_source_and_build() -> None:
    shown = render.conversation([turn_of("雲澤市圖書館哪天開放")])
    assert "<strong>3月15日</strong>" in shown
    assert "信心 9" in shown
    assert "<mark>3月15日</mark>" in shown
    assert "2024-03-15" in shown
    assert "索引 build-1 · 2 毫秒" in shown


def test_what_was_understood_stands_above_the_answer_and_can_be_edited() -> None:
    answer = replace(assistant().ask("雲澤市圖書館哪天開放"), understood_as=f"雲澤市{EVIL}{{{{7}}}}開放")
    shown = render.turn(Turn(question="哪天開放", answer=AnswerOut.from_answer(answer)))
    assert "理解為：雲澤市&lt;script&gt;" in shown
    assert shown.index("理解為") < shown.index('class="quote"')
    assert 'class="to-box" data-question="雲澤市&lt;script&gt;' in shown
    assert "{{7}}" not in shown
    assert "<script" not in shown
    assert "理解為" not in render.turn(turn_of("雲澤市圖書館哪天開放"))


def test_unknown_shows_the_reason_and_the_nearest_passages() -> None:
    shown = render.conversation([turn_of("圖書館館長沈先生的生日是哪一年幾月幾號呢")])
    assert "不知道" in shown
    assert "段落裡沒有這個問題的答案" in shown
    assert '<details class="card">' in shown


def test_every_reason_has_its_words() -> None:
    answer = assistant().ask("誰發明了電話")
    for reason in Reason:
        shown = render.not_found(AnswerOut.from_answer(replace(answer, reason=reason)))
        assert render.REASONS[reason] in shown


def test_a_list_says_whether_it_is_complete() -> None:
    answer = assistant().ask("雲澤市圖書館哪天開放")
    for complete, words in ((True, "已全部列出"), (False, "可能不完整")):
        shown = render.found(AnswerOut.from_answer(replace(answer, complete=complete)), {})
        assert words in shown


def test_a_turn_whose_article_has_changed_says_so_and_offers_to_ask_again() -> None:
    turns = [turn_of("雲澤市圖書館哪天開放"), turn_of("館長沈若溪")]
    shown = render.conversation(turns, [render.Known(outdated=True), render.Known()])
    assert shown.count("原文已更新") == 1
    assert 'data-question="雲澤市圖書館哪天開放">再問一次' in shown
    assert "原文已更新" not in render.conversation(turns)


def test_the_list_of_conversations_marks_the_open_one_and_shows_titles_as_text() -> None:
    summaries = [ConversationSummary(f"id-{number}", title, "", "", 1) for number, title in enumerate([EVIL, ""])]
    shown = render.side(summaries, "id-1")
    assert EVIL not in shown
    assert shown.count("aria-current=true") == 1
    assert shown.index("aria-current=true") < shown.index(">新的對話<")
    assert 'href="api/v1/conversations/id-0/export?format=markdown"' in shown
    assert "沒有找到" in render.side([], None, "圖書")
    assert "還沒有對話" in render.side([], None)


def test_a_place_knows_when_the_article_has_changed() -> None:
    place = Place(article_id="a-1", start=1, end=3, around_start=0, around_end=4, words="澤市")
    assert place.stands_in("雲澤市圖書館")
    assert not place.stands_in("新雲澤市圖書館")
    assert not place.stands_in("雲澤")


def test_the_question_meant_is_escaped_wherever_it_stands() -> None:
    answer = replace(assistant().ask("圖書館"), suggestion=f'圖書館"{EVIL}')
    shown = render.meant(AnswerOut.from_answer(answer))
    assert EVIL not in shown
    assert 'data-question="圖書館&quot;&lt;script&gt;' in shown
    asked = render.meant(AnswerOut.from_answer(replace(answer, question=f'圖書館"{EVIL}')))
    assert "button" not in asked
    assert "查的是「圖書館&quot;&lt;script&gt;" in asked
    assert render.meant(AnswerOut.from_answer(replace(answer, suggestion=None))) == ""


def test_an_answer_can_be_judged_and_keeps_what_was_said() -> None:
    turns = [turn_of("雲澤市圖書館哪天開放"), turn_of("阿基米德")]
    shown = render.conversation(turns, [render.Known(verdict=Verdict.RIGHT), render.Known()])
    first, second = (part for part in shown.split("</section>") if "judging" in part)
    assert 'data-verdict="right" aria-pressed="true"' in first
    assert 'data-verdict="wrong" aria-pressed="false"' in first
    assert "文章裡沒有答案" in first
    assert "&quot;start&quot;: 6, &quot;end&quot;: 11" in first
    assert 'data-verdict="right"' not in second
    assert "&quot;quote&quot;: null" in second
    assert EVIL not in render.judging(AnswerOut.from_answer(assistant().ask(f"館{EVIL}\"'")), None)
