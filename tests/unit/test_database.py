"""Files of our own in SQLite: made, brought up, written in transactions; those of others are refused in words."""

import os
import sqlite3
import stat
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from embeddings import database
from embeddings.database import Database, Layout, Repository
from embeddings.errors import BusyError, CollectionError, PeopleError

FIRST = ("CREATE TABLE things (name TEXT PRIMARY KEY, size INTEGER NOT NULL) STRICT",)
SECOND = ("ALTER TABLE things ADD COLUMN note TEXT", "CREATE TABLE others (name TEXT) STRICT")
LAYOUT = Layout("物品資料庫", (FIRST,), CollectionError)
NEWER = Layout("物品資料庫", (FIRST, SECOND), CollectionError)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "deep" / "things.sqlite"


def put(opened, name="甲", size=1):
    with opened.writing() as connection:
        connection.execute("INSERT INTO things (name, size) VALUES (?, ?)", (name, size))


# Opening


def test_a_file_is_made_with_its_folder_and_opened_again(path):
    with Database.open(path, LAYOUT) as opened:
        put(opened)
    with Database.open(path, LAYOUT) as opened:
        assert opened.rows("SELECT name, size FROM things") == [("甲", 1)]


def test_an_older_file_is_brought_up_and_keeps_what_it_held(path):
    with Database.open(path, LAYOUT) as opened:
        put(opened)
    with Database.open(path, NEWER) as opened:
        assert opened.rows("SELECT name, size, note FROM things") == [("甲", 1, None)]
        assert opened.rows("SELECT * FROM others") == []
        assert opened.rows("PRAGMA user_version") == [(2,)]


def test_a_newer_file_is_left_alone(path):
    with Database.open(path, NEWER):
        pass
    before = path.read_bytes()
    with pytest.raises(CollectionError, match=r"things\.sqlite.*較新版本"):
        Database.open(path, LAYOUT)
    assert path.read_bytes() == before


def test_a_version_that_cannot_be_made_leaves_the_file_at_the_one_before(path):
    with Database.open(path, LAYOUT) as opened:
        put(opened)
    broken = Layout("物品資料庫", (FIRST, (SECOND[0], "CREATE TABLE things (x)")), CollectionError)
    with pytest.raises(sqlite3.OperationalError, match="already exists"):
        Database.open(path, broken)
    with Database.open(path, LAYOUT) as opened:
        assert opened.rows("SELECT * FROM things") == [("甲", 1)]  # without the column of the second version


@pytest.mark.parametrize(
    "content", [b"not a database at all" * 300, b"\x00" * 8192, b"SQLite format 3\x00" + b"\xff" * 8000]
)
def test_what_is_no_database_is_refused_by_name_and_not_touched(path, content):
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(CollectionError, match=r"things\.sqlite.*(物品資料庫|其他程式)"):
        Database.open(path, LAYOUT)
    assert path.read_bytes() == content


def test_an_empty_file_is_as_good_as_none(path):
    path.parent.mkdir()
    path.touch()
    with Database.open(path, LAYOUT) as opened:
        assert opened.rows("SELECT * FROM things") == []


def test_the_database_of_another_program_is_left_alone(path):
    path.parent.mkdir()
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE theirs (x)")
    connection.close()
    with pytest.raises(CollectionError, match="其他程式"):
        Database.open(path, LAYOUT)
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("theirs",)]
    connection.close()


def test_a_folder_in_the_place_of_the_file_is_named(path):
    path.mkdir(parents=True)
    with pytest.raises(CollectionError, match=r"things\.sqlite.*無法開啟"):
        Database.open(path, LAYOUT)


def test_a_file_in_the_place_of_the_folder_is_named(path):
    path.parent.write_text("a file")
    with pytest.raises(CollectionError, match=f"資料夾「{path.parent}」不能用"):
        Database.open(path, LAYOUT)


@pytest.mark.skipif(os.name != "posix", reason="modes of files")
@pytest.mark.parametrize(("private", "others"), [(True, 0), (False, stat.S_IRGRP | stat.S_IROTH)])
def test_a_private_file_is_for_its_owner_alone(path, private, others):
    before = os.umask(0o022)
    try:
        with Database.open(path, Layout("檔", (FIRST,), PeopleError, private=private)) as opened:
            put(opened)
            modes = [one.stat().st_mode for one in path.parent.glob("things.sqlite*") if one.suffix != ".lock"]
    finally:
        os.umask(before)
    assert len(modes) > 1  # SQLite's own beside it
    assert {mode & (stat.S_IRGRP | stat.S_IROTH) for mode in modes} == {others}


def test_many_who_open_it_at_once_make_it_once(path):
    ready = threading.Barrier(8)

    def work(number):
        ready.wait()
        with Database.open(path, NEWER) as opened:
            put(opened, f"第{number}件")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))  # raises what one of them raised
    with Database.open(path, NEWER) as opened:
        assert opened.rows("SELECT count(*) FROM things") == [(8,)]


# Reading and writing


def test_what_fails_in_a_transaction_leaves_nothing_of_it(path):
    def put_two_alike(opened):
        with opened.writing() as connection:
            connection.execute("INSERT INTO things VALUES ('甲', 1)")
            connection.execute("INSERT INTO things VALUES ('甲', 1)")

    with Database.open(path, LAYOUT) as opened:
        with pytest.raises(sqlite3.IntegrityError):
            put_two_alike(opened)
        assert opened.rows("SELECT * FROM things") == []
        put(opened)  # and the connection is as good as before


def test_what_breaks_a_rule_of_the_table_is_our_own_mistake_and_raised_as_it_is(path):
    with Database.open(path, LAYOUT) as opened:
        put(opened)
        with pytest.raises(sqlite3.IntegrityError):
            put(opened)
        with pytest.raises(sqlite3.IntegrityError):
            put(opened, "乙", "many")
        assert len(opened.rows("SELECT * FROM things")) == 1


def test_a_snapshot_sees_nothing_of_what_others_write_meanwhile(path):
    with Database.open(path, LAYOUT) as reader, Database.open(path, LAYOUT) as writer:
        put(writer)
        with reader.snapshot():
            assert len(reader.rows("SELECT * FROM things")) == 1
            put(writer, "乙")
            assert len(reader.rows("SELECT * FROM things")) == 1
        assert len(reader.rows("SELECT * FROM things")) == 2


def test_a_writer_that_waits_too_long_is_told_who_is_in_the_way(path, monkeypatch):
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
    with Database.open(path, LAYOUT) as one, Database.open(path, LAYOUT) as two:
        with one.writing(), pytest.raises(BusyError, match="另一個程式正在寫入"):
            put(two)
        put(two)


def test_readers_do_not_wait_for_a_writer(path, monkeypatch):
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
    with Database.open(path, LAYOUT) as one, Database.open(path, LAYOUT) as two, one.writing() as connection:
        connection.execute("INSERT INTO things VALUES ('甲', 1)")
        assert two.rows("SELECT * FROM things") == []


def test_a_table_that_is_gone_is_damage_told_in_words(path):
    with Database.open(path, LAYOUT) as opened:
        with opened.writing() as connection:
            connection.execute("DROP TABLE things")
        with pytest.raises(CollectionError, match=r"things\.sqlite.*損壞.*備份"):
            opened.rows("SELECT * FROM things")


def test_text_that_is_no_text_is_damage_told_in_words(path):
    with Database.open(path, LAYOUT) as opened:
        with opened.writing() as connection:
            connection.execute("INSERT INTO things VALUES (CAST(x'ff80' AS TEXT), 1)")
        with pytest.raises(CollectionError, match="損壞"):
            opened.rows("SELECT name FROM things")


def test_pages_that_were_overwritten_are_damage_told_in_words(path):
    with Database.open(path, LAYOUT) as opened:
        with opened.writing() as connection:
            rows = [(f"第{number}件" * 9, number) for number in range(2000)]
            connection.executemany("INSERT INTO things VALUES (?, ?)", rows)
        opened.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xde\xad" * ((len(whole) - 4096) // 2))
    with Database.open(path, LAYOUT) as opened, pytest.raises(CollectionError, match="損壞"):
        opened.rows("SELECT * FROM things")


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (sqlite3.SQLITE_FULL, "磁碟已滿"),
        (sqlite3.SQLITE_IOERR, "讀寫失敗"),
        (sqlite3.SQLITE_READONLY, "檢查路徑與權限"),
        (sqlite3.SQLITE_IOERR | (3 << 8), "讀寫失敗"),  # with what SQLite says besides
    ],
)
def test_what_the_disk_does_is_told_with_what_to_do(path, code, told):
    class Failing:
        def execute(self, *_):
            error = sqlite3.OperationalError("it failed")
            error.sqlite_errorcode = code
            raise error

    with pytest.raises(CollectionError, match=told):
        Database(Failing(), path, LAYOUT).rows("SELECT 1")


def test_what_is_kept_in_a_file_closes_it(path):
    with Repository(Database.open(path, LAYOUT)) as kept:
        connection = kept._database.connection
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        connection.execute("SELECT 1")
