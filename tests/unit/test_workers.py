"""Work beside this process comes back in order, and ends with it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from embeddings.errors import WorkerError
from embeddings.workers import mapped

PARENT = """
import os, time
from embeddings.workers import mapped
from tests.unit.test_workers import slowly

if __name__ == "__main__":
    for _, pid in mapped(slowly, [(None, 0.0), (None, 0.0), *[(None, 60.0)] * 40], None, 1):
        print(pid, flush=True)
"""


def times(shared: int, task: int) -> int:
    return shared * task


def slowly(_: None, seconds: float) -> int:
    time.sleep(seconds)
    return os.getpid()


@pytest.mark.parametrize("workers", [0, 2])
def test_results_come_in_order_with_what_was_kept(workers: int) -> None:
    tasks = [(f"第{number}個", number) for number in range(50)]
    assert list(mapped(times, tasks, 3, workers)) == [(f"第{number}個", 3 * number) for number in range(50)]


def die(_: None, task: int) -> int:
    if task == 7:
        os.kill(os.getpid(), signal.SIGKILL)
    return task


def test_a_worker_that_the_system_ends_is_explained() -> None:
    with pytest.raises(WorkerError, match="記憶體不足"):
        list(mapped(die, ((None, task) for task in range(100)), None, 2))


def test_a_worker_ends_with_a_parent_that_was_killed() -> None:
    root = Path(__file__).parents[2]
    with subprocess.Popen([sys.executable, "-c", PARENT], cwd=root, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        worker = int(process.stdout.readline())
        process.send_signal(signal.SIGKILL)
    for _ in range(100):
        if not Path(f"/proc/{worker}").exists():
            return
        time.sleep(0.1)
    raise AssertionError("the worker outlived its parent")
