"""What the page does with what a browser sends, without a browser."""

import asyncio
import json
from functools import partial

import gradio as gr
import pytest
from fastapi import Request

from embeddings.progress import ignore
from tests.fakes.services import tiny_settings
from ui.chat.adding import Edits, stepping
from ui.chat.editing import Editing
from ui.chat.handlers import MOVED, TO_REBUILD, UP_TO_DATE, Handlers
from ui.chat.history import NOT_TOLD, THANKS, History
from ui.chat.page import EXAMPLES, answered, example_questions, opening
from ui.chat.side import NONE_OPEN, SideEvents
from ui.people.audit import latest
from ui.people.file import open_people
from ui.people.keys import Role
from ui.people.visitor import Visitor, introduce
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


def request_of(person: str, role: Role = Role.READER) -> gr.Request:
    request = Request({"type": "http", "headers": [], "state": {}, "client": ("10.0.0.1", 5)})
    introduce(request.scope, Visitor(person, role, person))
    return gr.Request(request)


@pytest.fixture
def page(services):
    handlers = Handlers(services)
    return partial(answered, handlers, History(services, handlers))


def test_a_conversation_goes_on_from_what_the_server_kept(services, page):
    *_, (id, *_) = page("掌上書房收有多少冊電子書？", None, "", request_of("甲"))
    pending, (again, shown, article, listed, *_) = page("哪天開通？", id, "", request_of("甲"))
    assert "正在翻閱文章" in pending[1]
    assert again == id
    assert 'data-question="掌上書房哪天開通？"' in shown
    assert "<mark>3月15日</mark>" in article
    assert "掌上書房收有多少冊電子書" in listed
    current, talk, _, _ = SideEvents(History(services, Handlers(services))).load(id, "", request_of("甲"))
    assert (current, talk) == (id, shown)


def test_a_conversation_of_somebody_else_cannot_be_opened_listed_renamed_or_deleted(services, page):
    *_, (id, *_) = page("掌上書房哪天開通？", None, "", request_of("乙"))
    side = SideEvents(History(services, Handlers(services)))
    click = gr.EventData(None, {"id": id, "title": "我的"})
    current, talk, _, listed = side.open(None, "", click, request_of("丙"))
    assert (current, "掌上書房" in talk + listed) == (NONE_OPEN, False)
    assert "我的" not in side.rename(id, "", click, request_of("丙"))
    side.delete(id, "", click, request_of("丙"))
    assert "掌上書房哪天開通" in side.find(id, "", request_of("乙"))
    *_, (other, shown, *_) = page("幾點開門？", id, "", request_of("丙"))
    assert other != id
    assert "掌上書房" not in shown.split("</section>")[0].split("<div")[0]


def test_what_is_deleted_is_gone_and_closed_only_if_it_was_open(services, page):
    *_, (one, *_) = page("掌上書房哪天開通？", None, "", request_of("丁"))
    *_, (two, *_) = page("熱水壺是什麼型號？", None, "", request_of("丁"))
    side = SideEvents(History(services, Handlers(services)))
    assert side.rename(two, "", gr.EventData(None, {"id": one, "title": "書房"}), request_of("丁")).count("<li") == 2
    assert "書房" in side.find(two, "书房", request_of("丁"))
    *unchanged, listed = side.delete(two, "", gr.EventData(None, {"id": one}), request_of("丁"))
    assert (unchanged, listed.count("<li")) == ([gr.skip()] * 3, 1)
    current, talk, _, listed = side.delete(two, "", gr.EventData(None, {"id": two}), request_of("丁"))
    assert (current, "還沒有對話" in listed, "想知道什麼" in talk) == (NONE_OPEN, True, True)


@pytest.mark.parametrize("sent", [None, 7, "x", {"id": ["x"]}, {"id": "x" * 500}])
def test_whatever_else_is_sent_as_a_conversation_opens_an_empty_one(services, sent):
    side = SideEvents(History(services, Handlers(services)))
    current, _, _, _ = side.open(None, "", gr.EventData(None, sent), request_of("戊"))
    assert current == NONE_OPEN
    side.rename(None, "", gr.EventData(None, sent), request_of("戊"))
    side.delete(None, "", gr.EventData(None, sent), request_of("戊"))


def test_a_blank_question_and_half_a_character_are_told_and_stop_nothing(services, page):
    *_, (id, shown, *_) = page("  ", None, "", request_of("己"))
    assert (id, "問題是空的" in shown) == (NONE_OPEN, True)
    *_, (id, shown, *_) = page("\ud83d掌上書房", None, "", request_of("己"))
    assert shown.encode()
    *_, (_, shown, *_) = page("哪天開通？", id, "", request_of("己"))
    assert shown.count('class="asked"') == 2


def test_what_is_said_of_an_answer_is_kept_for_whoever_said_it(services, page):
    *_, (id, shown, *_) = page("掌上書房哪天開通？", None, "", request_of("庚"))
    quote = {key: value for key, value in place(services, "3月15日").items() if key in ("article_id", "start", "end")}
    history = History(services, Handlers(services))
    said = {"question": "掌上書房哪天開通？", "verdict": "right", "quote": quote}
    assert 'aria-pressed="true"' not in shown
    assert history.judge("庚", said) == THANKS[True]
    assert history.judge("庚", {**said, "verdict": "wrong", "quote": None}) == THANKS[False]
    assert history.judge("庚", said) == THANKS[True]
    assert 'data-verdict="right" aria-pressed="true"' in history.talk("庚", history.opened("庚", id))
    assert 'aria-pressed="true"' not in history.talk("辛", history.opened("庚", id))
    assert "選取" in history.judge("庚", {**said, "quote": {**quote, "end": 99999}})
    assert [history.judge("庚", wrong) for wrong in (None, 3, {}, {"said": said})] == [NOT_TOLD] * 4


def test_only_those_who_may_edit_add_articles_and_rebuild(tmp_path):
    services = open_services(tiny_settings(tmp_path))
    edits = Edits(Handlers(services), Editing(services))
    reader, editor = request_of("讀"), request_of("編", Role.EDITOR)

    async def rebuilt(request):
        return [step async for step in edits.rebuild(request)]

    assert "請向管理者索取編輯的鑰匙" in edits.add_text("題", "今天休館。", reader)
    assert "請向管理者索取編輯的鑰匙" in edits.add_files([str(tmp_path / "x.txt")], reader)
    [(told, *_)] = asyncio.run(rebuilt(reader))
    assert "請向管理者索取編輯的鑰匙" in told
    assert services.jobs.latest() == ()
    assert "已加入《題》" in edits.add_text("題", "今天休館。", editor)
    assert "已建好並啟用" in asyncio.run(rebuilt(editor))[-1][0]
    edits.cancel(reader)
    with open_people(services.settings.people_path) as people:
        noted = [(one.person, one.address, one.action, one.status) for one in latest(people, 3)]
    assert noted == [
        ("讀", "10.0.0.1", "page: cancel rebuild", 403),
        ("編", "10.0.0.1", "page: rebuild", 200),
        ("編", "10.0.0.1", "page: add text", 200),
    ]


def test_the_page_greets_by_name_and_shows_what_one_may_do(services):
    greeted, tab, exams = Editing(services).greet(request_of("王<b>"))
    assert "王&lt;b&gt;" in greeted
    assert "登出" in greeted
    assert (tab.visible, exams.visible) == (False, False)
    assert Editing(services).greet(request_of("編", Role.EDITOR))[1].visible is True


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
