"""Small files that are replaced in one step: old or new whatever fails, and nothing lost by writers at once."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.article import Passage
from embeddings.builds import durable
from embeddings.builds.durable import replace_file, stamp_of
from embeddings.builds.encode import KEY_BYTES, Journal, content_key, read_journals, titled_text
from embeddings.builds.tombstones import TOMBSTONES, Tombstones
from embeddings.errors import DamagedBuildError


@pytest.mark.parametrize("failing", ["fsync", "replace"])
def test_a_replacement_that_fails_leaves_the_old_content(tmp_path, monkeypatch, failing):
    path = tmp_path / "current"
    replace_file(path, "舊\n")

    def fail(*_):
        raise OSError(28, "no space")

    monkeypatch.setattr(*((durable.os, "fsync") if failing == "fsync" else (Path, "replace")), fail)
    with pytest.raises(OSError, match="no space"):
        replace_file(path, "新\n")
    assert path.read_text(encoding="utf-8") == "舊\n"


def test_readers_see_the_old_or_the_new_and_nothing_between(tmp_path):
    path = tmp_path / "current"
    contents = [f"{number:03}" * 2000 for number in range(12)]
    replace_file(path, contents[0])
    seen = set()

    def read():
        while not done:
            seen.add(path.read_text(encoding="utf-8"))

    done: list[bool] = []
    with ThreadPoolExecutor(2) as pool:
        readers = [pool.submit(read) for _ in range(2)]
        for content in contents:
            replace_file(path, content)
        done.append(True)
        for reader in readers:
            reader.result()
    assert seen <= set(contents)


def test_a_stamp_changes_with_every_replacement_and_is_none_before_the_first(tmp_path):
    path = tmp_path / "current"
    stamps = [stamp_of(path)]
    for content in ("甲", "甲", "乙"):
        replace_file(path, content)
        stamps.append(stamp_of(path))
    assert stamps[0] is None
    assert len(set(stamps)) == 4
    assert stamp_of(path) == stamps[-1]


def test_nothing_but_the_file_is_left_in_its_folder(tmp_path):
    for content in ("甲", "乙"):
        replace_file(tmp_path / "current", content)
    assert [path.name for path in tmp_path.iterdir()] == ["current"]


IDS = st.sets(st.sampled_from(["a", "b", "c", "d", "甲"]), max_size=4)


@settings(deadline=None, max_examples=12)
@given(st.lists(st.tuples(st.booleans(), IDS), max_size=6))
def test_what_is_hidden_is_what_was_hidden_and_not_shown_again(tmp_path_factory, steps):
    tombstones, hidden = Tombstones(tmp_path_factory.mktemp("builds")), set()
    for hides, ids in steps:
        if hides:
            tombstones.hide(ids)
            hidden |= ids
        else:
            tombstones.show_again(ids)
            hidden -= ids
        assert tombstones.ids() == hidden


def test_no_article_that_many_hide_at_once_is_forgotten(tmp_path):
    ids = [f"{number:04}" for number in range(16)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda id_: Tombstones(tmp_path).hide([id_]), ids))
    assert Tombstones(tmp_path).ids() == set(ids)


def test_showing_what_is_not_hidden_changes_no_file(tmp_path):
    tombstones = Tombstones(tmp_path)
    tombstones.hide(["a"])
    before = tombstones.stamp()
    tombstones.show_again(["b", "c"])
    assert tombstones.stamp() == before


@pytest.mark.parametrize("content", ["{", "3", "null", "\ud83d", "[[1], ["])
def test_a_list_that_cannot_be_read_hides_on_and_says_what_to_do(tmp_path, content):
    (tmp_path / TOMBSTONES).write_bytes(content.encode("utf-8", "surrogatepass"))
    with pytest.raises(DamagedBuildError, match=r"隱藏名單.*請刪除這個檔案"):
        Tombstones(tmp_path).ids()
    with pytest.raises(DamagedBuildError):
        Tombstones(tmp_path).hide(["a"])


def journal(folder, count, dimension=4):
    """Write a journal of so many vectors and return them by their keys."""
    draw = np.random.default_rng(count)
    keys = [bytes([number]) * KEY_BYTES for number in range(count)]
    vectors = draw.normal(size=(count, dimension)).astype(np.float32)
    with Journal(folder) as written:
        for start in range(0, count, 3):
            written.append(keys[start : start + 3], vectors[start : start + 3])
    return dict(zip(keys, vectors, strict=True))


def test_what_a_killed_build_had_encoded_is_known_again(tmp_path):
    held = journal(tmp_path, 7)
    found = read_journals([tmp_path, tmp_path / "none"], 4)([*held, b"x" * KEY_BYTES])
    assert found.keys() == held.keys()
    for key, vector in held.items():
        np.testing.assert_array_equal(found[key], vector)


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 7 * 32))
def test_a_journal_that_was_cut_off_anywhere_keeps_its_whole_records(tmp_path_factory, length):
    folder = tmp_path_factory.mktemp("partial")
    held = journal(folder, 7)
    [path] = folder.iterdir()
    path.write_bytes(path.read_bytes()[:length])
    found = read_journals([folder], 4)(list(held))
    assert list(found) == list(held)[: length // (KEY_BYTES + 16)]
    assert all((found[key] == held[key]).all() for key in found)


def test_a_vector_that_is_no_number_is_encoded_again(tmp_path):
    with Journal(tmp_path) as written:
        written.append([b"a" * KEY_BYTES, b"b" * KEY_BYTES], np.array([[1, np.nan], [1, 2]], dtype=np.float32))
    assert list(read_journals([tmp_path], 2)([b"a" * KEY_BYTES, b"b" * KEY_BYTES])) == [b"b" * KEY_BYTES]


def test_a_later_journal_goes_before_an_earlier_one(tmp_path):
    key = b"a" * KEY_BYTES
    for number, name in enumerate(("first", "second")):
        (tmp_path / name).mkdir()
        with Journal(tmp_path / name) as written:
            written.append([key], np.full((1, 2), number, dtype=np.float32))
    assert read_journals([tmp_path / "first", tmp_path / "second"], 2)([key])[key].tolist() == [1.0, 1.0]


def passage(text="甲館三月開放。", title="公告", context=()):
    return Passage(0, "a", title, 0, len(text), text, context)


@pytest.mark.parametrize(
    "other",
    [
        passage(text="乙館三月開放。"),
        passage(title="通知"),
        passage(context=("第一章",)),
        passage(text="公告\0甲館三月開放。", title=""),
        passage(title="公告\n第一章"),
    ],
    ids=["text", "title", "context", "title in the text", "heading in the title"],
)
def test_a_vector_is_known_by_all_that_it_was_made_of(other):
    key = content_key("hash-1", passage())
    assert key == content_key("hash-1", Passage(7, "b", "公告", 90, 97, "甲館三月開放。"))
    assert key != content_key("hash-1", other)
    assert key != content_key("hash-2", passage())


def test_what_is_indexed_has_what_a_passage_stands_under():
    assert titled_text(passage(context=("第一章", "第二節"))) == "公告\n第一章\n第二節\n甲館三月開放。"


def test_a_list_of_ids_is_readable_json(tmp_path):
    Tombstones(tmp_path).hide(["b", "a"])
    assert json.loads((tmp_path / TOMBSTONES).read_text(encoding="utf-8")) == ["a", "b"]
