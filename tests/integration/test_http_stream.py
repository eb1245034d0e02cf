"""An answer in steps over HTTP: what was found, what is read, and the same answer at the end."""

import json
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from embeddings.errors import BuildError
from embeddings.progress import ignore
from qa.decide import Choice
from qa.pipeline import Pipeline
from tests.fakes import serving
from tests.fakes.services import shipped_settings
from tests.integration.test_http import HERE, HISTORY, QUESTION, assert_problem
from ui.app import create_app
from ui.rebuild import rebuild
from ui.wiring import open_services


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    settings = shipped_settings(tmp_path_factory.mktemp("stream"))
    rebuild(settings, ignore)
    with TestClient(create_app(open_services(settings)), base_url=HERE, raise_server_exceptions=False) as client:
        yield client


def events(text: str) -> list[tuple[str, dict[str, Any]]]:
    """Return the events of a stream: the name and the data of each."""
    found = []
    for block in text.replace("\r\n", "\n").split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.split("\n") if ": " in line)
        if "event" in lines:
            found.append((lines["event"], json.loads(lines["data"])))
    return found


def test_the_steps_come_in_order_and_end_with_the_answer_that_is_given_at_once(client: TestClient) -> None:
    response = client.post("/api/v1/answer/stream", json={"question": QUESTION})
    assert response.headers["content-type"].startswith("text/event-stream")
    told = events(response.text)
    assert [name for name, _ in told] == ["retrieved", "read", "answered"]
    at_once = client.post("/api/v1/answer", json={"question": QUESTION}).json()
    varying = {"timings_ms": {}, "request_id": None}
    assert told[-1][1] | varying == at_once | varying
    assert told[0][1]["passages"] == at_once["passages"]
    assert told[0][1]["build"] == at_once["build"]
    assert at_once["answer"] in [one["answer"] for one in told[-2][1]["candidates"]]


def test_a_stream_has_history_filters_and_modes_as_an_answer_has(client: TestClient) -> None:
    body = {"question": "它的客服電話是多少？", "history": HISTORY, "tags": ["沒有"], "mode": "strict"}
    told = events(client.post("/api/v1/answer/stream", json=body).text)
    assert told[-1][1]["understood_as"] == "HY-207的客服電話是多少？"
    assert (told[0][1]["passages"], told[-1][1]["reason"]) == ([], "nothing_relevant")


def test_a_question_that_cannot_be_asked_is_a_problem_and_no_stream(client: TestClient) -> None:
    assert_problem(client.post("/api/v1/answer/stream", json={"question": " "}), 422, "輸入的內容不能用")


def test_what_goes_wrong_on_the_way_is_an_event(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise BuildError("索引壞了，請執行 qa rebuild。")

    monkeypatch.setattr(Pipeline, "choose", broken)
    told = events(client.post("/api/v1/answer/stream", json={"question": QUESTION}).text)
    assert [name for name, _ in told] == ["retrieved", "problem"]
    assert (told[1][1]["status"], told[1][1]["detail"]) == (503, "索引壞了，請執行 qa rebuild。")


def test_a_stream_in_flight_is_finished_before_the_server_stops(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose = Pipeline.choose

    def slow(self: Pipeline, *asked: Any) -> list[Choice]:
        time.sleep(1)
        return choose(self, *asked)

    monkeypatch.setattr(Pipeline, "choose", slow)
    asked = {"question": QUESTION}
    with (
        serving.serving(client.app) as address,
        httpx.stream("POST", f"{address}/api/v1/answer/stream", json=asked) as response,
    ):
        lines = response.iter_lines()
        assert next(lines) == "event: retrieved"
        serving.stop(address)
        rest = "\n".join(lines)
    assert "event: answered" in rest
