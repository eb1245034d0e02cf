"""Numerals as exact numbers, and the guesses that leave two open."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.text.fold import fold
from qa.kinds import Kind
from qa.numerals import guessed, parse_numeral
from qa.spellings import chinese
from qa.values import agrees, contradicts, find_values
from tests.fakes.values import only


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("〇", "0"),
        ("十", "10"),
        ("百", "100"),
        ("一百零五", "105"),
        ("一百五", "150"),
        ("一千零五十", "1050"),
        ("一千零五", "1005"),
        ("三千五", "3500"),
        ("两万五", "25000"),
        ("一万零三百", "10300"),
        ("一万三", "13000"),
        ("十万", "100000"),
        ("千万", "10000000"),
        ("一亿零五百万", "105000000"),
        ("一万亿", "1000000000000"),
        ("二百五十六万三千", "2563000"),
        ("廿五", "25"),
        ("卅一", "31"),
        ("一百廿", "120"),
        ("壹佰贰拾叁", "123"),
        ("二〇二四", "2024"),
        ("幺二零", "120"),
        ("3千5百", "3500"),
        ("1万2千", "12000"),
        ("1.2亿", "120000000"),
        ("12,345.6", "12345.6"),
        ("零点五", "0.5"),
        ("十点二五", "10.25"),
        ("三点一四一五", "3.1415"),
    ],
)
def test_a_numeral_is_the_exact_number_that_it_writes(written, number):
    assert parse_numeral(written) == Decimal(number)


@pytest.mark.parametrize("written", ["万", "亿", "一百点", "点五", "三四百", "五六千", "一点"])
def test_what_does_not_fit_together_is_no_number(written):
    assert parse_numeral(written) is None


@settings(deadline=None)
@given(st.integers(min_value=0, max_value=10**11 - 1))
def test_a_number_that_is_written_out_is_read_as_that_number(number):
    assert parse_numeral(chinese(number)) == number


@settings(deadline=None)
@given(st.integers(min_value=0, max_value=10**12), st.integers(min_value=0, max_value=99))
def test_separators_of_thousands_change_no_number(whole, hundredths):
    plain = f"{whole}.{hundredths:02}"
    assert parse_numeral(f"{whole:,}.{hundredths:02}") == parse_numeral(plain) == Decimal(plain)


@settings(deadline=None)
@given(st.text(alphabet="零〇一二三五九十百千万亿廿点拾佰兆", min_size=1, max_size=9))
def test_no_row_of_numerals_is_worse_than_no_number(text):
    number = parse_numeral(text)
    assert number is None or number >= 0


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        ("五六", ("五", "六")),
        ("三四十", ("三十", "四十")),
        ("十五六", ("十五", "十六")),
        ("一百二三十", ("一百二十", "一百三十")),
        ("两三", ("两", "三")),
        ("一两", ("一", "两")),
        ("三五", ("三", "五")),
        ("七八万", ("七万", "八万")),
    ],
)
def test_two_digits_in_a_row_leave_two_numbers_open(written, numbers):
    assert guessed(written) == numbers


@pytest.mark.parametrize("written", ["五", "五五", "二〇二三", "一二三", "九六五五五", "二十三", "三百四", "八九一一"])
def test_a_numeral_that_says_one_number_leaves_none_open(written):
    assert guessed(written) is None


@pytest.mark.parametrize(
    "spellings",
    [
        "三四天|3至4天|3天到4天",
        "两三个小时|2至3小时",
        "一兩年|1至2年",
        "七八个月|7至8个月",
        "二三十年|20至30年",
        "十五六天|15～16天",
        "五六分钟|5-6分钟",
        "三五天|3至5天",
        "五六百元|500至600元|五百至六百元",
        "三四塊錢|3至4元",
        "兩三千元|2000元至3000元",
        "七八成|70%至80%",
        "一百二三十人|120至130人",
        "一两次|1至2次",
        "三四十公里|30至40公里",
    ],
)
def test_a_guess_is_the_range_of_both_of_its_numbers(spellings):
    values = [only(spelling) for spelling in spellings.split("|")]
    assert {value.kind for value in values} == {Kind.RANGE}
    assert len({value.normal for value in values}) == 1


@pytest.mark.parametrize(
    ("asked", "said"), [("三天", "三四天"), ("6年", "五六年"), ("550元", "五六百元"), ("75%", "七八成")]
)
def test_what_lies_in_a_guess_agrees_with_it(asked, said):
    assert agrees(only(asked), only(said))


@pytest.mark.parametrize(("asked", "said"), [("34天", "三四天"), ("56年", "五六年"), ("34元", "三四块钱")])
def test_the_digits_of_a_guess_are_no_number_of_two_digits(asked, said):
    assert not agrees(only(asked), only(said))
    assert not contradicts(only(asked), only(said))


@pytest.mark.parametrize("text", ["三五成群", "一五一十", "三三兩兩", "七上八下", "丟三落四", "五四運動", "四五線城市"])
def test_idioms_with_digits_are_no_guesses(text):
    assert [value for value in find_values(text) if value.kind is Kind.RANGE] == []
    assert fold(text) == fold(fold(text))


@pytest.mark.parametrize(
    "spellings",
    [
        "五年零三个月|63个月|五年三個月",
        "两小时零五分|125分钟|2小时5分",
        "一年零十個月|22個月",
        "一小时又十分|70分钟",
        "一分钟零五秒|65秒",
    ],
)
def test_a_zero_between_the_parts_of_a_duration_parts_nothing(spellings):
    values = [only(spelling) for spelling in spellings.split("|")]
    assert len({value.normal for value in values}) == 1, values


@pytest.mark.parametrize(("text", "value"), [("五年零售業績", "五年"), ("三年又如何", "三年"), ("兩天零用錢", "兩天")])
def test_a_zero_that_begins_another_word_is_no_part_of_a_duration(text, value):
    assert [text[one.start : one.end] for one in find_values(text)] == [value]
