"""Servers of Milvus in processes of their own, which can be killed and started again on what they wrote."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from embeddings.errors import StoreError
from embeddings.index.milvus.address import Address
from embeddings.index.milvus.client import Connection

STANDALONE = os.environ.get("MILVUS_SERVER")  # the program `milvus-server` of the package `milvus`, if it is tried too
START_SECONDS = 300  # a machine that trains beside this needs them
LITE = str(Path(sys.executable).parent / "milvus-lite")


class Server:
    """A server that keeps its data in a folder. It and what it starts are one group of processes."""

    def __init__(self, command: Sequence[str], folder: Path, port: int, name: str = "kept") -> None:
        self.address = f"milvus://127.0.0.1:{port}/{name}"
        self._command = command
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Return when it answers."""
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                self._command, cwd=self._folder, stdout=log, stderr=log, start_new_session=True
            )
        until = time.monotonic() + START_SECONDS
        while True:
            try:
                Connection.open(Address.parse(self.address)).close()
                return
            except StoreError:
                assert time.monotonic() < until, (self._folder / "log").read_text(errors="replace")[-2000:]
                time.sleep(0.5)

    def kill(self) -> None:
        """Kill it, and whatever it started, without a word."""
        assert self._process is not None
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def commands(folder: Path, port: int) -> dict[str, list[str]]:
    """Return how each server that can be had here is started."""
    lite = [LITE, "server", "--data-dir", str(folder / "data"), "--host", "127.0.0.1", "--port", str(port)]
    standalone = [str(STANDALONE), "--data", str(folder / "data"), "--proxy-port", str(port)]
    return ({"lite": lite} if Path(LITE).exists() else {}) | ({"standalone": standalone} if STANDALONE else {})


@contextmanager
def running(kind: str, folder: Path) -> Iterator[Server]:
    """Yield a started server that is killed and whose data is removed afterwards."""
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    server = Server(commands(folder, port)[kind], folder, port)
    try:
        server.start()
        yield server
    finally:
        server.kill()
        shutil.rmtree(folder / "data", ignore_errors=True)
