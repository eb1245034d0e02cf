"""Articles in and out of the collection as every face does it, with real files and a real collection."""

import json

import pytest

from embeddings.article import RawArticle
from embeddings.builds.tombstones import Tombstones
from embeddings.collection.records import StoreOutcome
from embeddings.collection.sync import sync_folder
from embeddings.errors import ConflictError, NotFoundError, SourceError
from embeddings.formats.load import Refusal
from ui.intake import Intake, Taken, remove_articles, take_paths, take_text, take_uploads
from ui.settings import Settings
from ui.wiring import open_collection

BODY = "本館自下月起延長開放時間，週末晚間九點閉館。"
OTHER = "本館停車場整修，請改搭公車前來。"


@pytest.fixture
def settings(tmp_path):
    return Settings(data_dir=tmp_path / "data")


def held(settings):
    """Return the origins of the collection with the titles of their articles."""
    with open_collection(settings) as collection:
        return {one.origin: one.title for one in collection.summaries()}


def text_file(folder, name, text=BODY):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_paths_that_cannot_be_read_stop_no_others(settings, tmp_path):
    good = text_file(tmp_path, "館訊.txt")
    (tmp_path / "圖.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    intake = take_paths(settings, [tmp_path / "沒有.txt", tmp_path / "圖.png", good])
    assert [one.title for one in intake.taken] == ["館訊"]
    assert [one.origin.rsplit("/", 1)[-1] for one in intake.refused] == ["沒有.txt", "圖.png"]
    assert all("請" in one.reason for one in intake.refused)


def test_a_file_that_is_added_twice_has_not_changed(settings, tmp_path):
    path = text_file(tmp_path, "館訊.txt")
    outcomes = [take_paths(settings, [path]).taken[0].outcome for _ in range(2)]
    text_file(tmp_path, "館訊.txt", OTHER)
    outcomes.append(take_paths(settings, [path]).taken[0].outcome)
    assert outcomes == [StoreOutcome.ADDED, StoreOutcome.UNCHANGED, StoreOutcome.CHANGED]


def test_an_article_that_says_what_another_said_before_is_told_of_it(settings):
    first = take_text(settings, RawArticle("api/一", "甲", BODY))
    second = take_text(settings, RawArticle("api/二", "甲", BODY))
    other = take_text(settings, RawArticle("api/三", "乙", BODY))
    assert (first.same_as, second.same_as, other.same_as) == (None, "api/一", None)


@pytest.mark.parametrize("name", ["../../etc/passwd.txt", "/srv/passwd.txt", "a/b/passwd.txt"])
def test_what_is_sent_is_kept_under_its_last_name_alone(settings, name):
    take_uploads(settings, [(name, BODY.encode())])
    assert list(held(settings)) == ["upload/passwd.txt"]


def test_the_same_name_replaces_and_two_of_one_name_at_once_are_both_kept(settings):
    take_uploads(settings, [("a.txt", BODY.encode())])
    take_uploads(settings, [("a.txt", OTHER.encode())])
    assert list(held(settings)) == ["upload/a.txt"]
    take_uploads(settings, [("a.txt", BODY.encode()), ("a.txt", OTHER.encode())])
    assert sorted(held(settings)) == ["upload/2/a.txt", "upload/a.txt"]


def test_the_same_files_in_another_order_change_nothing(settings):
    files = [("a.txt", BODY.encode()), ("a.txt", OTHER.encode()), ("a.txt", BODY.encode())]
    take_uploads(settings, files)
    again = take_uploads(settings, files[::-1])
    assert {one.outcome for one in again.taken} == {StoreOutcome.UNCHANGED}
    assert len(held(settings)) == 2


def test_nothing_sent_is_nothing_taken(settings):
    assert take_uploads(settings, []) == Intake((), ())
    assert take_paths(settings, []) == Intake((), ())


def test_a_text_that_cannot_be_stored_is_refused_and_nothing_kept(settings):
    with pytest.raises(SourceError, match="請"):
        take_text(settings, RawArticle("pasted/空", "空", "\u200b \n"))
    assert held(settings) == {}


@pytest.mark.parametrize(
    ("taken", "refused", "partial"),
    [
        ("upload/甲.jsonl#1", "甲.jsonl", True),
        ("upload/甲.jsonl#1", "甲.jsonl#3", False),
        ("upload/甲.xlsx#表#2", "甲.xlsx", True),
        ("upload/甲.txt", "乙.txt", False),
        ("articles/甲.csv#2", "articles/甲.csv", True),
    ],
)
def test_a_refusal_is_of_a_part_where_other_articles_of_the_file_were_taken(taken, refused, partial):
    intake = Intake((Taken("1", "甲", taken, StoreOutcome.ADDED),), ())
    assert intake.is_partial(Refusal(refused, "壞了。")) is partial


def test_removed_articles_are_gone_and_told_by_their_titles(settings):
    one, two = (take_text(settings, RawArticle(f"api/{n}", f"第{n}篇", f"第{n}篇的內文。")) for n in (1, 2))
    assert remove_articles(settings, [two.id, one.id, two.id]) == ["第2篇", "第1篇", "第2篇"]
    assert held(settings) == {}


def test_none_is_removed_where_one_of_them_is_not_there(settings):
    one = take_text(settings, RawArticle("api/1", "甲", BODY))
    with pytest.raises(NotFoundError):
        remove_articles(settings, [one.id, "000000000000"])
    assert list(held(settings)) == ["api/1"]


@pytest.mark.parametrize("now", [False, True], ids=["at the next rebuild", "now"])
def test_an_article_of_the_folder_is_never_removed_behind_its_file(settings, now):
    text_file(settings.articles_dir, "館訊.txt")
    (settings.articles_dir / "資料.jsonl").write_text(
        "\n".join(json.dumps({"title": f"第{n}筆", "text": f"第{n}筆的內文。"}) for n in (1, 2)), encoding="utf-8"
    )
    mine = take_text(settings, RawArticle("api/1", "甲", BODY))
    with open_collection(settings) as collection:
        sync_folder(collection, settings.articles_dir)
        ids = {one.origin: one.id for one in collection.summaries()}
    tombstones = Tombstones(settings.builds_dir) if now else None
    for origin, told in (("articles/館訊.txt", "請刪除這個檔案"), ("articles/資料.jsonl#1", "刪去 # 後面所指的這一筆")):
        with pytest.raises(ConflictError, match=told) as refused:
            remove_articles(settings, [mine.id, ids[origin]], tombstones)
        assert ("已經從答案裡隱藏" in str(refused.value)) is now
        assert str(settings.data_dir / origin) in str(refused.value)
    assert len(held(settings)) == 4
    hidden = Tombstones(settings.builds_dir).ids()
    assert hidden == ({mine.id, ids["articles/館訊.txt"], ids["articles/資料.jsonl#1"]} if now else frozenset())
