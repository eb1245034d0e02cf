"""The tools for other assistants, called by the client of the ``mcp`` package: over stdio and over HTTP."""

import sys
from collections.abc import Iterator
from functools import partial
from typing import Any

import anyio
import httpx
import pytest
from fastapi.testclient import TestClient

from embeddings.errors import ModelError
from embeddings.progress import ignore
from tests.fakes.services import shipped_settings
from tests.fakes.serving import serving
from tests.integration.test_http import HERE, assert_problem
from ui import tools
from ui.app import create_app
from ui.rebuild import rebuild
from ui.settings import CHECKOUT, Settings
from ui.wiring import environment_of, open_services

mcp = pytest.importorskip("mcp")

QUESTION = "掌上書房哪天開通？"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = shipped_settings(tmp_path_factory.mktemp("mcp"))
    rebuild(settings, ignore)
    return settings


@pytest.fixture(scope="module")
def address(settings: Settings) -> Iterator[str]:
    with serving(create_app(open_services(settings)), lifespan=True) as address:
        yield address


def calls(server: Any, *wanted: tuple[str, dict[str, object]], mode: str = "auto") -> tuple[Any, list[Any]]:
    """Return the tools that a server has, and what came of calls of them."""

    async def call() -> tuple[Any, list[Any]]:
        async with mcp.Client(server, mode=mode) as client:
            listed = await client.list_tools()
            return listed.tools, [await client.call_tool(name, given) for name, given in wanted]

    return anyio.run(call)


WANTED = [
    ("ask_articles", {"question": QUESTION}),
    ("search_articles", {"question": "電熱水壺", "limit": 1}),
    ("ask_articles", {"question": QUESTION, "published_from": "2025-01-01", "mode": "strict"}),
    ("ask_articles", {"question": " "}),
]


def assert_answers(listed: Any, results: list[Any]) -> None:
    assert [tool.name for tool in listed] == ["search_articles", "ask_articles"]
    assert all(tool.annotations.read_only_hint for tool in listed)
    assert {"question", "tags", "published_from"} <= listed[1].input_schema["properties"].keys()
    answered, found, narrowed, refused = results
    assert answered.structured_content["answer"] == "3月15日"
    assert answered.structured_content["citation"]["title"] == "雲澤市圖書館開通掌上書房"
    assert "3月15日" in answered.content[0].text
    assert [one["title"] for one in found.structured_content["passages"]] == ["海嶼電器召回電熱水壺"]
    assert (narrowed.structured_content["answered"], narrowed.structured_content["passages"]) == (False, [])
    assert refused.is_error
    assert "問題是空的" in refused.content[0].text


def test_a_program_that_starts_it_calls_the_tools_over_stdio(settings: Settings) -> None:
    command = mcp.StdioServerParameters(
        command=sys.executable, args=["-m", "ui.cli", "mcp"], env=environment_of(settings), cwd=str(CHECKOUT)
    )
    assert_answers(*calls(command, *WANTED))


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_the_server_has_the_tools_over_http(address: str, mode: str) -> None:
    assert_answers(*calls(f"{address}/mcp", *WANTED, mode=mode))


def test_the_tools_stand_behind_the_doors_of_every_route(address: str) -> None:
    post = partial(httpx.post, f"{address}/mcp", json={"jsonrpc": "2.0", "id": 1, "method": "ping"})
    accept = {"accept": "application/json, text/event-stream"}
    assert_problem(post(headers=accept | {"host": "evil.example"}), 403, "不認得的主機名稱")
    assert_problem(post(headers=accept | {"origin": "https://evil.example"}), 403, "來自別的網站的請求")
    assert post(headers=accept).status_code == 200


def test_where_the_package_is_not_installed_it_says_what_to_install(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tools, "find_spec", lambda _: None)
    services = open_services(settings)
    with pytest.raises(ModelError, match=r"\.\[mcp\]"):
        tools.mcp_server(services)
    with TestClient(create_app(services), base_url=HERE, raise_server_exceptions=False) as client:
        problem = assert_problem(client.post("/mcp", json={}), 501, "沒有安裝 MCP")
        assert "[mcp]" in str(problem["detail"])
        assert client.get("/healthz").status_code == 200
