import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.errors import SourceError
from embeddings.text.decode import decode
from embeddings.text.plausibility import plausibility

TRADITIONAL = "今年第一季的用電量比去年同期增加了百分之三，主要來自工業部門的需求。"
SIMPLIFIED = "今年第一季的用电量比去年同期增加了百分之三，主要来自工业部门的需求。"
JAPANESE = "これは日本語の文章です。東京都の人口は千四百万人である。"
KOREAN = "이것은 한국어 문장입니다. 서울의 인구는 천만 명이다."


@pytest.mark.parametrize("text", [TRADITIONAL, SIMPLIFIED, f"{SIMPLIFIED}\r\nISO 9001, GDP 5.2%\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "gb18030", "utf-16-le", "utf-16-be"])
def test_both_scripts_in_every_encoding_that_holds_both(text, encoding):
    assert decode(text.encode(encoding), "甲.txt") == text


@pytest.mark.parametrize("encoding", ["big5", "cp950", "big5hkscs"])
def test_traditional_in_big5(encoding):
    assert decode(TRADITIONAL.encode(encoding), "甲.txt") == TRADITIONAL


def test_hong_kong_characters_in_big5():
    text = "佢哋喺度傾偈，我哋就返屋企食飯，聽日一齊去中環開會。"
    assert decode(text.encode("big5hkscs"), "甲.txt") == text


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
        ("\ufeff".encode("gb18030"), "gb18030"),
    ],
)
def test_a_byte_order_mark_is_believed_and_dropped(mark, encoding):
    assert decode(mark + "短".encode(encoding), "甲.txt") == "短"


def test_utf8_needs_no_evidence():
    assert decode("龘".encode(), "甲.txt") == "龘"
    assert decode("Plain English, très bien.".encode(), "甲.txt") == "Plain English, très bien."


def test_ascii_in_utf16():
    assert decode("Annual report".encode("utf-16-le"), "甲.txt") == "Annual report"


@pytest.mark.parametrize(
    "data",
    [
        (JAPANESE * 3).encode("shift_jis"),
        (JAPANESE * 3).encode("euc_jp"),
        (KOREAN * 3).encode("euc_kr"),
        "Москва столица России, большой город".encode("koi8-r"),
        "déjà vu, très bien, à l'école".encode("latin-1"),
        JAPANESE.encode("iso2022_jp"),
        KOREAN.encode("iso2022_kr"),
        "学院".encode("gbk"),  # two Cyrillic and Armenian letters in UTF-8
        ("v 1.0, 2024\n" * 9 + "v 一\n").encode("gbk"),
        "是否存在".encode("utf-16-le"),  # eight letters and signs in ASCII
        "龘".encode("gbk"),  # right in two encodings, and nothing to tell by
        codecs.BOM_UTF16_LE + b"\x00",
    ],
)
def test_what_cannot_be_told_is_refused(data):
    with pytest.raises(SourceError, match=r"「甲.txt」的文字編碼無法確定.*另存為 UTF-8"):
        decode(data, "甲.txt")


@pytest.mark.parametrize("encoding", ["hz", "utf-7"])
def test_chinese_written_in_ascii(encoding):
    assert decode(SIMPLIFIED.encode(encoding), "甲.txt") == SIMPLIFIED


@pytest.mark.parametrize(
    "text",
    [
        "1 + 1 = 2, a+b-c, +886-2-1234-5678",
        "cd ~{user}; ls ~",
        f"{'a long line of a log ' * 20}\x1b(B\x1b[m",
        "Bush hid the facts",
        "make",
        "exchange",
        "İstanbul, Łódź, Ελλάδα",
        "שלום עולם",
    ],
)
def test_what_looks_like_other_encodings_is_left_alone(text):
    assert decode(text.encode(), "甲.txt") == text


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "big5"])
@pytest.mark.parametrize("place", [-1, 64])
def test_damage_is_told_from_an_unknown_encoding(encoding, place):
    data = f"第一行。\n{TRADITIONAL * 3}".encode(encoding)
    cut = data[:-3] + data[-3:place] if place < 0 else data[:place] + b"\xff" + data[place:]
    with pytest.raises(SourceError, match=r"「甲.txt」第 2 行有損壞的字元.*請"):
        decode(cut, "甲.txt")


@pytest.mark.parametrize("nulls", [b"\0", b"\0" * 300])
def test_a_text_with_nulls_in_it_is_damaged(nulls):
    for encoding in ("utf-8", "gbk"):
        with pytest.raises(SourceError, match=r"「甲.txt」第 1 行有損壞的字元.*請"):
            decode(TRADITIONAL.encode(encoding) + nulls, "甲.txt")


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"abc\0def", b"\x01\x02ab", bytes(range(256)) * 4, b"PK\x03\x04\0\0"]
)
def test_binary_is_refused(data):
    with pytest.raises(SourceError, match=r"「甲.txt」不是文字檔"):
        decode(data, "甲.txt")


@pytest.mark.parametrize("data", [b"", b" \r\n\t", codecs.BOM_UTF8])
def test_nothing_is_refused(data):
    with pytest.raises(SourceError, match=r"「甲.txt」是空的"):
        decode(data, "甲.txt")


@pytest.mark.parametrize(
    ("text", "right", "wrong"),
    [
        (TRADITIONAL, "utf-8", "gb18030"),
        (TRADITIONAL, "utf-8", "latin-1"),
        (TRADITIONAL, "utf-8", "cp1252"),
        (SIMPLIFIED, "gbk", "latin-1"),
        (TRADITIONAL, "big5", "latin-1"),
        (TRADITIONAL, "big5", "gb18030"),
    ],
)
def test_mojibake_saved_as_utf8_is_refused(text, right, wrong):
    garbled = text.encode(right).decode(wrong, "ignore")
    with pytest.raises(SourceError, match=r"「甲.txt」裡有亂碼"):
        decode(garbled.encode(), "甲.txt")


def test_a_replacement_character_is_refused():
    with pytest.raises(SourceError, match="亂碼"):
        decode("這裡少了一\ufffd字".encode(), "甲.txt")


def test_plausibility():
    assert plausibility("的一是在人有") == 1.0
    assert plausibility("的一是在鼉黿") == pytest.approx(4 / 6)
    assert plausibility("plain") == 1.0
    assert plausibility("的一是在\ue000") == 0.0
    assert plausibility("的") == 0.0


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_give_text_or_a_refusal(data):
    try:
        text = decode(data, "甲.txt")
    except SourceError:
        return
    assert text.strip()
    assert not {"\0", "\ufffd"} & set(text)
