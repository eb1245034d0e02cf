import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from embeddings.article import Article
from tests.fakes.assistant import FakeBuild, FakeLive, OverlapAssistant
from ui.chat import render
from ui.chat.handlers import MISTAKE, Handlers, Step
from ui.jobs import BuildJobs
from ui.settings import Settings
from ui.wiring import Services

ARTICLE = Article("a-1", "圖書館", "雲澤市圖書館3月15日開放。", "library.txt")


def handlers(folder: Path, build: FakeBuild | None) -> Handlers:
    live = FakeLive(build)
    return Handlers(
        Services(Settings(data_dir=folder), OverlapAssistant(live), live, builds=None, jobs=BuildJobs({}, ["false"]))
    )


def steps(stream: AsyncIterator[Step]) -> list[Step]:
    async def followed() -> list[Step]:
        return [step async for step in stream]

    return asyncio.run(followed())


def test_without_a_build_the_reply_says_what_to_run(tmp_path: Path) -> None:
    turn = handlers(tmp_path, None).ask("圖書館哪天開放")
    assert turn.answer is None
    assert "qa rebuild" in (turn.error or "")


def test_a_mistake_of_ours_is_logged_and_told_plainly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(OverlapAssistant, "ask", lambda *_: 1 / 0)
    turn = handlers(tmp_path, FakeBuild("b-1", (ARTICLE,))).ask("圖書館哪天開放")
    assert turn.error == MISTAKE
    assert "ZeroDivisionError" in caplog.text


def test_a_question_leans_on_the_turns_before_as_they_were_understood(tmp_path: Path) -> None:
    page = handlers(tmp_path, FakeBuild("b-1", (ARTICLE,)))
    first = page.ask("雲澤市圖書館幾點開放？")
    second = page.ask("那週末呢？", [first])
    third = page.ask("幾點休息？", [second])
    assert [turn.question for turn in (first, second, third)] == ["雲澤市圖書館幾點開放？", "那週末呢？", "幾點休息？"]
    understood = [turn.answer.understood_as for turn in (first, second, third) if turn.answer]
    assert understood == [None, "雲澤市圖書館週末幾點開放？", "雲澤市圖書館幾點休息？"]
    assert page.ask("那週末呢？").answer.understood_as is None


def test_a_turn_that_failed_can_be_leant_on(tmp_path: Path) -> None:
    failed = handlers(tmp_path, None).ask("雲澤市圖書館幾點開放？")
    turn = handlers(tmp_path, FakeBuild("b-1", (ARTICLE,))).ask("那週末呢？", [failed])
    assert turn.answer.understood_as == "雲澤市圖書館週末幾點開放？"


def test_an_old_answer_does_not_mark_other_words_in_a_changed_article(tmp_path: Path) -> None:
    before = handlers(tmp_path, FakeBuild("b-1", (ARTICLE,)))
    turn = before.ask("雲澤市圖書館哪天開放")
    assert "<mark>3月15日</mark>" in before.article_of(turn)
    after = handlers(tmp_path, FakeBuild("b-2", (replace(ARTICLE, text="更正：" + ARTICLE.text),)))
    assert "更新過" in after.article_of(turn)
    gone = handlers(tmp_path, FakeBuild("b-3", ()))
    assert "a-1" in gone.article_of(turn)


@pytest.mark.parametrize("sent", [None, {}, {"article_id": "a-1"}, "x"])
def test_a_place_that_is_none_opens_nothing(tmp_path: Path, sent: object) -> None:
    shown = handlers(tmp_path, FakeBuild("b-1", (ARTICLE,))).open_sent(sent)
    assert "<mark>" not in shown
    assert "error" in shown


def test_nothing_chosen_and_nothing_pasted_are_told(tmp_path: Path) -> None:
    page = handlers(tmp_path, None)
    assert "請先選擇檔案" in page.add_files(None)
    assert "都要填寫" in page.add_text("標題", " ")


def test_a_rebuild_that_fails_says_so(tmp_path: Path) -> None:
    *_, (last, status, runs) = steps(handlers(tmp_path, None).rebuild())
    assert not runs
    assert 'class="notice error"' in last
    assert status == render.status("還沒有索引：加入文章後，按「重建索引」。")
