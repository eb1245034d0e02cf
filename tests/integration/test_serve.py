import signal
from pathlib import Path

import httpx

from tests.fakes.server import running_server
from tests.fakes.services import shipped_settings


def test_serve_builds_first_answers_and_ends_on_ctrl_c(tmp_path: Path) -> None:
    log = tmp_path / "server.log"
    with running_server(shipped_settings(tmp_path), log) as (address, process):
        answer = httpx.post(f"{address}/api/v1/answer", json={"question": "掌上書房哪天開通"}, timeout=60)
        assert answer.json()["answer"] == "3月15日"
        assert "中文問答助理" in httpx.get(address, timeout=60).text
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 130
    printed = log.read_text(encoding="utf-8")
    assert f"聊天網頁：{address}" in printed
    assert "Traceback" not in printed
    assert "reached for" not in printed
