from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from starlette.routing import BaseRoute, WebSocketRoute
from starlette.websockets import WebSocketDisconnect

from tests.fakes.services import shipped_settings
from ui.app import create_app
from ui.wiring import open_services

HERE = "http://127.0.0.1:8000"
FOREIGN = [
    {"host": "evil.example"},
    {"host": "evil.example:8000", "origin": "http://evil.example:8000", "sec-fetch-site": "same-origin"},
    {"host": "127.0.0.1.evil.example"},
    {"host": "192.168.1.7"},
    {"host": ""},
    {"origin": "https://evil.example"},
    {"origin": "http://127.0.0.1:9000"},
    {"origin": "http://127.0.0.1:8000@evil.example"},
    {"origin": "null"},
    {"origin": "http://[::1"},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image"},
    {"sec-fetch-site": "same-origin", "origin": "https://evil.example"},
]
FOLLOWED_LINK = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    services = open_services(shipped_settings(tmp_path_factory.mktemp("doors")))
    with TestClient(create_app(services), base_url=HERE, raise_server_exceptions=False) as client:
        yield client


def routes_below(routes: list[BaseRoute], prefix: str = "") -> Iterator[tuple[str, BaseRoute]]:
    for route in routes:
        path = prefix + getattr(route, "path", "").rstrip("/")
        inner = getattr(route, "routes", None) or getattr(getattr(route, "original_router", None), "routes", None)
        if inner:
            yield from routes_below(inner, path)
        else:
            yield path or "/", route


def all_requests(client: TestClient) -> set[tuple[str, str]]:
    found = set()
    for path, route in routes_below(client.app.routes):
        address = path.replace("{", "").replace("}", "").replace(":path", "")
        found |= {(method, address) for method in getattr(route, "methods", None) or ()}
    return found


def test_every_route_is_seen_the_pages_own_too(client: TestClient) -> None:
    paths = {path for _, path in all_requests(client)}
    assert {"/api/v1/articles", "/api/v1/articles/files", "/api/v1/answer", "/gradio_api/queue/join"} <= paths
    assert len(paths) > 40


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_no_route_answers_a_foreign_request(client: TestClient, headers: dict[str, str]) -> None:
    for method, path in sorted(all_requests(client)):
        response = client.request(method, path, headers=headers)
        assert response.status_code == 403, (method, path)
        kind = "application/json" if path.startswith("/v1/") else "application/problem+json"  # as their clients read it
        assert response.headers["content-type"] == kind
        assert "access-control-allow-origin" not in response.headers


@pytest.mark.parametrize(
    "form",
    [
        {"data": {"title": "甲", "text": "乙"}},
        {"files": [("files", ("壞.txt", "種下的文章。".encode()))]},
        {"content": '{"title": "甲", "text": "乙"}', "headers": {"content-type": "text/plain"}},
    ],
    ids=["urlencoded", "multipart", "text"],
)
def test_a_form_of_another_site_plants_nothing(client: TestClient, form: dict[str, object]) -> None:
    foreign = {"origin": "https://evil.example", **FOLLOWED_LINK, **form.pop("headers", {})}
    before = client.get("/api/v1/articles").json()
    for method, path in sorted(all_requests(client)):
        if method in ("POST", "PUT", "PATCH", "DELETE"):
            assert client.request(method, path, headers=foreign, **form).status_code == 403, path
    assert client.get("/api/v1/articles").json() == before


def test_a_refusal_says_in_chinese_what_to_do(client: TestClient) -> None:
    problem = client.get("/healthz", headers={"host": "qa.example"}).json()
    assert (problem["title"], problem["instance"]) == ("不認得的主機名稱", "/healthz")
    assert "QA_TRUSTED_HOSTS" in problem["detail"]
    assert "別的網站" in client.get("/api/v1/articles", headers={"origin": "null"}).json()["detail"]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "LOCALHOST:1234", "[::1]", "[::1]:8000", "127.0.0.1:80"])
def test_the_loopback_names_are_trusted_with_any_port(client: TestClient, host: str) -> None:
    headers = {"host": host, "origin": f"http://{host}", "sec-fetch-site": "same-origin"}
    assert client.get("/api/v1/articles", headers=headers).status_code == 200


def test_a_program_and_an_address_that_was_typed_pass(client: TestClient) -> None:
    assert client.get("/api/v1/articles").status_code == 200
    assert client.get("/api/v1/articles", headers={"sec-fetch-site": "none"}).status_code == 200


def test_a_link_elsewhere_leads_to_the_page_but_not_to_content(client: TestClient) -> None:
    assert client.get("/", headers=FOLLOWED_LINK).status_code == 200
    assert client.get("/docs", headers=FOLLOWED_LINK).status_code == 200
    assert client.get("/api/v1/articles", headers=FOLLOWED_LINK).status_code == 403
    assert client.get("/", headers={**FOLLOWED_LINK, "sec-fetch-dest": "iframe"}).status_code == 403


def test_a_websocket_of_another_site_is_closed_before_it_opens(client: TestClient) -> None:
    sockets = [path for path, route in routes_below(client.app.routes) if isinstance(route, WebSocketRoute)]
    for path in [*sockets, "/any"]:
        with (
            pytest.raises(WebSocketDisconnect) as closed,
            client.websocket_connect(path, headers={"origin": "https://evil.example"}),
        ):
            raise AssertionError("the socket was opened")
        assert closed.value.code == 1008


@pytest.mark.parametrize(
    ("trusted", "bound", "host", "status"),
    [
        ("qa.example, other.example", "127.0.0.1", "qa.example:8443", 200),
        ("qa.example", "127.0.0.1", "sub.qa.example", 403),
        ("*.qa.example", "127.0.0.1", "sub.qa.example", 200),
        ("*.qa.example", "127.0.0.1", "evilqa.example", 403),
        ("*", "127.0.0.1", "anything.example", 200),
        ("", "192.168.1.7", "192.168.1.7:8000", 200),
        ("", "0.0.0.0", "192.168.1.7:8000", 200),
        ("", "::", "[2001:db8::1]:8000", 200),
        ("", "0.0.0.0", "rebound.example:8000", 403),
    ],
)
def test_names_are_trusted_as_they_are_set(tmp_path: Path, trusted: str, bound: str, host: str, status: int) -> None:
    services = open_services(shipped_settings(tmp_path, trusted_hosts=trusted, host=bound, anyone="admin"))
    with TestClient(create_app(services), base_url=HERE) as client:
        assert client.get("/api/v1/articles", headers={"host": host}).status_code == status
        assert client.get("/healthz", headers={"host": host, "origin": "https://evil.example"}).status_code == 403
