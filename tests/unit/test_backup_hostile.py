"""Backups that were cut, altered or made up: told in words, and the folder stays as it was."""

import gzip
import io
import json
import random
import sqlite3
import tarfile
from contextlib import closing
from dataclasses import asdict

import pytest

from embeddings.article import RawArticle
from embeddings.builds.publish import Builds
from embeddings.errors import ConflictError, InputError, SourceError
from tests.fakes.collection import published, recipe
from ui import backup
from ui.backup import ABOUT, Backup, back_up, restore
from ui.people.conversations import Conversations
from ui.settings import Settings
from ui.wiring import open_collection


@pytest.fixture
def settings(tmp_path):
    """Settings of a folder with articles, a build and a conversation."""
    made = Settings(data_dir=tmp_path / "data")
    with open_collection(made) as collection:
        collection.put_many([RawArticle(f"{n}.txt", f"第{n}則", f"圖書館{n}月開放。" * 30) for n in range(1, 40)])
    with Conversations.open(made.people_path, "甲") as conversations:
        for number in range(30):
            conversations.create(f"第{number}段對話")
    published(made.builds_dir)
    return made


def builds_of(settings):
    return Builds(settings.builds_dir, recipe())


@pytest.fixture
def saved(settings, tmp_path):
    file = tmp_path / "all.tar.gz"
    back_up(settings, builds_of(settings), file)
    return file


@pytest.fixture
def elsewhere(tmp_path):
    return Settings(data_dir=tmp_path / "elsewhere")


def restored(settings, file, **more):
    return restore(settings, builds_of(settings), file, **more)


def holds(settings):
    """Return what a folder holds, by the names and sizes of its files, without locks."""
    files = (path for path in settings.data_dir.rglob("*") if path.is_file() and ".lock" not in path.name)
    return {
        str(path.relative_to(settings.data_dir)): path.stat().st_size for path in files if path.name != "writer.json"
    }


def refused(settings, file, told="備份"):
    """Restore a file that must be refused, into a folder that has articles and must stay as it was."""
    before = holds(settings)
    with pytest.raises(SourceError, match=told):
        restored(settings, file, replace=True)
    assert holds(settings) == before


def test_what_was_saved_is_there_again(saved, elsewhere):
    about = restored(elsewhere, saved)
    assert (about.articles, set(about.databases)) == (39, {"collection.sqlite", "people.sqlite"})
    with open_collection(elsewhere) as collection:
        assert collection.count() == 39
    with Conversations.open(elsewhere.people_path, "甲") as conversations:
        assert conversations.count() == 30
    assert builds_of(elsewhere).open_live().id == about.live


def test_a_folder_with_articles_is_replaced_only_if_asked(settings, saved):
    before = holds(settings)
    with pytest.raises(ConflictError, match="--replace"):
        restored(settings, saved)
    assert holds(settings) == before


def test_a_folder_without_articles_has_nothing_to_save(elsewhere, tmp_path):
    with pytest.raises(InputError, match="qa add"):
        back_up(elsewhere, builds_of(elsewhere), tmp_path / "all.tar")
    assert not list(tmp_path.glob("*.tar*"))


def test_a_place_that_cannot_be_written_is_told_and_leaves_nothing(settings, tmp_path):
    with pytest.raises(InputError, match="換一個位置"):
        back_up(settings, builds_of(settings), tmp_path / "nowhere" / "all.tar")


def test_a_backup_that_fails_half_way_leaves_the_one_before(settings, saved, monkeypatch):
    before = saved.read_bytes()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup, "copied", full)
    with pytest.raises(InputError, match="清出空間"):
        back_up(settings, builds_of(settings), saved)
    assert saved.read_bytes() == before
    assert [path.name for path in saved.parent.iterdir() if path.name.endswith(".partial")] == []


# Damage


@pytest.mark.parametrize("share", [0.0, 0.001, 0.3, 0.7, 0.99])
def test_a_file_that_was_cut_is_refused(settings, saved, share):
    saved.write_bytes(saved.read_bytes()[: int(len(saved.read_bytes()) * share)])
    refused(settings, saved)


def test_a_file_without_its_last_bytes_is_refused(settings, saved):
    saved.write_bytes(saved.read_bytes()[:-3])
    refused(settings, saved)


@pytest.mark.parametrize("seed", range(12))
def test_a_byte_that_was_altered_anywhere_is_noticed(settings, saved, seed):
    content = bytearray(saved.read_bytes())
    content[random.Random(seed).randrange(12, len(content))] ^= 0x5A
    saved.write_bytes(bytes(content))
    refused(settings, saved)


def entries_of(file):
    """Return the entries of a backup in order, each with its content."""
    with tarfile.open(file) as archive:
        return [(one, archive.extractfile(one).read() if one.isfile() else b"") for one in archive.getmembers()]


def packed(path, entries):
    with tarfile.open(path, "w:gz") as archive:
        for entry, content in entries:
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return path


def without(file, *names):
    return packed(file, [one for one in entries_of(file) if not one[0].name.startswith(names)])


@pytest.mark.parametrize("name", ["collection.sqlite", "people.sqlite", "builds/2", ABOUT])
def test_a_part_that_it_lists_and_does_not_have_is_noticed(settings, saved, name):
    refused(settings, without(saved, name))


@pytest.mark.parametrize("name", ["collection.sqlite", "people.sqlite"])
def test_a_database_whose_pages_do_not_hold_together_is_noticed(settings, saved, name):
    def harmed(content):
        return content[:4096] + bytes(len(content) - 4096)

    entries = [(entry, harmed(data) if entry.name == name else data) for entry, data in entries_of(saved)]
    refused(settings, packed(saved, entries))


def test_a_collection_of_another_number_of_articles_is_noticed(settings, saved):
    refused(settings, about_of(saved, articles=38))


def about_of(file, **changes):
    """Rewrite what a backup says of itself."""
    entries = []
    for entry, content in entries_of(file):
        said = json.dumps({**json.loads(content), **changes}).encode() if entry.name == ABOUT else content
        entries.append((entry, said))
    return packed(file, entries)


OTHER_BUILD = "20260101T000000000Z-abcdef"


@pytest.mark.parametrize("change", [{"format": 2}, {"live": OTHER_BUILD}, {"builds": [OTHER_BUILD]}])
def test_what_it_says_of_itself_must_be_so(settings, saved, change):
    refused(settings, about_of(saved, **change))


ABOUTS = [b"", b"{", b"7", b"[]", b"{}", b"\xff\xfe", b"[" * 100_000, b'{"builds": 3}', b'{"builds": [], "more": 1}']


@pytest.mark.parametrize("about", ABOUTS, ids=lambda about: about[:12].decode("latin-1"))
def test_what_it_says_of_itself_may_be_anything(settings, saved, about):
    entries = [(entry, about if entry.name == ABOUT else content) for entry, content in entries_of(saved)]
    refused(settings, packed(saved, entries))


OTHERS = [b"", b"PK\x03\x04", b"not an archive" * 99, gzip.compress(b"no tar" * 99), b"\x00" * 20_000]


@pytest.mark.parametrize("content", OTHERS)
def test_another_file_is_refused(settings, tmp_path, content):
    file = tmp_path / "other.tar.gz"
    file.write_bytes(content)
    refused(settings, file)


def test_a_folder_in_the_place_of_the_file_is_refused(settings, tmp_path):
    refused(settings, tmp_path)


# What an archive may hold


def archived(path, *entries):
    with tarfile.open(path, "w") as archive:
        for name, kind in entries:
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname, entry.size = kind, "/etc/passwd", 0
            archive.addfile(entry)
    return path


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("../out.txt", tarfile.REGTYPE),
        ("/etc/out.txt", tarfile.REGTYPE),
        ("articles", tarfile.SYMTYPE),
        ("articles/a.txt", tarfile.LNKTYPE),
        ("people.sqlite", tarfile.SYMTYPE),
        ("people.sqlite/x", tarfile.REGTYPE),
        ("builds/../../x", tarfile.REGTYPE),
        ("models", tarfile.CHRTYPE),
        ("questions", tarfile.FIFOTYPE),
        ("builds/20260101T000000000Z-ABCDEF/x", tarfile.REGTYPE),
        ("settings.py", tarfile.REGTYPE),
    ],
)
def test_what_no_backup_holds_is_named_and_nothing_is_unpacked(settings, tmp_path, name, kind):
    refused(settings, archived(tmp_path / "evil.tar", (ABOUT, tarfile.REGTYPE), (name, kind)))
    assert not (tmp_path / "out.txt").exists()
    assert not (tmp_path / "x").exists()


def test_replies_of_the_last_day_are_not_saved(settings, tmp_path):
    with closing(sqlite3.connect(settings.data_dir / "replies.sqlite")) as connection:
        connection.execute("CREATE TABLE replies (x)")
    back_up(settings, builds_of(settings), tmp_path / "all.tar")
    assert "replies.sqlite" not in [entry.name for entry, _ in entries_of(tmp_path / "all.tar")]


def test_what_a_backup_says_of_itself_is_read_back(saved):
    [said] = [json.loads(content) for entry, content in entries_of(saved) if entry.name == ABOUT]
    about = Backup(**{**said, "builds": tuple(said["builds"]), "databases": tuple(said["databases"])})
    assert {**asdict(about), "builds": list(about.builds), "databases": list(about.databases)} == said
