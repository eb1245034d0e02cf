"""Who wrote a page and on which day, by what it says itself."""

import json

import pytest
from lxml.html import fromstring

from embeddings.formats.byline import LONGEST_BYLINE, declared, own_author, own_day


@pytest.mark.parametrize(
    "line",
    [
        "2024-03-05",
        "2024年3月5日",
        "2024/3/5 10:30",
        "2024.03.05 上午8:00",
        "發布日期：2024年3月5日",
        "发布时间:2024-03-05 08:00:00",
        "刊登日期 2024.03.05",
        "日期:2024-3-5",
        "民國113年3月5日",
        "中華民國 113 年 3 月 5 日",
        "113-03-05",
        "2024-03-05 來源：市府新聞處",
        "2024-03-05 10:00 記者：王小明",
    ],
)
def test_a_day_in_a_line_of_its_own_is_the_pages_own(line):
    assert own_day(["圖書館延長開放", line, "內文。"]) == "2024-03-05"


@pytest.mark.parametrize(
    "line",
    [
        "2024年3月5日舉行記者會",
        "活動將於2024年3月5日登場",
        "2024-13-05",
        "2024-02-30",
        "2024-03-051",
        "更新：2024-03-05",
        "發布日期：" + " " * LONGEST_BYLINE + "2024-03-05",
        "3月5日",
        "",
    ],
)
def test_a_day_within_a_sentence_or_that_there_is_not_is_none_of_the_pages(line):
    assert own_day([line]) is None


def test_where_one_line_says_no_day_another_may():
    assert own_day(["2024-02-30", "2024-03-05", "2024-03-06"]) == "2024-03-05"


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("記者王小明／台北報導", "王小明"),
        ("〔記者王小明／台北報導〕", "王小明"),
        ("（記者 王小明 台北報導）", "王小明"),
        ("特約記者林一／綜合報導", "林一"),
        ("實習記者陳美、林大華／高雄報導", "陳美、林大華"),
        ("文／王小明", "王小明"),
        ("撰文：王小明、李大華", "王小明、李大華"),
        ("作者：王小明 2024-03-05", "王小明"),
        ("編譯：Jane Doe", "Jane Doe"),
        ("記者王小明报道", None),
        ("作者：佚名", None),
        ("作者：本報訊", None),
        ("文：編輯部", None),
        ("記者會於今日舉行", None),
        ("本文作者是王小明", None),
        ("文件：公告", None),
        ("作者：王小明" + "。" * LONGEST_BYLINE, None),
    ],
)
def test_an_author_is_named_in_a_line_of_its_own(line, author):
    assert own_author(["標題", line]) == author


def page(*data, head=""):
    scripts = "".join(f'<script type="application/ld+json">{one}</script>' for one in data)
    return fromstring(f"<html><head>{head}{scripts}</head><body><p>內文</p></body></html>")


@pytest.mark.parametrize(
    ("thing", "author", "day"),
    [
        ({"author": {"@type": "Person", "name": " 王  小明 "}}, "王 小明", None),
        ({"author": [{"name": "王小明"}, {"name": "李大華"}]}, "王小明", None),
        ({"author": "王小明"}, "王小明", None),
        ({"author": {"@type": "Organization", "name": "市府"}}, None, None),
        ({"author": {"name": "https://a.example/u/1"}}, None, None),
        ({"author": {"name": "王" * 61}}, None, None),
        ({"author": 7}, None, None),
        ({"datePublished": "2024-03-05"}, None, "2024-03-05"),
        ({"datePublished": "2024-03-05T23:30:00Z"}, None, "2024-03-06"),  # in China it was the next day
        ({"datePublished": "2024-03-05T23:30:00+08:00"}, None, "2024-03-05"),
        ({"datePublished": "昨天"}, None, None),
        ({"datePublished": "9999-12-31T23:59:59-12:00"}, None, None),
        ({"@graph": [{"author": {"name": "王小明"}}, 3]}, "王小明", None),
        ([{"datePublished": "2024-03-05"}], None, "2024-03-05"),
        (3, None, None),
    ],
)
def test_what_a_page_declares_as_linked_data(thing, author, day):
    assert declared(page(json.dumps(thing, ensure_ascii=False))) == (author, day)


@pytest.mark.parametrize("broken", ["{", "", "[" * 100_000, "null", "<!-- -->"])
def test_linked_data_that_cannot_be_read_is_passed_over(broken):
    good = json.dumps({"author": "王小明", "datePublished": "2024-03-05"})
    assert declared(page(broken, good)) == ("王小明", "2024-03-05")


def test_meta_data_names_an_author_where_linked_data_does_not():
    head = '<meta name="author" content=" 王小明 "><meta property="article:author" content="https://a.example">'
    assert declared(page(head=head)).author == "王小明"
    assert declared(page(json.dumps({"author": "李大華"}), head=head)).author == "李大華"
