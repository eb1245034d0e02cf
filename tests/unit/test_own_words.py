import logging
import os
from time import perf_counter

import pytest

from embeddings.text.fold import fold
from embeddings.text.words import segment
from qa.own_words import LARGEST, MOST_TOLD, OwnWords
from qa.synonyms import MOST_OTHERS, OWN, built_in


@pytest.fixture
def path(tmp_path):
    return tmp_path / "synonyms.txt"


def test_without_a_file_the_words_are_those_that_ship(path):
    own = OwnWords(path)
    assert own.synonyms() is built_in()
    assert own.problems == ()


def test_a_users_words_are_added_to_those_that_ship(path):
    path.write_text("門票, 參觀券\n", encoding="utf-8")
    of = OwnWords(path).synonyms().of("门票")
    assert of["参观券"] == OWN
    assert "入场费" in of


def test_a_change_is_seen_at_the_next_question(path):
    own = OwnWords(path)
    for text, other in (("單車=鐵馬\n", "铁马"), ("單車=腳踏車\n", "脚踏车"), ("單車=自行車\n", "自行车")):
        path.write_text(text, encoding="utf-8")
        assert other in own.synonyms().of("单车")
    path.unlink()
    assert own.synonyms() is built_in()


def test_what_did_not_change_is_not_read_again(path):
    path.write_text("單車=鐵馬\n", encoding="utf-8")
    own = OwnWords(path)
    assert own.synonyms() is own.synonyms()


def test_a_byte_order_mark_and_line_ends_of_windows_are_no_harm(path):
    path.write_bytes(b"\xef\xbb\xbf" + "甲館=乙館\r\n\r\n丙館=丁館\r\n".encode())
    own = OwnWords(path)
    assert own.problems == ()
    assert dict(own.synonyms().of("甲馆")) == {"乙馆": OWN}
    assert dict(own.synonyms().of("丙馆")) == {"丁馆": OWN}


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\n\n# nothing yet\n", "　\n".encode()])
def test_an_empty_file_adds_nothing(path, content):
    path.write_bytes(content)
    assert (OwnWords(path).synonyms(), OwnWords(path).problems) == (built_in(), ())


def test_a_bad_line_is_named_and_the_others_are_taken(path):
    path.write_text("甲館=乙館\n門票\n丙館=丁館\n", encoding="utf-8")
    own = OwnWords(path)
    assert own.problems == (
        "synonyms.txt 第 2 行只有一個詞：「門票」。每行寫一組同義的詞，用逗號、頓號、/ 或 = 分開。",
    )
    assert "乙馆" in own.synonyms().of("甲馆")
    assert "丁馆" in own.synonyms().of("丙馆")


def test_a_bad_line_that_comes_later_is_logged_once(path, caplog):
    own = OwnWords(path)
    path.write_text("門票\n", encoding="utf-8")
    with caplog.at_level(logging.WARNING):
        own.synonyms()
        own.synonyms()
    [record] = caplog.records
    assert record.getMessage().startswith("synonyms.txt 第 1 行只有一個詞：「門票」")


@pytest.mark.parametrize("encoding", ["big5", "gb18030", "utf-16"])
def test_a_file_of_another_encoding_is_told_how_to_be_saved(path, encoding):
    path.write_bytes("門票=入場費".encode(encoding))
    own = OwnWords(path)
    assert own.problems == ("synonyms.txt 不是 UTF-8 編碼，沒有採用。請另存為 UTF-8，下一題就會生效。",)
    assert own.synonyms() is built_in()


@pytest.mark.parametrize("content", [b"a=b\n" * (5 << 18), b"\x00" * (5 << 20), b"=" * (5 << 20)])
def test_a_file_of_five_megabytes_is_refused(path, content):
    path.write_bytes(content)
    assert OwnWords(path).problems == ("synonyms.txt 超過 1 MB，沒有採用。請只留下同義的詞，一行一組。",)


HOSTILE = {
    "one group of all": ",".join(f"詞{number}" for number in range(90_000)),
    "one word everywhere": "\n".join(f"甲=詞{number}" for number in range(60_000)),
    "separators": ",=、/;" * 100_000,
    "bad lines": "甲\n" * 200_000,
    "one long word": "甲=" + "乙" * 300_000,
    "control characters": "\x1b[2J\x07\n" * 50_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_content_takes_no_time_and_is_told_in_few_lines(path, text):
    path.write_text(text, encoding="utf-8")
    assert path.stat().st_size <= LARGEST
    began = perf_counter()
    own = OwnWords(path)
    assert 1 <= len(own.problems) <= MOST_TOLD + 1
    assert all(len(problem) < 120 and problem.isprintable() for problem in own.problems)
    others = own.synonyms().expand(segment("甲"))
    assert len(others) <= MOST_OTHERS
    assert perf_counter() - began < 10


def test_a_folder_or_what_may_not_be_read_is_told(path):
    path.mkdir()
    assert OwnWords(path).problems == ("synonyms.txt 不是檔案，沒有採用。請把它移走或改名。",)
    path.rmdir()
    path.write_text("甲=乙", encoding="utf-8")
    path.chmod(0)
    if not os.access(path, os.R_OK):  # root may read anything
        assert "沒有權限" in OwnWords(path).problems[0]


def test_a_users_word_is_found_where_segmentation_knows_no_word(path):
    path.write_text("榕讀圈=讀書會\n", encoding="utf-8")
    found = OwnWords(path).synonyms().expand(segment("我想去榕读圈玩"))
    assert [(one.word, one.term, one.weight) for one in found] == [("榕读圈", "读书会", OWN)]


@pytest.mark.parametrize("long", ["榕城市公共自行车服务中心", "wi-fi 6 無線基地台"])
def test_a_users_word_may_be_many_words(path, long):
    path.write_text(f"{long}=單車站\n", encoding="utf-8")
    found = OwnWords(path).synonyms().expand(segment(fold(long)))
    assert (found[0].term, found[0].weight) == ("单车站", OWN)


def test_latin_words_keep_their_blanks_in_a_text_and_chinese_ones_have_none(path):
    path.write_text("榕卡 = Banyan  Card = 榕 城 卡\n", encoding="utf-8")
    synonyms = OwnWords(path).synonyms()
    assert [one.term for one in synonyms.expand(segment("榕卡"))] == ["banyan card", "榕城卡"]
    assert [one.term for one in synonyms.expand(segment("my banyan card"))] == ["榕卡", "榕城卡"]
