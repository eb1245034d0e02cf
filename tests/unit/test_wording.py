"""The words that all faces share."""

import re
from dataclasses import replace

import pytest

from embeddings.builds.manifest import FORMAT
from embeddings.collection.records import StoreOutcome
from embeddings.progress import Progress, Stage
from qa.answer import Reason
from qa.evaluate import Prediction, measures_of
from qa.golden import Counted
from qa.squad import Question
from tests.fakes.collection import articles, build, published
from ui.pace import Pace
from ui.wording import (
    MEASURES,
    OUTCOMES,
    PREPARING,
    REASONS,
    STAGES,
    changes_line,
    confidence_label,
    curve_line,
    golden_line,
    measure_line,
    pace_label,
    percent,
    progress_label,
    state_label,
)


def test_every_reason_outcome_and_stage_has_its_words():
    assert set(REASONS) == set(Reason)
    assert set(OUTCOMES) == set(StoreOutcome)
    assert set(STAGES) == set(Stage)


@pytest.mark.parametrize(
    ("confidence", "said"), [(0.0, "0%"), (0.004, "0%"), (0.925, "92%"), (0.93, "93%"), (0.999, "99%"), (1.0, "99%")]
)
def test_no_answer_is_ever_said_to_be_certain(confidence, said):
    assert percent(confidence) == f"信心 {said}"


@pytest.mark.parametrize(
    ("golden", "said"),
    [
        (None, ""),
        (Counted(90, 93), "黃金題 93 題，其中 90 題列入比較。"),
        (Counted(0, 93), "黃金題 93 題問的都是別的文章，這次沒有比較；換成自己的題目，才有把關。"),
    ],
)
def test_it_is_said_how_many_golden_questions_were_compared(golden, said):
    assert golden_line(golden) == said


@pytest.mark.parametrize(
    ("pace", "said"),
    [
        (Pace(None, None), ""),
        (Pace(4336.4, None), "每秒 4336"),
        (Pace(0.5, None), "每分鐘 30"),
        (Pace(1.0, 89.4), "每秒 1 · 還要 89 秒"),
        (Pace(10.0, 90.0), "每秒 10 · 還要 2 分鐘"),
        (Pace(None, 600.0), "還要 10 分鐘"),
    ],
)
def test_a_pace_is_said_in_the_unit_that_a_person_would_use(pace, said):
    assert pace_label(pace) == said


def test_progress_names_its_stage_and_counts_only_what_can_be_counted():
    assert progress_label(None) == PREPARING
    assert progress_label(Progress(Stage.READ, 120, 10000)) == "讀取文章 120／10000"
    assert progress_label(Progress(Stage.VERIFY, 0, 0)) == "檢查新的索引"


def test_a_build_is_said_to_be_live_old_or_never_published(tmp_path):
    _, made = published(tmp_path)
    assert state_label(made, live=True, published=True) == "*"
    assert state_label(made, live=False, published=True) == ""
    assert state_label(made, live=False, published=False) == "未啟用"
    assert state_label(replace(made, format=FORMAT - 1), live=False, published=True) == "舊版"


def test_what_a_build_changed_is_counted_by_kind(tmp_path):
    builds, first = published(tmp_path)
    assert changes_line(first) == "+4 篇"
    with_changes = [one for one in articles(c_metro="台北捷運改了。") if one.id != "d-english"]
    second = build(with_changes, builds, previous=builds.open(first.id))
    assert changes_line(second).startswith("1 篇更新 · 1 篇刪除 · ")
    same = build(articles(), builds, previous=builds.open(first.id))
    assert changes_line(same) == "內容沒有變動 · 100% 向量沿用"


def test_every_measure_is_told_in_words_with_its_unit():
    question = Question("1", "幾點？", 0, ((0, "九點"),))
    measures = measures_of([question], [Prediction("九點", 0.9, True, 0.05, 2)])
    curve = measures.pop("risk_coverage")
    assert list(measures) == [name for name in MEASURES if name != "calibration_error"]  # that of qa train
    told = [measure_line(name, value) for name, value in measures.items()]
    assert [value for _, value in told] == [
        *("1 題", "1 題", "100.0%", "100.0%", "50.0 毫秒", "50.0 毫秒", "0.0%", "100.0%", "0.500"),
        *("100.0%", "100.0%", "沒有這種題目", "沒有這種題目"),
    ]
    assert all(re.search("[\u4e00-\u9fff]{2}", words) for words, _ in told)
    assert curve_line(**curve[-1]) == ("只答最有把握的 100%", "答錯 0.0%", "信心門檻 0.90")


@pytest.mark.parametrize("name", ["EM", "F1", "hit@1", "hit@5", "MRR"])
def test_the_scores_of_training_have_the_same_words(name):
    assert measure_line(name, 0.5)[0] == MEASURES[name.lower()][0]


@pytest.mark.parametrize(
    ("confidence", "words"),
    [
        (1.0, "很有把握"),
        (0.8, "很有把握"),
        (0.79, "大致可信"),
        (0.5, "大致可信"),
        (0.49, "僅供參考"),
        (0.0, "僅供參考"),
    ],
)
def test_how_sure_an_answer_is_is_told_in_a_word(confidence: float, words: str) -> None:
    assert confidence_label(confidence) == words
