"""Problems in the language of the request."""

import pytest
from fastapi.testclient import TestClient

from tests.fakes.services import tiny_settings
from tests.integration.test_http import HERE
from ui.api import doors, idempotency, languages, problems
from ui.api.languages import Language, english, fault_in_english, language_of
from ui.app import create_app
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
    assert titles - english()["titles"].keys() == set()
    assert set(problems.FIELD_FAULTS.values()) - english()["faults"].keys() == set()
    assert all(words.isascii() for pair in english()["titles"].values() for words in pair)
    assert all(words.isascii() for words in english()["faults"].values())
    assert {len(pair) for pair in english()["titles"].values()} == {2}


def test_a_title_that_is_not_known_is_told_by_its_status() -> None:
    assert languages.in_english("什麼都不是", 409)[0] == "Conflict"


def test_a_fault_that_is_not_known_stays_as_it_is() -> None:
    assert fault_in_english("太長") == "is too long"
    assert fault_in_english("少見的錯") == "少見的錯"


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
