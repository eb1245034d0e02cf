import os
import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from embeddings import database as module
from embeddings.article import Article, RawArticle, Removal
from embeddings.collection import sync
from embeddings.collection.records import Collection, File, Stored, StoreOutcome, Summary, Upload
from embeddings.collection.row import article_id, row_of
from embeddings.collection.sync import add_bytes, read_again, sync_folder
from embeddings.errors import BusyError, ChangedError, ConflictError, NotFoundError, SourceError
from embeddings.formats.load import LoadReport, Refusal
from embeddings.progress import ignore

BODY = "圖書館下週一閉館盤點，週二恢復開放。"


@pytest.fixture
def collection(tmp_path):
    with Collection.open(tmp_path / "data" / "articles.db") as opened:
        yield opened


def raw(origin="館訊/一", text=BODY, title="閉館公告", **more):
    return RawArticle(origin, title, text, **more)


def write(folder, name, text=BODY):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_an_article_is_kept_clean_with_what_was_removed(collection):
    stored = collection.put(raw(text="圖(tú)書館閉(bì)館。\r\n", url="https://a.example", published="2024-05-01"))
    assert stored == Stored(article_id("館訊/一"), StoreOutcome.ADDED)
    assert collection.get(stored.id) == Article(
        id=stored.id,
        title="閉館公告",
        text="圖書館閉館。",
        origin="館訊/一",
        url="https://a.example",
        published="2024-05-01",
        removals=(Removal("line_ends", 1, 1), Removal("pinyin_glosses", 2, 8), Removal("blank_lines", 1, 1)),
    )


def test_ids_are_the_same_on_every_machine():
    assert article_id("甲") == "08c00ef371fb"


def test_put_says_what_it_did(collection):
    outcomes = [collection.put(raw(text=text)).outcome for text in (BODY, BODY, "改為週三開放。", BODY)]
    assert outcomes == [StoreOutcome.ADDED, StoreOutcome.UNCHANGED, StoreOutcome.CHANGED, StoreOutcome.CHANGED]
    assert collection.put(raw(title="新標題")).outcome is StoreOutcome.CHANGED
    assert collection.count() == 1


def test_put_many_is_all_or_nothing(collection):
    with pytest.raises(SourceError, match="「二」清理之後沒有任何文字"):
        collection.put_many([raw("一"), raw("二", text="官方微博\n\u200b")])
    assert collection.count() == 0
    assert [stored.outcome for stored in collection.put_many([raw("一"), raw("二")])] == [StoreOutcome.ADDED] * 2


@pytest.mark.parametrize("bad", [raw(text=" \n"), raw(text="半個\ud83d字"), raw(origin=" "), raw(title="\udcff")])
def test_what_cannot_be_stored_is_refused(collection, bad):
    with pytest.raises(SourceError, match="請"):
        collection.put(bad)
    assert collection.count() == 0


@pytest.mark.parametrize(
    ("title", "kept"),
    [("圖(tú)書館\n閉館 ", "圖書館 閉館"), ("", BODY), ("\u200b", BODY)],
)
def test_titles_are_clean_and_never_empty(collection, title, kept):
    stored = collection.put(raw(title=title))
    assert collection.get(stored.id).title == kept


def test_two_origins_never_share_an_id(collection, tmp_path):
    stored = collection.put(raw("一"))
    with sqlite3.connect(tmp_path / "data" / "articles.db") as other:
        other.execute("UPDATE articles SET origin = '別的'")
    other.close()
    with pytest.raises(SourceError, match="「一」與「別的」"):
        collection.put(raw("一"))
    assert collection.get(stored.id).origin == "別的"


def test_remove(collection):
    stored = collection.put(raw())
    collection.remove(stored.id)
    assert collection.count() == 0
    for lost in (collection.get, collection.remove):
        with pytest.raises(NotFoundError, match=stored.id):
            lost(stored.id)


def test_summaries_and_articles(collection):
    collection.put_many([raw("乙", "短。"), raw("甲", BODY, published="2024")])
    assert collection.summaries() == [
        Summary(1, article_id("乙"), "閉館公告", "乙", None, 2),
        Summary(2, article_id("甲"), "閉館公告", "甲", "2024", len(BODY)),
    ]
    collection.put(raw("乙", "改過。"))
    assert [one.origin for one in collection.summaries()] == ["乙", "甲"]  # it keeps its place
    assert [one.origin for one in collection.summaries(after=1, limit=1)] == ["甲"]


def test_hashes_depend_on_the_articles_and_nothing_else(collection, tmp_path):
    assert collection.hashes() == {}
    collection.put_many([raw("一"), raw("二")])
    both = collection.hashes()
    assert list(both) == sorted([article_id("一"), article_id("二")])
    with Collection.open(tmp_path / "other.db") as other:
        other.put(raw("二"))
        other.put(raw("一"))
        assert list(other.hashes().items()) == list(both.items())
    for changed in (raw("二", text="改了。"), raw("二", author="王小明"), raw("二", published="2024")):
        collection.put(changed)
        assert {id_ for id_, content in collection.hashes().items() if content != both[id_]} == {article_id("二")}
    collection.put(raw("二"))
    assert collection.hashes() == both


def test_sync_adds_changes_and_removes(collection, tmp_path):
    folder = tmp_path / "data" / "articles"
    first, second = write(folder, "一.md"), write(folder, "深/二.txt")
    collection.put(raw("館訊/手寫"))
    one, two = article_id("articles/一.md"), article_id("articles/深/二.txt")
    report = sync_folder(collection, folder)
    assert (set(report.added), report.changed, report.removed, report.unchanged) == ({one, two}, (), (), ())
    first.write_text("新的內容。", encoding="utf-8")
    second.unlink()
    write(folder, "三.txt")
    report = sync_folder(collection, folder)
    assert (report.added, report.changed, report.removed) == ((article_id("articles/三.txt"),), (one,), (two,))
    report = sync_folder(collection, folder)
    assert set(report.unchanged) == {one, article_id("articles/三.txt")}
    assert collection.get(article_id("館訊/手寫")).text == BODY


def test_sync_leaves_folders_with_a_longer_or_shorter_name_alone(collection, tmp_path):
    for name in ("甲", "甲乙", "甲0"):
        write(tmp_path / name, "一.txt")
        sync_folder(collection, tmp_path / name)
    (tmp_path / "甲" / "一.txt").unlink()
    assert len(sync_folder(collection, tmp_path / "甲").removed) == 1
    assert collection.count() == 2


def test_an_unreadable_file_keeps_its_article(collection, tmp_path):
    folder = tmp_path / "data" / "articles"
    path = write(folder, "一.txt")
    sync_folder(collection, folder)
    path.write_bytes(b"\0\1\2")
    report = sync_folder(collection, folder)
    assert (report.removed, [problem.origin for problem in report.problems]) == ((), ["articles/一.txt"])
    path.write_text("官方微博", encoding="utf-8")
    report = sync_folder(collection, folder)
    assert "清理之後沒有任何文字" in report.problems[0].reason
    assert collection.get(article_id("articles/一.txt")).text == BODY


def test_articles_that_vanish_from_a_file_go(collection, tmp_path):
    folder = tmp_path / "data" / "articles"
    lines = [f'{{"id": "{one}", "text": "第{one}篇的內文。"}}' for one in ("a", "b", "c/d")]
    path = write(folder, "文.jsonl", "\n".join(lines))
    write(folder, "文.jsonl#e.txt")
    assert len(sync_folder(collection, folder).added) == 4
    path.write_text("\n".join(lines[:2]), encoding="utf-8")
    report = sync_folder(collection, folder)
    assert (report.removed, report.problems) == ((article_id("articles/文.jsonl#c/d"),), ())
    path.unlink()
    gone = {article_id("articles/文.jsonl#a"), article_id("articles/文.jsonl#b")}
    assert set(sync_folder(collection, folder).removed) == gone
    assert [one.origin for one in collection.summaries()] == ["articles/文.jsonl#e.txt"]


@pytest.mark.parametrize("damaged", ['{"text": "甲文。"}\n{"te', "\0\1\2"])
def test_a_file_that_is_not_wholly_read_keeps_its_articles(collection, tmp_path, damaged):
    folder = tmp_path / "data" / "articles"
    path = write(folder, "文.jsonl", '{"text": "甲文。"}\n{"text": "乙文。"}')
    sync_folder(collection, folder)
    path.write_text(damaged, encoding="utf-8")
    report = sync_folder(collection, folder)
    assert (report.removed, [problem.origin for problem in report.problems]) == ((), ["articles/文.jsonl"])
    assert collection.get(article_id("articles/文.jsonl#2")).text == "乙文。"


def test_one_article_without_text_does_not_stop_the_others_of_its_file(collection, tmp_path):
    write(tmp_path / "甲", "文.jsonl", '{"text": "官方微博"}\n{"text": "乙文。"}')
    report = sync_folder(collection, tmp_path / "甲", key="甲")
    assert report.added == (article_id("甲/文.jsonl#2"),)
    assert [problem.origin for problem in report.problems] == ["甲/文.jsonl#1"]


def test_a_folder_that_cannot_be_listed_keeps_its_articles(collection, tmp_path, monkeypatch):
    folder = tmp_path / "data" / "articles"
    write(folder, "深/一.txt")
    sync_folder(collection, folder)
    plain = os.scandir

    def scandir(path):
        if path.name == "深":
            raise PermissionError
        return plain(path)

    monkeypatch.setattr("embeddings.formats.load.os.scandir", scandir)
    report = sync_folder(collection, folder)
    assert (report.removed, [problem.origin for problem in report.problems]) == ((), ["articles/深"])
    monkeypatch.setattr("embeddings.formats.load.os.scandir", lambda path: (_ for _ in ()).throw(PermissionError()))
    assert sync_folder(collection, folder).removed == ()
    assert collection.count() == 1


def test_a_missing_folder_removes_nothing(collection, tmp_path):
    folder = tmp_path / "data" / "articles"
    path = write(folder, "一.txt")
    sync_folder(collection, folder)
    path.unlink()
    folder.rmdir()
    with pytest.raises(SourceError, match="找不到"):
        sync_folder(collection, folder)
    assert collection.count() == 1


def test_sync_tells_its_progress_and_stores_in_batches(collection, tmp_path, monkeypatch):
    monkeypatch.setattr(sync, "BATCH_ARTICLES", 2)
    for number in range(5):
        write(tmp_path / "多", f"{number}.txt", f"第{number}篇。")
    seen = []
    report = sync_folder(collection, tmp_path / "多", lambda step: seen.append((step.done, step.total)))
    assert seen == [(1, 5), (2, 5), (3, 5), (4, 5), (5, 5)]
    assert len(report.added) == collection.count() == 5


def test_origins_move_with_the_data_folder(collection, tmp_path):
    assert collection.origin_of(tmp_path / "data" / "articles" / "一.md") == "articles/一.md"
    assert collection.origin_of(tmp_path / "別處") == (tmp_path / "別處").resolve().as_posix()
    write(tmp_path / "別處", "一.md")
    assert sync_folder(collection, tmp_path / "別處", key="articles").added == (article_id("articles/一.md"),)


def test_a_snapshot_does_not_see_what_others_write(collection, tmp_path):
    collection.put(raw("一"))
    with collection.snapshot():
        before = collection.hashes()
        with Collection.open(tmp_path / "data" / "articles.db") as other:
            other.put(raw("二"))
        assert collection.hashes() == before
        assert len(before) == 1
    assert collection.count() == 2


def test_a_second_writer_waits_and_then_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "BUSY_SECONDS", 0.05)
    path = tmp_path / "articles.db"
    with Collection.open(path) as one, Collection.open(path) as two, one._writing():
        with pytest.raises(BusyError, match="稍候"):
            two.put(raw())
        assert two.count() == 0


def test_many_threads_open_and_write_at_once(tmp_path):
    path = tmp_path / "articles.db"

    def put(number):
        with Collection.open(path) as opened:
            return opened.put(raw(f"第{number}篇")).outcome

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(put, range(40))) == [StoreOutcome.ADDED] * 40
    with Collection.open(path) as opened:
        assert opened.count() == 40


def test_what_was_acknowledged_survives_a_kill(tmp_path):
    script = (
        "import os, signal, sys; from pathlib import Path\n"
        "from embeddings.article import RawArticle; from embeddings.collection.records import Collection\n"
        "opened = Collection.open(Path(sys.argv[1])); opened.put(RawArticle('一', '題', '內文。'))\n"
        "opened._connection.execute('BEGIN IMMEDIATE'); opened._connection.execute('DELETE FROM articles')\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    path = tmp_path / "articles.db"
    ended = subprocess.run(
        [sys.executable, "-c", script, str(path)], env={**os.environ, "PYTHONPATH": "."}, check=False
    )
    assert ended.returncode == -signal.SIGKILL
    with Collection.open(path) as opened:
        assert opened.get(article_id("一")).text == "內文。"


def test_guarantees_are_set_on_every_connection(collection):
    pragmas = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
    values = [collection._connection.execute(f"PRAGMA {name}").fetchone()[0] for name in pragmas]
    assert values == ["wal", 2, 1, 10_000]


def test_a_newer_a_foreign_and_a_damaged_file_are_refused(tmp_path):
    newer, foreign, damaged = (tmp_path / name for name in ("newer.db", "foreign.db", "damaged.db"))
    for path, statement in ((newer, "PRAGMA user_version = 99"), (foreign, "CREATE TABLE t (x)")):
        connection = sqlite3.connect(path)
        connection.execute(statement)
        connection.close()
    damaged.write_bytes(b"not a database, but long enough to be looked at" * 100)
    for path, reason in (
        (newer, "較新版本"),
        (foreign, "其他程式"),
        (damaged, "不是文章資料庫"),
        (tmp_path, "無法開啟"),
    ):
        with pytest.raises(SourceError, match=f"{path}.*{reason}"):
            Collection.open(path)


def test_a_file_that_did_not_change_is_not_cleaned_again(collection, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("圖書館三月開放。", encoding="utf-8")
    first = sync_folder(collection, folder)
    # What only a new reading would mend: the article as it is stored is left alone while its file stays the same.
    collection._connection.execute("UPDATE articles SET title = '舊的標題'")
    assert sync_folder(collection, folder).unchanged == first.added
    assert collection.get(first.added[0]).title == "舊的標題"
    (folder / "a.txt").write_text("圖書館四月開放。", encoding="utf-8")
    assert sync_folder(collection, folder).changed == first.added
    assert collection.get(first.added[0]).title != "舊的標題"


def test_an_article_that_was_removed_comes_back_with_its_file(collection, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("圖書館三月開放。", encoding="utf-8")
    [added] = sync_folder(collection, folder).added
    collection.remove(added)
    assert sync_folder(collection, folder).added == (added,)


def test_a_collection_of_the_first_version_is_opened_and_kept(tmp_path):
    path = tmp_path / "collection.sqlite"
    with Collection.open(path) as collection:
        stored = collection.put(RawArticle("api/a", "標題", "一句話。"))
    with sqlite3.connect(path) as connection:
        connection.executescript(
            "DROP TABLE files; DROP TABLE uploads; DROP INDEX articles_by_hash; DROP INDEX articles_by_version;"
            "ALTER TABLE articles DROP COLUMN tags; ALTER TABLE articles DROP COLUMN labels;"
            "ALTER TABLE articles DROP COLUMN author; ALTER TABLE articles DROP COLUMN blocks; PRAGMA user_version = 1"
        )
    connection.close()
    with Collection.open(path) as collection:
        assert collection.get(stored.id) == Article(stored.id, "標題", "一句話。", "api/a")
        assert collection.hashes().keys() == {stored.id}
        (tmp_path / "in").mkdir()
        assert sync_folder(collection, tmp_path / "in").added == ()


def test_records_that_a_file_has_no_more_go_when_it_is_sent_again(collection):
    lines = [f'{{"id": "r{number}", "title": "第{number}則", "text": "第{number}則公告。"}}' for number in range(3)]
    first = add_bytes(collection, "\n".join(lines).encode(), "公告.jsonl", "upload/公告.jsonl")
    assert len(first.added) == 3
    again = add_bytes(collection, "\n".join(lines[1:]).encode(), "公告.jsonl", "upload/公告.jsonl")
    assert (len(again.unchanged), again.removed) == (2, (article_id("upload/公告.jsonl#r0"),))
    broken = add_bytes(collection, f"{lines[1]}\n{{".encode(), "公告.jsonl", "upload/公告.jsonl")
    assert (broken.removed, len(broken.problems)) == ((), 1)  # not read as a whole: nothing is taken away
    assert collection.count() == 2


def read_as(monkeypatch, name, reader):
    """Let files be read in another way from now on."""
    monkeypatch.setattr(sync, "READING", name)
    monkeypatch.setattr(sync, "load_bytes", reader)


def by_name(data, name, origin):
    return LoadReport((RawArticle(origin, "", name),), ())


def test_a_file_that_was_sent_is_kept_and_read_again_when_reading_changes(collection, monkeypatch):
    data = "標題\n\n圖書館三月開放。".encode("big5")
    [id_] = add_bytes(collection, data, "館訊.txt", "upload/館訊.txt").added
    assert collection.uploaded(id_) == ("upload/館訊.txt", data)
    told = []
    read_as(monkeypatch, b"another", by_name)
    assert read_again(collection, lambda step: told.append((step.done, step.total))) == []
    assert (collection.get(id_).text, told) == ("館訊.txt", [(1, 1)])
    refused = Refusal("upload/館訊.txt", "壞了")
    read_as(monkeypatch, b"third", lambda data, name, origin: LoadReport((), (refused,)))
    assert read_again(collection, ignore) == [refused]
    assert read_again(collection, ignore) == []  # told once, and not tried at every rebuild
    assert (collection.get(id_).text, collection.uploaded(id_)[1]) == ("館訊.txt", data)


@pytest.mark.parametrize("newer", [None, "新的內文說四月開放。".encode()])
def test_what_was_sent_or_removed_while_a_file_is_read_again_stays_so(collection, tmp_path, monkeypatch, newer):
    [id_] = add_bytes(collection, "舊的內文說三月開放。".encode(), "館訊.txt", "upload/館訊.txt").added

    def meanwhile(data, name, origin):
        with Collection.open(tmp_path / "data" / "articles.db") as other:
            if newer is None:
                other.remove(id_)
            else:
                sent = File(origin, b"m", [row_of(RawArticle(origin, "", newer.decode()))])
                other.store_files([sent], Upload(newer, b""))
        return by_name(data, name, origin)

    read_as(monkeypatch, b"another", meanwhile)
    read_again(collection, ignore)
    if newer is None:
        assert not collection.has(id_)
    else:
        assert (collection.get(id_).text, collection.uploaded(id_)[1]) == (newer.decode(), newer)


def test_what_is_kept_of_a_sent_file_goes_with_its_last_article(collection, monkeypatch):
    lines = [f'{{"id": "r{number}", "text": "第{number}則公告說三月開放。"}}' for number in range(2)]
    data = "\n".join(lines).encode()
    first, second = add_bytes(collection, data, "公告.jsonl", "upload/公告.jsonl").added
    collection.remove(first)
    assert collection.uploaded(second) == ("upload/公告.jsonl", data)
    monkeypatch.setattr(sync, "READING", b"another")
    assert read_again(collection, ignore) == []
    assert not collection.has(first)  # read again, it does not come back
    collection.remove(second)
    assert collection.upload("upload/公告.jsonl") is None


def test_files_of_this_machine_are_not_kept_twice(collection, tmp_path):
    write(tmp_path / "in", "館訊.txt")
    [id_] = sync_folder(collection, tmp_path / "in").added
    with pytest.raises(NotFoundError, match=r"館訊\.txt"):
        collection.uploaded(id_)


def test_labels_stay_when_a_file_is_read_anew_and_its_own_tags_follow_it(collection, tmp_path):
    file = tmp_path / "a.md"
    file.write_text("---\ntags: [館務, 公告]\n---\n\n圖書館三月開放。", encoding="utf-8")
    [id_] = sync_folder(collection, tmp_path, key="in").added
    before = collection.hashes()[id_]
    collection.label([id_], ("重要", "公告"))
    assert collection.get(id_).tags == ("館務", "公告", "重要")
    assert collection.hashes()[id_] != before
    file.write_text("---\ntags: 活動\n---\n\n圖書館四月開放。", encoding="utf-8")
    sync_folder(collection, tmp_path, key="in")
    assert collection.get(id_).tags == ("活動", "重要", "公告")
    assert collection.summaries()[0].tags == ("活動", "重要", "公告")


def test_labels_of_an_article_that_is_not_there_are_no_error(collection):
    collection.label(["0123456789ab"], ("甲",))
    assert collection.count() == 0


def test_only_a_version_that_was_seen_is_replaced(collection):
    stored = collection.put(RawArticle("api/a", "標題", "一句話。", tags=("甲",)))
    first = collection.version(stored.id)
    assert collection.replace(stored.id, RawArticle("", "新標題", "兩句話。"), {first}).outcome is StoreOutcome.CHANGED
    article = collection.get(stored.id)
    assert (article.title, article.text, article.origin, article.tags) == ("新標題", "兩句話。", "api/a", ())
    assert collection.version(stored.id) != first
    with pytest.raises(ChangedError):
        collection.replace(stored.id, RawArticle("", "丙", "三句話。"), {first})
    assert collection.get(stored.id).title == "新標題"
    with pytest.raises(NotFoundError):
        collection.replace("0123456789ab", RawArticle("", "丙", "三句話。"), {first})


def test_replacing_takes_the_labels(collection):
    raw = RawArticle("api/a", "標題", "一句話。")
    stored = collection.put(raw)
    collection.label([stored.id], ("甲",))
    outcomes = [collection.replace(stored.id, raw, {collection.version(stored.id)}).outcome for _ in range(2)]
    assert outcomes == [StoreOutcome.CHANGED, StoreOutcome.UNCHANGED]
    assert collection.get(stored.id).tags == ()


def test_a_replaced_upload_has_no_file_any_more_and_a_record_of_one_is_not_replaced(collection):
    [whole] = add_bytes(collection, "公告\n\n圖書館三月開放。".encode(), "a.txt", "upload/a.txt").added
    collection.replace(whole, RawArticle("", "公告", "改寫了。"), {collection.version(whole)})
    assert collection.upload("upload/a.txt") is None
    assert read_again(collection, ignore) == []
    assert collection.get(whole).text == "改寫了。"
    lines = "".join(f'{{"title": "第{n}則", "text": "第{n}則公告。"}}\n' for n in (1, 2)).encode()
    record, _ = add_bytes(collection, lines, "b.jsonl", "upload/b.jsonl").added
    with pytest.raises(ConflictError):
        collection.replace(record, RawArticle("", "公告", "改寫了。"), {collection.version(record)})
