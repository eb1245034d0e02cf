"""Money, quantities, durations and shares: the same amount in many words, and what is none."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.spellings import chinese
from qa.units import CURRENCIES, DURATIONS, UNITS
from qa.values import Kind, agrees, contradicts, find_values, same
from tests.fakes.values import only, said


@settings(deadline=None)
@given(st.integers(min_value=1, max_value=10**9))
def test_an_amount_of_money_is_one_in_digits_and_in_characters(amount):
    spellings = [f"{amount}元", f"{amount:,}元", f"新臺幣{amount}元", f"{amount}塊錢", f"{chinese(amount)}元整"]
    values = [only(spelling) for spelling in spellings]
    assert {value.kind for value in values} == {Kind.MONEY}
    assert all(same(values[0], value) for value in values)


@settings(deadline=None)
@given(st.integers(min_value=2, max_value=9999), st.sampled_from(["公里", "公斤", "公頃", "公升", "平方米", "伏"]))
def test_a_measured_amount_is_one_in_digits_and_in_characters(amount, unit):
    assert only(f"{amount}{unit}").normal == only(f"{chinese(amount)}{unit}").normal


@pytest.mark.parametrize(
    ("large", "small"),
    [
        ("2公里", "2000米"),
        ("1.5噸", "1500公斤"),
        ("3公頃", "30000平方米"),
        ("2升", "2000毫升"),
        ("0.4MPa", "400kPa"),
        ("1海里", "1852米"),
        ("2.4GHz", "2400MHz"),
        ("1.5GB", "1500MB"),
        ("100Mbps", "0.1Gbps"),
        ("3kV", "3000伏"),
        ("2小時", "120分鐘"),
        ("3天", "72小時"),
        ("2週", "14天"),
        ("2年", "24個月"),
        ("三刻鐘", "45分鐘"),
    ],
)
def test_units_of_one_measure_are_converted(large, small):
    assert same(only(large), only(small))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("3公里", "3公斤"),
        ("30天", "1個月"),  # of which no two are as long
        ("5度", "5瓦"),
        ("3人", "3間"),
        ("30%", "30元"),
    ],
)
def test_amounts_of_other_measures_are_not_the_same_and_do_not_contradict(one, other):
    assert not same(only(one), only(other))
    assert not contradicts(only(one), only(other))


def test_a_bare_yuan_may_be_of_any_currency():
    assert same(only("200元"), only("200美元"))
    assert contradicts(only("人民幣200元"), only("200美元"))


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("RMB 1,200.50", "1200.50", "CNY"),
        ("NT$1,500元", "1500", "TWD"),
        ("HK$88", "88", "HKD"),
        ("€20", "20", "EUR"),
        ("港幣三萬", "30000", "HKD"),
        ("一百二十萬日圓", "1200000", "JPY"),
        ("人民幣貳佰元整", "200", "CNY"),
        ("五角", "0.5", ""),
        ("兩塊五", "2.5", ""),
        ("三元八角五分", "3.85", ""),
        ("一萬兩千五百元", "12500", ""),
        ("3.5億元", "350000000", ""),
        ("三百多元", "300", ""),
        ("十來塊錢", "10", ""),
        ("兩兆元", "2000000000000", ""),
        ("新臺幣參萬參仟參佰元整", "33300", "TWD"),
        ("壹拾參元", "13", ""),
    ],
)
def test_money_is_read_with_its_currency(text, amount, currency):
    value = only(text)
    assert (value.kind, value.normal) == (Kind.MONEY, (Decimal(amount), currency))


@pytest.mark.parametrize(
    "text",
    [
        "元旦",
        "一塊地",
        "三塊布料",
        "五角星",
        "多元文化",
        "三角函數",
        "毛衣九折",
        "公元前",
        "單元二",
        "參天大樹",
        "參加費用",
    ],
)
def test_words_with_the_characters_of_money_are_none(text):
    assert said(text, Kind.MONEY) == []


@pytest.mark.parametrize(
    ("text", "per_cent"),
    [
        ("百分之三十", "30"),
        ("千分之五", "0.5"),
        ("萬分之三", "0.03"),
        ("五分之三", "60"),
        ("三分之二", None),
        ("一成半", "15"),
        ("兩成", "20"),
        ("九成九", "99"),
        ("99.99%", "99.99"),
        ("１２．５％", "12.5"),
    ],
)
def test_a_share_is_read_in_per_cent(text, per_cent):
    value = only(text)
    assert value.kind is Kind.PERCENT
    assert value.normal[0] == (Decimal(200) / 3 if per_cent is None else Decimal(per_cent))


@pytest.mark.parametrize("text", ["九成人", "三成立", "五成員", "零分之三", "三五成群"])
def test_a_share_that_begins_another_word_is_none(text):
    assert said(text, Kind.PERCENT) == []


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("氣溫-5℃至3℃", ["-5℃至3℃"]),
        ("零下二十度以下", ["零下二十度"]),
        ("每人限購2張，共3張", ["2張", "3張"]),
        ("十二名額", []),
        ("三部門會商", []),
        ("兩個半月", ["兩個半月"]),
        ("一年半載", ["一年半"]),
        ("第三天", []),
        ("五天四夜", ["五天"]),
        ("3個工作日內", ["3個工作日"]),
        ("八十分以上", ["八十分"]),
        ("十分重要", []),
        ("每次30分鐘", ["30分鐘"]),
        ("約20公里/小時", ["20公里/小時"]),
        ("1,200㎡", ["1,200㎡"]),
        ("500cc的量杯", ["500cc"]),
        ("5G網路", ["5G"]),
        ("台北2人行", ["2人"]),
        ("百度搜尋", ["百度"]),
    ],
)
def test_quantities_are_told_from_words_that_begin_alike(text, amounts):
    assert said(text, Kind.QUANTITY) == amounts


@pytest.mark.parametrize(
    ("asked", "range_", "holds"),
    [
        ("3公斤", "2至5公斤", True),
        ("3000克", "2至5公斤", True),
        ("6公斤", "2至5公斤", False),
        ("3公里", "2至5公斤", False),
        ("350元", "300-500元", True),
        ("美元350", "人民币300-500元", False),
        ("5天", "3—7個工作日", False),
        ("40人", "30至50人", True),
        ("15%", "10%至20%", True),
        ("-2度", "-5度至3度", True),
    ],
)
def test_an_amount_lies_in_a_range_of_its_own_measure(asked, range_, holds):
    assert agrees(find_values(asked)[0], find_values(range_)[0]) is holds


@pytest.mark.parametrize("name", sorted(DURATIONS))
def test_every_word_for_a_duration_is_read_with_a_number(name):
    text = f"3{name}" if name not in ("月", "分", "日") else f"3個{name}" if name == "月" else "3天"
    assert only(text).kind in (Kind.QUANTITY, Kind.TIME)


@pytest.mark.parametrize("name", sorted(name for name in UNITS if not name.isascii() and name != "百分点"))
def test_every_unit_in_characters_is_read_whole_behind_a_number(name):
    [value] = find_values(f"共27{name}。")
    assert value.end == 3 + len(name)
    assert value.kind is not Kind.QUANTITY or value.normal[1] in (UNITS[name][0], "秒", "月")


@pytest.mark.parametrize("name", sorted(name for name in CURRENCIES if name > "一"))
def test_every_currency_in_characters_is_read_behind_an_amount(name):
    value = only(f"350{name}")
    assert (value.kind, value.normal[1]) == (Kind.MONEY, CURRENCIES[name])
