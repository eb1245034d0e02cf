"""Where a library's errors end, and how much a file may hold: refusals by name, each with what to do."""

import json

import pytest

from embeddings.article import RawArticle
from embeddings.errors import SourceError, WorkerError, system_reason
from embeddings.formats import bounds
from embeddings.formats.bounds import (
    bounded_rows,
    refuse_many_chapters,
    refuse_many_values,
    refuse_much_text,
)
from embeddings.formats.failures import damaged, empty, is_our_mistake, reading
from embeddings.text.fold import fold


@pytest.mark.parametrize("error", [ValueError("x"), KeyError("x"), OSError("x"), RuntimeError("x"), RecursionError()])
def test_whatever_a_parser_raises_is_a_damaged_file_with_its_name(error, caplog):
    with (
        pytest.raises(SourceError, match=r"「甲\.docx」已經損壞，當作 Word 讀不出來；請") as refused,
        reading("甲.docx", "Word"),
    ):
        raise error
    assert refused.value.__cause__ is error
    assert not caplog.records  # told at the level of information, which is off


@pytest.mark.parametrize("error", [SourceError("「甲」沒有文字；請補上。"), MemoryError()])
def test_what_is_already_told_and_what_the_caller_must_see_goes_on_as_it_is(error):
    with pytest.raises(type(error)) as raised, reading("甲.docx", "Word"):
        raise error
    assert raised.value is error


def test_a_mistake_of_our_own_is_told_as_ours_and_logged(caplog):
    with (
        pytest.raises(SourceError, match=r"讀「甲\.docx」時程式出錯了，不是檔案的問題；請"),
        reading("甲.docx", "Word"),
    ):
        fold(None)  # a TypeError in our own code
    assert [record.levelname for record in caplog.records] == ["ERROR"]


def test_a_mistake_is_ours_by_where_it_was_raised_and_of_which_kind():
    def raised(action):
        with pytest.raises(Exception) as found:  # noqa: PT011 -- of any kind
            action()
        return found.value

    assert is_our_mistake(raised(lambda: fold(None)))
    assert not is_our_mistake(raised(lambda: json.loads("{")))
    assert not is_our_mistake(raised(lambda: {}["x"]))  # raised here, which is no part of the program
    assert not is_our_mistake(KeyError("never raised"))


@pytest.mark.parametrize("refusal", [damaged("甲.docx", "Word"), empty("甲.docx")])
def test_a_refusal_names_the_file_and_says_what_to_do(refusal):
    assert str(refusal).startswith("「甲.docx」")
    assert "；請" in str(refusal)
    assert str(refusal).endswith("。")


@pytest.mark.parametrize(
    ("rows", "fits"),
    [([["a"] * 10], True), ([["a"] * 11], False), ([[]] * 10, True), ([[]] * 11, False), ([["a"] * 5] * 2, True)],
    ids=["as many cells", "one more", "empty rows count", "one more empty row", "rows together"],
)
def test_a_table_is_read_up_to_its_bound(monkeypatch, rows, fits):
    monkeypatch.setattr(bounds, "MOST_CELLS", 10)
    if fits:
        assert list(bounded_rows(rows, "表.csv")) == rows
        return
    with pytest.raises(SourceError, match=r"「表\.csv」的表格太大.*請"):
        list(bounded_rows(rows, "表.csv"))


def test_rows_before_the_bound_are_there_before_the_refusal(monkeypatch):
    monkeypatch.setattr(bounds, "MOST_CELLS", 3)
    rows = bounded_rows(iter([["a"], ["b"], ["c"], ["d"]]), "表.csv")
    assert [next(rows) for _ in range(3)] == [["a"], ["b"], ["c"]]
    with pytest.raises(SourceError):
        next(rows)


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ('{"a": [1, 2]}', False),
        ("[" * 6, True),
        ('{"a": "{{{{{{"}', True),
        ("}\n{" * 3, True),
        ("}\n{" * 2, False),
        ("", False),
    ],
)
def test_a_json_text_is_counted_before_it_is_read(monkeypatch, text, refused):
    monkeypatch.setattr(bounds, "MOST_VALUES", 5)
    monkeypatch.setattr(bounds, "MOST_ARTICLES", 2)
    if refused:
        with pytest.raises(SourceError, match=r"「甲\.json」.*；請拆成幾個檔案"):
            refuse_many_values(text, "甲.json")
    else:
        refuse_many_values(text, "甲.json")


def test_a_book_has_no_more_chapters_than_books_have(monkeypatch):
    monkeypatch.setattr(bounds, "MOST_CHAPTERS", 2)
    refuse_many_chapters({"1": "", "2": ""}, "書.epub")
    with pytest.raises(SourceError, match=r"「書\.epub」有 3 章，超過 2 章的上限；請"):
        refuse_many_chapters({"1": "", "2": "", "3": ""}, "書.epub")


@pytest.mark.parametrize(
    ("count", "size", "told"),
    [(1, 0, None), (3, 0, "3 篇文章"), (2, 0, "超過"), (2, 30, None)],
    ids=["fits", "too many articles", "too much text", "as long as the file itself"],
)
def test_a_file_that_gives_more_than_it_holds_is_refused(monkeypatch, count, size, told):
    monkeypatch.setattr(bounds, "MOST_ARTICLES", 2)
    monkeypatch.setattr(bounds, "MOST_CHARACTERS", 20)
    articles = [RawArticle(f"o{n}", "題", "字" * 14) for n in range(count)]
    if told is None:
        refuse_much_text(articles, size, "甲.zip")
        return
    with pytest.raises(SourceError, match=rf"「甲\.zip」.*{told}.*；請"):
        refuse_much_text(articles, size, "甲.zip")


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (FileNotFoundError(2, "No such file"), "找不到"),
        (PermissionError(13, "Permission denied"), "沒有權限"),
        (OSError(28, "No space left"), "磁碟已滿"),
        (OSError(36, "File name too long"), "名稱太長"),
        (OSError(5, "Input/output error"), "Input/output error"),
        (OSError(), "OSError"),
    ],
)
def test_what_the_system_says_is_told_in_chinese_or_its_own_words(error, reason):
    assert system_reason(error) == reason


def test_a_worker_that_was_ended_is_no_fault_of_the_input():
    assert not issubclass(WorkerError, SourceError)
