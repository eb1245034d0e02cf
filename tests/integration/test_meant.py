"""Slips, pinyin and a user's own words through the whole line, over HTTP and on the page."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import gradio as gr
import pytest
from fastapi.testclient import TestClient

from embeddings.progress import ignore
from qa.meant import lexicon_of
from tests.fakes.services import shipped_settings
from tests.unit.test_page_buttons import request_of
from ui.app import create_app
from ui.chat.handlers import Handlers
from ui.chat.history import History
from ui.chat.page import answered, asking_meant
from ui.rebuild import rebuild
from ui.wiring import Services, open_services

LIBRARY = """榕城市圖書館的服務

榕城市圖書館每天上午八點半開門，晚上九點關門。館長是魯星遙。讀者證押金一百元。

榕讀圈每月第二個星期六聚會，地點在二樓。
"""


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Services:
    settings = shipped_settings(tmp_path_factory.mktemp("meant"))
    (settings.articles_dir / "rongcheng.txt").write_text(LIBRARY, encoding="utf-8")
    rebuild(settings, ignore)
    return open_services(settings)


@pytest.fixture
def own_words(services: Services) -> Iterator[Path]:
    path = services.settings.synonyms_path
    yield path
    path.unlink(missing_ok=True)


@pytest.mark.parametrize(
    ("question", "suggestion", "quote"),
    [
        ("榕成市图书管几点开门", "榕城市图书馆几点开门", "八點半"),
        ("榕成市圖書管幾點開門？", "榕城市圖書館幾點開門？", "八點半"),
        ("館常是誰？", "館長是誰？", "魯星遙"),
        ("海語電器召回多少電熱水胡？", "海嶼電器召回多少電熱水壺？", "1萬2千"),
    ],
)
def test_the_words_meant_are_offered_and_searched_along(
    services: Services, question: str, suggestion: str, quote: str
) -> None:
    answer = services.ask(question)
    assert (answer.question, answer.suggestion) == (question, suggestion)
    assert quote in (answer.answer or "")


@pytest.mark.parametrize(
    "question",
    ["榕城市圖書館幾點開門？", "掌上書房哪天開通", "When does it open?", "召回多少個電熱水壺", "事務處在哪裡"],
)
def test_a_question_whose_words_exist_has_no_suggestion(services: Services, question: str) -> None:
    assert services.ask(question).suggestion is None


def test_a_word_of_the_articles_is_never_taken_for_another(tmp_path: Path) -> None:
    settings = shipped_settings(tmp_path)
    (settings.articles_dir / "a.txt").write_text(
        "榕城公司\n\n榕城公司在東路1號。榕城公司有職員30人。", encoding="utf-8"
    )
    (settings.articles_dir / "b.txt").write_text("榕成公司\n\n榕成公司在西路2號。", encoding="utf-8")
    rebuild(settings, ignore)
    answer = open_services(settings).ask("榕成公司在哪裡？")
    assert answer.suggestion is None
    assert answer.answer is not None
    assert "西路2號" in answer.answer


@pytest.mark.parametrize(
    ("question", "asked", "quote"),
    [
        ("rongcheng tushuguan jidian kaimen", "榕城圖書館幾點開門", "八點半"),
        ("Rongchengshi tushuguan guanzhang shi shui?", "榕城市圖書館館長是誰?", "魯星遙"),
    ],
)
def test_a_question_in_pinyin_is_asked_as_it_is_spelled_out(
    services: Services, question: str, asked: str, quote: str
) -> None:
    answer = services.ask(question)
    assert (answer.question, answer.suggestion) == (asked, asked)
    assert quote in (answer.answer or "")
    assert answer.answer == services.ask(asked).answer


def test_passages_are_searched_by_the_words_meant_too(services: Services) -> None:
    for question in ("榕成市图书管", "rongcheng tushuguan"):
        assert services.search(question, 1).passages[0].title == "榕城市圖書館的服務"


def test_no_word_is_offered_that_only_a_hidden_article_has(services: Services) -> None:
    build = services.live.current()
    [library] = [one.id for one in build.articles() if one.title == "榕城市圖書館的服務"]
    try:
        build.hide([library])
        assert lexicon_of(build).written("榕城") == ""
        assert services.ask("榕成市在哪裡").suggestion is None
    finally:
        build.hide([])
    assert services.ask("榕成市在哪裡").suggestion == "榕城市在哪裡"


def test_a_users_own_words_work_at_the_next_question(services: Services, own_words: Path) -> None:
    question = "讀書同好會每月哪天聚會？"
    without = services.ask(question)
    own_words.write_text("讀書同好會 = 榕讀圈\n", encoding="utf-8")
    answer = services.ask(question)
    assert "星期六" in (answer.answer or "")
    assert (answer.confidence or 0) > (without.confidence or 0)
    own_words.unlink()
    assert services.ask(question).confidence == without.confidence


def test_the_api_says_what_may_have_been_meant(services: Services) -> None:
    with TestClient(create_app(services), base_url="http://127.0.0.1:8000") as client:

        def told(question: str) -> tuple[str, str | None]:
            answer = client.post("/api/v1/answer", json={"question": question}).json()
            return answer["question"], answer["suggestion"]

        assert told("榕成市图书管几点开门") == ("榕成市图书管几点开门", "榕城市图书馆几点开门")
        assert told("rongcheng tushuguan jidian kaimen") == ("榕城圖書館幾點開門", "榕城圖書館幾點開門")
        assert told("榕城市圖書館幾點開門") == ("榕城市圖書館幾點開門", None)
        described = client.get("/openapi.json").json()["components"]["schemas"]["AnswerOut"]["properties"]["suggestion"]
        assert described["examples"] == ["榕城市圖書館幾點開門？"]


def shown(steps: Iterator[tuple[object, ...]]) -> str:
    """Return the conversation as it is shown in the end."""
    return str([*steps][-1][1])


def clicked(services: Services, sent: object) -> str:
    """Return the conversation after a click on a button that sends so much, as the page shows it."""
    handlers = Handlers(services)
    asked = asking_meant(partial(answered, handlers, History(services, handlers)))
    return shown(asked("-", "", gr.EventData(None, sent), request_of("reader")))


def test_the_page_offers_the_question_meant_and_asks_it(services: Services) -> None:
    offered = clicked(services, {"question": "榕成市图书管几点开门"})
    button = 'data-question="榕城市图书馆几点开门">榕城市图书馆几点开门</button>'
    assert f'您是不是要問：<button type="button" class="to-question" {button}' in offered
    plain = clicked(services, {"question": "榕城市图书馆几点开门"})
    assert "<strong>" in plain
    assert "您是不是要問" not in plain
    pinyin = clicked(services, {"question": "rongcheng tushuguan jidian kaimen"})
    assert "問題是拼音，查的是「榕城圖書館幾點開門」。" in pinyin


@pytest.mark.parametrize("sent", [None, {}, {"question": None}, {"question": ["x"]}, [], 7])
def test_whatever_else_is_sent_as_a_question_is_told_in_words(services: Services, sent: object) -> None:
    assert "問題是空的" in clicked(services, sent)
