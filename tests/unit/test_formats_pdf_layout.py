"""The geometry of a page: columns, tables, vertical lines, and what is stamped on it or printed twice."""

import pytest

from embeddings.formats.pdf.glyphs import Glyph, PageContent, Rule
from embeddings.formats.pdf.layout import Line, laid_out
from tests.fakes.pdf import pdf, unembedded_pdf
from tests.fakes.reading import read_bytes

SIZE = 10.0


def written(text, left, bottom, *, size=SIZE, angle=0.0):
    """Return a text in type as wide as it is high, half as wide for ASCII."""
    glyphs, x = [], left
    for one in text:
        width = size / 2 if one.isascii() else size
        glyphs.append(Glyph(one, x, bottom, x + width, bottom + size, angle))
        x += width
    return glyphs


def page(*parts, rules=()):
    return PageContent(tuple(glyph for part in parts for glyph in part), tuple(rules))


def lines(content):
    return [part.text if isinstance(part, Line) else part for part in laid_out(content)]


def box(lefts, bottoms):
    """Return the ruled lines of a table with these edges."""
    upright = [Rule(x, bottoms[0], x, bottoms[-1]) for x in lefts]
    return [*upright, *(Rule(lefts[0], y, lefts[-1], y) for y in bottoms)]


def test_two_columns_are_read_one_after_the_other_between_lines_that_cross_them():
    left = ["近年來養殖的貝類越來越多，", "附著的生物也跟著增加了。我", "們每隔三十天清洗一次網籠。"]
    right = ["對照的一組整年都沒有清洗，", "存活率因此只有六成三。這說", "明按時清洗確實有它的效果。"]
    rows = [(80 - 15 * n, a, b) for n, (a, b) in enumerate(zip(left, right, strict=True))]
    content = page(
        written("扇貝網籠清洗試驗，由東溟水產研究所與海右大學共同進行的報告", 50, 100),
        *(part for y, a, b in rows for part in (written(a, 50, y), written(b, 230, y))),
        written("收稿日期：2021年12月3日，由編輯部收件之後送兩位審查人審查完畢", 50, 20),
    )
    assert lines(content)[1:-1] == [*left, *right]


def test_a_ruled_table_gives_its_cells_and_merged_ones_say_the_same():
    rules = box([50, 150, 250, 350], [0, 30, 60, 90])
    rules.remove(Rule(150, 0, 150, 90))
    rules += [Rule(150, 0, 150, 60)]  # the first two cells of the first row are one
    content = page(
        written("班車", 60, 70),
        written("備註", 260, 70),
        *(written(text, 60 + 100 * n, 40) for n, text in enumerate(("北門", "06:00", "繞道"))),
        written("南湖", 60, 10),
        written("出口封閉，", 260, 17),
        written("請走乙口", 260, 5),
        rules=rules,
    )
    assert lines(content) == [[["班車", "班車", "備註"], ["北門", "06:00", "繞道"], ["南湖", "", "出口封閉，請走乙口"]]]


def test_cells_that_stand_under_one_another_are_a_table_without_any_line():
    cells = [("站名", "首班", "末班"), ("北門", "06:00", "22:30"), ("鐘樓", "06:08", "22:38")]
    content = page(
        written("首末班車時刻表", 50, 100),
        *(written(text, 50 + 100 * n, 80 - 15 * row) for row, own in enumerate(cells) for n, text in enumerate(own)),
        written("乘客可撥打服務熱線查詢，也可以到車站詢問。", 50, 20),
    )
    first, grid, last = lines(content)
    assert first == "首末班車時刻表"
    assert grid == [list(row) for row in cells]
    assert last.startswith("乘客")


def test_a_cell_that_was_too_narrow_goes_on_in_the_row_below():
    content = page(
        *(written(text, 50 + 100 * n, 80) for n, text in enumerate(("站名", "首班", "備註"))),
        *(written(text, 50 + 100 * n, 60) for n, text in enumerate(("北門", "06:00", "假日延長"))),
        *(written(text, 50 + 100 * n, 40) for n, text in enumerate(("南湖", "06:15", "出口封閉"))),
        written("走乙口", 250, 28),
    )
    [grid] = lines(content)
    assert grid[-1] == ["南湖", "06:15", "出口封閉走乙口"]


def test_lines_written_downwards_are_read_from_the_right():
    columns = ("鶴鳴書院小志", "知縣周映川倡", "光緒三年重修")
    content = page(
        *(
            [Glyph(one, 300 - 30 * n, 500 - 15 * row, 310 - 30 * n, 510 - 15 * row) for row, one in enumerate(text)]
            for n, text in enumerate(columns)
        )
    )
    assert lines(content) == list(columns)


def test_slanted_stamps_and_what_was_printed_twice_go():
    stamp = [glyph for n in range(5) for glyph in written("嚴禁外傳", 40 + 30 * n, 20 + 40 * n, angle=35.0)]
    bold = [part for shift in (0.0, 0.4) for part in written("消防巡查規程", 50 + shift, 100)]
    content = page(stamp, bold, written("消火栓每月巡查一次。", 50, 80))
    assert lines(content) == ["消防巡查規程", "消火栓每月巡查一次。"]


def test_a_text_stamped_straight_all_over_the_page_goes():
    content = page(*(written("內部資料", 50, 200 - 20 * n) for n in range(5)), written("每月巡查一次。", 50, 20))
    assert lines(content) == ["每月巡查一次。"]


def test_a_page_drawn_upon_another_is_read_after_it():
    content = page(
        written("第一頁的標題", 50, 100),
        written("每月巡查一次。", 50, 80),
        written("第二頁說別的", 50, 100),
        written("紀錄保存三年。", 50, 80),
    )
    assert lines(content) == ["第一頁的標題", "每月巡查一次。", "第二頁說別的", "紀錄保存三年。"]


@pytest.mark.parametrize("content", [PageContent((), ()), page(written("　", 50, 10))])
def test_a_page_without_text_has_no_lines(content):
    assert not any(lines(content))


def test_characters_of_a_font_that_is_not_in_the_file_are_not_lost():
    text = "救生员共有二十四名，分为三班。"
    data = unembedded_pdf([(one, 50 + 20 * n, 700) for n, one in enumerate(text)])
    (article,) = read_bytes(data, "須知.pdf", "某處")
    assert article.text.replace(" ", "") == text


def test_a_running_head_is_no_title():
    pages = [
        [f"海岸學報 {n}", f"{one}灣養殖試驗", f"{one}灣的內容如下，請參考。"] for n, one in enumerate("甲乙丙丁", 1)
    ]
    (article,) = read_bytes(pdf(pages), "學報.pdf", "某處")
    assert article.title == "甲灣養殖試驗"
