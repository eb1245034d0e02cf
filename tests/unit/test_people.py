"""Conversations in their file: whose they are, their order, their search, and what another version left there."""

import json
import sqlite3
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from embeddings.article import Article
from embeddings.errors import InputError, NotFoundError, PeopleError
from tests.fakes.assistant import FakeBuild, FakeLive, OverlapAssistant
from ui.people.conversations import LONGEST_TITLE, Conversations
from ui.people.export import as_markdown
from ui.people.file import open_people, secret_of
from ui.people.turns import KEPT_PASSAGES, Turn, is_outdated, slim
from ui.schema import AnswerOut

TEXT = "雲澤市圖書館3月15日開放。館長沈若溪說*歡迎*<b>。"
ARTICLE = Article("a-1", "圖書館", TEXT, "library.txt", "https://example.com/x_y", "2024-03-15")


def turn_of(question: str, article: Article = ARTICLE) -> Turn:
    assistant = OverlapAssistant(FakeLive(FakeBuild("build-1", (article,))))
    return Turn(question=question, answer=AnswerOut.from_answer(assistant.ask(question)))


@pytest.fixture
def opened(tmp_path: Path) -> Callable[[str], Conversations]:
    return lambda person="甲": Conversations.open(tmp_path / "data" / "people.sqlite", person)


def test_turns_come_back_as_they_were_and_the_first_question_is_the_title(opened) -> None:
    turns = [turn_of("雲澤市圖書館哪天開放"), Turn(question="?", error="找不到。"), turn_of("阿基米德")]
    with opened() as conversations:
        id = conversations.create().id
        for turn in turns:
            conversations.add(id, turn)
    with opened() as conversations:
        kept = conversations.turns(id)
        assert [one.turn for one in kept] == [slim(turn) for turn in turns]
        assert [one.number for one in kept] == [1, 2, 3]
        assert [one.number for one in conversations.turns(id, latest=2)] == [2, 3]
        assert conversations.get(id).title == "雲澤市圖書館哪天開放"
        assert conversations.get(id).turns == 3
        assert [(one.question, one.answer) for one in conversations.said(id)] == [
            ("雲澤市圖書館哪天開放", "3月15日"),
            ("?", None),
            ("阿基米德", None),
        ]


def test_of_an_answer_the_passages_that_nobody_is_shown_are_not_kept() -> None:
    unknown = turn_of("阿基米德", Article("a", "題", "甲。乙。丙。丁。戊。己。庚。", "a.txt"))
    assert len(slim(unknown).answer.passages) == KEPT_PASSAGES


def test_nobody_reaches_the_conversations_of_another(opened) -> None:
    with opened("甲") as conversations:
        id = conversations.create("祕密").id
    with opened("乙") as conversations:
        assert (conversations.listed(), conversations.listed("祕密"), conversations.count()) == ([], [], 0)
        for reach in (
            lambda: conversations.get(id),
            lambda: conversations.turns(id),
            lambda: conversations.said(id),
            lambda: conversations.add(id, Turn(question="?", error="?")),
            lambda: conversations.rename(id, "我的"),
            lambda: conversations.delete(id),
        ):
            with pytest.raises(NotFoundError, match="對話列表"):
                reach()
    with opened("甲") as conversations:
        assert [(one.title, one.turns) for one in conversations.listed()] == [("祕密", 0)]


def test_the_one_last_asked_in_comes_first_and_pages_follow_one_another(opened) -> None:
    with opened() as conversations:
        ids = [conversations.create(f"第{number}段").id for number in range(5)]
        conversations.add(ids[1], turn_of("雲澤市圖書館哪天開放"))
        order = [ids[1], ids[4], ids[3], ids[2], ids[0]]
        assert [one.id for one in conversations.listed()] == order
        seen, before = [], None
        while page := conversations.listed(before=before, limit=2):
            seen += [one.id for one in page]
            before = page[-1].changed, page[-1].id
        assert seen == order
        assert conversations.count() == 5


@pytest.mark.parametrize("search", ["圖書館", "图书馆", " 開放 ", "3月15", "館的事"])
def test_titles_questions_and_answers_are_searched_in_either_script(opened, search: str) -> None:
    with opened() as conversations:
        id = conversations.create("館的事").id
        conversations.add(id, turn_of("雲澤市圖書館哪天開放"))
        conversations.create("別的")
        assert [one.id for one in conversations.listed(search)] == [id]
        assert conversations.listed("100%") == []


def test_a_title_is_one_line_not_empty_and_not_too_long(opened) -> None:
    with opened() as conversations:
        id = conversations.create().id
        assert conversations.rename(id, "  兩行\n標題 ").title == "兩行 標題"
        with pytest.raises(InputError, match="至少一個字"):
            conversations.rename(id, " \n ")
        assert len(conversations.rename(id, "長" * 500).title) == LONGEST_TITLE
        conversations.add(id, turn_of("雲澤市圖書館哪天開放"))
        assert conversations.get(id).title.startswith("長長")


def test_what_is_deleted_is_gone_with_its_turns(opened, tmp_path: Path) -> None:
    with opened() as conversations:
        id = conversations.create().id
        conversations.add(id, turn_of("雲澤市圖書館哪天開放"))
        conversations.delete(id)
        with pytest.raises(NotFoundError):
            conversations.get(id)
    with open_people(tmp_path / "data" / "people.sqlite") as database:
        assert database.rows("SELECT count(*) FROM turns") == [(0,)]


def test_two_who_write_to_one_conversation_lose_no_turn(opened) -> None:
    with opened() as one, opened() as two:
        id = one.create().id
        for number in range(4):
            (one if number % 2 else two).add(id, Turn(question=f"第{number}題", error="?"))
        assert [kept.number for kept in one.turns(id)] == [1, 2, 3, 4]


WRONG = {
    "no turn": {"question": 1},
    "answered without answers": {"answer": {"answers": []}},
    "no answer and no reason": {"answer": {"answered": False, "answer": None, "answers": [], "reason": None}},
    "answered without a citation": {"answer": {"citation": None}},
    "a confidence above 1": {"answers": {"confidence": 1.5}},
    "a quote before its sentence": {"citation": {"start": -5}},
    "a quote after its sentence": {"citation": {"end": 9999}},
    "another sentence": {"citation": {"sentence": "短"}},
    "a sentence elsewhere": {"citation": {"sentence_start": 7}},
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_a_turn_that_another_version_kept_otherwise_is_dropped_and_the_others_stay(opened, tmp_path, wrong) -> None:
    with opened() as conversations:
        id = conversations.create().id
        for _ in range(2):
            conversations.add(id, turn_of("雲澤市圖書館哪天開放"))
    content = turn_of("雲澤市圖書館哪天開放").model_dump(mode="json")
    content |= {name: value for name, value in wrong.items() if name == "question"}
    content["answer"] |= wrong.get("answer", {})
    for answer in content["answer"]["answers"]:
        answer |= wrong.get("answers", {})
        answer["citation"] |= wrong.get("citation", {})
    with sqlite3.connect(tmp_path / "data" / "people.sqlite") as connection:
        connection.execute("UPDATE turns SET content = ? WHERE number = 1", (json.dumps(content),))
    connection.close()
    with opened() as conversations:
        assert [kept.number for kept in conversations.turns(id)] == [2]


def test_the_file_is_for_its_owner_alone_and_keeps_its_secret(opened, tmp_path: Path) -> None:
    with opened() as conversations:
        conversations.create()
    path = tmp_path / "data" / "people.sqlite"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with open_people(path) as one, open_people(path) as two:
        secret = secret_of(one, "cookie")
        assert len(secret) == 32
        assert secret_of(two, "cookie") == secret
        assert secret_of(two, "other") != secret
        assert one.rows("PRAGMA journal_mode") == [("wal",)]


def test_a_newer_a_foreign_and_a_damaged_file_are_refused(tmp_path: Path) -> None:
    newer, foreign, damaged = (tmp_path / name for name in ("newer.db", "foreign.db", "damaged.db"))
    for path, statement in ((newer, "PRAGMA user_version = 99"), (foreign, "CREATE TABLE t (x)")):
        connection = sqlite3.connect(path)
        connection.execute(statement)
        connection.close()
    damaged.write_bytes(b"not a database, but long enough to be looked at" * 100)
    reasons = ((newer, "較新版本"), (foreign, "其他程式"), (damaged, "不是對話資料庫"), (tmp_path, "無法開啟"))
    for path, reason in reasons:
        with pytest.raises(PeopleError, match=f"{path}.*{reason}"):
            open_people(path)


@pytest.mark.parametrize(
    ("text", "outdated"),
    [
        (TEXT, False),
        (f"更正。{TEXT}", True),
        (TEXT.replace("15", "16"), True),
        (f"{TEXT}另有公告。", False),
        (None, True),
    ],
)
def test_a_turn_is_outdated_when_its_sentence_is_no_longer_where_it_was(text: str | None, outdated: bool) -> None:
    assert is_outdated(turn_of("雲澤市圖書館哪天開放"), lambda _: text and replace(ARTICLE, text=text)) is outdated
    assert is_outdated(Turn(question="?", error="?"), lambda _: text and replace(ARTICLE, text=text)) is False
    assert is_outdated(turn_of("阿基米德"), lambda _: text and replace(ARTICLE, text=text)) is False


def test_markdown_has_each_question_its_quote_and_its_source_as_text(opened) -> None:
    understood = turn_of("館長沈若溪")
    understood.answer.understood_as = "館長沈若溪說什麼"
    with opened() as conversations:
        id = conversations.create("圖書館 # 的事").id
        for turn in (
            turn_of("雲澤市圖書館哪天開放"),
            understood,
            turn_of("阿基米德"),
            Turn(question="?", error="壞了。"),
        ):
            conversations.add(id, turn)
        shown = as_markdown(conversations.get(id), conversations.turns(id))
    assert shown.startswith("# 圖書館 \\# 的事\n")
    assert "## 1\\. 雲澤市圖書館哪天開放\n\n**3月15日**（信心 90%）\n\n> 雲澤市圖書館3月15日開放。\n" in shown
    assert "《圖書館》 · 2024\\-03\\-15 · https\\://example\\.com/x\\_y · 第 6–11 字" in shown
    assert "理解為：館長沈若溪說什麼" in shown
    assert "\\*歡迎\\*&lt;b&gt;" in shown
    assert "## 3\\. 阿基米德\n\n**不知道**\n\n" in shown
    assert "壞了。" in shown
