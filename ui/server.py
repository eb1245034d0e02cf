"""Starting the server: bind the port, make sure that there is a build, run until interrupted."""

import errno
import logging
import socket

import uvicorn
from fastapi import FastAPI
from rich.console import Console

from embeddings.errors import BuildError, BusyError, InputError, system_reason
from embeddings.progress import Report
from ui.rebuild import is_current, read_folder, rebuild
from ui.settings import Settings
from ui.wiring import Services

BACKLOG = 512  # connections that may wait to be accepted
LAST_PORT = 65535
LONGEST_WAIT = 5  # seconds for requests in progress when the server stops


def run_server(app: FastAPI, listener: socket.socket, console: Console) -> None:
    """Serve on a socket until interrupted."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    address = address_of(*listener.getsockname()[:2])
    console.print(f"聊天網頁：{address}　介面文件：{address}/docs　按 Ctrl-C 結束", markup=False, soft_wrap=True)
    config = uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=LONGEST_WAIT)
    uvicorn.Server(config).run(sockets=[listener])


def address_of(host: str, port: int) -> str:
    """Return where a browser on this machine finds a server that is bound so."""
    name = "127.0.0.1" if host in ("0.0.0.0", "::") else f"[{host}]" if ":" in host else host
    return f"http://{name}:{port}"


def listening(settings: Settings) -> socket.socket:
    """Return a socket on the configured host and port; raise ``InputError`` if they are not available."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        settings.host.encode("idna")
        listener = socket.create_server((settings.host, settings.port), family=family, backlog=BACKLOG)
    except UnicodeError as error:
        raise InputError(f"「{settings.host}」不是主機名稱或位址：請改用例如 127.0.0.1 的位址。") from error
    except OSError as error:
        if error.errno in (socket.EAI_NONAME, errno.EADDRNOTAVAIL):
            raise InputError(f"「{settings.host}」不是這台電腦的名稱或位址：請改用例如 127.0.0.1 的位址。") from error
        other = settings.port + 1 if settings.port < LAST_PORT else settings.port - 1
        raise InputError(
            f"{settings.host}:{settings.port} 不能使用（{system_reason(error)}）："
            f"可能已有另一個服務，請先結束它，或換一個連接埠，例如 qa serve --port {other}。"
        ) from error
    # Otherwise the second part of a response waits 40 ms for the acknowledgement of the first. asyncio sets this only
    # for its own sockets. Accepted connections inherit it.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def prepare(services: Services, console: Console, report: Report) -> None:
    """Make sure that there is a build: the first is made now, an update by another process in the background."""
    try:
        build = services.live.current()
    except BuildError:
        make_first(services.settings, console, report)
        return
    with services.collection() as collection:
        read_folder(services.settings, collection, report)
        current = is_current(collection, build)
    if not current:
        services.jobs.start()


def make_first(settings: Settings, console: Console, report: Report) -> None:
    """Make the first build; if there are no articles, they can be added on the page."""
    try:
        rebuild(settings, report)
    except (BuildError, BusyError) as error:
        console.print(str(error), style="yellow", markup=False)
