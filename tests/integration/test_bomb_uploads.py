"""Files made to hurt: a server that is sent them refuses each by name, does not grow, and goes on answering."""

import threading
from pathlib import Path
from time import perf_counter, sleep

import httpx
import pytest

from tests.fakes.bombs import BOMBS, MORE_BOMBS
from tests.fakes.server import running_server
from tests.fakes.services import tiny_settings

MOST_SECONDS = 20
MOST_GROWTH = 200  # megabytes
ACCEPTED = {"星號.md"}  # slow, but a text after all
QUICK = {"目錄造假.docx", "很寬.xlsx", "內容很大.pdf", "很多.json"}
SLOW = (set(BOMBS) - QUICK, set(MORE_BOMBS))
IDS = ["quick", "slow", "more"]


def resident(pid: int) -> int:
    """Return the megabytes of a process."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) // 1024


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is told by Linux")
@pytest.mark.parametrize("names", [QUICK, *(pytest.param(s, marks=pytest.mark.slow) for s in SLOW)], ids=IDS)
def test_bombs_are_refused_by_name_while_questions_are_answered(tmp_path: Path, names: set[str]) -> None:
    statuses: list[int] = []
    done = threading.Event()

    def ask(address: str) -> None:
        with httpx.Client(base_url=address, timeout=20) as client:
            while not done.is_set():
                statuses.append(client.post("/api/v1/answer", json={"question": "圖書館何時開通？"}).status_code)
                sleep(0.1)

    with running_server(tiny_settings(tmp_path), tmp_path / "log") as (address, process):
        asker = threading.Thread(target=ask, args=(address,))
        asker.start()
        try:
            before = resident(process.pid)
            for name in sorted(names):
                data = (BOMBS | MORE_BOMBS)[name]()
                began = perf_counter()
                sent = httpx.post(f"{address}/api/v1/articles/files", files={"files": (name, data)}, timeout=60)
                assert perf_counter() - began <= MOST_SECONDS, name
                told = sent.json()
                if name in ACCEPTED:
                    assert [one["outcome"] for one in told["taken"]] == ["added"]
                else:
                    assert f"「{name}」" in told["refused"][0]["reason"]
            assert resident(process.pid) - before <= MOST_GROWTH
        finally:
            done.set()
            asker.join()
    assert len(statuses) > 5
    assert set(statuses) == {200}
