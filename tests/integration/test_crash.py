"""Builders killed at random moments: the live build answers, the collection is whole, the next rebuild succeeds."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from embeddings.collection.records import Collection
from embeddings.progress import ignore
from tests.fakes.services import tiny_settings
from ui.rebuild import rebuild
from ui.settings import Settings
from ui.wiring import open_builds, open_encoder

# Adds articles one by one, says so of each that is stored, and rebuilds after every third. With "beside" a file comes
# with each, and every rebuild reads, encodes and finds terms in processes beside.
WRITER = """
import sys
from pathlib import Path
from embeddings.builds import make
from embeddings.collection import sync
from embeddings.article import RawArticle
from embeddings.collection.records import Collection
from ui.settings import Settings
from embeddings.progress import ignore
from ui.rebuild import rebuild

settings, number = Settings(data_dir=Path(sys.argv[1]), encoder=sys.argv[2]), int(sys.argv[3])
beside = "beside" in sys.argv
if beside:
    make.WORTH_WORKERS = sync.WORTH_WORKERS = 1
while True:
    with Collection.open(settings.collection_path) as collection:
        text = f"第{number}則公告：編號{number}的門已經打開。" * 20
        collection.put(RawArticle(f"api/{number}", f"第{number}則", text))
    print(number, flush=True)
    if beside:
        written = settings.data_dir / f"{number}.txt"  # moved in whole: half a file would be refused
        written.write_text(f"第{number}份檔案說門已經關上。" * 20, encoding="utf-8")
        written.rename(settings.articles_dir / written.name)
    number += 1
    if number % 3 == 0:
        rebuild(settings, ignore)
        print("built", flush=True)
"""
ROOT = Path(__file__).parents[2]


def killed_after(settings: Settings, first: int, seconds: float, *, beside: bool) -> list[int]:
    """Run the writer from an article number on, kill it after a while, and return the numbers it acknowledged."""
    command = [sys.executable, "-c", WRITER, str(settings.data_dir), str(settings.encoder), str(first)]
    command += ["beside"] * beside
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        said = [process.stdout.readline().strip()]  # it has started
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        said += process.stdout.read().split()
    return [int(line) for line in said if line.isdigit()]


def assert_sound(settings: Settings, acknowledged: set[int]) -> None:
    """Assert that the live build answers and is whole, and that the collection has all it acknowledged."""
    live = open_builds(settings, open_encoder(settings)).open_live()
    [[best, *_]] = live.search_lexical(["電熱水壺召回"], 3)
    assert "召回" in live.passages([best.passage_id])[0].text
    with sqlite3.connect(settings.collection_path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()
    with Collection.open(settings.collection_path) as collection:
        held = {summary.origin for summary in collection.summaries()}
    assert not {f"api/{number}" for number in acknowledged} - held


def crash(settings: Settings, kills: int, seed: int, *, beside: bool = False) -> None:
    """Kill a writer that often, at moments spread over what it does, and look after each."""
    rebuild(settings, ignore)
    moments = random.Random(seed)
    acknowledged: set[int] = set()
    for _ in range(kills):
        seconds = moments.uniform(0.0, 6.0 if beside else 1.2)
        acknowledged |= set(killed_after(settings, len(acknowledged), seconds, beside=beside))
        assert_sound(settings, acknowledged)
    made = rebuild(settings, ignore).manifest
    files = len(list(settings.articles_dir.iterdir()))
    assert made.articles - files - len(acknowledged) in (0, 1)  # one may have been stored and not yet told
    assert not list(settings.builds_dir.glob(".*.partial"))


def test_a_few_kills_lose_nothing(tmp_path: Path) -> None:
    crash(tiny_settings(tmp_path), 5, seed=1)


def test_a_few_kills_of_builders_with_workers_lose_nothing(tmp_path: Path) -> None:
    crash(tiny_settings(tmp_path), 3, seed=3, beside=True)


@pytest.mark.slow
def test_fifty_kills_of_builders_with_workers_lose_nothing(tmp_path: Path) -> None:
    crash(tiny_settings(tmp_path), 50, seed=4, beside=True)


@pytest.mark.slow
def test_fifty_kills_lose_nothing(tmp_path: Path) -> None:
    crash(tiny_settings(tmp_path), 50, seed=2)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own with little room, where this machine lets us have one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", folder], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip(f"no disk of one's own to be had: {mounted.stderr.decode().strip()}")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def test_a_full_disk_stops_the_rebuild_and_loses_nothing(tmp_path: Path, small_disk: Path) -> None:
    settings = tiny_settings(tmp_path)
    settings = settings.model_copy(update={"data_dir": small_disk})
    (small_disk / "articles").mkdir()
    for path in sorted((tmp_path / "data" / "articles").iterdir()):
        (small_disk / "articles" / path.name).write_bytes(path.read_bytes())
    first = rebuild(settings, ignore).manifest
    with (small_disk / "ballast").open("wb") as file:
        free = os.statvfs(small_disk)
        file.write(b"\0" * (free.f_bavail * free.f_frsize - 200_000))
    (small_disk / "articles" / "more.txt").write_text("新的公告說門已經打開。" * 500, encoding="utf-8")
    with pytest.raises(Exception, match="磁碟") as caught:
        rebuild(settings, ignore)
    assert type(caught.value).__name__ in ("BuildError", "SourceError")
    assert open_builds(settings, open_encoder(settings)).current_id() == first.id
    assert_sound(settings, set())
    (small_disk / "ballast").unlink()
    assert rebuild(settings, ignore).manifest.articles == first.articles + 1
