"""How else a clause, an ordinal or a date may be written."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.text.words import lexical_terms
from qa.anchors import find_anchors
from qa.numerals import parse_numeral
from qa.query import parse_question
from qa.spellings import chinese, spellings
from qa.values import find_values, same


@pytest.mark.parametrize(
    ("number", "written"),
    [
        *[(0, "〇"), (10, "十"), (15, "十五"), (23, "二十三"), (105, "一百零五"), (110, "一百一十")],
        *[(113, "一百一十三"), (1_020, "一千零二十"), (20_003, "二万零三"), (120_000, "十二万"), (10**8, "一亿")],
    ],
)
def test_numbers_are_written_as_they_are_read(number, written):
    assert chinese(number) == written
    assert parse_numeral(written) == number


@pytest.mark.parametrize(
    ("question", "terms"),
    [
        ("第23條規定了什麼？", {"第二十三条"}),
        ("第二十三条规定了什么？", {"第23条"}),
        ("第五屆在哪舉行？", {"第5届"}),
        (
            "2024年5月6日公告了什麼？",
            {"民国一百一十三年五月六日", "民国一一三年五月六日", "民国113年5月6日", "2024-05-06"},
        ),
        ("民國一一三年五月六日公告了什麼？", {"2024年5月6日", "二〇二四年五月六日"}),
        ("民國113年的校長是誰？", {"2024年"}),
        ("5月6日公告了什麼？", {"五月六日"}),
        ("hx3304c多少錢？", {"hx-3304c", "hx 3304c", "hx-3304-c"}),
        ("HX-3304C多少錢？", {"hx3304c", "hx 3304c"}),
        ("HX 3304C 多少錢？", {"hx3304c", "hx-3304c"}),
        ("hx3304多少錢？", {"hx-3304"}),
    ],
)
def test_values_have_other_spellings(question, terms):
    assert terms <= {one.term for one in spellings(find_anchors(question))}


@pytest.mark.parametrize("question", ["1月6日放假嗎？", "押金三百元嗎？", "KL-2201多少錢？"])
def test_what_would_stand_in_another_value_has_none(question):
    assert spellings(find_anchors(question)) == ()


def test_a_question_is_searched_in_other_spellings_too():
    assert "第二十三条" in parse_question("第23條規定了什麼？").searched


def test_a_number_of_hundreds_of_digits_is_written_too():
    assert parse_question(f"第{'9' * 900}條規定了什麼？").others[-1].term.startswith("第九千九百九十九亿")


@pytest.mark.parametrize("asked", ["hx3304c", "HX-3304C", "hx 3304c", "ＨＸ－３３０４Ｃ"])
def test_a_code_is_searched_in_every_way_that_it_may_be_written(asked):
    searched = parse_question(f"{asked}的出廠價是多少？").searched
    assert [one in searched for one in ("hx3304c", "hx-3304c", "hx 3304c")] == [True] * 3
    assert {"hx", "3304c", "hx3304c"} <= set(lexical_terms(searched))


@settings(deadline=None)
@given(st.dates(min_value=date(1912, 1, 1), max_value=date(2099, 12, 31)))
def test_every_spelling_of_a_day_is_that_day(day):
    [anchor] = find_anchors(f"{day.year}年{day.month}月{day.day}日")
    for one in spellings([anchor]):
        [value] = find_values(one.term)
        assert value.normal == (day.year, day.month, day.day), one.term


@settings(deadline=None)
@given(st.integers(1, 9999), st.sampled_from(["條", "屆", "章", "期", "次"]))
def test_every_spelling_of_a_number_is_that_number(number, counted):
    [anchor] = find_anchors(f"第{number}{counted}")
    others = [one.term for one in spellings([anchor])]
    assert others
    for term in others:
        [value] = find_values(term)
        assert same(value, anchor.value), term


@pytest.mark.parametrize(
    ("question", "terms"),
    [
        ("民國元年的憲法", {"1912年", "一九一二年"}),
        ("2024年5月的公告", {"二〇二四年五月", "民国113年5月"}),
        ("第二章規定什麼", {"第2章"}),
        ("12月25日放假嗎", {"十二月二十五日"}),
        ("1911年的革命", set()),  # before the republic there is but one spelling
        ("1.2.3規定什麼", set()),
    ],
)
def test_spellings_of_years_months_and_chapters(question, terms):
    found = {one.term for one in spellings(find_anchors(question))}
    assert terms <= found
    assert bool(terms) is bool(found)
