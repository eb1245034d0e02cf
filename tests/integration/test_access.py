"""Who may do what over HTTP and on the page: keys, logins, roles, rates, and what is written down."""

import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from embeddings.errors import InputError
from embeddings.progress import ignore
from tests.fakes.command import run_qa
from tests.fakes.services import tiny_settings
from ui.api.access import refuse_open_door
from ui.app import create_app
from ui.people.keys import Keys, Role
from ui.rebuild import rebuild
from ui.settings import Settings
from ui.wiring import open_services

HERE = "http://127.0.0.1:8000"
QUESTION = {"question": "掌上書房哪天開通"}
ARTICLE = {"title": "公告", "text": "今天休館。"}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = tiny_settings(tmp_path)
    rebuild(settings, ignore)
    return settings


def server(settings: Settings, **extra: object) -> TestClient:
    app = create_app(open_services(settings))
    return TestClient(app, base_url=HERE, raise_server_exceptions=False, follow_redirects=False, **extra)


def key(settings: Settings, role: Role, name: str = "甲") -> str:
    with Keys.open(settings.people_path) as keys:
        return keys.create(name, role)[1]


def bearer(written: str) -> dict[str, str]:
    return {"authorization": f"Bearer {written}"}


def test_without_any_key_this_machine_may_do_everything(settings: Settings) -> None:
    with server(settings) as client:
        assert client.get("/").status_code == 200
        assert client.post("/api/v1/articles", json=ARTICLE).status_code == 201
        assert client.post("/api/v1/answer", json=QUESTION, headers=bearer("none")).status_code == 200


def test_from_the_first_key_on_one_is_asked_for_at_once(settings: Settings) -> None:
    with server(settings) as client:
        assert client.post("/api/v1/answer", json=QUESTION).status_code == 200
        written = key(settings, Role.READER)
        refused = client.post("/api/v1/answer", json=QUESTION)
        assert (refused.status_code, refused.headers["www-authenticate"]) == (401, "Bearer")
        assert refused.headers["content-type"] == "application/problem+json"
        assert "/login" in refused.json()["detail"]
        assert client.post("/api/v1/answer", json=QUESTION, headers=bearer(written)).status_code == 200
        for path in ("/healthz", "/readyz", "/login"):
            assert client.get(path).status_code == 200
        for path in ("/docs", "/openapi.json", "/gradio_api/info", "/config", "/api/v1/articles"):
            assert client.get(path, headers={"accept": "*/*"}).status_code == 401


@pytest.mark.parametrize(
    ("method", "path", "body", "least"),
    [
        ("GET", "/api/v1/articles", None, Role.READER),
        ("POST", "/api/v1/search", QUESTION, Role.READER),
        ("POST", "/api/v1/conversations", {}, Role.READER),
        ("POST", "/api/v1/answer/stream", QUESTION, Role.READER),
        ("POST", "/api/v1/feedback", {}, Role.READER),
        ("POST", "/v1/chat/completions", {"model": "none", "messages": []}, Role.READER),
        ("POST", "/mcp", {}, Role.READER),
        ("PUT", "/api/v1/articles/none", ARTICLE, Role.EDITOR),
        ("POST", "/api/v1/builds", None, Role.EDITOR),
        ("GET", "/metrics", None, Role.ADMIN),
        ("POST", "/api/v1/articles", ARTICLE, Role.EDITOR),
        ("DELETE", "/api/v1/articles/none", None, Role.EDITOR),
        ("DELETE", "/api/v1/jobs/none", None, Role.EDITOR),
        ("POST", "/api/v1/builds/none/publish", None, Role.ADMIN),
    ],
)
def test_each_route_is_for_its_role_and_those_above(settings, method, path, body, least: Role) -> None:
    with server(settings) as client:
        for role in Role:
            response = client.request(method, path, json=body, headers=bearer(key(settings, role)))
            assert (response.status_code != 403) is role.covers(least)
            if response.status_code == 403:
                assert "請向管理者索取" in response.json()["detail"]


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),  # Prometheus on this machine
        ("192.0.2.7", {}, 401),
        ("127.0.0.1", {"x-forwarded-for": "192.0.2.7"}, 401),  # somebody else, through a proxy here
        ("127.0.0.1", {"host": "qa.example.org"}, 401),
    ],
)
def test_without_a_key_only_this_machine_itself_reads_the_metrics(settings, address, headers, status) -> None:
    key(settings, Role.READER)
    settings = settings.model_copy(update={"trusted_hosts": "qa.example.org"})
    with server(settings, client=(address, 40000)) as client:
        assert client.get("/metrics", headers=headers).status_code == status
        assert client.get("/api/v1/articles", headers=headers).status_code == 401


@pytest.mark.parametrize(
    ("role", "path", "status"),
    [(None, "/healthz", 200), (None, "/api/v1/articles", 401), (Role.READER, "/api/v1/articles", 200)],
)
def test_roles_hold_below_a_sub_path(settings: Settings, role: Role | None, path: str, status: int) -> None:
    written = key(settings, Role.READER if role is None else role)
    with server(settings, root_path="/qa") as client:
        headers = {} if role is None else bearer(written)
        assert client.get(f"/qa{path}", headers=headers).status_code == status
        assert client.post("/qa/api/v1/answer", json=QUESTION, headers=headers).status_code == (
            401 if role is None else 200
        )
        assert client.post("/qa/api/v1/articles", json=ARTICLE, headers=headers).status_code == (
            401 if role is None else 403
        )
        assert "script-src" not in client.get(f"/qa{path}", headers=headers).headers["content-security-policy"]


def test_a_revoked_key_opens_nothing_and_the_server_stays_closed(settings: Settings) -> None:
    with server(settings) as client:
        written = key(settings, Role.ADMIN)
        assert client.get("/api/v1/articles", headers=bearer(written)).status_code == 200
        with Keys.open(settings.people_path) as keys:
            keys.revoke(keys.listed()[0].id)
        assert client.get("/api/v1/articles", headers=bearer(written)).status_code == 401
        assert client.get("/api/v1/articles").status_code == 401


def test_two_keys_never_see_each_others_conversations(settings: Settings) -> None:
    one, two = (bearer(key(settings, Role.ADMIN, name)) for name in "甲乙")
    with server(settings) as client:
        id = client.post("/api/v1/conversations", json={"title": "祕密"}, headers=one).json()["id"]
        assert client.get(f"/api/v1/conversations/{id}", headers=one).status_code == 200
        assert client.get(f"/api/v1/conversations/{id}", headers=two).status_code == 404
        assert client.get("/api/v1/conversations", headers=two).json()["total"] == 0


def test_somebody_logs_in_to_the_page_and_out_again(settings: Settings) -> None:
    written = key(settings, Role.READER)
    with server(settings) as client:
        visit = client.get("/", headers={"accept": "text/html"})
        assert (visit.status_code, visit.headers["location"]) == (303, "/login")
        assert "<form" in client.get("/login").text
        wrong = client.post("/login", data={"key": "qa_<b>"})
        assert (wrong.status_code, "鑰匙不能用" in wrong.text or "不能用" in wrong.text) == (401, True)
        done = client.post("/login", data={"key": f" {written}\n"})
        assert (done.status_code, done.headers["location"]) == (303, "/")
        assert all(part in done.headers["set-cookie"] for part in ("HttpOnly", "SameSite=Lax"))
        assert written not in done.headers["set-cookie"]
        assert client.get("/").status_code == 200
        id = client.post("/api/v1/conversations", json={}).json()["id"]
        with server(settings) as other:  # another browser, the same person
            other.post("/login", data={"key": written})
            assert other.get(f"/api/v1/conversations/{id}").status_code == 200
        assert client.post("/api/v1/articles", json=ARTICLE).status_code == 403
        client.post("/logout")
        assert client.get("/api/v1/conversations").status_code == 401


def test_a_login_ends_with_its_key_and_cannot_be_forged(settings: Settings) -> None:
    written = key(settings, Role.READER)
    with server(settings) as client:
        client.post("/login", data={"key": written})
        assert client.get("/api/v1/articles").status_code == 200
        forged = {"cookie": f"qa_login={written.split('_')[1]}"}
        with server(settings) as other:
            assert other.get("/api/v1/articles", headers=forged).status_code == 401
            browser = other.get("/login").cookies.get("qa_browser") or ""
            assert other.get("/api/v1/articles", headers={"cookie": f"qa_login={browser}"}).status_code == 401
        with Keys.open(settings.people_path) as keys:
            keys.revoke(keys.listed()[0].id)
        assert client.get("/api/v1/articles").status_code == 401


def test_wrong_keys_are_tried_only_so_often(settings: Settings) -> None:
    written = key(settings, Role.READER)
    with server(settings) as client:
        tried = [client.post("/login", data={"key": "qa_none"}).status_code for _ in range(12)]
        assert tried == [401] * 10 + [429] * 2
        waiting = client.get("/api/v1/articles", headers=bearer(written))
        assert (waiting.status_code, waiting.headers["content-type"]) == (429, "application/problem+json")
        assert 1 <= int(waiting.headers["retry-after"]) <= 61


def test_each_key_has_a_rate_of_its_own(settings: Settings) -> None:
    one, two = (bearer(key(settings, Role.READER, name)) for name in "甲乙")
    with server(settings.model_copy(update={"rate_limit": "3/minute"})) as client:
        asked = [client.get("/api/v1/articles", headers=one) for _ in range(4)]
        assert [response.status_code for response in asked] == [200, 200, 200, 429]
        assert 1 <= int(asked[-1].headers["retry-after"]) <= 61
        assert client.get("/api/v1/articles", headers=two).status_code == 200
        assert client.get("/healthz").status_code == 200


def test_what_anyone_may_do_is_said_in_so_many_words(settings: Settings) -> None:
    open_to_readers = settings.model_copy(update={"host": "0.0.0.0", "anyone": Role.READER, "rate_limit": "5/minute"})
    with server(open_to_readers) as client:
        assert client.post("/api/v1/answer", json=QUESTION).status_code == 200
        assert client.post("/api/v1/articles", json=ARTICLE).status_code == 403
        editor = bearer(key(settings, Role.EDITOR))
        assert client.post("/api/v1/articles", json=ARTICLE, headers=editor).status_code == 201
        assert client.post("/api/v1/answer", json=QUESTION, headers=bearer("wrong")).status_code == 401
        assert [client.get("/api/v1/articles").status_code for _ in range(5)][-1] == 429


def test_a_server_that_others_reach_does_not_start_without_a_key(settings: Settings) -> None:
    refuse_open_door(settings)
    for host in ("0.0.0.0", "::", "192.168.1.7", "qa.example"):
        reached = settings.model_copy(update={"host": host})
        with pytest.raises(InputError, match=rf"{re.escape(host)}.*qa keys create.*QA_ANYONE"):
            refuse_open_door(reached)
        with server(reached.model_copy(update={"trusted_hosts": "*"})) as client:  # nor lets it anybody in
            assert client.get("/api/v1/articles").status_code == 401
        refuse_open_door(reached.model_copy(update={"anyone": Role.READER}))
    key(settings, Role.ADMIN)
    refuse_open_door(settings.model_copy(update={"host": "0.0.0.0"}))


def test_writes_are_written_down_and_questions_and_keys_are_not(settings, monkeypatch, capsys, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    written = key(settings, Role.EDITOR)
    with server(settings) as client:
        client.post("/api/v1/answer", json=QUESTION, headers=bearer(written))
        id = client.post("/api/v1/articles", json=ARTICLE, headers=bearer(written)).json()["id"]
        client.delete(f"/api/v1/articles/{id}", headers=bearer(written))
        client.post("/login", data={"key": written})
        client.post("/api/v1/builds/x/publish", headers=bearer(written))
    assert run_qa(settings, monkeypatch, "audit", "--json") == 0
    printed = capsys.readouterr().out
    entries = [(one["action"], one["status"], one["person"].split(":")[0]) for one in json.loads(printed)]
    assert entries == [
        (f"DELETE /api/v1/articles/{id}", 204, "key"),
        ("POST /api/v1/articles", 201, "key"),
    ]
    assert run_qa(settings, monkeypatch, "audit", "--last", "1") == 0
    assert f"DELETE /api/v1/articles/{id}\t204" in capsys.readouterr().out
    secret = written.split("_", 2)[2]
    assert secret not in printed
    assert secret not in caplog.text


def test_keys_are_made_listed_and_revoked_on_the_command_line(settings, monkeypatch, capsys) -> None:
    assert run_qa(settings, monkeypatch, "keys", "list") == 0
    assert "還沒有鑰匙" in capsys.readouterr().err
    assert run_qa(settings, monkeypatch, "serve", "--host", "0.0.0.0") == 2
    assert "qa keys create" in capsys.readouterr().err
    assert run_qa(settings, monkeypatch, "keys", "create", "王小明", "--role", "editor") == 0
    shown = capsys.readouterr()
    written = shown.out.strip()
    assert "只顯示這一次" in shown.err
    with Keys.open(settings.people_path) as keys:
        found = keys.recognised(written)
    assert found is not None
    assert (found.name, found.role) == ("王小明", Role.EDITOR)
    assert run_qa(settings, monkeypatch, "keys", "create", "程式", "--json") == 0
    assert json.loads(capsys.readouterr().out)["role"] == "reader"
    assert run_qa(settings, monkeypatch, "keys", "revoke", found.id) == 0
    assert "已收回「王小明」" in capsys.readouterr().out
    assert run_qa(settings, monkeypatch, "keys", "list", "--json") == 0
    listed = capsys.readouterr().out
    assert [bool(one["revoked"]) for one in json.loads(listed)] == [True, False]
    assert written.split("_", 2)[2] not in listed
    assert run_qa(settings, monkeypatch, "keys", "revoke") == 2
    assert run_qa(settings, monkeypatch, "keys", "revoke", "none") == 2
    assert run_qa(settings, monkeypatch, "keys", "create") == 2


@pytest.fixture
def page(settings: Settings) -> Iterator[TestClient]:
    with server(settings) as client:
        yield client


def test_no_other_site_is_let_in_by_cors(page: TestClient) -> None:
    response = page.options(
        "/api/v1/answer",
        headers={
            "origin": "https://evil.example",
            "access-control-request-method": "POST",
            "sec-fetch-site": "cross-site",
        },
    )
    assert response.status_code == 403
    assert not [name for name in response.headers if name.startswith("access-control-")]


def test_the_description_says_that_keys_go_with_requests(page: TestClient) -> None:
    described = page.get("/openapi.json").json()
    assert described["components"]["securitySchemes"] == {"bearer": {"type": "http", "scheme": "bearer"}}
    assert described["security"] == [{}, {"bearer": []}]
