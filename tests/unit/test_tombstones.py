"""Articles that are hidden at once: by whom they are read, what a damaged list does, and who writes it."""

import json
import threading

import pytest
from filelock import FileLock
from hypothesis import given
from hypothesis import strategies as st

from embeddings.builds import tombstones
from embeddings.builds.tombstones import TOMBSTONES, Tombstones
from embeddings.errors import BusyError, DamagedBuildError
from qa.golden import GRADES, Grade, read_grades, write_grades

IDS = st.frozensets(st.text(st.characters(codec="utf-8"), min_size=1, max_size=8), max_size=9)


def test_nothing_is_hidden_in_a_folder_that_is_not_there_yet(tmp_path):
    hidden = Tombstones(tmp_path / "builds")
    assert (hidden.ids(), hidden.stamp()) == (frozenset(), None)
    assert not (tmp_path / "builds").exists()


def test_what_is_hidden_is_added_and_seen_by_others(tmp_path):
    one, two = Tombstones(tmp_path), Tombstones(tmp_path)
    one.hide(["a"])
    two.hide(["b", "a"])
    assert one.ids() == two.ids() == {"a", "b"}


@given(IDS, IDS)
def test_what_is_shown_again_is_no_longer_hidden_and_the_rest_is(tmp_path_factory, hidden, shown):
    kept = Tombstones(tmp_path_factory.mktemp("tombstones"))
    kept.hide(hidden)
    kept.show_again(shown)
    assert kept.ids() == hidden - shown


def test_the_stamp_changes_with_the_list_and_only_with_it(tmp_path):
    kept = Tombstones(tmp_path)
    kept.hide(["a"])
    before = kept.stamp()
    kept.show_again(["another"])
    assert kept.stamp() == before
    kept.hide(["b"])
    assert kept.stamp() != before


@pytest.mark.parametrize("content", [b"", b"[", b"7", b"\xff\xfe", b"null", b"[1, 2"])
def test_a_damaged_list_shows_nothing_that_should_be_hidden(tmp_path, content):
    (tmp_path / TOMBSTONES).write_bytes(content)
    kept = Tombstones(tmp_path)
    for act in (kept.ids, lambda: kept.hide(["a"]), lambda: kept.show_again(["a"])):
        with pytest.raises(DamagedBuildError, match=rf"{TOMBSTONES}.*qa rebuild"):
            act()
    assert (tmp_path / TOMBSTONES).read_bytes() == content


def test_many_who_hide_at_once_lose_none(tmp_path):
    threads = [threading.Thread(target=Tombstones(tmp_path).hide, args=([f"{n}"],)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Tombstones(tmp_path).ids() == {f"{n}" for n in range(12)}


def test_a_writer_that_waits_too_long_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(tombstones, "WAIT_SECONDS", 0.05)
    with FileLock(tmp_path / "tombstones.lock"), pytest.raises(BusyError, match="請稍候"):
        Tombstones(tmp_path).hide(["a"])
    assert Tombstones(tmp_path).ids() == frozenset()


# Grades of golden questions, which lie beside a build as well

GRADED = {"問-1": Grade("f00d", True), "q2": Grade("", False)}


def test_grades_are_read_back_as_they_were(tmp_path):
    write_grades(tmp_path, GRADED)
    assert read_grades(tmp_path) == GRADED


def test_a_build_that_was_never_examined_has_no_grades(tmp_path):
    assert read_grades(tmp_path) == {}
    assert read_grades(tmp_path / "nowhere") == {}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"[1]",
        b"7",
        b"\xff",
        b'{"a": 1}',
        b'{"a": {"source": "x"}}',
        b'{"a": {"right": true}}',
        b'{"a": null}',
        b"[" * 9,
    ],
)
def test_grades_that_cannot_be_read_only_cost_time(tmp_path, content):
    (tmp_path / GRADES).write_bytes(content)
    assert read_grades(tmp_path) == {}
    write_grades(tmp_path, GRADED)
    assert read_grades(tmp_path) == GRADED


def test_grades_of_a_newer_version_are_read_as_far_as_they_are_known(tmp_path):
    rows = {"a": {"source": "x", "right": 1, "more": "?"}}
    (tmp_path / GRADES).write_text(json.dumps(rows), encoding="utf-8")
    assert read_grades(tmp_path) == {"a": Grade("x", True)}
