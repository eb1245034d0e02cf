"""What the page does with what a browser sends, without a browser."""

import asyncio
import json

import gradio as gr
import pytest

from embeddings.progress import ignore
from tests.fakes.services import tiny_settings
from ui.chat.handlers import MOVED, TO_REBUILD, UP_TO_DATE, Handlers
from ui.chat.page import EXAMPLES, answered, example_questions, opening, remembered, showable, stepping
from ui.rebuild import rebuild
from ui.wiring import Services, open_services


@pytest.fixture(scope="module")
def services(tmp_path_factory) -> Services:
    settings = tiny_settings(tmp_path_factory.mktemp("page"))
    rebuild(settings, ignore)
    return open_services(settings)


def place(services: Services, words: str) -> dict[str, object]:
    build = services.live.current()
    [article] = [one for one in map(build.article, (held.id for held in build.articles())) if words in one.text]
    start = article.text.index(words)
    end = start + len(words)
    return {
        "article_id": article.id,
        "start": start,
        "end": end,
        "around_start": start,
        "around_end": end,
        "words": words,
    }


def test_a_button_opens_its_article_at_its_words(services):
    opened, tabs = opening(Handlers(services))(gr.EventData(None, {"place": place(services, "借期為30天")}))
    assert "<mark>借期為30天</mark>" in opened
    assert tabs.selected == "article"


@pytest.mark.parametrize("sent", [None, {}, {"place": None}, {"place": {"article_id": "x"}}, [], "place", 7])
def test_whatever_else_is_sent_as_a_place_is_told_in_words(services, sent):
    opened, _ = opening(Handlers(services))(gr.EventData(None, sent))
    assert MOVED in opened


def test_words_that_have_moved_are_not_marked_elsewhere(services):
    moved = place(services, "借期為30天") | {"words": "借期為90天"}
    opened, _ = opening(Handlers(services))(gr.EventData(None, {"place": moved}))
    assert MOVED in opened


def test_a_kept_turn_with_half_a_character_is_dropped_and_the_others_stay(services):
    whole = Handlers(services).ask("掌上書房哪天開通").model_dump(mode="json")
    assert [turn.question for turn in showable([whole, {"question": "\ud83d", "error": "x"}])] == ["掌上書房哪天開通"]


def test_a_conversation_goes_on_from_what_the_browser_kept(services):
    handlers = Handlers(services)
    *_, (memory, *_) = answered(handlers, "掌上書房收有多少冊電子書？", [])
    *_, (memory, shown, *_) = answered(handlers, "哪天開通？", memory)
    assert [turn["answer"]["understood_as"] for turn in memory] == [None, "掌上書房哪天開通？"]
    assert 'data-question="掌上書房哪天開通？"' in shown


@pytest.mark.parametrize("stored", [None, [], "x", {"question": "x"}])
def test_nothing_remembered_leaves_the_page_as_it_is(stored):
    assert remembered(stored) == gr.skip()


def test_examples_are_golden_questions_of_different_articles_that_have_an_answer(services):
    paragraphs = [
        ("甲", "甲一"),
        ("甲", "甲二"),
        ("乙", ""),
        ("丙", "丙一"),
        ("丁", "丁一"),
        ("戊", "戊一"),
        ("己", "己一"),
    ]
    data = [
        {
            "title": title,
            "paragraphs": [
                {
                    "context": "文",
                    "qas": [
                        {
                            "id": f"{title}{asked}",
                            "question": asked or "無",
                            "answers": [{"text": "文", "answer_start": 0}][: len(asked)],
                        }
                    ],
                }
            ],
        }
        for title, asked in paragraphs
    ]
    path = services.settings.golden_path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"data": data}), encoding="utf-8")
    assert example_questions(services) == ["甲一", "丙一", "丁一", "戊一"]
    assert EXAMPLES == 4
    path.write_text("{", encoding="utf-8")
    assert example_questions(services) == []
    path.unlink()
    assert example_questions(services) == []


def test_what_changed_nothing_is_told_so_and_cancelling_is_for_what_runs(tmp_path):
    settings = tiny_settings(tmp_path)
    page = Handlers(open_services(settings))

    async def shown(stream):
        return [step async for step in stepping(stream)()]

    [(progress, status, cancel)] = asyncio.run(shown(page.resume))  # nothing runs yet
    assert (progress, cancel.interactive, "還沒有索引" in status) == ("", False, True)
    first, *_, last = asyncio.run(shown(page.rebuild))
    assert (first[2].interactive, last[2].interactive) == (True, False)
    assert "已建好並啟用" in last[0]
    assert "內容沒有變動，繼續使用索引" in asyncio.run(shown(page.rebuild))[-1][0]
    new = tmp_path / "公告.txt"
    new.write_text("公告\n\n今天休館。", encoding="utf-8")
    assert TO_REBUILD in page.add_files([str(new)])
    again = page.add_files([str(new)])  # the same once more, and still not in the index
    assert "沒有變動《公告》" in again
    assert TO_REBUILD in again
    asyncio.run(shown(page.rebuild))
    assert UP_TO_DATE in page.add_files([str(new)])


def test_a_page_that_is_loaded_during_a_rebuild_follows_it(tmp_path):
    services = open_services(tiny_settings(tmp_path))
    services.jobs.start()
    page = Handlers(services)

    async def followed():
        return [step async for step in page.resume()]

    steps = asyncio.run(followed())
    assert [runs for _, _, runs in steps] == [True] * (len(steps) - 1) + [False]
    assert "已建好並啟用" in steps[-1][0]
