"""What is known by its number: phones, clauses, documents, codes, and what merely looks like them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.codes import find_documents
from qa.values import Kind, contradicts, find_values, same
from tests.fakes.values import only


def found(text):
    return [(text[value.start : value.end], value.kind) for value in find_values(text)]


@pytest.mark.parametrize(
    "spellings",
    [
        "0571-87654321|（0571）8765-4321|+86 571 8765 4321|0571 8765 4321",
        "010-65432100|+86 10 6543 2100|(010)6543 2100",
        "02-2345-6789|+886 2 2345 6789|(02) 2345-6789|０２－２３４５－６７８９",
        "0912-345-678|+886 912 345 678|0912345678",
        "138 0000 5555|+86 13800005555|138-0000-5555",
        "400-800-1234|400 800 1234",
        "0800-123-456|0800 123 456",
    ],
)
def test_a_phone_number_is_one_however_it_is_dialled(spellings):
    values = [only(spelling) for spelling in spellings.split("|")]
    assert {value.kind for value in values} == {Kind.PHONE}
    assert len({value.normal for value in values}) == 1, values


def test_a_number_of_hong_kong_or_macau_needs_no_zero_before_it():
    [local] = find_values("電話2345 6789")[:1]
    assert local.normal == only("+852 2345 6789").normal
    assert only("+853 2833 1234").normal == ("28331234", "")


@pytest.mark.parametrize(
    ("text", "phones"),
    [
        ("電話：8866-1203，編號8866-1203", ["8866-1203"]),
        ("致電 23456789 轉 12", ["23456789 轉 12"]),
        ("服務熱線 96555", []),  # too short to tell from any number
        ("房號2201-3344", []),
        ("02-2345-6789、02-2345-6790", ["02-2345-6789", "02-2345-6790"]),
        ("金額13800005555元", []),
    ],
)
def test_a_short_number_is_a_phone_where_the_words_before_say_so(text, phones):
    assert [said for said, kind in found(text) if kind is Kind.PHONE] == phones


@pytest.mark.parametrize("one", ["0571-87654321转803", "0571-87654321"])
def test_an_extension_is_part_of_the_number(one):
    assert not same(only(one), only("0571-87654321转804"))
    assert contradicts(only(one), only("0571-87654321转804"))


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("依第十二條第三款辦理", ["第十二條第三款"]),
        ("第二章第三节第五条", ["第二章第三节第五条"]),
        ("第 7 條之 1", ["第 7 條"]),
        ("見1.2.3及4.5.6.7", ["1.2.3", "4.5.6.7"]),
        ("版本1.2", []),
        ("參見圖1.2.3", []),
        ("主機192.168.1.1", []),
        ("第三項目", []),  # a project, not an item of a clause
    ],
)
def test_clauses_are_told_from_what_looks_like_them(text, clauses):
    assert [said for said, kind in found(text) if kind is Kind.CLAUSE] == clauses


@pytest.mark.parametrize(
    ("text", "documents"),
    [
        ("根据国发〔2024〕5号", ["国发〔2024〕5号"]),
        ("国发〔2024〕5号和国办发〔2023〕12号", ["国发〔2024〕5号", "国办发〔2023〕12号"]),
        ("依臺教授字第1120001234號函", ["臺教授字第1120001234號"]),
        ("（2023）京01民终123号判决", ["（2023）京01民终123号"]),
        ("松政办发【2024】第17号", ["松政办发【2024】第17号"]),
        ("〔2024〕17号", ["〔2024〕17号"]),
        ("会议室〔三〕17号", []),
        ("天字第一號", []),
    ],
)
def test_documents_are_found_with_the_office_that_issued_them(text, documents):
    assert [said for said, kind in found(text) if kind is Kind.DOCUMENT] == documents


def test_a_document_named_without_its_office_may_be_the_one():
    assert same(only("〔2024〕17号"), only("松政办发〔2024〕17号"))
    assert not same(only("国发〔2024〕5号"), only("浙发〔2024〕5号"))
    assert not contradicts(only("国发〔2024〕5号"), only("浙发〔2024〕6号"))


def test_text_without_a_number_of_a_document_costs_nothing():
    assert find_documents("字第" * 1000) == []


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("航班CA1234改为CA1236", ["CA1234", "CA1236"]),
        ("流感病毒H7N9与COVID-19", ["H7N9", "COVID-19"]),
        ("A4纸与N95口罩", ["A4", "N95"]),
        ("GB/T 1234-2020第3条", ["GB/T 1234-2020"]),
        ("料号 00123", ["00123"]),
        ("單價5-10元", []),
        ("300-500公里", []),
        ("T恤和X光", []),
        ("甲-12貨位", ["甲-12"]),
        ("id=abc_def", ["abc_def"]),
    ],
)
def test_codes_are_told_from_ranges_and_words(text, codes):
    assert [said for said, kind in found(text) if kind is Kind.CODE] == codes


@pytest.mark.parametrize(
    ("one", "other", "is_other"),
    [
        ("HY-207", "HY-208", True),
        ("HY-207", "HY207", False),
        ("HY-207", "HY-207B", True),
        ("HY-207", "Wi-Fi", False),
        ("HY-207", "7733-0091", False),
        ("HY-207", "HZ-207", False),
    ],
)
def test_only_codes_of_one_make_exclude_each_other(one, other, is_other):
    assert contradicts(only(one), only(other)) is is_other
    assert contradicts(only(other), only(one)) is is_other


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("寫信到 desk.help@example.org。", ["desk.help@example.org"]),
        ("網址：https://example.org/a?b=1&c=%E4%BD%A0，謝謝", ["https://example.org/a?b=1&c=%E4%BD%A0"]),
        ("www.example.com/x。", ["www.example.com/x"]),
        ("（https://example.org/）", ["https://example.org/"]),
        ("@小明 請回覆", []),
    ],
)
def test_a_link_ends_where_the_sentence_goes_on(text, links):
    assert [said for said, kind in found(text) if kind is Kind.LINK] == links


@settings(deadline=None)
@given(st.from_regex(r"[0-9A-Za-z()+. /_:〔〕號第條-]{0,40}", fullmatch=True))
def test_any_mix_of_digits_and_marks_is_read_without_an_error(text):
    assert all(value.end <= len(text) for value in find_values(text))
