"""Conversations over HTTP, with the shipped models: asked in, listed, exported, and nobody else's."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from markdown_it import MarkdownIt

from embeddings.progress import ignore
from tests.fakes.services import shipped_settings
from ui.app import create_app
from ui.rebuild import rebuild
from ui.settings import Settings
from ui.wiring import open_services

HERE = "http://127.0.0.1:8000"
ALL = "/api/v1/conversations"
COOKIE = "qa_browser"
FIRST, SECOND = "掌上書房收有多少冊電子書？", "哪天開通？"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = shipped_settings(tmp_path_factory.mktemp("conversations"))
    rebuild(settings, ignore)
    return settings


def browser(settings: Settings, **extra: object) -> TestClient:
    """Return somebody who comes for the first time, to a server that has just been started."""
    return TestClient(create_app(open_services(settings)), base_url=HERE, raise_server_exceptions=False, **extra)


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    with browser(settings) as client:
        yield client


def asked(client: TestClient, id: str, question: str) -> dict[str, object]:
    response = client.post("/api/v1/answer", json={"question": question, "conversation": id})
    assert response.status_code == 200
    return response.json()


def begun(client: TestClient, title: str = "") -> str:
    response = client.post(ALL, json={"title": title})
    assert response.status_code == 201
    assert response.headers["location"] == f"{ALL}/{response.json()['id']}"
    return response.json()["id"]


def test_a_question_in_a_conversation_leans_on_its_turns_and_becomes_one(client: TestClient) -> None:
    id = begun(client)
    asked(client, id, FIRST)
    second = asked(client, id, SECOND)
    assert (second["understood_as"], second["answer"]) == ("掌上書房哪天開通？", "3月15日")
    held = client.get(f"{ALL}/{id}").json()
    assert (held["title"], held["turns"]) == (FIRST, 2)
    assert [(one["number"], one["question"], one["outdated"]) for one in held["items"]] == [
        (1, FIRST, False),
        (2, SECOND, False),
    ]
    assert held["items"][1]["answer"] == {**second, "passages": second["passages"][:5]}


def test_a_stream_and_an_openai_client_go_on_in_a_conversation(client: TestClient) -> None:
    id = begun(client)
    asked(client, id, FIRST)
    told = client.post("/api/v1/answer/stream", json={"question": SECOND, "conversation": id}).text
    assert told.count("event: answered") == 1
    body = {"model": "qa-zh", "messages": [{"role": "user", "content": SECOND}], "conversation": id}
    done = client.post("/v1/chat/completions", json=body).json()
    assert (done["answer"]["understood_as"], done["answer"]["answer"]) == ("掌上書房哪天開通？", "3月15日")
    items = client.get(f"{ALL}/{id}").json()["items"]
    assert [one["answer"]["answer"] for one in items[1:]] == ["3月15日", "3月15日"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/v1/answer/stream", {"question": SECOND, "history": [{"question": FIRST, "answer": None}]}),
        (
            "/v1/chat/completions",
            {"model": "qa-zh", "messages": [{"role": "user", "content": words} for words in (FIRST, SECOND)]},
        ),
    ],
)
def test_no_route_takes_a_conversation_and_earlier_turns(client: TestClient, path: str, body: dict) -> None:
    id = begun(client)
    assert client.post(path, json={**body, "conversation": id}).status_code == 422
    assert client.post(path, json={**body, "conversation": "none"}).status_code in (404, 422)
    assert client.get(f"{ALL}/{id}").json()["items"] == []


def test_a_conversation_survives_a_new_server(client: TestClient, settings: Settings) -> None:
    id = begun(client)
    asked(client, id, FIRST)
    with browser(settings, cookies=client.cookies) as later:
        assert asked(later, id, SECOND)["understood_as"] == "掌上書房哪天開通？"


def test_two_browsers_never_see_each_others(client: TestClient, settings: Settings) -> None:
    id = begun(client, "祕密")
    with browser(settings) as other:
        assert other.get(ALL).json() == {"items": [], "total": 0, "next": None}
        for method, path, body in (
            ("GET", f"{ALL}/{id}", None),
            ("GET", f"{ALL}/{id}/export", None),
            ("PATCH", f"{ALL}/{id}", {"title": "我的"}),
            ("DELETE", f"{ALL}/{id}", None),
            ("POST", "/api/v1/answer", {"question": FIRST, "conversation": id}),
        ):
            response = other.request(method, path, json=body)
            assert (response.status_code, response.json()["title"]) == (404, "找不到")
    assert client.get(f"{ALL}/{id}").json()["title"] == "祕密"


@pytest.mark.parametrize("forged", ["", "x", "0" * 32, "browser.sig", "é"])
def test_a_cookie_that_was_not_signed_here_is_a_new_browser(client: TestClient, forged: str) -> None:
    begun(client)
    known = client.cookies[COOKIE]
    client.cookies.clear()
    headers = {"cookie": f"{COOKIE}={forged or known[:-1]}".encode("latin-1")}
    response = client.get(ALL, headers=headers)
    assert response.json()["total"] == 0
    assert response.cookies[COOKIE] not in (known, forged)


def test_the_cookie_is_kept_from_scripts_and_other_sites_and_given_once(client: TestClient) -> None:
    given = client.get("/").headers["set-cookie"]
    assert all(f"; {part}" in given for part in ("HttpOnly", "SameSite=Lax", "Path=/", "Max-Age="))
    assert "Secure" not in given
    assert "set-cookie" not in client.get("/").headers
    client.cookies.clear()
    assert "set-cookie" not in client.get("/healthz").headers


def test_lists_are_searched_and_paged(client: TestClient) -> None:
    ids = [begun(client, f"第{number}段") for number in range(3)]
    page = client.get(ALL, params={"limit": 2}).json()
    assert [one["id"] for one in page["items"]] == [ids[2], ids[1]]
    rest = client.get(ALL, params={"limit": 2, "cursor": page["next"]}).json()
    assert ([one["id"] for one in rest["items"]], rest["next"], rest["total"]) == ([ids[0]], None, 3)
    assert [one["id"] for one in client.get(ALL, params={"search": "第1"}).json()["items"]] == [ids[1]]
    assert client.get(ALL, params={"cursor": "eA"}).status_code == 422


def test_a_conversation_is_renamed_and_deleted(client: TestClient) -> None:
    id = begun(client)
    assert client.patch(f"{ALL}/{id}", json={"title": " 書房\n的事 "}).json()["title"] == "書房 的事"
    assert client.patch(f"{ALL}/{id}", json={"title": " "}).status_code == 422
    assert client.delete(f"{ALL}/{id}").status_code == 204
    assert client.get(f"{ALL}/{id}").status_code == 404
    assert client.delete(f"{ALL}/{id}").status_code == 404


def test_an_export_has_the_questions_and_quotes(client: TestClient) -> None:
    id = begun(client)
    asked(client, id, "掌上書房哪天開通？")
    asked(client, id, "這則文章寫著標籤共有多少個字元？")
    markdown = client.get(f"{ALL}/{id}/export")
    assert markdown.headers["content-type"] == "text/markdown; charset=utf-8"
    assert markdown.headers["content-disposition"].startswith('attachment; filename="conversation-')
    assert "**3月15日**" in markdown.text
    page = MarkdownIt("commonmark", {"html": True}).render(markdown.text)
    assert "<script>" not in page
    assert "&lt;script&gt;document.title='pwned'&lt;/script&gt;" in page
    exported = client.get(f"{ALL}/{id}/export", params={"format": "json"})
    assert json.loads(exported.text) == client.get(f"{ALL}/{id}").json()
    assert client.get(f"{ALL}/{id}/export", params={"format": "pdf"}).status_code == 422


def test_a_conversation_and_a_history_cannot_both_be_given(client: TestClient) -> None:
    body = {"question": SECOND, "conversation": begun(client), "history": [{"question": FIRST}]}
    response = client.post("/api/v1/answer", json=body)
    assert response.status_code == 422
    assert "只能給一個" in response.json()["detail"]


def test_a_question_that_cannot_be_asked_is_not_kept(client: TestClient) -> None:
    id = begun(client)
    assert client.post("/api/v1/answer", json={"question": " ", "conversation": id}).status_code == 422
    assert client.get(f"{ALL}/{id}").json()["turns"] == 0


def test_a_batch_goes_on_in_a_conversation(client: TestClient) -> None:
    id = begun(client)
    questions = [{"question": question, "conversation": id} for question in (FIRST, SECOND)]
    items = client.post("/api/v1/answer/batch", json={"questions": questions}).json()["items"]
    assert [item["answer"]["understood_as"] for item in items] == [None, "掌上書房哪天開通？"]
    assert client.get(f"{ALL}/{id}").json()["turns"] == 2


def test_a_citation_whose_article_has_changed_says_so(tmp_path: Path) -> None:
    settings = shipped_settings(tmp_path)
    rebuild(settings, ignore)
    with browser(settings) as client:
        id = begun(client)
        asked(client, id, "熱水壺的型號是什麼？")
        asked(client, id, "掌上書房哪天開通？")
        path = settings.articles_dir / "library.md"
        path.write_text(path.read_text(encoding="utf-8").replace("3月15日，", "更正：3月16日，"), encoding="utf-8")
        rebuild(settings, ignore)
        items = client.get(f"{ALL}/{id}").json()["items"]
        assert [one["outdated"] for one in items] == [False, True]
        assert asked(client, id, "掌上書房哪天開通？")["answer"] == "3月16日"
        assert client.get(f"{ALL}/{id}").json()["items"][-1]["outdated"] is False


def test_a_file_that_cannot_be_used_is_told_in_words(client: TestClient, settings: Settings, tmp_path: Path) -> None:
    broken = settings.model_copy(update={"data_dir": tmp_path})
    with browser(broken) as other:
        broken.people_path.write_bytes(b"not a database, but long enough to be looked at" * 100)
        for suffix in ("-wal", "-shm"):
            broken.people_path.with_name(f"people.sqlite{suffix}").unlink(missing_ok=True)
        response = other.get(ALL)
        assert (response.status_code, response.json()["title"]) == (503, "對話資料庫不能用")
        assert str(tmp_path) not in response.text
