"""``qa doctor``, ``backup`` and ``restore``: what they find, what they keep, and what they refuse."""

import io
import json
import os
import sqlite3
import tarfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from embeddings.article import RawArticle
from embeddings.errors import ConflictError, SourceError
from embeddings.progress import ignore
from qa.training.course import Request, TrainingResult
from tests.fakes.command import Run
from tests.fakes.services import tiny_settings
from ui import doctor
from ui.backup import back_up, restore
from ui.cli.lab import train_on_own
from ui.doctor import State, examine
from ui.intake import take_text
from ui.rebuild import rebuild
from ui.settings import Settings
from ui.wiring import Services, open_services

QUESTION = "掌上書房哪天開通"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    settings = tiny_settings(tmp_path)
    monkeypatch.setenv("QA_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("QA_ENCODER", str(settings.encoder))
    rebuild(settings, ignore)
    return settings


def states(settings: Settings) -> dict[str, State]:
    return {one.name: one.state for one in examine(settings)}


def test_a_sound_installation_has_no_fault(settings: Settings) -> None:
    found = {one.name: one for one in examine(settings)}
    assert [one for one in found.values() if one.state is State.FAILED] == []
    assert found["文章"].detail == "4 篇"
    assert "4 篇" in found["索引"].detail
    assert "毫秒" in found["試問"].detail
    assert {"faiss-cpu", "磁碟", "記憶體", "編碼器", "閱讀器", "同義詞"} <= found.keys()


def test_what_is_wrong_is_found(settings: Settings) -> None:
    take_text(settings, RawArticle("api/a", "公告", "新的公告。"))
    assert states(settings)["索引"] is State.WARNING
    settings.synonyms_path.write_text("門票\n", encoding="utf-8")
    assert states(settings)["同義詞"] is State.WARNING
    (settings.builds_dir / "current").unlink()
    found = states(settings)
    assert (found["索引"], found["試問"]) == (State.FAILED, State.FAILED)
    settings.collection_path.write_bytes(b"no database" * 100)
    assert states(settings)["文章"] is State.FAILED


def test_a_model_that_is_not_there_is_found(settings: Settings, tmp_path: Path) -> None:
    broken = settings.model_copy(update={"reader": str(tmp_path / "none")})
    (tmp_path / "none").mkdir()
    (tmp_path / "none" / "reader.json").write_text("{}", encoding="utf-8")
    assert states(broken)["模型"] is State.FAILED


def test_a_library_that_is_missing_is_named(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "NEEDED", ("no-such-library",))
    [missing] = [one for one in examine(settings) if one.name == "no-such-library"]
    assert (missing.state, "make install" in missing.detail) == (State.FAILED, True)


def test_little_room_is_a_warning(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "LEAST_DISK", 1 << 60)
    monkeypatch.setattr(doctor, "LEAST_MEMORY", 1 << 60)
    found = states(settings)
    assert (found["磁碟"], found["記憶體"]) == (State.WARNING, State.WARNING)


@pytest.mark.parametrize(
    ("count", "words"), [(0, "0 bytes"), (999, "999 bytes"), (1000, "1 KB"), (5_200_000, "5 MB"), (7.5e9, "7.5 GB")]
)
def test_sizes_are_told_in_words(count: float, words: str) -> None:
    assert doctor.size(count) == words


def test_the_doctor_says_what_it_found_and_ends_with_1_where_something_is_wrong(
    qa: Run,
    settings: Settings,
) -> None:
    code, out, _ = qa("doctor")
    assert (code, "正常\tPython" in out, "\n有問題\t" in out) == (0, True, False)
    (settings.builds_dir / "current").unlink()
    code, out, _ = qa("doctor", "--json")
    assert code == 1
    assert [one["name"] for one in json.loads(out) if one["state"] == "failed"] == ["索引", "試問"]


def saved(settings: Settings, file: Path) -> Services:
    services = open_services(settings)
    back_up(settings, services.builds, file)
    return services


@pytest.mark.parametrize("name", ["all.tar", "all.tar.gz"])
def test_what_is_backed_up_answers_elsewhere_as_here(settings: Settings, tmp_path: Path, name: str) -> None:
    settings.synonyms_path.write_text("雲端書屋 = 掌上書房\n", encoding="utf-8")
    with closing(sqlite3.connect(settings.data_dir / "conversations.sqlite")) as other, other:
        other.execute("CREATE TABLE turns AS SELECT 'said' AS text")
    here = saved(settings, tmp_path / name)
    elsewhere = settings.model_copy(update={"data_dir": tmp_path / "elsewhere" / "data"})
    there = open_services(elsewhere)
    about = restore(elsewhere, there.builds, tmp_path / name)
    assert (about.articles, about.live) == (4, here.live.current().id)
    assert there.ask(QUESTION).citation == here.ask(QUESTION).citation
    assert there.ask("雲端書屋哪天開通").passages == here.ask("雲端書屋哪天開通").passages
    with closing(sqlite3.connect(elsewhere.data_dir / "conversations.sqlite")) as other:
        assert other.execute("SELECT text FROM turns").fetchall() == [("said",)]
    assert rebuild(elsewhere, ignore).changed is False  # nothing is missing, nothing is made anew


def test_a_backup_is_of_one_moment_while_articles_are_written(settings: Settings, tmp_path: Path) -> None:
    with here_writing(settings):
        saved(settings, tmp_path / "all.tar")
    elsewhere = settings.model_copy(update={"data_dir": tmp_path / "elsewhere"})
    assert restore(elsewhere, open_services(elsewhere).builds, tmp_path / "all.tar").articles == 4


def here_writing(settings: Settings) -> "closing[sqlite3.Connection]":
    """Return a connection that is in the middle of writing into the collection."""
    connection = sqlite3.connect(settings.collection_path, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("DELETE FROM articles")
    return closing(connection)


def test_what_is_there_is_replaced_only_if_asked_and_kept_beside(settings: Settings, tmp_path: Path) -> None:
    services = saved(settings, tmp_path / "all.tar")
    before = services.live.current().id
    take_text(settings, RawArticle("api/a", "公告", "雲澤市立動物園的大象名叫阿福。"))
    rebuild(settings, ignore)
    with pytest.raises(ConflictError, match="--replace"):
        restore(settings, services.builds, tmp_path / "all.tar")
    assert services.live.current().manifest.articles == 5
    restore(settings, services.builds, tmp_path / "all.tar", replace=True)
    assert services.live.current().id == before
    with services.collection() as collection:
        assert collection.count() == 4
    [aside] = settings.data_dir.glob("before-restore-*")
    with closing(sqlite3.connect(aside / "collection.sqlite")) as kept:
        assert kept.execute("SELECT count(*) FROM articles").fetchone() == (5,)


def archive_of(path: Path, *entries: tuple[str, bytes, bytes]) -> Path:
    with tarfile.open(path, "w") as archive:
        for name, data, kind in entries:
            entry = tarfile.TarInfo(name)
            entry.type, entry.size, entry.linkname = kind, len(data), "/etc/passwd"
            archive.addfile(entry, io.BytesIO(data))
    return path


@pytest.mark.parametrize(
    "entry",
    [
        ("../out.txt", b"x", tarfile.REGTYPE),
        ("/etc/out.txt", b"x", tarfile.REGTYPE),
        ("articles/../../out.txt", b"x", tarfile.REGTYPE),
        ("articles/link", b"", tarfile.SYMTYPE),
        ("builds/evil", b"x", tarfile.REGTYPE),
        ("replies.sqlite", b"x", tarfile.REGTYPE),
        ("backup.json", b"{", tarfile.REGTYPE),
        ("backup.json", b"{}", tarfile.REGTYPE),
    ],
)
def test_what_is_no_backup_changes_nothing(settings: Settings, tmp_path: Path, entry: tuple[str, bytes, bytes]) -> None:
    services = open_services(settings)
    with pytest.raises(SourceError):
        restore(settings, services.builds, archive_of(tmp_path / "evil.tar", entry), replace=True)
    assert services.live.current().manifest.articles == 4
    assert not (tmp_path / "out.txt").exists()
    assert [path.name for path in settings.data_dir.iterdir() if path.name.startswith((".restore", "before"))] == []


def cut(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def altered(file: Path) -> None:
    data = bytearray(file.read_bytes())
    at = data.find(b"SQLite format 3", data.find(b"articles.sqlite"))
    data[at + 5000] ^= 0xFF
    file.write_bytes(bytes(data))


@pytest.mark.parametrize("harm", [cut, altered])
def test_a_damaged_backup_changes_nothing(settings: Settings, tmp_path: Path, harm: Callable[[Path], None]) -> None:
    services = saved(settings, tmp_path / "all.tar")
    harm(tmp_path / "all.tar")
    with pytest.raises(SourceError, match="備份"):
        restore(settings, services.builds, tmp_path / "all.tar", replace=True)
    assert services.ask(QUESTION).passages
    with services.collection() as collection:
        assert collection.count() == 4


def test_a_file_that_is_not_there_is_told(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="找不到"):
        restore(settings, open_services(settings).builds, tmp_path / "none.tar", replace=True)


def test_both_commands_say_what_they_did(qa: Run, settings: Settings, tmp_path: Path) -> None:
    file = str(tmp_path / "all.tar.gz")
    code, out, _ = qa("backup", file)
    assert (code, "4 篇文章，1 份索引" in out) == (0, True)
    code, _, err = qa("restore", file)
    assert (code, "--replace" in err) == (2, True)
    code, out, _ = qa("restore", file, "--replace", "--json")
    assert (code, json.loads(out)["articles"]) == (0, 4)


def test_nothing_to_back_up_is_told(qa: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("QA_DATA_DIR", str(tmp_path / "new"))
    code, _, err = qa("backup", str(tmp_path / "all.tar"))
    assert (code, "沒有什麼可以備份" in err) == (2, True)
    assert not (tmp_path / "all.tar").exists()


def test_training_tells_programs_what_came_of_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    result = TrainingResult({"EM": 0.4}, {"EM": 0.5}, True, 30, 10, {"空白": 2})
    monkeypatch.setattr("qa.training.own.train_further", lambda *_: result)
    request = Request(tmp_path / "own.json", None, tmp_path / "out", 0.2, 3)
    train_on_own("encoder", request, as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert (told["after"], told["kept"], told["skipped"]) == ({"EM": 0.5}, True, {"空白": 2})
    assert told["into"] == str(tmp_path / "out")
