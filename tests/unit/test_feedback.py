"""What people say of answers: where it stands in a passage, whose it is, and SQuAD's layout of it."""

import json
from pathlib import Path

import pytest

from embeddings.article import Article, Span
from embeddings.chunk import MAXIMUM
from embeddings.errors import InputError
from qa.squad import read_squad
from qa.training.own import read_own
from ui.people.feedback import Example, Feedback, Verdict, as_squad, example_at, opinions, passage_around, unanswered_at
from ui.people.file import open_people

TEXT = "渡輪每天八點開船，末班是二十一點。\n\n" + "船票五十元，學童半價，𠮷祥號另計。" * 30
ARTICLE = Article("a-1", "渡輪", TEXT, "ferry.txt")


def span_of(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "people.sqlite"


def test_an_example_is_the_passage_as_it_is_read_and_the_answer_in_it() -> None:
    example = example_at(ARTICLE, span_of("八點"))
    assert (example.title, example.answer) == ("渡輪", "八點")
    assert example.context[example.start : example.start + 2] == "八點"
    assert example.context in TEXT
    assert len(example.context) <= MAXIMUM
    assert unanswered_at(ARTICLE, span_of("八點")) == Example("渡輪", example.context)
    after_two_units = example_at(ARTICLE, span_of("祥號"))
    assert after_two_units.context[after_two_units.start :].startswith("祥號")


@pytest.mark.parametrize("span", [Span(0, len(TEXT)), Span(5, 5), Span(0, 9999), span_of("\n\n")])
def test_a_place_that_is_in_no_passage_is_told_in_words(span: Span) -> None:
    with pytest.raises(InputError, match="選取"):
        passage_around(ARTICLE, span)


def test_the_last_word_on_a_question_counts_and_everybody_has_their_own(path: Path) -> None:
    right = example_at(ARTICLE, span_of("八點"))
    with Feedback.open(path, "甲") as one, Feedback.open(path, "乙") as two:
        one.give("幾點開船？", Verdict.WRONG, None)
        one.give("幾點開船？", Verdict.RIGHT, right)
        two.give("幾點開船？", Verdict.WRONG, None)
        assert one.verdicts(["幾點開船？", "別的"]) == {"幾點開船？": Verdict.RIGHT}
        assert two.verdicts(["幾點開船？"]) == {"幾點開船？": Verdict.WRONG}
    with open_people(path) as people:
        assert [(said.verdict, said.example) for said in opinions(people)] == [
            (Verdict.RIGHT, right),
            (Verdict.WRONG, None),
        ]


def test_what_was_said_is_a_file_of_questions_that_evaluating_and_training_read(path: Path, tmp_path: Path) -> None:
    with Feedback.open(path, "甲") as feedback:
        feedback.give("幾點開船？", Verdict.RIGHT, example_at(ARTICLE, span_of("八點")))
        feedback.give("末班幾點？", Verdict.WRONG, example_at(ARTICLE, span_of("二十一點")))
        feedback.give("船長是誰？", Verdict.WRONG, unanswered_at(ARTICLE, span_of("八點")))
        feedback.give("票價多少？", Verdict.WRONG, None)
    with open_people(path) as people:
        squad = as_squad(opinions(people))
    file = tmp_path / "questions.json"
    file.write_text(json.dumps(squad), encoding="utf-8")
    dataset = read_squad(file)
    assert [(one.text, one.answers) for one in dataset.questions] == [
        ("幾點開船？", ("八點",)),
        ("末班幾點？", ("二十一點",)),
        ("船長是誰？", ()),
    ]
    assert len(dataset.paragraphs) == 1
    assert all(
        dataset.paragraphs[one.paragraph].startswith(text, start)
        for one in dataset.questions
        for start, text in one.spans
    )


def test_enough_of_it_is_trained_on_and_none_is_skipped(path: Path, tmp_path: Path) -> None:
    with Feedback.open(path, "甲") as feedback:
        for number in range(25):
            feedback.give(f"第{number}問：幾點開船？", Verdict.RIGHT, example_at(ARTICLE, span_of("八點")))
    file = tmp_path / "questions.json"
    with open_people(path) as people:
        file.write_text(json.dumps(as_squad(opinions(people))), encoding="utf-8")
    own = read_own(file)
    assert (len(own.examples), dict(own.skipped)) == (25, {})
