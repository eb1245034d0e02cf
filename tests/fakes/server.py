"""A whole server in a process of its own, which a connection beyond this machine ends.

``python -m tests.fakes.server serve --port 8000`` is ``qa serve --port 8000`` in all else.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from ui.cli.main import main
from ui.settings import CHECKOUT, Settings
from ui.wiring import environment_of

START_SECONDS = 300  # a machine that trains beside this needs them
HERE = {"127.0.0.1", "::1", "localhost", ""}


@contextmanager
def running_server(settings: Settings, log: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Start the server on a free port and yield its address and its process; end it afterwards."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "tests.fakes.server", "serve", "--port", str(port)]
    with log.open("wb") as output:
        process = subprocess.Popen(command, env=environment_of(settings), cwd=CHECKOUT, stdout=output, stderr=output)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until_ready(address, process, log)
        yield address, process
    finally:
        process.terminate()
        process.wait(timeout=60)


def wait_until_ready(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Return when the server answers; raise with what it printed if it ended or takes too long."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            if httpx.get(f"{address}/readyz", timeout=10).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise AssertionError(f"the server did not start: {log.read_text(encoding='utf-8')}")


def stay_on_this_machine(event: str, arguments: tuple[object, ...]) -> None:
    """End the process at a connection, or the search for one, to another machine."""
    if event == "socket.connect":
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else ""
    elif event == "socket.getaddrinfo":
        host = arguments[0] or ""
    else:
        return
    if host not in HERE:
        sys.stderr.write(f"reached for {host!r}\n")
        sys.stderr.flush()
        os._exit(86)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # which a shell's background job would ignore
    sys.addaudithook(stay_on_this_machine)
    main()
