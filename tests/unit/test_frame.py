"""A question in its parts: what opens it, what it is about, an attribute of that, and what is asked."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.frame import core_of, frame_of, words_of


@pytest.mark.parametrize(
    ("question", "core"),
    [
        ("請問一下，二樓會議室可以借嗎？", "二樓會議室可以借嗎"),
        ("想請問圖書館幾點開門", "圖書館幾點開門"),
        ("對了，停車場在哪？", "停車場在哪"),
        ("另外：地址呢", "地址呢"),
        ("謝謝，那地址呢？", "地址呢"),
        ("好的，那電話呢？", "電話呢"),
        ("了解。那週末呢？", "週末呢"),
        ("還有電話呢？", "電話呢"),
        ("還有誰要參加？", "還有誰要參加"),  # who else
        ("還有幾個名額呢？", "還有幾個名額呢"),
        ("謝謝", "謝謝"),
        ("好的書有哪些？", "好的書有哪些"),
        ("那裡有電梯嗎？？", "那裡有電梯嗎"),
        ("那本書在哪", "那本書在哪"),
        ("那霸幾點日出", "那霸幾點日出"),
        ("那個人資系統怎麼登入", "那個人資系統怎麼登入"),
        ("那年終呢", "年終呢"),
        ("　那麼　週末呢。", "週末呢"),
        ("", ""),
        ("？？？", ""),
        ("那", "那"),
    ],
)
def test_the_core_is_a_question_without_its_opening_and_closing(question, core):
    assert core_of(question) == core


@pytest.mark.parametrize(
    ("question", "topic", "attribute", "asked"),
    [
        ("圖書館館長的電話是多少", "圖書館館長", "電話", "是多少"),
        ("HY-207電熱水壺多少錢", "HY-207電熱水壺", "", "多少錢"),
        ("新進人員的試用期多久", "新進人員", "試用期", "多久"),
        ("《出勤辦法》第三條規定什麼", "《出勤辦法》第三條", "", "規定什麼"),
        ("游泳池今天有開嗎", "游泳池", "", "有開嗎"),
        ("B棟三樓有印表機嗎", "B棟三樓", "", "有印表機嗎"),
        ("路跑在哪裡集合", "路跑", "", "在哪裡集合"),
        ("校慶是哪一天", "校慶", "", "是哪一天"),
        ("圖書館的地址", "圖書館", "地址", ""),
        ("市民游泳池票價多少", "市民游泳池", "票價", "多少"),
    ],
)
def test_a_question_is_split_into_what_it_is_about_and_what_it_asks(question, topic, attribute, asked):
    frame = frame_of(question)
    assert (frame.of(frame.topic), frame.of(frame.attribute)) == (topic, attribute)
    assert frame.text[frame.said :] == asked
    assert not frame.is_headless


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("怎麼申請退費", "申請退費"),
        ("什麼時候可以領獎金", "獎金"),
        ("什麼時間可以借書", "借書"),
        ("哪款電熱水壺有優惠", "電熱水壺"),
        ("為什麼游泳池關閉", "游泳池"),
        ("誰是館長", "館長"),
        ("多久", ""),
    ],
)
def test_a_question_that_begins_with_asking_has_its_topic_behind(question, topic):
    frame = frame_of(question)
    assert (frame.is_headless, frame.of(frame.topic)) == (True, topic)


def test_what_a_frame_replaces_stands_in_the_place_of_the_span():
    frame = frame_of("圖書館的館長是誰？")
    assert frame.replaced(frame.topic, "博物館") == "博物館的館長是誰"
    assert frame.replaced(frame.attribute, "電話") == "圖書館的電話是誰"


def test_what_was_said_of_a_subject_is_in_words_of_two_characters():
    assert "集合" in frame_of("路跑在哪裡集合").said_words
    assert all(len(word) > 1 for word in frame_of("路跑在哪裡集合時要報到嗎").said_words)


TEXTS = st.text(st.sampled_from("那請問的是誰哪裡多少館長圖書電話呢嗎？，。 一二三年月日KL-2再😀"), max_size=24)


@settings(deadline=None)
@given(TEXTS)
def test_the_parts_of_any_question_lie_in_its_text(question):
    frame = frame_of(question)
    assert frame.text == core_of(question)
    assert frame.text in question
    for start, end in (frame.subject, frame.topic, frame.attribute):
        assert 0 <= start <= end <= len(frame.text)
    assert 0 <= frame.said <= len(frame.text)
    assert frame.is_headless or frame.topic[1] <= frame.subject[1]


@settings(deadline=None)
@given(TEXTS)
def test_the_words_of_any_question_cover_it_without_gaps(question):
    folded = frame_of(question).folded
    edges = [0]
    for start, end, tag in words_of(folded):
        assert (start, tag != "") == (edges[-1], True)
        edges.append(end)
    assert edges[-1] == len(folded)
