"""Feedback over HTTP and on the command line, with the shipped models."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from embeddings.progress import ignore
from tests.fakes.command import run_qa
from tests.fakes.services import shipped_settings
from ui.app import create_app
from ui.rebuild import rebuild
from ui.settings import Settings
from ui.wiring import open_services

HERE = "http://127.0.0.1:8000"
QUESTION = "掌上書房哪天開通"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = shipped_settings(tmp_path_factory.mktemp("feedback"))
    rebuild(settings, ignore)
    return settings


@pytest.fixture(scope="module")
def client(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(open_services(settings)), base_url=HERE) as client:
        yield client


def place(citation: dict[str, object], **changed: object) -> dict[str, object]:
    return {name: citation[name] for name in ("article_id", "start", "end")} | changed


def test_feedback_becomes_a_file_that_evaluate_takes(client, settings, monkeypatch, capsys, tmp_path: Path) -> None:
    file = tmp_path / "題目.json"
    assert run_qa(settings, monkeypatch, "feedback", "list") == 0
    assert "還沒有人" in capsys.readouterr().err
    assert run_qa(settings, monkeypatch, "feedback", "export", str(file)) == 2
    answer = client.post("/api/v1/answer", json={"question": QUESTION}).json()
    quote = place(answer["citation"])
    right = client.post("/api/v1/feedback", json={"question": QUESTION, "verdict": "right", "quote": quote})
    assert (right.status_code, right.json()["example"]) == (201, True)
    text = client.get(f"/api/v1/articles/{quote['article_id']}").json()["text"]
    start = text.index("680萬元")
    correct = place(answer["citation"], start=start, end=start + 5)
    said = [
        {"question": "平台花了多少錢？", "verdict": "wrong", "correct": correct},
        {"question": "館長幾歲？", "verdict": "wrong", "quote": quote, "no_answer": True},
        {"question": "怎麼去？", "verdict": "wrong"},
    ]
    examples = [client.post("/api/v1/feedback", json=one).json()["example"] for one in said]
    assert examples == [True, True, False]
    capsys.readouterr()
    assert run_qa(settings, monkeypatch, "feedback", "export", str(file)) == 0
    assert "3 題寫到" in capsys.readouterr().out
    answers = {
        qa["question"]: [one["text"] for one in qa["answers"]]
        for article in json.loads(file.read_text(encoding="utf-8"))["data"]
        for paragraph in article["paragraphs"]
        for qa in paragraph["qas"]
    }
    assert answers == {QUESTION: ["3月15日"], "平台花了多少錢？": ["680萬元"], "館長幾歲？": []}
    assert run_qa(settings, monkeypatch, "evaluate", str(file), "--reading", "--json") == 0
    assert json.loads(capsys.readouterr().out)["questions"] == 3
    assert run_qa(settings, monkeypatch, "feedback", "list") == 0
    assert "館長幾歲？\t（文章裡沒有）" in capsys.readouterr().out
    assert run_qa(settings, monkeypatch, "feedback", "list", "--json") == 0
    assert json.loads(capsys.readouterr().out) == json.loads(file.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ({"verdict": "right"}, 422, "quote"),
        ({"verdict": "wrong", "no_answer": True}, 422, "quote"),
        ({"verdict": "wrong", "correct": {"article_id": "none", "start": 0, "end": 3}}, 404, "none"),
        ({"verdict": "right", "quote": {"article_id": "x", "start": 5, "end": 5}}, 422, "沒有字"),
        ({"verdict": "perhaps"}, 422, "可選的值"),
        ({"verdict": "right", "quote": {"article_id": "x", "start": -1, "end": 3}}, 422, "太小"),
        ({"question": " ", "verdict": "wrong"}, 422, "問題是空的"),
    ],
)
def test_feedback_that_cannot_be_used_is_told_in_words(client, body, status: int, words: str) -> None:
    response = client.post("/api/v1/feedback", json={"question": QUESTION, **body})
    assert response.status_code == status
    assert words in response.json()["detail"]


def test_a_file_that_cannot_be_written_is_named(client, settings, monkeypatch, capsys, tmp_path: Path) -> None:
    quote = place(client.post("/api/v1/answer", json={"question": QUESTION}).json()["citation"])
    client.post("/api/v1/feedback", json={"question": QUESTION, "verdict": "right", "quote": quote})
    assert run_qa(settings, monkeypatch, "feedback", "export", str(tmp_path)) == 2
    assert f"{tmp_path} 寫不進去" in capsys.readouterr().err
    assert run_qa(settings, monkeypatch, "feedback", "export") == 2
    assert "qa feedback export 題目.json" in capsys.readouterr().err
