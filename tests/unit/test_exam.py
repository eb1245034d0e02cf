"""Questions asked of a build, by kind: worked out by hand on a few."""

import json

import pytest

from qa.evaluate import Prediction
from qa.exam import Asked, Tally, kind_of, tallies, tally
from qa.squad import Question, read_squad
from ui.chat.results import place, plot, results
from ui.languages import Language, speaking
from ui.people.exams import Exams, KeptExam


def question(answer: str | None, kind: str = "") -> Question:
    return Question("id", "問什麼？", 0, () if answer is None else ((0, answer),), kind)


def told(quote: str, confidence: float = 0.9, *, answered: bool = True) -> Prediction:
    return Prediction(quote, confidence, answered, 0.01, None)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ("3月15日", Asked.TIME),
        ("680萬元", Asked.NUMBER),
        ("HY-207", Asked.CODE),
        ("沈若溪", Asked.WORDS),
        (None, Asked.NOTHING),
    ],
)
def test_a_question_is_of_the_kind_of_its_answer(answer, kind):
    assert kind_of(question(answer)) == kind
    assert kind_of(question(answer, "例外")) == "例外"


def test_right_declined_precision_and_severe():
    rows = [
        (question("3月15日"), told("3月15日")),
        (question("4月2日"), told("5月9日", 0.7)),  # wrong and sure
        (question("6月7日"), told("8月8日", 0.69)),  # wrong and unsure
        (question("9月9日"), told("9月9日", answered=False)),
        (question(None), told("1月1日", answered=False)),
        (question(None), told("1月1日")),  # wrong and sure
    ]
    assert tally("全部", rows) == Tally("全部", 6, right=0.25, declined=0.5, precision=0.25, severe=2 / 6)
    assert [(one.kind, one.questions) for one in tallies(rows)] == [("全部", 6), (Asked.TIME, 4), (Asked.NOTHING, 2)]


def test_a_share_of_nothing_is_none():
    found = tally("全部", [(question(None), told("", answered=False))])
    assert (found.right, found.declined, found.precision, found.severe) == (None, 1.0, None, 0.0)


def test_questions_come_in_json_lines_too(tmp_path):
    lines = [
        {"title": "甲", "paragraphs": [{"context": "甲館。", "qas": [{"question": "哪一館？", "kind": "名稱"}]}]},
        {"title": "乙", "paragraphs": [{"context": "乙館。", "qas": [{"question": "哪一館呢？"}]}]},
    ]
    file = tmp_path / "questions.jsonl"
    file.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8")
    dataset = read_squad(file)
    assert dataset.titles == ("甲", "乙")
    assert [one.kind for one in dataset.questions] == ["名稱", ""]


def kept(name: str = "<b>題目</b>.json", risk: float = 0.25, kind: str = Asked.TIME) -> KeptExam:
    rows = [Tally(one, questions, 0.5, None, 0.5, 0.1) for one, questions in ((Asked.ALL, 10), (kind, 4))]
    result = {
        "tallies": [{name: getattr(row, name) for name in Tally.__slots__} for row in rows],
        "curve": [{"coverage": 0.5, "risk": 0.0, "threshold": 0.9}, {"coverage": 1.0, "risk": risk, "threshold": 0.1}],
        "left_out": 3,
    }
    return KeptExam("e-1", "2026-12-01T10:20:30.000000+00:00", name, "b-1", result)


def test_an_evaluation_is_a_table_and_a_plot_and_names_its_build():
    shown = results([kept()])
    assert "索引 b-1" in shown
    assert "另有 3 題問的是別的文章" in shown
    assert "<b>題目" not in shown
    assert "&lt;b&gt;題目" in shown
    assert "<th scope=row>日期、時間</th><td>4</td><td>50%</td><td>—</td>" in shown
    assert shown.count("<polyline") == 1


def test_two_evaluations_stand_side_by_side_kind_by_kind():
    shown = results([kept(), kept("乙.json", kind="例外")])
    assert shown.count("<polyline") == 2
    assert "colspan=2" in shown
    assert "<th scope=row>例外</th><td>—</td><td>4</td>" in shown
    assert "<th scope=row>全部</th><td>10</td><td>10</td>" in shown


def test_points_stand_where_their_values_are():
    assert place(0, 0.2, 0.2) == (52, 14)
    assert place(1, 0, 0.2) == (446, 190)
    assert 'points="249.0,190.0 446.0,14.0"' in plot([kept()])


def test_an_evaluation_is_told_in_english():
    with speaking(Language.ENGLISH):
        shown = results([kept()])
        assert "Dates, times" in shown
        assert "Nothing yet" in results([])


def test_evaluations_are_kept_newest_first(tmp_path):
    with Exams.open(tmp_path / "people.sqlite") as exams:
        ids = [exams.keep("甲", f"{number}.json", "b-1", {"tallies": []}) for number in range(3)]
        assert [one.id for one in exams.latest(2)] == [ids[2], ids[1]]
        assert [one.name for one in exams.those([ids[0], "none", ids[2]])] == ["0.json", "2.json"]
