"""Why an answer is the answer: words in common, names, ranks and milliseconds, all as text."""

from dataclasses import replace

import pytest

from embeddings.article import Article
from tests.fakes.assistant import FakeBuild, FakeLive, OverlapAssistant
from ui.chat.why import matched_words, rank, why
from ui.schema import AnswerOut

ARTICLE = Article("a-1", "圖書館<b>", "雲澤市圖書館3月15日開放。館長沈若溪說歡迎。", "library.txt")


def answer_to(asked: str, **changed: object) -> AnswerOut:
    answer = OverlapAssistant(FakeLive(FakeBuild("build-1", (ARTICLE,)))).ask(asked)
    return AnswerOut.from_answer(replace(answer, **changed))


@pytest.mark.parametrize(
    ("question", "where", "words"),
    [
        ("圖書館哪天開放？", "图书馆3月15日开放。", ["圖書館", "開放"]),
        ("館長是誰", "閉館。", []),
        ("圖書館的圖書館", "圖書館", ["圖書館"]),
        ("𠮷祥圖書館", "圖書館", ["圖書館"]),
    ],
)
def test_words_that_question_and_text_share_are_told_as_asked(question: str, where: str, words: list[str]) -> None:
    assert matched_words(question, where) == words


def test_the_panel_has_words_ranks_and_milliseconds_as_text() -> None:
    shown = why(answer_to("雲澤市圖書館哪天開放"))
    assert shown.startswith('<details class="why">')
    assert "開放" in shown
    assert "搜尋 0 毫秒，閱讀 1 毫秒，共 2 毫秒" in shown
    assert "<td>圖書館&lt;b&gt;</td><td>第 1</td><td>—</td>" in shown
    assert "<b>" not in shown


def test_a_question_that_leant_is_explained_as_it_was_understood() -> None:
    assert "開放" in why(answer_to("雲澤市圖書館哪天開放", question="哪天？", understood_as="圖書館哪天開放"))


def test_without_passages_there_is_nothing_to_tell() -> None:
    assert why(answer_to("雲澤市圖書館哪天開放", passages=())) == ""
    assert rank(None) == "—"
