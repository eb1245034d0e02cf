"""What the command line prints: for people, for pipes, and for the programs that read it."""

import io
import json
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from embeddings.article import Article, Removal
from embeddings.progress import Progress, Stage
from qa.answer import Answer, Citation, FoundPassage, QuotedAnswer, Reason
from ui.cli import terminal
from ui.cli.terminal import (
    json_lines,
    lines_of,
    print_answer,
    print_article,
    print_diff,
    print_rows,
    printable,
    progress_shown,
    removed,
    sentence_of,
    source_of,
    stage_lines,
)
from ui.wording import REASONS, STAGES

SENTENCE = "本館於3月15日開放，週一休館。"
CITATION = Citation("a-1", "圖書館公告", "https://example.com/a", "2024-03-01", 13, 18, SENTENCE, 10, 25)
QUOTED = QuotedAnswer("3月15日", 0.93, CITATION, 1)
OTHER = QuotedAnswer("週一", 0.4, replace(CITATION, start=21, end=23, url=None, published=None), 1)
PASSAGE = FoundPassage("a-1", "圖書館公告", 0, 30, "第一行\n第二行" * 30, 1, None)


def answer(*quoted, **changes):
    given_answer = Answer(
        question="哪天開放？",
        answered=bool(quoted),
        answer=quoted[0].answer if quoted else None,
        confidence=quoted[0].confidence if quoted else 0.0,
        reason=None if quoted else Reason.NO_ANSWER,
        citation=quoted[0].citation if quoted else None,
        answers=tuple(quoted),
        complete=None,
        passages=(PASSAGE,) * 5,
        build="b-1",
        timings_ms={"total": 12.4},
    )
    return replace(given_answer, **changes)


def console(*, terminal=False):
    return Console(file=io.StringIO(), width=80, force_terminal=terminal, color_system=None)


def printed(show, *arguments, terminal=False):
    shown = console(terminal=terminal)
    show(shown, *arguments)
    return shown.file.getvalue()


def test_an_answer_is_the_quote_in_its_sentence_and_where_it_stands():
    lines = [line.plain for line in lines_of(answer(QUOTED))]
    assert lines == [
        "3月15日 信心 93%",
        f"  {SENTENCE}",
        "  《圖書館公告》 · 2024-03-01 · https://example.com/a · 第 13–18 字",
    ]


def test_the_quote_is_marked_in_its_sentence_and_nothing_else():
    line = sentence_of(CITATION)
    [mark] = [span for span in line.spans if span.style == "reverse"]
    assert line.plain[mark.start : mark.end] == "3月15日"


def test_where_a_quote_stands_is_told_without_what_is_not_known():
    assert source_of(OTHER.citation).plain == "  《圖書館公告》 · 第 21–23 字"


def test_of_several_answers_the_others_are_told_in_short():
    lines = [line.plain for line in lines_of(answer(QUOTED, OTHER))]
    assert lines[-1] == "  或：週一 信心 40%"
    assert len(lines) == 4


@pytest.mark.parametrize("complete", [True, False])
def test_of_a_list_every_item_is_told_in_full(complete):
    lines = [line.plain for line in lines_of(answer(QUOTED, OTHER, complete=complete))]
    assert sum(line.startswith("  《") for line in lines) == 2
    assert not any("或：" in line for line in lines)


def test_not_knowing_says_why_and_shows_what_is_nearest():
    lines = [line.plain for line in lines_of(answer())]
    assert lines[:2] == ["不知道", REASONS[Reason.NO_ANSWER]]
    assert len(lines) == 2 + terminal.NEAREST
    assert all("\n" not in line and len(line) < 100 for line in lines)


def test_both_sides_of_a_conflict_are_told_in_full():
    conflict = answer(QUOTED, OTHER, answered=False, answer=None, citation=None, reason=Reason.CONFLICT)
    lines = [line.plain for line in lines_of(conflict)]
    assert lines[:2] == ["不知道", REASONS[Reason.CONFLICT]]
    assert [line for line in lines if line.startswith(("3月15日", "週一"))] == ["3月15日 信心 93%", "週一 信心 40%"]


def test_what_an_answer_says_beside_stands_around_it():
    text = printed(
        print_answer, answer(QUOTED, understood_as="圖書館哪天開放？", suggestion="哪天開門？", warning="沒有校準過。")
    )
    first, *_, meant, warning, last = text.splitlines()
    assert first == "理解為：圖書館哪天開放？"
    assert (meant, warning) == ("您是不是要問：哪天開門？", "沒有校準過。")
    assert last == "索引 b-1 · 12 毫秒"


CONTROLS = "\x1b[31m\x07\x9b\u202e\u200b\x00\r"


def test_no_character_of_an_article_steers_the_terminal():
    sentence = f"本館於3月15日{CONTROLS}開放"
    hostile = replace(CITATION, title=f"題{CONTROLS}", sentence=sentence, sentence_end=10 + len(sentence))
    quoted = replace(QUOTED, answer=f"3月{CONTROLS}15日", citation=hostile)
    text = printed(print_answer, answer(quoted))
    assert not any(control in text for control in CONTROLS.replace("[31m", ""))


@settings(deadline=None)
@given(st.text())
def test_what_is_printed_has_the_length_of_the_text_and_no_control_characters(text):
    shown = printable(text)
    assert len(shown) == len(text)
    assert all(character in "\n\t" or unicodedata.category(character) not in ("Cc", "Cf") for character in shown)
    assert printable(shown) == shown


def test_markup_in_an_article_is_text():
    article = Article(
        "a", "[bold]題[/bold]", "內文[red]不是樣式[/red]:smile:", "甲.txt", author="王", published="2024-01-02"
    )
    text = printed(print_article, article)
    assert text.splitlines() == ["《[bold]題[/bold]》", "甲.txt · 王 · 2024-01-02", "內文[red]不是樣式[/red]:smile:"]


def test_what_cleaning_took_out_is_told_by_rule():
    article = Article(
        "a", "題", "甲", "甲.txt", removals=(Removal("pinyin_glosses", 3, 12), Removal("blank_lines", 1, 1))
    )
    assert removed(article) == ["夾在字間的拼音：3 處、12 字", "多餘的空行：1 處、1 字"]
    diff = printed(print_diff, "甲（jia）\n同一行", replace(article, text="甲\n同一行"))
    assert "-甲（jia）" in diff
    assert "+甲" in diff
    assert " 同一行" in diff


def test_nothing_cleaned_is_said_so():
    assert "沒有改動" in printed(print_diff, "甲", Article("a", "題", "甲", "甲.txt"))


ROWS = [("甲", "一\t二"), ("乙\n丙", "三\x1b[0m")]


def test_a_table_in_a_pipe_is_a_line_for_each_row_with_as_many_tabs():
    assert printed(print_rows, ("名", "值"), ROWS) == "甲\t一 二\n乙 丙\t三\ufffd[0m\n"


def test_a_table_on_a_terminal_has_its_columns_named():
    text = printed(print_rows, ("名", "值"), ROWS, terminal=True)
    assert "名" in text.splitlines()[1]
    assert "\x1b[0m三" not in text


def test_a_stage_is_a_line_when_it_begins_and_now_and_then_after(monkeypatch):
    clock = iter([0.0, 1.0, 20.0, 21.0])
    monkeypatch.setattr(terminal, "monotonic", lambda: next(clock))
    shown = console()
    report = stage_lines(shown)
    for done in (0, 5):
        report(Progress(Stage.READ, done, 100))
    report(Progress(Stage.READ, 50, 100))
    report(Progress(Stage.ENCODE, 0, 10))
    lines = shown.file.getvalue().splitlines()
    assert [lines[0], lines[-1]] == [STAGES[Stage.READ], STAGES[Stage.ENCODE]]
    assert lines[1].startswith("讀取文章 50／100")
    assert len(lines) == 3


def test_progress_for_a_program_is_a_json_object_a_line_with_the_first_and_last_of_each_stage(capsys):
    report = json_lines()
    for stage, total in ((Stage.READ, 1000), (Stage.ENCODE, 3)):
        for done in range(total + 1):
            report(Progress(stage, done, total))
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    for stage, total in (("read", 1000), ("encode", 3)):
        done = [line["done"] for line in lines if line["stage"] == stage]
        assert (done[0], done[-1], done == sorted(done)) == (0, total, True)
        assert len(done) < 50
    assert all(set(line) == {"stage", "done", "total", "rate", "seconds_left"} for line in lines)


def test_progress_on_a_terminal_is_a_bar_that_leaves_nothing_behind():
    shown = console(terminal=True)
    with progress_shown(shown) as report:
        for step in (Progress(Stage.READ, 1, 4), Progress(Stage.READ, 4, 4), Progress(Stage.VERIFY, 0, 0)):
            report(step)
    assert not shown.file.getvalue().replace("\x1b[?25h", "").rstrip().endswith(STAGES[Stage.VERIFY])
