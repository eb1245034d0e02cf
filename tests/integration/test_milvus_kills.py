"""Writers and servers of Milvus killed in the middle of builds: the live build answers, and nothing told is lost.

With the package ``milvus`` installed somewhere, ``MILVUS_SERVER=…/bin/milvus-server`` has its server killed as well.
"""

import logging
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest

from embeddings.builds.live import LiveBuild
from embeddings.builds.publish import Builds
from embeddings.collection.records import Collection
from embeddings.errors import StoreDownError
from embeddings.index.milvus.engine import MilvusEngine
from embeddings.index.milvus.lexical import Lexical
from qa.query import parse_question
from qa.retrieve import retrieve
from tests.fakes.encoder import HashEncoder
from tests.fakes.milvus import START_SECONDS, Server, commands, running
from tests.fakes.milvus_writer import builds_of, rebuild, store
from tests.fakes.stores import alone
from ui.settings import CHECKOUT

pytest.importorskip("pymilvus")
pytest.importorskip("milvus_lite")
pytestmark = [pytest.mark.milvus, pytest.mark.filterwarnings("ignore:pkg_resources is deprecated:UserWarning")]

logger = logging.getLogger(__name__)
Result = TypeVar("Result")
SERVERS = list(commands(Path(), 0))
QUESTION, ANSWER = "第0則公告第7條說，編號0的門在幾點打開？", "編號0的門在7點打開"
STEPS = 40  # of one build, and some of the next
BATCH = 50


def found(live: LiveBuild) -> bool:
    """Return whether the live build finds what is asked."""
    [hits] = retrieve([parse_question(QUESTION)], live.current(), HashEncoder(), 5)
    return any(ANSWER in hit.passage.text for hit in hits)


def in_time(call: Callable[[], Result]) -> Result:
    """Return the result of a call, made again while a server that was started comes to itself."""
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            return call()
        except StoreDownError:
            if time.monotonic() > until:
                raise
            time.sleep(1)


@contextmanager
def asking(builds: Builds) -> Iterator[Counter[str]]:
    """Ask the live build again and again, and count what came of it."""
    told, over, live = Counter[str](), threading.Event(), LiveBuild(builds)

    def ask() -> None:
        while not over.wait(0.05):
            try:
                told["right" if found(live) else "wrong"] += 1
            except Exception as error:  # noqa: BLE001 -- whatever somebody who asks would see
                told[type(error).__name__] += 1

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield told
    finally:
        over.set()
        thread.join()


@contextmanager
def writer(folder: Path, address: str, first: int) -> Iterator[subprocess.Popen[str]]:
    """Yield a process that writes, which is killed in the end."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.fakes.milvus_writer", str(folder), address, str(first)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=CHECKOUT) as process:
        try:
            yield process
        finally:
            process.send_signal(signal.SIGKILL)


def read_until_step(process: subprocess.Popen[str], step: int) -> list[str]:
    """Return what a writer says until it is that far in its builds."""
    said: list[str] = []
    assert process.stdout is not None
    while said.count(".") < step:
        line = process.stdout.readline()
        assert line, "the writer ended by itself"
        said.append(line.strip())
    return said


def acknowledged(said: list[str]) -> set[int]:
    """Return the numbers of the articles that a writer said are stored."""
    return {int(line) for line in said if line.isdigit()}


def killed_in_a_build(folder: Path, address: str, first: int, chooser: random.Random) -> set[int]:
    """Kill a writer in the middle of a build, and return the articles that it acknowledged."""
    with writer(folder, address, first) as process:
        said = read_until_step(process, chooser.randint(1, STEPS))
        time.sleep(chooser.uniform(0, 0.5))
        process.send_signal(signal.SIGKILL)
        assert process.stdout is not None
        return acknowledged(said + process.stdout.read().split())


def assert_sound(folder: Path, builds: Builds, told: set[int]) -> None:
    """Assert that the live build is whole and answers, and that every acknowledged article is stored."""
    live = in_time(builds.open_live)
    assert live.count() == live.store.count() == live.records.count()
    assert found(LiveBuild(builds))
    with Collection.open(folder / "collection.sqlite") as collection:
        assert {f"api/{number}" for number in told} <= {one.origin for one in collection.summaries()}


def assert_next_build_completes(folder: Path, builds: Builds, told: set[int]) -> None:
    """Assert that a build can be made that has every article, and that nothing is left of those that were killed."""
    id_ = in_time(lambda: rebuild(folder, builds))
    live = builds.open(id_)
    assert {f"第{number}則" for number in told} <= {one.title for one in live.articles()}
    assert not list(builds.folder.glob(".*.partial"))
    engine = builds.recipe.engine
    assert isinstance(engine, MilvusEngine)
    kept = {engine.collection(one) for one in builds.ids()}
    assert set(engine.connection._client.list_collections()) == kept


def begin(folder: Path, address: str) -> None:
    """Publish a first build."""
    store(folder, 0)
    with alone(address) as engine:
        in_time(lambda: rebuild(folder, builds_of(folder, engine)))


def kill_writers_of_a_file(folder: Path, kills: int) -> None:
    """Kill writers whose Milvus is in the same process, and look after each."""
    address, chooser, told = str(folder / "milvus.db"), random.Random(1), {0}
    begin(folder, address)
    for _ in range(kills):
        told |= killed_in_a_build(folder, address, max(told) + 1, chooser)
        with alone(address) as engine:
            assert_sound(folder, builds_of(folder, engine), told)
    with alone(address) as engine:
        assert_next_build_completes(folder, builds_of(folder, engine), told)


def test_two_killed_writers_of_a_file_lose_nothing(tmp_path):
    kill_writers_of_a_file(tmp_path, 2)


@pytest.mark.slow
def test_ten_killed_writers_of_a_file_lose_nothing(tmp_path):
    kill_writers_of_a_file(tmp_path, 10)


@pytest.fixture(params=SERVERS)
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Server]:
    with running(request.param, tmp_path / "server") as one:
        yield one


@pytest.mark.slow
def test_ten_writers_are_killed_while_a_server_answers_without_an_error(server, tmp_path):
    begin(tmp_path, server.address)
    chooser, told = random.Random(2), {0}
    with alone(server.address) as engine:
        builds = builds_of(tmp_path, engine)
        with asking(builds) as came:
            for _ in range(10):
                told |= killed_in_a_build(tmp_path, server.address, max(told) + 1, chooser)
                assert_sound(tmp_path, builds, told)
        logger.info("%s, %d articles", dict(came), len(told))
        assert set(came) == {"right"}
        assert_next_build_completes(tmp_path, builds, told)


@pytest.mark.slow
def test_a_server_killed_ten_times_in_builds_says_so_and_is_itself_again(server, tmp_path):
    begin(tmp_path, server.address)
    chooser, told = random.Random(3), {0}
    with alone(server.address) as engine:
        builds = builds_of(tmp_path, engine)
        with asking(builds) as came:
            for _ in range(10):
                with writer(tmp_path, server.address, max(told) + 1) as process:
                    told |= acknowledged(read_until_step(process, chooser.randint(1, STEPS)))
                    time.sleep(chooser.uniform(0, 0.5))
                    server.kill()
                    server.start()
                assert_sound(tmp_path, builds, told)
        logger.info("%s, %d articles", dict(came), len(told))
        assert set(came) <= {"right", "StoreDownError"}
        assert_next_build_completes(tmp_path, builds, told)


def written_until_killed(server: Server, first: int, seconds: float) -> list[int]:
    """Write rows to a server, kill it after a while, and return the ids of those that it acknowledged."""
    written: list[int] = []
    with alone(server.address) as engine:
        thread = threading.Thread(target=write, args=(engine, first, written))
        thread.start()
        time.sleep(seconds)
        server.kill()
        thread.join()
    return written


def write(engine: MilvusEngine, first: int, written: list[int]) -> None:
    """Write rows, and note each that is acknowledged, until the server is away."""
    words = {"words": {1: 1.0}} if engine.connection.lexical is Lexical.OWN else {}
    with suppress(StoreDownError):
        while True:
            ids = range(first + len(written), first + len(written) + BATCH)
            rows = [{"id": id_, "key": f"{id_}", "dense": [1.0, float(id_), 0.0, 0.0], **words} for id_ in ids]
            engine.connection.upsert("rows", rows)
            written.extend(ids)


@pytest.mark.slow
def test_a_server_killed_ten_times_in_writes_has_every_row_that_it_acknowledged(server):
    chooser, told = random.Random(4), list[int]()
    with alone(server.address) as engine:
        in_time(lambda: engine.connection.create("rows", 4, engine.connection.lexical))
        in_time(lambda: engine.connection.settle("rows", engine.connection.lexical, 0))
    for _ in range(10):
        written = written_until_killed(server, len(told), chooser.uniform(0.5, 3))
        told += written
        server.start()
        with alone(server.address) as engine:
            in_time(partial(engine.connection.load, "rows", engine.connection.lexical))
            last = written[-1000:]
            assert sorted(in_time(partial(engine.connection.read, "rows", last, "key"))) == last
            assert in_time(partial(engine.connection.count, "rows", settled=True)) >= len(told)
    logger.info("%d rows acknowledged, none lost", len(told))
