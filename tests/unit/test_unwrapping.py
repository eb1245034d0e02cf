"""Plain text that was wrapped by hand: its sentences whole again, and verse, lists and tables as they were."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.formats.pdf.layout import Line
from embeddings.formats.pdf.paragraphs import joined
from embeddings.formats.plain import NARROWEST, read_plain, unwrapped

FIRST = (
    "本館自下月起延長開放時間，週末晚間九點閉",
    "館，請讀者留意相關公告的內容，並請大家配",
    "合管理人員的引導，謝謝各位的配合與體諒。",
)
SECOND = ("一、逾期罰款每日五元，請各位準時歸還所借", "的書籍，以免影響其他讀者的權益，謝謝。")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["unix", "windows", "old mac"])
def test_a_wrapped_text_is_joined_whatever_ends_its_lines(end):
    assert unwrapped(end.join(FIRST)) == "".join(FIRST)


@pytest.mark.parametrize(
    ("lines", "paragraphs"),
    [
        ((*FIRST, *SECOND), ["".join(FIRST), "".join(SECOND)]),
        (("圖書館公告", "", *FIRST), ["圖書館公告", "", "".join(FIRST)]),
        ((*FIRST, "", "", *FIRST), ["".join(FIRST), "", "".join(FIRST)]),
    ],
    ids=["a numbered paragraph begins its own", "a title apart", "blank lines are one"],
)
def test_paragraphs_stay_apart(lines, paragraphs):
    assert unwrapped("\n".join(lines)) == "\n".join(paragraphs)


@pytest.mark.parametrize(
    "text",
    [
        "甲項\n乙項\n丙項\n丁項",
        "床前明月光，疑是地上霜。\n舉頭望明月，低頭思故鄉。\n" * 3,
        "姓名：王小明\n電話：2345-6789\n地址：中正路一號\n備註：無",
        "品名,數量,單價\n快煮壺,12,690\n電風扇,30,1280\n檯燈,8,450",
        "這一段只有一行，而且長到超過寬度的下限，所以沒有什麼可以接的。",
        "\n".join(f"{line}。" for line in FIRST),
        "第一行很長很長很長很長很長很長很長，\n短\n第三行也很長很長很長很長很長很長很長，\n短",
        "",
        "\n\n",
    ],
    ids=["a list", "verse", "a form", "a table", "one line", "sentences a line", "ragged", "empty", "blank"],
)
def test_what_does_not_show_that_it_was_wrapped_is_left_as_it_is(text):
    assert unwrapped(text) == text


def test_lines_narrower_or_wider_than_people_wrap_are_left_alone():
    narrow = "\n".join(["館藏查詢，請", "洽一樓服務，", "或電話詢問，"])
    assert unwrapped(narrow) == narrow
    wide = "\n".join(["甲" * 70 + "，", "乙" * 70 + "，", "丙" * 70 + "，"])
    assert unwrapped(wide) == wide


def test_latin_words_are_kept_apart_and_hyphens_go():
    lines = [
        Line(text, 1.0, 1.0) for text in ("We moved the reading room, and the cata-", "logue is on floor two,", "")
    ]
    assert joined([lines[:2]])[0].text == "We moved the reading room, and the catalogue is on floor two,"


def test_a_number_that_the_margin_cut_at_its_comma_is_whole_again():
    lines = [Line("本次採購的單價經過議價之後是1,", 1.0, 1.0), Line("280元，數量不變。", 1.0, 0.5)]
    assert joined([lines])[0].text == "本次採購的單價經過議價之後是1,280元，數量不變。"
    lines = [Line("It opened on the fourteenth of May, 12,", 1.0, 1.0), Line("2024, or so they say.", 1.0, 0.5)]
    assert joined([lines])[0].text == "It opened on the fourteenth of May, 12, 2024, or so they say."


def test_a_plain_file_is_one_article_with_its_first_line_as_title_and_text():
    [article] = read_plain("延長開放公告\n\n".encode() + "\n".join(FIRST).encode(), "館訊.txt", "某處")
    assert (article.title, article.text) == ("延長開放公告", "延長開放公告\n\n" + "".join(FIRST))


PROSE = st.text(st.sampled_from("本館開放時間延長，請讀者留意公告內容配合引導謝謝"), min_size=1, max_size=120)


@settings(deadline=None)
@given(PROSE, st.integers(NARROWEST // 2 + 1, 40))
def test_wrapping_a_sentence_and_unwrapping_it_loses_no_character(text, width):
    lines = [text[at : at + width] for at in range(0, len(text), width)]
    assert "".join(unwrapped("\n".join(lines)).split("\n")) == text


@settings(deadline=None)
@given(st.text(st.sampled_from("本館，。\n 一、甲乙A-1,\r"), max_size=200))
def test_no_letter_of_any_text_is_lost_or_moved(text):
    def letters(said):
        return [one for one in said if one.isalnum()]

    assert letters(unwrapped(text)) == letters(text)
