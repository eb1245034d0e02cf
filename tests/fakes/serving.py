"""The app behind a real port, in a thread of the test's own process: for clients that speak HTTP and nothing else."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from socket import create_server
from typing import Literal

import uvicorn
from fastapi import FastAPI

from ui.api.dependencies import LONGEST_WAIT

START_SECONDS = 30
_SERVERS: dict[str, uvicorn.Server] = {}


@contextmanager
def serving(app: FastAPI, *, lifespan: bool = False, root_path: str = "") -> Iterator[str]:
    """Yield the address at which the app answers, and stop it afterwards; it may be stopped before that.

    ``lifespan`` for an app that no ``TestClient`` has started.
    """
    listener = create_server(("127.0.0.1", 0))
    span: Literal["on", "off"] = "on" if lifespan else "off"
    config = uvicorn.Config(
        app, log_level="error", timeout_graceful_shutdown=LONGEST_WAIT, lifespan=span, root_path=root_path
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    until = time.monotonic() + START_SECONDS
    while not server.started and time.monotonic() < until:
        time.sleep(0.02)
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    _SERVERS[address] = server
    try:
        yield address
    finally:
        stop(address)
        thread.join(timeout=START_SECONDS)


def stop(address: str) -> None:
    """Tell a server to stop as a signal does: what is in flight is finished."""
    _SERVERS[address].handle_exit(15, None)
