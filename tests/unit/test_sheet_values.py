"""Cells of a workbook as a reader of the sheet would write them."""

from datetime import date, datetime, time, timedelta
from io import BytesIO

import openpyxl
import pytest

from embeddings.formats.load import load_bytes
from embeddings.formats.office.sheets import EXACT
from embeddings.formats.tables import MOST_NAMED


def loaded(rows, name="班表.xlsx", sheet="Sheet1", merged=(), formats=None):
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(row)
    for place, written in (formats or {}).items():
        book.active[place].number_format = written
    for cells in merged:
        book.active.merge_cells(cells)
    buffer = BytesIO()
    book.save(buffer)
    return load_bytes(buffer.getvalue(), name, "某處")


def text_of(*rows, **more):
    [article] = loaded(rows, **more).articles
    return article.text


@pytest.mark.parametrize(
    ("value", "written", "shown"),
    [
        (0.1 + 0.2, "General", "0.3"),
        (690, "General", "690"),
        (-0.5, "0%", "-50%"),
        (1 / 3, "0.0%", "33.33333333%"),
        (25, "0%", "2500%"),
        (True, "General", "TRUE"),
        (date(2024, 5, 3), "yyyy-mm-dd", "2024-05-03"),
        (datetime(2024, 5, 3, 8, 30), "yyyy-mm-dd hh:mm", "2024-05-03 08:30"),
        (datetime(2024, 5, 3), "yyyy-mm-dd", "2024-05-03"),
        (time(9, 5), "hh:mm", "09:05"),
        (timedelta(hours=26, minutes=5), "[h]:mm", "26:05"),
        (" 明湖 ", "General", "明湖"),
        ("00123", "@", "00123"),
        ("=A1", "@", None),
    ],
)
def test_a_value_is_shown_as_its_sheet_shows_it(value, written, shown):
    text = text_of(["站名", "值"], ["明湖站", value], formats={"B2": written})
    assert text == ("站名：明湖站" if shown is None else f"站名：明湖站，值：{shown}")


def test_cells_that_are_merged_all_say_the_same():
    rows = (["區", "站名", "班次"], ["北", "明湖", 3], [None, "大湖", 4], ["南", "小港", 5])
    assert text_of(*rows, merged=["A2:A3"]).split("\n") == [
        "區：北，站名：明湖，班次：3",
        "區：北，站名：大湖，班次：4",
        "區：南，站名：小港，班次：5",
    ]


@pytest.mark.parametrize(
    ("sheet", "title"),
    [
        *[("Sheet1", "班表"), ("Sheet", "班表"), ("工作表 1", "班表"), ("Sheet1 (2)", "班表")],
        *[("名單", "班表：名單"), ("2024", "班表：2024")],
    ],
)
def test_a_sheet_is_titled_by_its_file_and_by_a_name_that_somebody_gave_it(sheet, title):
    [article] = loaded([["站名", "班次"], ["明湖", 3]], sheet=sheet).articles
    assert (article.title, article.origin) == (title, f"某處#{sheet}")


def test_numbers_that_lost_their_last_digits_are_told_by_their_cells():
    rows = [["卡號", "姓名"], *([EXACT + n, f"第{n}人"] for n in range(MOST_NAMED + 2))]
    [problem] = loaded(rows).problems
    assert "A2、A3、A4、A5、A6 等 7 格 超過 15 位數" in problem.reason
    assert "請把儲存格改成文字格式" in problem.reason


def test_a_number_of_fifteen_digits_is_whole():
    report = loaded([["卡號", "姓名"], [EXACT - 1, "甲"]])
    assert (report.problems, report.articles[0].text) == ((), "卡號：999999999999999，姓名：甲")
