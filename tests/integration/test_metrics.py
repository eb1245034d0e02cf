"""What a server tells of itself: counts for Prometheus, ids of requests, lines of JSON, and an orderly end."""

import io
import json
import logging
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from embeddings.progress import ignore
from qa.assistant import Assistant
from tests.fakes import serving
from tests.fakes.services import shipped_settings
from tests.integration.test_http import HERE, QUESTION
from ui.app import create_app
from ui.logs import LogFormat, log_handler
from ui.rebuild import rebuild
from ui.wiring import open_services


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    settings = shipped_settings(tmp_path_factory.mktemp("metrics"))
    rebuild(settings, ignore)
    with TestClient(create_app(open_services(settings)), base_url=HERE, raise_server_exceptions=False) as client:
        yield client


def counts(client: TestClient) -> dict[tuple[str, ...], float]:
    """Return every sample by its name and the values of its labels."""
    response = client.get("/metrics")
    assert response.headers["content-type"].startswith("text/plain")
    families = text_string_to_metric_families(response.text)
    return {(one.name, *one.labels.values()): one.value for family in families for one in family.samples}


def asked(client: TestClient, question: str = QUESTION) -> dict[str, Any]:
    return client.post("/api/v1/answer", json={"question": question}).json()


def test_questions_are_counted_by_what_became_of_them(client: TestClient) -> None:
    before = counts(client)
    asked(client)
    asked(client)
    asked(client, "阿基米德生於何時")
    client.post("/api/v1/answer/stream", json={"question": QUESTION})
    after = counts(client)

    def more(*name: str) -> float:
        return after.get(name, 0) - before.get(name, 0)

    assert more("qa_questions_total", "answered") == 3
    assert more("qa_questions_total", "nothing_relevant") == 1
    assert more("qa_stage_seconds_count", "retrieve") == more("qa_stage_seconds_count", "total") == 4
    assert more("qa_reader_cache_hits_total") >= 2
    assert more("qa_http_requests_total", "POST", "/api/v1/answer", "200") == 3
    assert after[("qa_build_articles",)] == 4
    assert 0 <= after[("qa_build_age_seconds",)] < 3600


def test_addresses_are_counted_by_their_route(client: TestClient) -> None:
    for name in ("0123456789ab", "ba9876543210"):
        client.get(f"/api/v1/articles/{name}")
        client.get(f"/api/v1/{name}")
    after = counts(client)
    assert after[("qa_http_requests_total", "GET", "/api/v1/articles/{article_id}", "404")] == 2
    assert after[("qa_http_requests_total", "GET", "other", "404")] >= 2
    assert not [name for name in after if "0123456789ab" in "".join(name)]


def test_the_answer_carries_the_id_of_its_request(client: TestClient) -> None:
    response = client.post("/api/v1/answer", json={"question": QUESTION}, headers={"x-request-id": "mine-1"})
    assert response.json()["request_id"] == response.headers["x-request-id"] == "mine-1"
    ids = {asked(client)["request_id"] for _ in range(3)}
    assert len(ids) == 3
    refused = client.post("/api/v1/answer", json={"question": " "})
    assert refused.json()["request_id"] == refused.headers["x-request-id"]


@pytest.mark.parametrize("given", ["a b", "x" * 65, "", "<script>"])
def test_an_id_that_cannot_be_one_is_replaced(client: TestClient, given: str) -> None:
    assert client.get("/healthz", headers={"x-request-id": given}).headers["x-request-id"] not in (given, "")


def test_a_mistake_of_ours_has_the_id_that_its_log_has(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Assistant, "search", lambda *_: 1 / 0)
    response = client.post("/api/v1/search", json={"question": "甲"}, headers={"x-request-id": "mine-2"})
    assert (response.status_code, response.json()["request_id"]) == (500, "mine-2")


def test_the_log_is_a_json_object_a_line_and_holds_no_question(client: TestClient) -> None:
    handler = log_handler(LogFormat.JSON)
    written = io.StringIO()
    handler.setStream(written)
    logger = logging.getLogger("ui.api.requests")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        client.post("/api/v1/answer", json={"question": QUESTION}, headers={"x-request-id": "mine-3"})
    finally:
        logger.removeHandler(handler)
        logger.setLevel(logging.NOTSET)
    [line] = [json.loads(line) for line in written.getvalue().splitlines()]
    assert (line["request_id"], line["route"], line["status"], line["level"]) == (
        "mine-3", "/api/v1/answer", 200, "INFO",
    )  # fmt: skip
    assert line["milliseconds"] > 0
    assert QUESTION not in written.getvalue()


def test_a_question_in_flight_is_answered_before_the_server_stops(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = Assistant.ask

    def slow(*given: Any) -> object:
        time.sleep(1.5)
        return ask(*given)

    monkeypatch.setattr(Assistant, "ask", slow)
    answers: list[httpx.Response] = []
    with serving.serving(client.app) as address:
        send = lambda: answers.append(httpx.post(f"{address}/api/v1/answer", json={"question": QUESTION}, timeout=60))  # noqa: E731
        thread = threading.Thread(target=send)
        thread.start()
        time.sleep(0.7)
        serving.stop(address)
        thread.join(timeout=60)
    assert [(one.status_code, one.json()["answer"]) for one in answers] == [(200, "3月15日")]
