"""Which build is live: swapped in one step, checked when opened, and never lost, whatever is killed or damaged."""

import gc
import json
import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from embeddings.builds import opened, publish
from embeddings.builds.live import LiveBuild
from embeddings.builds.manifest import read_manifest
from embeddings.builds.publish import Builds
from embeddings.builds.recipe import Recipe
from embeddings.builds.tombstones import TOMBSTONES, Tombstones
from embeddings.errors import (
    BuildError,
    BusyError,
    DamagedBuildError,
    FingerprintError,
    NoBuildError,
    NotFoundError,
)
from tests.fakes.collection import articles, build, published, recipe
from tests.fakes.encoder import HashEncoder

# A builder that stops at the moment it is told and waits to be killed there.
BUILDER = """
import sys, time
from pathlib import Path
from embeddings.builds import publish
from tests.fakes.collection import articles, build, recipe

folder, moment = Path(sys.argv[1]), sys.argv[2]

def stop(now):
    if now == moment:
        print(now, flush=True)
        time.sleep(60)

builds = publish.Builds(folder, recipe())
new = articles(e_new="新的文章說的是桃園機場。")
manifest = build(new, builds, report=lambda step: stop(step.stage.value))
stop("named")
replace = Path.replace
def replace_late(self, target):
    stop("publishing")
    replace(self, target)
Path.replace = replace_late
builds.publish(manifest.id)
stop("published")
"""


@pytest.mark.parametrize("moment", ["chunk", "encode", "index", "verify", "named", "publishing", "published"])
def test_a_builder_killed_at_any_moment_leaves_a_live_build(tmp_path, moment):
    builds, first = published(tmp_path)
    command = [sys.executable, "-c", BUILDER, str(tmp_path), moment]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == moment
        process.send_signal(signal.SIGKILL)
    live = builds.open_live()
    assert (live.id == first.id) == (moment != "published")
    assert live.search_lexical(["消費者報告"], 1)[0]
    again = build(articles(), builds, previous=live)
    builds.publish(again.id)
    assert builds.current_id() == again.id
    assert list(tmp_path.glob(".*.partial")) == []


def test_a_killed_builder_names_nothing_unfinished(tmp_path):
    builds, _ = published(tmp_path)
    (tmp_path / ".20250101T000000000Z-abcdef.partial").mkdir()
    (tmp_path / "somebody's folder").mkdir()
    assert len(builds.manifests()) == 1


def test_nothing_published_says_how_to_begin(tmp_path):
    builds = Builds(tmp_path / "none", recipe())
    for look in (builds.current_id, builds.open_live, LiveBuild(builds).current, builds.rollback):
        with pytest.raises(NoBuildError, match="qa rebuild"):
            look()
    assert builds.manifests() == []


def damage_cut(folder: Path) -> None:
    with (folder / "vectors.faiss").open("ab") as file:
        file.truncate(100)


def damage_bit(folder: Path) -> None:
    path = folder / "articles.sqlite"
    data = bytearray(path.read_bytes())
    data[-200] ^= 1
    path.write_bytes(data)


def damage_missing(folder: Path) -> None:
    next((folder / "postings").glob("*.term")).unlink()


def damage_manifest(folder: Path) -> None:
    (folder / "manifest.json").write_text('{"format": 1}', encoding="utf-8")


def damage_not_json(folder: Path) -> None:
    (folder / "manifest.json").write_bytes(b"\xff\xfe[]")


def damage_emptied(folder: Path) -> None:
    edit(folder, files={})


def damage_count(folder: Path) -> None:
    edit(folder, passages=10_000)


def damage_id(folder: Path) -> None:
    edit(folder, id="20250101T000000000Z-abcdef")


def edit(folder: Path, **fields: object) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | fields), encoding="utf-8")


DAMAGES = [
    damage_cut,
    damage_bit,
    damage_missing,
    damage_manifest,
    damage_not_json,
    damage_emptied,
    damage_count,
    damage_id,
]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_build_is_refused_in_plain_words(tmp_path, damage):
    builds, manifest = published(tmp_path)
    damage(tmp_path / manifest.id)
    with pytest.raises(DamagedBuildError, match="qa rebuild"):
        builds.open(manifest.id)


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_build_is_not_published(tmp_path, damage):
    builds, first = published(tmp_path)
    second = build(articles(), builds)
    damage(tmp_path / second.id)
    with pytest.raises(DamagedBuildError):
        builds.publish(second.id)
    assert builds.current_id() == first.id


@pytest.mark.parametrize(
    ("field", "value"),
    [("format", 1), ("encoder", "x"), ("dimension", 65), ("chunker", "x"), ("fold", "x"), ("lexical", "x")],
)
def test_a_build_made_otherwise_is_refused(tmp_path, field, value):
    builds, manifest = published(tmp_path)
    edit(tmp_path / manifest.id, **{field: value})
    with pytest.raises(FingerprintError, match="qa rebuild"):
        builds.open(manifest.id)


def test_another_encoder_or_chunker_refuses_the_build(tmp_path):
    _, manifest = published(tmp_path)
    for other in (recipe(HashEncoder("hash-2")), Recipe(HashEncoder(), chunker="other")):
        with pytest.raises(FingerprintError):
            Builds(tmp_path, other).open(manifest.id)


@pytest.mark.parametrize("id_", ["", "..", "../x", "/etc", "current", "20250101T000000000Z-abcdef", "a\0b"])
def test_an_id_is_never_a_path(tmp_path, id_):
    builds, _ = published(tmp_path)
    for act in (builds.open, builds.publish):
        with pytest.raises(NotFoundError):
            act(id_)


def test_manifests_come_newest_first_without_the_unreadable(tmp_path, caplog):
    builds, first = published(tmp_path)
    second, third = build(articles(), builds), build(articles(), builds)
    damage_manifest(tmp_path / second.id)
    assert builds.manifests() == [third, first]
    assert second.id in caplog.text


def test_rollback_goes_back_one_and_says_when_there_is_none(tmp_path):
    builds, first = published(tmp_path)
    second = build(articles(), builds)
    builds.publish(second.id)
    assert builds.rollback() == first.id == builds.current_id()
    with pytest.raises(NotFoundError, match="qa builds"):
        builds.rollback()


def test_prune_keeps_the_newest_and_the_live_one(tmp_path):
    builds, first = published(tmp_path)
    others = [build(articles(), builds).id for _ in range(4)]
    assert sorted(builds.prune(keep=2)) == others[:2]
    assert builds.ids() == [others[3], others[2], first.id]
    assert builds.open_live().id == first.id


def test_a_second_writer_cannot_publish_or_prune(tmp_path):
    builds, manifest = published(tmp_path)
    with builds.writing(), ThreadPoolExecutor(1) as elsewhere:
        other = Builds(tmp_path, recipe())
        for act in (lambda: other.publish(manifest.id), other.prune):
            with pytest.raises(BusyError, match=str(os.getpid())):
                elsewhere.submit(act).result()
    builds.prune()


def test_the_lock_is_held_by_one_thread_of_one_process(tmp_path):
    builds, _ = published(tmp_path)
    with builds.writing(), ThreadPoolExecutor(1) as elsewhere, pytest.raises(BusyError):
        elsewhere.submit(build, articles(), builds).result()


def test_the_live_build_follows_the_pointer(tmp_path):
    builds, first = published(tmp_path)
    live = LiveBuild(builds)
    held = live.current()
    assert held is live.current()
    second = build(articles(e_new="桃園機場在桃園。"), builds, previous=held)
    assert live.current() is held
    builds.publish(second.id)
    assert live.current().id == second.id
    assert live.current().search_lexical(["桃園機場"], 1)[0]
    assert held.passages([0])[0].article_id == "a-quake"  # a question in flight ends on its own build
    assert held.search_lexical(["桃園機場"], 1) == held.search_lexical(["桃園機場"], 1)
    builds.rollback()
    assert live.current().id == first.id


def test_a_pruned_build_still_answers_those_who_hold_it(tmp_path):
    builds, first = published(tmp_path)
    held = builds.open_live()
    before = held.search_lexical(["消費者報告"], 3), held.passages([0, 1])
    builds.publish(build(articles(), builds).id)
    builds.prune(keep=1)
    assert builds.ids() != [first.id]
    assert (held.search_lexical(["消費者報告"], 3), held.passages([0, 1])) == before


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_new_build_keeps_the_old_one_serving(tmp_path, damage, caplog):
    builds, first = published(tmp_path)
    live = LiveBuild(builds)
    live.current()
    second = build(articles(), builds)
    builds.publish(second.id)
    damage(tmp_path / second.id)
    for _ in range(3):
        assert live.current().id == first.id
    assert isinstance(live.problem, BuildError)
    assert len(caplog.records) == 1
    third = build(articles(), builds)
    builds.publish(third.id)
    assert (live.current().id, live.problem) == (third.id, None)


@pytest.mark.parametrize("pointer", ["../..", "20250101T000000000Z-abcdef", "", "\x00\x00"])
def test_a_pointer_to_nothing_is_a_damaged_build(tmp_path, pointer):
    builds, _ = published(tmp_path)
    (tmp_path / "current").write_text(pointer, encoding="utf-8")
    with pytest.raises(DamagedBuildError, match="qa rebuild"):
        LiveBuild(builds).current()


def test_the_first_build_is_picked_up_without_a_restart(tmp_path):
    live = LiveBuild(Builds(tmp_path, recipe()))
    with pytest.raises(NoBuildError):
        live.current()
    _, first = published(tmp_path)
    assert live.current().id == first.id


def test_questions_never_fail_while_builds_are_published(tmp_path):
    builds, _ = published(tmp_path)
    live, stop, seen = LiveBuild(builds), threading.Event(), set()

    def ask() -> int:
        asked = 0
        while not stop.is_set():
            opened = live.current()
            hits = opened.search_lexical(["消費者報告"], 3)[0]
            assert opened.passages([hit.passage_id for hit in hits])[0].article_id == "b-consumer"
            seen.add(opened.id)
            asked += 1
        return asked

    with ThreadPoolExecutor(4) as pool:
        askers = [pool.submit(ask) for _ in range(4)]
        for number in range(4):
            builds.publish(build(articles(e_new=f"第{number}版。"), builds, previous=live.current()).id)
            builds.prune(keep=2)
        live.current()
        stop.set()
        assert min(asker.result() for asker in askers) > 0
    assert len(seen) > 1


def test_old_builds_close_their_files_when_nobody_holds_them(tmp_path):
    builds, _ = published(tmp_path)

    def descriptors() -> int:
        gc.collect()
        return len(os.listdir("/proc/self/fd"))  # noqa: PTH208

    def open_and_ask() -> None:
        builds.open_live().passages([0])

    open_and_ask()
    before = descriptors()
    for _ in range(5):
        open_and_ask()
    assert descriptors() <= before


def test_an_article_is_hidden_from_a_running_server_and_shown_again(tmp_path):
    builds, _ = published(tmp_path)
    live, tombstones = LiveBuild(builds), Tombstones(tmp_path)
    build = live.current()
    [[first, *_]] = build.search_lexical(["台北捷運"], 3)
    assert build.passages([first.passage_id])[0].article_id == "c-metro"
    tombstones.hide(["c-metro"])
    now = live.current()
    for found in (*now.search_lexical(["台北捷運"], 3), *now.search_dense(build.vectors([0]), 50)):
        assert "c-metro" not in {passage.article_id for passage in build.passages([hit.passage_id for hit in found])}
    assert "c-metro" not in {article.id for article in live.current().articles()}
    assert build.article("c-metro").title == "台北捷運"  # who has found it can read it to the end
    tombstones.show_again(["c-metro"])
    assert live.current().search_lexical(["台北捷運"], 3)[0][0] == first


def test_what_is_hidden_stays_so_while_the_list_cannot_be_read(tmp_path):
    builds, _ = published(tmp_path)
    live = LiveBuild(builds)
    Tombstones(tmp_path).hide(["c-metro"])
    live.current()
    (tmp_path / TOMBSTONES).write_text("[", encoding="utf-8")
    assert "c-metro" not in {article.id for article in live.current().articles()}
    with pytest.raises(BuildError, match=TOMBSTONES):
        LiveBuild(builds).current()


def test_who_waits_too_long_to_hide_an_article_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr("embeddings.builds.tombstones.WAIT_SECONDS", 0.05)
    other = Tombstones(tmp_path)
    with other._writing(), pytest.raises(BusyError, match="請稍候再試"):
        Tombstones(tmp_path).hide(["c-metro"])
    Tombstones(tmp_path).hide(["c-metro"])
    assert other.ids() == {"c-metro"}


def test_a_build_of_an_older_format_is_old_and_not_damaged(tmp_path):
    builds, manifest = published(tmp_path)
    edit(tmp_path / manifest.id, format=2, changes={"added": 4, "changed": 0, "removed": 0})
    assert [one.id for one in builds.manifests()] == [manifest.id]
    with pytest.raises(FingerprintError, match="格式"):
        builds.open_live()


def test_opening_a_build_reads_its_manifest_once(tmp_path, monkeypatch):
    builds, manifest = published(tmp_path)
    read = []
    for module in (opened, publish):
        monkeypatch.setattr(module, "read_manifest", lambda folder: read.append(folder) or read_manifest(folder))
    assert builds.open(manifest.id).manifest == manifest
    assert read == [tmp_path / manifest.id]
