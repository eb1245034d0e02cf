"""A server over Milvus: the same answers, 503 with Retry-After while Milvus is away, and itself again afterwards."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from embeddings.index.embedded import EmbeddedEngine
from embeddings.index.milvus import client as module
from embeddings.index.milvus.engine import MilvusEngine
from embeddings.progress import ignore
from tests.fakes.services import tiny_settings
from ui.app import create_app
from ui.rebuild import rebuild
from ui.wiring import Services, open_services

pymilvus = pytest.importorskip("pymilvus")
pytest.importorskip("milvus_lite")
pytestmark = [pytest.mark.milvus, pytest.mark.filterwarnings("ignore:pkg_resources is deprecated:UserWarning")]

QUESTION = {"question": "掌上書房哪天開通？"}


class Away:
    """A client of a Milvus that does not answer."""

    def __getattr__(self, name: str) -> object:
        def call(*_: object, **named: object) -> None:
            raise pymilvus.MilvusException(2, f"Fail connecting to server, {name}")

        return call


@pytest.fixture
def services(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    monkeypatch.setattr(module, "REST_SECONDS", 1)
    embedded = tiny_settings(tmp_path)
    rebuild(embedded, ignore)
    settings = embedded.model_copy(update={"store": str(tmp_path / "milvus.db")})
    made: list[MilvusEngine] = []

    def one_engine(_: object) -> MilvusEngine:  # a file of Milvus Lite is opened once in a process
        if not made:
            made.append(MilvusEngine(settings.milvus))
        return made[0]

    monkeypatch.setattr("ui.wiring.open_engine", one_engine)
    rebuild(settings, ignore)
    yield open_services(settings)
    made[0].close()


@pytest.fixture
def client(services: Services) -> TestClient:
    return TestClient(create_app(services), base_url="http://127.0.0.1:8000", raise_server_exceptions=False)


def test_milvus_away_is_a_503_that_says_when_to_ask_again_and_passes(client, services):
    engine = services.builds.recipe.engine
    assert isinstance(engine, MilvusEngine)
    before = client.post("/api/v1/answer", json=QUESTION).json()
    assert before["answer"]
    assert client.get("/readyz").status_code == 200
    there = engine.connection._client
    engine.connection._client = Away()
    for _ in range(5):
        refused = client.post("/api/v1/answer", json=QUESTION)
        assert refused.status_code == 503
        assert int(refused.headers["Retry-After"]) >= 1
        assert refused.headers["content-type"] == "application/problem+json"
        assert "連不上 Milvus" in refused.json()["detail"]
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200
    engine.connection._client = there
    engine.connection._breaker.close()
    after = client.post("/api/v1/answer", json=QUESTION).json()
    assert client.get("/readyz").status_code == 200
    assert (after["answer"], after["citation"]) == (before["answer"], before["citation"])


def test_the_embedded_build_is_untouched_and_answers_alike(services, monkeypatch):
    settings = services.settings.model_copy(update={"store": None})
    monkeypatch.setattr("ui.wiring.open_engine", lambda _: EmbeddedEngine())
    embedded = open_services(settings)
    ours, theirs = services.ask(QUESTION["question"]), embedded.ask(QUESTION["question"])
    assert (ours.answer, ours.citation) == (theirs.answer, theirs.citation)
    assert ours.build != theirs.build
    assert services.settings.builds_dir != settings.builds_dir
