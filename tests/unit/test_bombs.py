"""What is small when sent and large when read is refused before it is large, and what is wrong with us is told so."""

import logging
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.article import Span
from embeddings.errors import SourceError
from embeddings.formats import epub
from embeddings.formats.containers import open_container
from embeddings.formats.failures import reading
from embeddings.formats.load import load_bytes
from embeddings.index.scored import MOST_TIED, Scored, best
from embeddings.text import sentences as module
from embeddings.text.sentences import sentence_around, sentences
from tests.fakes.bombs import forged_docx, overlapping_docx, wide_xlsx


@pytest.mark.parametrize(("data", "reason"), [(forged_docx(50), "壓縮炸彈"), (overlapping_docx(), "損壞")])
def test_a_package_that_lies_about_its_members_is_refused(data, reason):
    with pytest.raises(SourceError, match=f"「甲.docx」.*{reason}"):
        open_container(data, "甲.docx", "Word")


@pytest.mark.parametrize("data", [wide_xlsx(), wide_xlsx(3, row_step=100_000_000)])
def test_a_sheet_of_mostly_empty_cells_is_refused_by_name(data):
    began = perf_counter()
    assert ["「寬.xlsx」的表格太大" in one.reason for one in load_bytes(data, "寬.xlsx", "某處").problems] == [True]
    assert perf_counter() - began < 10


def test_a_few_cells_far_to_the_right_are_read():
    assert [one.text for one in load_bytes(wide_xlsx(3), "寬.xlsx", "某處").articles] == ["好\n好\n好"]


def test_our_own_mistake_is_told_as_ours_and_logged(caplog):
    with (
        caplog.at_level(logging.INFO),
        pytest.raises(SourceError, match=r"「書\.epub」時程式出錯了"),
        reading("書.epub", "EPUB"),
    ):
        epub._first(None, "//dc:title")
    assert [(one.levelname, one.exc_info[0]) for one in caplog.records] == [("ERROR", AttributeError)]


def test_a_damaged_file_is_told_as_damaged_and_logged_for_information(caplog):
    with caplog.at_level(logging.INFO), pytest.raises(SourceError, match="已經損壞"), reading("書.epub", "EPUB"):
        int("不是數字")
    assert [one.levelname for one in caplog.records] == ["INFO"]


def test_a_sentence_in_a_line_of_millions_of_characters_is_found_at_once():
    line = "今天放晴，大家出門。" * 500_000
    began = perf_counter()
    span = sentence_around(line, Span(2_500_003, 2_500_005))
    assert (span.of(line), perf_counter() - began < 0.1) == ("今天放晴，大家出門。", True)


@given(st.lists(st.text(st.sampled_from('甲乙，。！？；…」「”“"（） .!?;aB19'), max_size=25), max_size=40), st.data())
def test_near_the_span_sentences_are_those_of_the_whole_line(parts, data):
    line = "。甲".join(parts) + "。"
    start = data.draw(st.integers(0, len(line) - 1))
    span = Span(start, data.draw(st.integers(start, min(len(line), start + 5))))
    around = [one for one in sentences(line) if one.end > start and one.start < max(span.end, start + 1)]
    whole = Span(around[0].start, around[-1].end) if around else span
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "REACH", 120)
        assert sentence_around(line, span) == whole


def test_where_everything_ties_the_index_is_not_read_as_a_whole():
    asked = []

    def search(limit):
        asked.append(limit)
        return [Scored(id_, 0.5) for id_ in range(limit)]

    assert [one.passage_id for one in best(search, 3, 1_000_000)] == [0, 1, 2]
    assert max(asked) == 3 + MOST_TIED
