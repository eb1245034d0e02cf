"""What may stand as an article's title, and what only a program wrote."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.formats.title import LONGEST_GIVEN_TITLE, LONGEST_TITLE, first_line_title, given_title, title_of


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("延長開放公告\n內文。", "延長開放公告"),
        ("\n\n  延長開放公告  \n\n內文。", "延長開放公告"),
        ("第一章 總則\r\n內文。", "第一章 總則"),
        ("延長開放公告\u2028內文。", "延長開放公告"),
        ("甲" * LONGEST_TITLE + "\n內文。", "甲" * LONGEST_TITLE),
        ("甲" * (LONGEST_TITLE + 1) + "\n內文。", None),
        ("延長開放公告", None),
        ("延長開放公告\n \n", None),
        ("這是一句話。\n內文。", None),
        ("應備文件：\n身分證。", None),
        ("他說，\n不來了。", None),
        ("", None),
    ],
)
def test_a_first_line_is_a_title_where_it_is_short_no_sentence_and_has_text_beneath(text, title):
    assert first_line_title(text) == title


@pytest.mark.parametrize(
    "title",
    [
        "年報 2024",
        "新增車位公告",
        "新建圖書館工程",
        "未來計畫",
        "標題黨現象",
        "文件管理辦法",
        "Annual Report",
        "投影片製作要點",
    ],
)
def test_a_title_that_a_person_wrote_is_kept(title):
    assert given_title(f"  {title}\n", "公告.docx") == title


@pytest.mark.parametrize(
    "title",
    [
        "Microsoft Word - 公告.doc",
        "Word Document",
        "Untitled",
        "untitled 12",
        "无标题",
        "未命名文件 3",
        "文档1",
        "投影片 1",
        "PowerPoint 簡報",
        "Excel Workbook",
        "新增 Microsoft Word 文件",
        "新建文本文档 (2)",
        "新增工作表",
        "(anonymous)",
        "標題",
        "Title",
        "report_final.pdf",
        "公告.docx",
        "2024",
        "———",
        "",
        None,
        "公\x07告",
        "å\u009c\u0096æ\u009b¸é¤¨",
        "圖書\ufffd館",
        "甲" * (LONGEST_GIVEN_TITLE + 1),
    ],
)
def test_a_title_that_a_program_made_up_or_spoilt_is_none(title):
    assert given_title(title, "公告.docx") is None


@settings(deadline=None)
@given(st.text(max_size=60), st.sampled_from(["館訊.txt", "a/b/年報.2024.md", ".txt"]))
def test_every_text_has_a_title_on_one_line_or_that_of_its_file(text, name):
    title = title_of(text, name)
    assert title
    assert len(title) <= max(LONGEST_TITLE, len(name))
    assert "\n" not in title
    assert title in text or title == name.rsplit("/", 1)[-1].rsplit(".", 1)[0] or name == ".txt"
