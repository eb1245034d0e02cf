"""The judge of the office questions, against answers made by hand."""

import pytest

from tests.golden.office.score import Judgement, as_table, calibration_error, figures, judge, plain, report, says

ROW = {
    "id": "of-000", "kind": "codes", "half": "fit", "files": ["a.txt"], "question": "AB-12A 多少錢？",
    "answers": ["365 元", "定價 365 元"], "answerable": True, "reason": None, "contains": ["365 元"],
    "must_not": ["320 元"], "items": [], "complete": None, "newer": None,
}  # fmt: skip
LIST = ROW | {"answers": ["甲館、乙館和丙館"], "contains": [], "must_not": ["總館"], "items": ["甲館", "乙館", "丙館"]}
CONFLICT = ROW | {"answers": ["1951年", "1954年"], "contains": [], "must_not": [], "reason": "conflict"}
NONE = ROW | {"answers": [], "contains": [], "must_not": [], "answerable": False, "reason": "no_answer"}


def quoted(quote: str, sentence: str | None = None) -> dict:
    sentence = quote if sentence is None else sentence
    start = 100 + sentence.index(quote)
    where = {"sentence": sentence, "sentence_start": 100, "start": start, "end": start + len(quote)}
    return {"answer": quote, "confidence": 0.9, "citation": where, "support": 1}


def answered(*quotes: dict, confidence: float = 0.9, complete: bool | None = None) -> dict:
    return {
        "answered": True, "answer": quotes[0]["answer"], "confidence": confidence, "reason": None,
        "answers": list(quotes), "complete": complete,
    }  # fmt: skip


def declined(*quotes: dict, reason: str = "no_answer", confidence: float = 0.1) -> dict:
    return {
        "answered": False, "answer": None, "confidence": confidence, "reason": reason, "answers": list(quotes),
        "complete": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "compared"),
    [
        ("「臺北市圖書館。」", "台北市图书馆"),
        (" ４，６５０ 元 ", "4,650元"),
        ("1 GSa/s", "1 gsa/s"),  # a space between Latin words is kept: 12 3 is not 123
        ("（2025）庚字", "2025)庚字"),
    ],
)
def test_quotes_are_compared_without_script_width_case_spaces_and_edges(text, compared):
    assert plain(text) == compared


@pytest.mark.parametrize(
    ("text", "part", "expected"),
    [
        ("定價 80 元", "80", True),
        ("定價 180 元", "80", False),
        ("定價 1,180.80 元", "80", False),
        ("AB-12A 型", "AB-12", False),
        ("AB-12 型", "ab-12", True),
        ("賠償三百五十元", "十元", False),
        ("每次十元", "十元", True),
        ("第二十三條", "二十", False),
        ("周二休館", "週二", True),
        ("AB-12：4", "4", True),  # a record: the column's name, and its value
        ("十五：04", "4", False),
        ("任何", "", False),
    ],
)
def test_a_part_is_said_only_as_a_whole(text, part, expected):
    assert says(text, part) is expected


@pytest.mark.parametrize(
    ("quote", "right", "exact", "note"),
    [
        ("365 元", True, True, ""),
        ("３６５元。", True, True, ""),
        ("AB-12A 型定價 365 元", True, False, ""),
        ("1365 元", False, False, "another quote"),
        ("AB-12 型 320 元，AB-12A 型 365 元", False, False, "says another's"),
        ("AB-12A 型為新品。定價 365 元", False, False, "over a sentence's end"),
        ("AB-12A\n365 元", False, False, "over a sentence's end"),
        ("長" * 60 + "365 元", False, False, "too long"),
        ("AB-12A", False, False, "another quote"),
    ],
)
def test_a_quote_is_right_if_it_is_accepted_or_says_it_briefly(quote, right, exact, note):
    one = judge(ROW, answered(quoted(quote)))
    assert (one.right, one.exact, one.note) == (right, exact, note)


@pytest.mark.parametrize(
    ("quote", "sentence", "cut"),
    [
        ("365 元", "AB-12A 型定價 365 元。", False),
        ("365", "AB-12A 型定價 365 元。", True),  # the amount without its unit
        ("65 元", "AB-12A 型定價 365 元。", True),
        ("12A 型定價 365 元", "AB-12A 型定價 365 元。", False),  # the hyphen is where it may be cut
        ("2A 型定價 365 元", "AB-12A 型定價 365 元。", True),
        ("二十元", "共一百二十元。", True),
        ("30 分", "15:30 分到", True),
        ("365 元\n次頁", "365 元\n次頁", True),
    ],
)
def test_a_quote_that_cuts_a_value_or_goes_over_a_line_is_told(quote, sentence, cut):
    assert judge(ROW, answered(quoted(quote, sentence))).cut is cut


def test_what_is_declined_cuts_nothing_and_is_right_only_where_there_is_no_answer():
    assert judge(NONE, declined()).right
    assert not judge(ROW, declined()).right
    assert not judge(ROW, declined(quoted("65 元", "365 元"))).cut


def test_an_error_is_severe_only_if_it_was_said_surely():
    wrong = quoted("320 元")
    assert judge(ROW, answered(wrong, confidence=0.7)).severe
    assert not judge(ROW, answered(wrong, confidence=0.69)).severe
    assert judge(NONE, answered(wrong, confidence=0.9)).severe
    assert not judge(ROW, declined(confidence=0.9)).severe
    assert not judge(ROW, answered(quoted("365 元"), confidence=0.9)).severe


@pytest.mark.parametrize(
    ("quotes", "right", "exact"),
    [
        (["甲館、乙館和丙館"], True, True),
        (["甲館", "乙館", "丙館"], True, True),
        (["設有甲館、乙館和丙館"], True, False),
        (["甲館", "乙館"], False, False),
        (["甲館", "乙館", "丙館", "丁館"], False, False),
        (["總館、甲館、乙館和丙館"], False, False),
        (["長" * 60 + "甲館、乙館和丙館"], False, False),
    ],
)
def test_a_list_is_right_if_all_is_there_and_nothing_else(quotes, right, exact):
    one = judge(LIST, answered(*map(quoted, quotes)))
    assert (one.right, one.exact) == (right, exact)


def test_whether_a_list_is_told_to_be_whole_counts_only_where_it_is_known():
    whole = LIST | {"complete": True}
    assert judge(whole, answered(quoted("甲館、乙館和丙館"), complete=True)).complete is True
    assert judge(whole, answered(quoted("甲館、乙館和丙館"))).complete is False
    assert judge(LIST | {"complete": False}, answered(quoted("甲館、乙館和丙館"))).complete is True
    assert judge(LIST, answered(quoted("甲館、乙館和丙館"))).complete is None


def test_a_conflict_is_told_by_both_values_and_its_reason():
    both = [quoted("創辦於1951年"), quoted("創辦於1954年")]
    assert judge(CONFLICT, declined(*both, reason="conflict")).told
    assert judge(CONFLICT, declined(*both, reason="conflict")).right
    assert not judge(CONFLICT, declined(both[0], reason="conflict")).right
    assert not judge(CONFLICT, declined(*both)).right
    assert not judge(CONFLICT, answered(both[0])).right


def test_the_newer_alone_is_right_where_the_row_allows_it():
    dated = CONFLICT | {"newer": "1951年"}
    assert judge(dated, answered(quoted("1951年"))).right
    assert judge(dated, answered(quoted("創辦於1951年"))).right
    assert not judge(dated, answered(quoted("1954年"))).right
    assert not judge(dated, answered(quoted("1951年、1954年"))).right
    assert judge(dated, answered(quoted("1951年"))).told is False


def judged(confidence: float, *, right: bool, answered: bool = True, answerable: bool = True) -> Judgement:
    return Judgement(
        "of-000", "table", "held", answerable, answered, right, right, not right and confidence >= 0.7, False,
        confidence, None, None, "",
    )  # fmt: skip


def test_the_calibration_error_is_the_mean_distance_over_bins_of_confidence():
    ones = [judged(0.95, right=True), judged(0.95, right=False), judged(0.15, right=False), judged(1.0, right=True)]
    # In the highest bin 2.9 were promised of three and two came; in the second 0.15 of one and none came.
    assert calibration_error(ones) == pytest.approx((0.9 + 0.15) / 4)
    assert calibration_error([]) is None


def test_figures_are_shares_of_what_they_are_about():
    ones = [
        judged(0.9, right=True),
        judged(0.9, right=False),
        judged(0.2, right=False, answered=False),
        judged(0.1, right=True, answered=False, answerable=False),
    ]
    found = figures(ones)
    assert (found["questions"], found["answerable"]) == (4, 3)
    assert (found["right"], found["precision"], found["declined"]) == (0.3333, 0.5, 1.0)
    assert (found["coverage"], found["severe"]) == (0.5, 0.25)
    assert (found["told"], found["complete"]) == (None, None)


def test_the_report_goes_by_half_and_by_kind_and_prints_as_a_table():
    reported = report([judged(0.9, right=True)])
    assert list(reported["halves"]) == ["held"]
    assert list(reported["kinds"]) == ["table"]
    assert reported["all"]["right"] == 1.0
    assert as_table(reported).splitlines()[1].split()[:4] == ["all", "1", "1", "1.000"]
