"""The three languages, and problems in the language of the request."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.benchmarks.structure import ROOT
from tests.fakes.services import tiny_settings
from tests.integration.test_http import HERE
from ui import jobs, languages, wording
from ui.api import access, doors, idempotency, problems
from ui.app import create_app
from ui.chat import editing, handlers, history, why
from ui.english import FAULTS, MESSAGES, PROBLEMS, TEXTS
from ui.languages import COOKIE, Language, chosen_language, in_language, language_of, speaking
from ui.wiring import open_services


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, Language.TRADITIONAL),
        ("", Language.TRADITIONAL),
        ("zh-TW,zh;q=0.9,en;q=0.8", Language.TRADITIONAL),
        ("zh-CN,zh;q=0.9", Language.SIMPLIFIED),
        ("zh-Hans-CN", Language.SIMPLIFIED),
        ("zh-HK", Language.TRADITIONAL),
        ("en-US,en;q=0.9", Language.ENGLISH),
        ("fr, en;q=0.5, zh-CN;q=0.7", Language.SIMPLIFIED),
        ("en;q=0, zh-CN;q=0.1", Language.SIMPLIFIED),
        ("fr", Language.TRADITIONAL),
        ("*", Language.TRADITIONAL),
        ("en;q=much,;;,\x00", Language.TRADITIONAL),
    ],
)
def test_the_language_that_is_liked_best(header: str | None, language: Language) -> None:
    assert language_of(header) is language


def test_every_title_and_fault_has_english_words() -> None:
    titles = {title for _, _, title in problems.STATUSES} | {title for title, _ in problems.HTTP_TITLES.values()}
    titles |= {one[0] for one in (idempotency.BAD_KEY, idempotency.OTHER_REQUEST, idempotency.AT_WORK)}
    titles |= {"需要鑰匙", "鑰匙不能用", "權限不足", "請求太頻繁"}  # of requests that are not let in
    assert titles - PROBLEMS.keys() == set()
    assert set(problems.FIELD_FAULTS.values()) - FAULTS.keys() == set()
    assert all(words.isascii() for pair in PROBLEMS.values() for words in pair)


def test_a_title_that_is_not_known_is_told_by_its_status() -> None:
    assert languages.in_english("什麼都不是", 409)[0] == "Conflict"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    services = open_services(tiny_settings(tmp_path_factory.mktemp("languages")))
    return TestClient(create_app(services), base_url=HERE, raise_server_exceptions=False)


def told(client: TestClient, language: str, body: object) -> dict[str, object]:
    response = client.post("/api/v1/answer", json=body, headers={"accept-language": language})
    assert response.headers["content-language"] == language
    assert response.headers["vary"] == "Accept-Language"
    return response.json()


def test_a_problem_is_told_in_three_languages(client: TestClient) -> None:
    empty = {"question": " "}
    assert told(client, "zh-TW", empty)["detail"].startswith("問題是空的。請輸入想問的事")
    assert told(client, "zh-CN", empty)["detail"].startswith("问题是空的。请输入想问的事")
    english = told(client, "en", empty)
    assert english["title"] == "The input cannot be used"
    assert english["detail"].isascii()
    assert english["original"].startswith("問題是空的")


def test_fields_that_are_wrong_are_told_in_three_languages(client: TestClient) -> None:
    body = {"question": "甲", "history": 7}
    faults = {language: told(client, language, {})["errors"] for language in ("zh-TW", "zh-CN", "en")}
    assert [one[0]["fault"] for one in faults.values()] == ["缺少這個欄位", "缺少这个栏位", "is missing"]
    assert told(client, "en", body)["detail"].startswith("history is malformed. Send a JSON object")


def test_a_question_among_others_is_told_in_the_language_too(client: TestClient) -> None:
    body = {"questions": [{"question": " "}]}
    sent = client.post("/api/v1/answer/batch", json=body, headers={"accept-language": "en"}).json()
    assert sent["items"][0]["problem"]["title"] == "The input cannot be used"


def test_who_is_refused_at_the_door_is_told_in_the_language(client: TestClient) -> None:
    refused = client.get("/healthz", headers={"host": "evil.example", "accept-language": "en"}).json()
    assert refused["title"] == "Unknown host name"
    assert doors.UNTRUSTED_HOST.partition("{")[0] in refused["original"]


def test_openai_s_clients_are_told_in_the_language(client: TestClient) -> None:
    body = {"model": "qa-zh", "messages": [{"role": "user", "content": " "}]}
    sent = client.post("/v1/chat/completions", json=body, headers={"accept-language": "en"}).json()
    assert sent["error"]["message"].startswith("It is empty")


SOURCES = sorted(path for layer in ("embeddings", "qa", "ui") for path in (ROOT / layer).rglob("*.py"))


def template_of(node: ast.expr) -> str | None:
    """Return a text in the code with ``{}`` for each value in it, ``None`` for what is no text."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(str(one.value) if isinstance(one, ast.Constant) else "{}" for one in parts)
    return None


def called_with(names: set[str], paths: Iterable[Path]) -> Iterator[str]:
    """Yield the texts that functions of these names are called with first."""
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and getattr(node.func, "id", "") in names:
                found = map(template_of, ast.walk(node.args[0]) if names == SAYING else [node.args[0]])
                yield from (text for text in found if text)


SAYING = {"say", "label"}


def test_what_the_page_says_has_english_words() -> None:
    said = set(called_with(SAYING, SOURCES))
    assert len(said) > 80
    assert {text for text in said if in_language(text, Language.ENGLISH) == text} == set()


def test_what_the_page_says_by_kind_has_english_words() -> None:
    tables = (wording.REASONS, wording.STAGES, wording.OUTCOMES, why.STAGES, history.THANKS)
    said = {text for table in tables for text in table.values()}
    said |= {wording.MEANT, wording.SPELLED, wording.PREPARING, handlers.MISTAKE, handlers.MOVED, handlers.TO_REBUILD}
    said |= {handlers.UP_TO_DATE, history.NOT_TOLD, editing.TOO_LITTLE, jobs.CANCELLED, access.NO_KEY, access.WRONG_KEY}
    assert said - TEXTS.keys() == set()
    assert {jobs.STILL_PUBLISHED, access.TOO_OFTEN} - MESSAGES.keys() == set()


def test_why_a_file_is_refused_has_english_words() -> None:
    readers = [path for path in SOURCES if {"formats", "text"} & set(path.parts) and "embeddings" in path.parts]
    told = {text for text in called_with({"SourceError"}, readers) if text != "{}"}
    said = {re.sub("^1 ", "「1」工作表「1」的 ", text.replace("{}", "1")) for text in told}  # a place, then the cells
    assert len(said) > 30
    with speaking(Language.ENGLISH):
        assert {text for text in said if wording.message_told(text) == text} == set()


def test_english_has_as_many_places_as_the_chinese() -> None:
    told = {**TEXTS, **MESSAGES}
    assert {text for text, english in told.items() if text.count("{}") != english.count("{}")} == set()
    assert [text for text in TEXTS if "。" in TEXTS[text] or "，" in TEXTS[text]] == []


def test_a_message_is_told_with_what_it_names_as_it_is() -> None:
    message = "「舊檔案.doc」有密碼保護；請先解除密碼再加入。"
    told = {}
    for language in Language:
        with speaking(language):
            told[language] = wording.message_told(message)
    assert told[Language.TRADITIONAL] == message
    assert told[Language.SIMPLIFIED] == "「舊檔案.doc」有密码保护；请先解除密码再加入。"
    assert told[Language.ENGLISH] == "“舊檔案.doc” has a password: remove that, then add it."


def test_a_problem_that_has_no_english_is_told_by_its_kind() -> None:
    with speaking(Language.ENGLISH):
        told = wording.problem_told("找不到", "甲不在乙")
    assert told.startswith("Not found. There is no such")
    assert told.endswith("\n甲不在乙")


@pytest.mark.parametrize(
    ("cookies", "accepted", "language"),
    [
        ("qa_language=en", "zh-TW", Language.ENGLISH),
        ("a=b; qa_language=zh-CN; c=d", None, Language.SIMPLIFIED),
        ("qa_language=tlh", "en", Language.ENGLISH),
        ("qa_language=\x00;;=", "zh-CN", Language.SIMPLIFIED),
        (None, None, Language.TRADITIONAL),
    ],
)
def test_a_browser_is_served_in_the_language_it_keeps(
    cookies: str | None, accepted: str | None, language: Language
) -> None:
    assert chosen_language(cookies, accepted) is language


def test_a_first_visit_keeps_the_language_and_the_switch_changes_it(client: TestClient) -> None:
    first = client.get("/", headers={"accept-language": "en", "accept": "text/html"})
    assert client.cookies[COOKIE] == "en"
    assert "Accept-Language" in first.headers["vary"]
    switched = client.post("/language", data={"language": "zh-CN", "to": "login"}, follow_redirects=False)
    assert switched.headers["location"] == "/login"
    assert client.cookies[COOKIE] == "zh-CN"
    assert "登录 · 中文问答助理" in client.get("/login", headers={"accept-language": "en"}).text
    assert client.post("/language", data={"language": "tlh"}).status_code == 422
    assert client.post("/language", data={"language": "en", "to": "//evil.example"}).status_code == 422
    client.cookies.clear()
