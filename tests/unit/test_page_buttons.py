"""What the page does with what a browser sends, without a browser."""

import json

import gradio as gr
import pytest

from embeddings.progress import ignore
from tests.fakes.services import tiny_settings
from ui.chat.handlers import MOVED, Handlers
from ui.chat.page import EXAMPLES, example_questions, opening, remembered, showable
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
