"""What was damaged before it was saved, as a whole or in part, and what only looks strange."""

import pytest

from embeddings.text.mojibake import garbled_part

TRADITIONAL = "漁民忙著檢查纜繩與船艙，希望趕在週末之前出海，交通部則表示往離島的渡輪已於下午三點復航。"
SIMPLIFIED = "方案提出，保留沿街的骑楼与两座清代会馆，拆除违章建筑约八千平方米，并新建三个地下停车场。"
WESTERN = ["latin-1", "cp1252", "iso8859-15", "mac_roman", "cp437", "cp850", "cp1251"]


def misread(text, right, wrong):
    return text.encode(right).decode(wrong, "ignore")


CONFUSED = [
    *((TRADITIONAL, "utf-8", wrong) for wrong in [*WESTERN, "gb18030", "cp950", "cp932"]),
    *((SIMPLIFIED, "gbk", wrong) for wrong in [*WESTERN, "cp950", "big5hkscs", "cp949"]),
    *((TRADITIONAL, "big5", wrong) for wrong in ["latin-1", "cp1252", "gb18030"]),
]


@pytest.mark.parametrize(("text", "right", "wrong"), CONFUSED)
def test_a_text_or_a_line_of_it_that_was_read_wrong(text, right, wrong):
    garbled = misread(text, right, wrong)
    assert garbled_part(garbled)
    around = f"{TRADITIONAL}\n" * 40
    part = garbled_part(f"{around}{garbled}\n{around}")
    assert part is not None
    assert part[0] in garbled


def test_short_lines_that_were_read_wrong_tell_together():
    lines = "今天\n很好\n我們\n在家\n不去\n學校\n"
    assert garbled_part(misread(lines, "utf-8", "cp1252"))


def test_a_text_that_was_read_wrong_twice():
    assert garbled_part(misread(misread(TRADITIONAL, "utf-8", "latin-1"), "utf-8", "latin-1"))


@pytest.mark.parametrize(
    "text",
    [
        "這裡少了一\ufffd字",
        "中度锟斤拷锟斤拷於清晨離開",
        "這裡少了一ï¿½字",
        TRADITIONAL.encode("ascii", "replace").decode(),
        TRADITIONAL.encode("gb2312", "replace").decode("gb2312") * 3,
    ],
)
def test_marks_of_what_was_lost(text):
    assert garbled_part(text)


@pytest.mark.parametrize(
    "text",
    [
        TRADITIONAL,
        SIMPLIFIED,
        "你好吗?我很好,谢谢。你呢?也好。\n" * 20,
        "孤舟蓑笠翁，獨釣寒江雪。千山鳥飛絕，萬徑人蹤滅。\n" * 20,
        "これは日本語の文章です。東京都の人口は千四百万人である。\n" * 20,
        "ﾃｽﾄ ﾊﾝｶｸｶﾀｶﾅ\n" * 20,
        "이것은 한국어 문장입니다. 서울의 인구는 천만 명이다.\n" * 20,
        "Les élèves français étaient très contents à Noël; déjà vu, naïve façade.\n" * 20,
        "Москва столица России, большой город.\n" * 20,
        "┌──┬──┐\n│甲│乙│\n├──┼──┤\n" * 20,
        "─┼─┼──┤│ │ │ │ │├───┼──────┼───┼──┼──┼──┼─┼─┼──┤│ │\n" * 20,
        "①②③④⑤⑥⑦⑧ ★★★★★★ ￥１２３４５ ㎡㎏℃\n" * 20,
        "「锟斤拷」是一種亂碼。",
        "Really??? Yes!!! a ?? b ?? c\n" * 20,
        "真的嗎??我不信!!他怎麼說?\n" * 20,
        "小明：真的嗎????\n小華：當然是真的。\n" * 10,
        "什麼????\n真的????????\n" * 5,
    ],
)
def test_what_is_only_strange_stays(text):
    assert garbled_part(text) is None
