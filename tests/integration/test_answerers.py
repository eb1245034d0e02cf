"""A server that answers in two processes: answers, rebuilds, a process that is killed, and a graceful end."""

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from embeddings.errors import QuestionError
from embeddings.progress import ignore
from qa.answer import Answer, Found
from tests.fakes.server import running_server
from tests.fakes.services import shipped_settings, tiny_settings
from ui.answerers import Answerers
from ui.rebuild import rebuild
from ui.settings import Settings
from ui.wiring import open_assistant, open_shared_services

QUESTION = "掌上書房哪天開通"
SEEN_WITHIN = 2.0  # seconds in which a newly published build answers everywhere


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    made = tiny_settings(tmp_path_factory.mktemp("shared"), workers=2, threads=2)
    rebuild(made, ignore)
    return made


@pytest.fixture(scope="module")
def answerers(settings: Settings):
    made = Answerers(open_assistant, settings, 2)
    yield made
    made.close()
    assert all(not is_running(pid) for pid in made.pids())


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_two_processes_answer_alike(answerers: Answerers) -> None:
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(answerers.ask, [QUESTION] * 8))
    assert {answer.answer for answer in answers} == {"3月15日"}
    assert len({(answer.citation, answer.confidence, answer.build) for answer in answers}) == 1
    assert sum(answerers.remembered()) > 0


def test_steps_and_passages_come_from_them_too(answerers: Answerers) -> None:
    *before, last = answerers.steps(QUESTION)
    assert isinstance(before[0], Found)
    assert isinstance(last, Answer)
    assert len(answerers.search(QUESTION, 2).passages) == 2
    steps = answerers.steps(QUESTION)
    next(steps)
    steps.close()  # whoever asked has left: the process is ready for the next
    assert [answerers.ask(QUESTION).answer for _ in range(3)] == ["3月15日"] * 3


def test_what_is_wrong_with_a_question_is_raised_here(answerers: Answerers) -> None:
    for _ in range(3):
        with pytest.raises(QuestionError, match="問題是空的"):
            answerers.ask(" ")


def test_a_process_that_is_killed_is_replaced_and_its_question_answered(answerers: Answerers) -> None:
    before = answerers.pids()
    os.kill(before[0], signal.SIGKILL)
    assert [answerers.ask(QUESTION).answer for _ in range(4)] == ["3月15日"] * 4
    until = time.monotonic() + 60
    while before[0] in answerers.pids() and time.monotonic() < until:
        time.sleep(0.1)
    assert before[0] not in answerers.pids()
    assert len(answerers.pids()) == 2


def test_a_rebuild_is_seen_by_both(settings: Settings, answerers: Answerers) -> None:
    (settings.articles_dir / "ferry.txt").write_text("渡輪公告\n\n渡輪8月3日恢復行駛。\n", encoding="utf-8")
    built = rebuild(settings, ignore).manifest.id
    time.sleep(SEEN_WITHIN)
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(answerers.ask, [QUESTION, "渡輪哪天恢復行駛"] * 4))
    assert {answer.build for answer in answers} == {built}


def test_the_services_of_two_processes_are_those_of_one(settings: Settings) -> None:
    services = open_shared_services(settings)
    try:
        assert services.ask(QUESTION).answer == "3月15日"
        assert services.remembered()[1] > 0
    finally:
        services.stop()


def test_a_server_with_two_workers_serves_page_and_api_and_ends_gracefully(tmp_path: Path) -> None:
    log = tmp_path / "server.log"
    settings = shipped_settings(tmp_path, workers=2)
    with running_server(settings, log) as (address, process), httpx.Client(base_url=address, timeout=60) as client:
        id = client.post("/api/v1/conversations", json={}).json()["id"]
        for question in ("掌上書房收有多少冊電子書？", "哪天開通？"):  # the second leans on the first, wherever it goes
            answer = client.post("/api/v1/answer", json={"question": question, "conversation": id}).json()
        assert answer["answer"] == "3月15日"
        assert "中文問答助理" in client.get("/", headers={"accept-language": "zh-TW"}).text
        assert 'qa_questions_total{outcome="answered"} 2' in client.get("/metrics").text
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 130
    assert "Traceback" not in log.read_text(encoding="utf-8")
