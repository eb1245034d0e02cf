"""Dates, times and weekdays: what a text says of them, whatever it says around them."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.spellings import chinese
from qa.values import Kind, agrees, contradicts, find_values, same
from tests.fakes.values import only, said

DATES = st.dates(min_value=date(1912, 1, 1), max_value=date(2099, 12, 31))


@settings(deadline=None)
@given(DATES)
def test_a_day_is_one_in_all_of_its_spellings(day):
    year, month = day.year, day.month
    digits = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(year))
    spellings = [
        f"{year}年{month}月{day.day}日",
        f"{day:%Y-%m-%d}",
        f"{day:%Y/%m/%d}",
        f"{year}.{month}.{day.day}",
        f"{day:%Y%m%d}",
        f"{digits}年{chinese(month)}月{chinese(day.day)}號",
        f"民國{chinese(year - 1911)}年{month}月{day.day}日" if year > 1912 else f"民國元年{month}月{day.day}日",
        f"西元 {year} 年 {month} 月 {day.day} 日",
    ]
    assert [only(spelling).normal for spelling in spellings] == [(year, month, day.day)] * len(spellings)


@settings(deadline=None)
@given(DATES, DATES)
def test_two_days_contradict_each_other_unless_they_are_one(one, other):
    first, second = only(f"{one:%Y-%m-%d}"), only(f"{other.year}年{other.month}月{other.day}日")
    assert contradicts(first, second) is (one != other)
    assert agrees(first, second) is same(first, second) is (one == other)


@settings(deadline=None)
@given(DATES, st.integers(min_value=0, max_value=400), st.integers(min_value=0, max_value=400))
def test_a_day_lies_in_a_range_of_days_as_it_does_in_the_calendar(first, length, after):
    last = date.fromordinal(min(first.toordinal() + length, date(2099, 12, 31).toordinal()))
    asked = date.fromordinal(min(first.toordinal() + after, date(2099, 12, 31).toordinal()))
    whole = only(f"{first.year}年{first.month}月{first.day}日至{last.year}年{last.month}月{last.day}日")
    assert agrees(only(f"{asked:%Y-%m-%d}"), whole) is (first <= asked <= last)


@settings(deadline=None)
@given(st.integers(min_value=0, max_value=23), st.integers(min_value=0, max_value=59))
def test_a_time_of_day_is_one_by_the_clock_and_in_words(hour, minute):
    part = "凌晨" if hour < 6 else "上午" if hour < 12 else "中午" if hour == 12 else "下午" if hour < 18 else "晚上"
    of_twelve = chinese(hour - 12 if hour > 12 else hour) if hour else "零"
    ending = "整" if minute == 0 else f"{'零' if minute < 10 else ''}{chinese(minute)}分"
    assert only(f"{part}{of_twelve}點{ending}").normal == only(f"{hour:02}:{minute:02}").normal == (hour, minute)


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("晚上一點", (1, 0)),
        ("晚上12點半", (0, 30)),
        ("晚上六點", (18, 0)),
        ("晚間十一點", (23, 0)),
        ("半夜兩點", (2, 0)),
        ("半夜十二點", (0, 0)),
        ("深夜11點", (23, 0)),
        ("中午一點", (13, 0)),
        ("中午11點半", (11, 30)),
        ("下午12點", (12, 0)),
        ("凌晨12點", (0, 0)),
        ("傍晚六點", (18, 0)),
        ("早上八點整", (8, 0)),
        ("十點一刻", (10, 15)),
        ("11:59pm", (23, 59)),
        ("12:00 am", (0, 0)),
        ("12:05 pm", (12, 5)),
        ("24:00", (0, 0)),
        ("正午", (12, 0)),
        ("午夜", (0, 0)),
    ],
)
def test_a_part_of_the_day_tells_which_half_an_hour_is_in(text, clock):
    value = only(text)
    assert (value.kind, value.normal) == (Kind.TIME, clock)


@pytest.mark.parametrize(
    "text",
    [
        "注意以下三點",
        "提出兩點建議",
        "早一點來",
        "慢一點",
        "一時想不起來",
        "這點很重要",
        "九時代",
        "有時候",
        "25:00",
        "12:60",
        "比分3:2",
        "16:9螢幕",
    ],
)
def test_points_scores_and_turns_of_phrase_are_no_times(text):
    assert said(text, Kind.TIME) == []


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("2024年5月6日、7日放假", ["2024年5月6日", "7日"]),
        ("5月16日和18日舉行", ["5月16日", "18日"]),
        ("試用3日、5日皆可", []),
        ("展期2023.12.01-2024.02.29", ["2023.12.01-2024.02.29"]),
        ("展期2023/12/01-2024/02/29", ["2023/12/01-2024/02/29"]),
        ("編號2024-05-06-001", []),
        ("每月5日前", ["5日"]),
        ("15日下午開會", ["15日"]),
        ("休息15日", []),
        ("10月底或11月初", ["10月底", "11月初"]),
        ("五月中旬", ["五月中旬"]),
        ("正月初一至十五", ["正月初一"]),
        ("民國前三年", ["民國前三年"]),
        ("公元前221年統一", ["公元前221年"]),
        ("三年級有36人", []),
        ("三年來", []),
        ("一百年前的老屋", []),
        ("114年3月5日", ["114年3月5日"]),
        ("114年起實施", ["114年"]),
        ("年滿18歲", []),
        ("月租3月份", ["3月份"]),
        ("三月租金", []),
        ("2024/13/01", []),
        ("1月1日至次年3月31日", ["1月1日至次年3月31日"]),
        ("3-5月", ["3-5月"]),
    ],
)
def test_dates_are_told_from_durations_codes_and_words(text, dates):
    assert said(text, Kind.DATE) == dates


@pytest.mark.parametrize(
    ("era", "year"),
    [
        ("光緒二十六年", 1900),
        ("康熙六十一年", 1722),
        ("宣統三年", 1911),
        ("昭和五十年", 1975),
        ("平成31年", 2019),
        ("令和元年", 2019),
        ("民國前一年", 1911),
        ("民國元年", 1912),
        ("中華民國113年", 2024),
        ("西元前1年", 0),
        ("公元1年", 1),
    ],
)
def test_a_year_of_an_era_is_one_of_the_common_era(era, year):
    assert only(era).normal == (year, None, None)


@pytest.mark.parametrize(
    ("asked", "range_", "holds"),
    [
        ("10:00", "0:00-24:00", True),
        ("3:00", "8:00至次日8:00", True),
        ("12:30", "8:00-12:00", False),
        ("12:00", "8:00-12:00", True),
        ("1:00", "晚上10點到次日早上6點", True),
        ("7:00", "晚上10點到次日早上6點", False),
        ("周日", "周六至周一", True),
        ("周三", "周六至周一", False),
        ("12月", "十一月至次年二月", True),
        ("3月", "十一月至次年二月", False),
        ("5月3日", "5月1日至7日", True),
        ("5月8日", "5月1日至7日", False),
        ("6月2日", "5月28日至6月3日", True),
        ("2024年1月15日", "2023年12月至2024年2月", True),
        ("2024年3月1日", "2023年12月至2024年2月", False),
    ],
)
def test_a_moment_lies_in_a_range_that_may_go_over_midnight_or_the_end_of_a_year(asked, range_, holds):
    assert agrees(only(asked), only(range_)) is holds


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("周六、日休息", [(6, 7)]),
        ("週六日", [(6, 7)]),
        ("逢禮拜天公休", [(7,)]),
        ("週7不開", [(7,)]),
        ("星期八", []),
        ("周年慶", []),
        ("三周五次", []),
        ("周末及假日", [(6, 7)]),
        ("周三月考", [(3,)]),
        ("周二十分擁擠", []),
    ],
)
def test_days_of_the_week_are_told_from_weeks_and_names(text, days):
    assert [value.normal for value in find_values(text) if value.kind is Kind.WEEKDAY] == days


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("下午2點至5點30分", [(14, 0), (17, 30)]),
        ("上午9點到11點30分", [(9, 0), (11, 30)]),
        ("9點到下午5點", [(9, 0), (17, 0)]),
        ("下午一點到三點半", [(13, 0), (15, 30)]),
        ("13:30—17:30", [(13, 30), (17, 30)]),
        ("早8点至晚9点", [(8, 0), (21, 0)]),
    ],
)
def test_the_later_end_of_hours_is_in_the_half_of_the_day_that_the_earlier_says(text, ends):
    assert [end.normal for end in only(text).ends] == ends
