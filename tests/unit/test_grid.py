"""Tables of every shape that people make, as records: headers, titles, totals, merged and empty cells."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.article import BlockKind
from embeddings.formats.grid import CAPTION_LEVEL, squared, write_grid
from embeddings.formats.writer import TextWriter


def written(rows):
    writer = TextWriter()
    write_grid(writer, rows)
    return writer


def lines(rows):
    return [line for line in written(rows).text.split("\n") if line]


def records(rows):
    writer = written(rows)
    return [
        [(cell.name, writer.text[cell.start : cell.end]) for cell in block.cells]
        for block in writer.blocks
        if block.kind is BlockKind.RECORD
    ]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([["站名", "末班車"], ["明湖", "0:50"]], ["站名：明湖，末班車：0:50"]),
        ([["站名", "末班車"], ["明湖", ""]], ["站名：明湖"]),
        ([["班次表", "班次表"], ["站名", "末班車"], ["明湖", "0:50"]], ["班次表", "站名：明湖，末班車：0:50"]),
        (
            [["班級", "公辦", "公辦"], ["班級", "保育費", "餐費"], ["小班", "3000", "900"]],
            ["班級：小班，公辦·保育費：3000，公辦·餐費：900"],
        ),
        (
            [["班級", "費用", ""], ["", "保育費", "餐費"], ["小班", "3000", "900"]],
            ["班級：小班，費用·保育費：3000，費用·餐費：900"],
        ),
        ([["1", "2"], ["3", "4"]], ["1，2", "3，4"]),
        ([["甲", "乙"]], ["甲，乙"]),
        (
            [["姓名", "電話", "樓層"], ["二樓", "二樓", "二樓"], ["甲", "1", "2"]],
            ["二樓", "姓名：甲，電話：1，樓層：2"],
        ),
        ([["型號", "HY-207"], ["電壓", "110 V"], ["重量", "2 公斤"]], ["型號：HY-207，電壓：110 V，重量：2 公斤"]),
        ([["發文機關：", "縣政府", "文號：", "7號"]], ["發文機關：縣政府，文號：7號"]),
        ([["", ""], ["", ""]], []),
        ([], []),
        ([["只有一格"]], ["只有一格"]),
    ],
    ids=[
        "a header and a row",
        "an empty cell",
        "a title over all columns",
        "merged names above names",
        "names above names, blank for merged",
        "figures alone",
        "one row",
        "a caption between the rows",
        "fields below each other",
        "fields side by side",
        "nothing",
        "no rows",
        "one cell",
    ],
)
def test_a_table_is_a_line_for_each_row_with_the_names_of_its_columns(rows, expected):
    assert lines(rows) == expected


def test_the_title_of_a_table_is_a_heading_and_its_rows_are_no_part_of_it():
    writer = written([["票價表", "票價表"], ["票種", "價格"], ["全票", "40 元"]])
    [title, row] = writer.blocks
    assert (title.kind, title.level, title.end) == (BlockKind.HEADING, CAPTION_LEVEL, 3)
    assert (row.kind, len(row.cells)) == (BlockKind.RECORD, 2)


@pytest.mark.parametrize(
    "first", ["合計", "总计", "小 計", "共計", "總額", "Total", "Grand Total", "subtotal", "合計（元）"]
)
def test_a_row_that_sums_up_is_marked(first):
    writer = written([["品名", "數量"], ["甲", "1"], ["乙", "2"], [first, "3"]])
    assert [block.total for block in writer.blocks] == [False, False, True]


@pytest.mark.parametrize("first", ["總計劃負責人一覽表", "甲合計", "共同"])
def test_a_row_whose_words_only_begin_like_a_sum_is_none(first):
    writer = written([["品名", "數量"], ["甲", "1"], [first, "3"]])
    assert not any(block.total for block in writer.blocks)


@pytest.mark.parametrize(
    ("rows", "key"),
    [
        ([["序號", "姓名", "分機"], ["1", "甲", "101"], ["2", "乙", "102"]], "姓名"),
        ([["日期", "講者"], ["5/3", "甲"], ["5/4", "乙"]], "講者"),
        ([["班別", "值班官"], ["日班", "甲"], ["日班", "乙"], ["日班", "丙"]], "值班官"),
        ([["數量", "金額"], ["1", "2"], ["3", "4"]], None),
        ([["部門", "性質"], ["", "公"], ["", "私"]], "性質"),
    ],
    ids=["not the numbering", "not figures", "not what is the same in each", "figures alone", "not an empty column"],
)
def test_the_key_of_a_record_is_the_first_column_of_words_that_tell_the_records_apart(rows, key):
    writer = written(rows)
    keys = {None if block.key is None else block.cells[block.key].name for block in writer.blocks}
    assert keys == {key}


@pytest.mark.parametrize(
    ("question", "answer"),
    [("問題", "答案"), ("常見問題", "回覆"), ("Q", "A"), ("提問內容", "解答"), ("问句", "标准答案")],
)
def test_a_sheet_of_questions_and_answers_is_entries(question, answer):
    writer = written([["編號", question, answer], ["1", "幾點開門？", "九點。"], ["2", "可以停車嗎？", "可以。"]])
    assert [block.kind for block in writer.blocks] == [BlockKind.ENTRY, BlockKind.ENTRY]
    first = writer.blocks[0]
    assert [writer.text[cell.start : cell.end] for cell in first.cells] == ["幾點開門？", "九點。", "1"]


def test_a_question_column_alone_makes_no_entries():
    assert records([["問題", "次數"], ["幾點開門？", "12"]]) == [[("問題", "幾點開門？"), ("次數", "12")]]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([["甲", "", "乙"], ["丙", "", ""]], [["甲", "乙"], ["丙", ""]]),
        ([["甲\n乙", " 丙  丁 "]], [["甲 乙", "丙 丁"]]),
        ([["甲"], ["", ""], ["乙", "丙"]], [["甲", ""], ["乙", "丙"]]),
        ([["\u3000", "\t"]], []),
    ],
    ids=["a column without anything", "line ends", "rows of other lengths", "white space alone"],
)
def test_a_grid_is_squared_without_what_is_empty(rows, expected):
    assert squared(rows) == expected


CELLS = st.text(st.sampled_from("甲乙丙計總合12 ：\n問答"), max_size=4)


@settings(deadline=None)
@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=6))
def test_no_cell_beneath_a_header_is_lost(rows):
    writer = written([["品名", "價格", "備註"], *rows])
    for row in squared(rows):
        assert all(cell in writer.text for cell in row)


@settings(deadline=None)
@given(st.lists(st.lists(CELLS, max_size=5), max_size=6))
def test_the_blocks_of_any_grid_lie_in_order_with_their_cells_inside(rows):
    writer = written(rows)
    ends = [0]
    for block in writer.blocks:
        assert ends[-1] <= block.start < block.end <= len(writer.text)
        assert all(block.start <= cell.start <= cell.end <= block.end for cell in block.cells)
        ends.append(block.end)
