"""Many who follow a rebuild that says nothing, beside a server that goes on answering."""

import asyncio
import os
import socket
import sys
import threading
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

import httpx
import pytest
import uvicorn

from tests.fakes.services import shipped_settings
from ui.app import create_app
from ui.chat.handlers import Handlers
from ui.jobs import BuildJobs, Job
from ui.server import listening
from ui.wiring import Services, open_services

SILENT = [sys.executable, "-c", "import time; time.sleep(120)"]
FOLLOWERS = 200
HEALTH_SECONDS = 0.05


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Services:
    services = open_services(shipped_settings(tmp_path_factory.mktemp("followers"), port=0))
    return replace(services, jobs=BuildJobs(dict(os.environ), SILENT))


@pytest.fixture(scope="module")
def address(services: Services) -> Iterator[str]:
    with listening(services.settings) as listener:
        assert listener.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        config = uvicorn.Config(create_app(services), log_level="warning", timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        while not server.started:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(timeout=60)


async def follow(client: httpx.AsyncClient, job: str, following: asyncio.Semaphore) -> str:
    """Return the last event of a rebuild, having said when the first was there."""
    last = ""
    async with client.stream("GET", f"/api/v1/jobs/{job}/progress") as response:
        async for line in response.aiter_lines():
            if line.startswith("event:"):
                if not last:
                    following.release()
                last = line.removeprefix("event:").strip()
    return last


async def health_seconds(client: httpx.AsyncClient, times: int) -> list[float]:
    seconds = []
    for _ in range(times):
        began = time.perf_counter()
        assert (await client.get("/healthz")).json() == {"status": "ok"}
        seconds.append(time.perf_counter() - began)
        await asyncio.sleep(0.02)
    return sorted(seconds)


async def followed(address: str) -> tuple[list[float], list[str]]:
    limits = httpx.Limits(max_connections=FOLLOWERS + 10)
    async with (
        httpx.AsyncClient(base_url=address, timeout=60, limits=limits) as many,
        httpx.AsyncClient(base_url=address, timeout=60) as one,
    ):
        job = (await one.post("/api/v1/builds")).json()["id"]
        following = asyncio.Semaphore(0)
        tasks = [asyncio.create_task(follow(many, job, following)) for _ in range(FOLLOWERS)]
        for _ in tasks:
            await following.acquire()
        before = threading.active_count()
        seconds = await health_seconds(one, 40)
        assert (await one.get("/api/v1/articles")).json()["total"] == 0
        assert threading.active_count() <= before + 1
        await one.delete(f"/api/v1/jobs/{job}")
        return seconds, await asyncio.gather(*tasks)


def test_health_answers_at_once_beside_two_hundred_followers(address: str) -> None:
    seconds, ends = asyncio.run(followed(address))
    assert seconds[-3] <= HEALTH_SECONDS, seconds  # two of forty for a machine that does other things besides
    assert seconds[len(seconds) // 2] <= HEALTH_SECONDS / 2, seconds
    assert ends == ["end"] * FOLLOWERS


def test_pages_that_follow_a_rebuild_take_no_threads(services: Services) -> None:
    async def watched() -> tuple[int, str]:
        shown = Handlers(services).rebuild()
        await anext(shown)
        job = services.jobs.latest()[0]
        others = [services.jobs.follow(job) for _ in range(FOLLOWERS)]
        waiting = [asyncio.create_task(ending(other)) for other in others]
        await asyncio.sleep(0.1)
        threads = threading.active_count()
        await asyncio.to_thread(services.jobs.cancel, job.id)
        assert [end.state.value for end in await asyncio.gather(*waiting)] == ["cancelled"] * FOLLOWERS
        return threads, [html async for html, _, _ in shown][-1]

    async def ending(jobs: AsyncIterator[Job]) -> Job:
        return [job async for job in jobs][-1]

    before = threading.active_count()
    threads, last = asyncio.run(watched())
    assert threads <= before + 4  # the job's own, and what started it
    assert "已取消重建" in last
