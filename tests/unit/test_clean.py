import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.article import Removal
from embeddings.text.clean import RULES, clean

SIGNS = "甲電腦的們。，,a(（)） \t\n\r\u3000\u200b\ufeff\u200d\ue000\x07\ufe0f😀\u2028"
WORDS = ["(diàn)", "（nǎo）", "(lu\u0308\u030c)", "(de)", "(GDP)", "分享到", "微信", "責任編輯：甲", "官方微博", "\r\n"]
PIECES = st.sampled_from([*SIGNS, *WORDS, "\n\n\n\n"])


def removed(text):
    return {removal.rule: removal.count for removal in clean(text).removals}


@pytest.mark.parametrize(
    ("sick", "well"),
    [
        ("新買的電(diàn)腦(nǎo)壞了", "新買的電腦壞了"),
        ("電（diàn）力公司", "電力公司"),
        ("女(nǚ)生與旅(lǚ)客綠(lǜ)葉略(lüè)", "女生與旅客綠葉略"),
        ("房(fa\u0301ng)屋(wū)", "房屋"),
        ("床(chuánɡ)單", "床單"),
        ("兒(ér)童", "兒童"),
        ("雙(shuāng)(shuāng)重", "雙重"),
        ("我們(men)的(de)電(diàn)腦(nǎo)", "我們的電腦"),
    ],
)
def test_spliced_pinyin_goes(sick, well):
    assert clean(sick).text == well


@pytest.mark.parametrize(
    "text",
    [
        "國內生產毛額(GDP)成長",
        "國際標準(ISO)與介面(API)",
        "選項(a)與(an)",
        "他(de)筆記",  # no other sign of the disease
        "分項(1)(二)（三）",
        "地名(Málaga)與姓氏(López)",
        "記者(王小明)報導",
        "word(diàn)",
        "漢語拼音(pīnyīn)",  # two syllables: an author's own note
        "半形逗號,保留,不改",
    ],
)
def test_what_is_not_a_gloss_stays(text):
    assert clean(text).text == text


def test_removals_say_how_often_and_how_much():
    assert clean("電(diàn)腦(nǎo)\ufeff好").removals == (
        Removal("invisible_characters", 1, 1),
        Removal("pinyin_glosses", 2, 11),
    )


@pytest.mark.parametrize(
    "tail",
    [
        "官方微信公眾號\n官方微博",
        "官方微信公众号\n\n官方微博\n",
        "分享到：\n微信 QQ空間 新浪微博",
        "責任編輯：王小明",
        "（责任编辑: 王小明、李大同）",
        "掃一掃，分享到朋友圈",
        "扫一扫在手机打开当前页",
        "【打印本頁】【關閉窗口】",
        "返回頂部",
    ],
)
def test_share_bar_at_the_end_goes(tail):
    body = "本館週一休館。\n詳情請電洽。"
    cleaned = clean(f"{body}\n{tail}")
    assert cleaned.text == body
    assert "share_bar_tail" in removed(f"{body}\n{tail}")


@pytest.mark.parametrize(
    "text",
    [
        "官方微信公眾號\n今天起改版。",  # not at the end
        "聯絡方式：\n微信\n微博",  # bare names with no share bar above them
        "顧客只要掃一掃就能付款。",
        "他把照片分享到家族群組，大家都很高興。",
        "記者請責任編輯：先看標題，再看內文，最後簽名。",
    ],
)
def test_text_that_only_resembles_a_share_bar_stays(text):
    assert clean(text).text == text


def test_invisible_characters_go_and_emoji_stay_whole():
    assert clean("零\u200b寬\ufeff與\x07控制\ue123字\u00ad元").text == "零寬與控制字元"
    assert clean("一家人👨\u200d👩\u200d👧\ufe0f").text == "一家人👨\u200d👩\u200d👧\ufe0f"
    assert clean("孤\u200d立").text == "孤立"


def test_lines():
    assert clean("一\r\n二\r三\u2028四  \n五\u3000\n\n\n\n\n六\n\n\n七\n").text == "一\n二\n三\n四\n五\n\n\n六\n\n\n七"
    assert clean("\n \n　　縮排保留\n").text == "　　縮排保留"


def test_a_healthy_text_is_untouched():
    text = "　　第一段, 半形逗號。\n\n第二段：「引文。」(2024年)"
    assert clean(text).text == text
    assert clean(text).removals == ()


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=30).map("".join))
def test_cleaning_twice_is_cleaning_once(text):
    once = clean(text)
    assert clean(once.text).text == once.text
    assert clean(once.text).removals == ()


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80))
def test_removed_characters_add_up(text):
    cleaned = clean(text)
    assert len(text) - len(cleaned.text) == sum(removal.characters for removal in cleaned.removals)
    assert {removal.rule for removal in cleaned.removals} <= {rule.__name__ for rule in RULES}


@pytest.mark.parametrize("text", [" " * 200_000 + "甲", "\n" * 200_000 + "甲", "甲(" * 100_000, "責編:" * 100_000])
def test_long_runs_take_no_longer_than_they_should(text):
    assert clean(text).text.strip() in text
