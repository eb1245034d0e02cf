import signal
from pathlib import Path

import httpx

from tests.fakes.server import running_server
from tests.fakes.services import shipped_settings


def test_serve_builds_first_answers_and_ends_on_ctrl_c(tmp_path: Path) -> None:
    log = tmp_path / "server.log"
    settings = shipped_settings(tmp_path)
    settings.synonyms_path.write_text("門票\n", encoding="utf-8")
    with running_server(settings, log) as (address, process):
        answer = httpx.post(f"{address}/api/v1/answer", json={"question": "掌上書房哪天開通"}, timeout=60)
        assert answer.json()["answer"] == "3月15日"
        settings.synonyms_path.write_text("甲=乙\n=\n", encoding="utf-8")
        httpx.post(f"{address}/api/v1/answer", json={"question": "掌上書房哪天開通"}, timeout=60)
        assert "中文問答助理" in httpx.get(address, timeout=60).text
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 130
    printed = log.read_text(encoding="utf-8")
    assert f"聊天網頁：{address}" in printed
    assert printed.count("synonyms.txt 第 1 行只有一個詞：「門票」。") == 1
    assert printed.count("synonyms.txt 第 2 行有空的詞：「=」。請刪掉多出來的分隔號。") == 1
    assert "Traceback" not in printed
    assert "reached for" not in printed


def test_conversations_survive_a_restart(tmp_path: Path) -> None:
    settings = shipped_settings(tmp_path)
    with httpx.Client(timeout=60) as client:
        with running_server(settings, tmp_path / "first.log") as (address, _):
            id = client.post(f"{address}/api/v1/conversations", json={}).json()["id"]
            asked = {"question": "掌上書房收有多少冊電子書？", "conversation": id}
            client.post(f"{address}/api/v1/answer", json=asked)
        with running_server(settings, tmp_path / "second.log") as (address, _):
            asked = {"question": "哪天開通？", "conversation": id}
            answer = client.post(f"{address}/api/v1/answer", json=asked).json()
            assert answer["answer"] == "3月15日"
            assert [one["title"] for one in client.get(f"{address}/api/v1/conversations").json()["items"]] == [
                "掌上書房收有多少冊電子書？"
            ]
