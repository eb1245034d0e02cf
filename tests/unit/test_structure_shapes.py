"""Whatever paragraphs show: blocks in order that lose no line, the same in either script and by any blank lines."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.article import Article, Block, BlockKind
from embeddings.text.fold import fold
from embeddings.text.structure import structured, structured_article

LINES = [
    "第一條 本辦法依法訂定。",
    "第二條 下列物品不得攜入：",
    "第三條之一 施行。",
    "第一章 總則",
    "1.1 目的",
    "1.2 範圍",
    "一、食物。",
    "二、寵物",
    "（一）身分證",
    "(2) 印章",
    "• 照片",
    "問：幾點開門？",
    "答：九點。",
    "姓名：王小明",
    "電話：2345-6789",
    "小陳 09:20",
    "[09:21] 小李：十一點半。",
    "本館的閱覽室每天上午九時開放，晚上九時關閉，國定假日另行公告，請讀者留意。",
    "注意事項",
    "",
    "完",
]
TEXTS = st.lists(st.sampled_from(LINES), max_size=12).map("\n".join)


@settings(deadline=None)
@given(TEXTS)
def test_blocks_lie_in_order_and_their_cells_inside_them(text):
    edges = [0]
    for block in structured(text):
        assert edges[-1] <= block.start < block.end <= len(text)
        assert all(block.start <= cell.start <= cell.end <= block.end for cell in block.cells)
        assert block.kind is not BlockKind.HEADING or block.level > 0
        edges.append(block.end)


@settings(deadline=None)
@given(TEXTS)
def test_no_line_is_left_out_where_anything_is_shown(text):
    blocks = structured(text)
    covered = "".join(text[block.start : block.end] for block in blocks)
    if blocks:
        assert "".join(covered.split()) == "".join(text.split())


@settings(deadline=None)
@given(TEXTS)
def test_structure_does_not_depend_on_the_script(text):
    def shape(said):
        return [(block.kind, block.start, block.end, len(block.cells)) for block in structured(said)]

    simplified = "".join(one if one in "：，。、？（）" else fold(one) for one in text)
    assert shape(simplified) == shape(text)


@settings(deadline=None)
@given(TEXTS)
def test_records_and_entries_that_were_found_are_told_from_then_on(text):
    kinds = (BlockKind.RECORD, BlockKind.ENTRY)
    article = structured_article(Article("a", "題", text, "a.txt"))
    again = structured_article(article)
    assert [one for one in article.blocks if one.kind in kinds] == [one for one in again.blocks if one.kind in kinds]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("第3條路線停駛。\n第5條路線照常。", []),
        ("2024.5.6 開幕\n2024.5.7 閉幕", []),
        ("1.5 公里處有茶水。\n2.5 公里處有醫護。", []),
        ("問：幾點開門？", []),
        ("答：九點。\n答：十點。", []),
        ("小陳：幾點？\n小李：九點。\n小陳：好。", []),  # speakers come twice
        ("http://a.example\nhttp://b.example", []),
        ("一、報名方式\n請洽服務台。\n二、報名費用\n每人三百元。", ["heading", "paragraph", "heading", "paragraph"]),
        ("一、攜帶證件。\n二、準時報到。", ["item", "item"]),
        ("電話：2345\n傳真：2346", ["record", "record"]),
        ("電話：2345\n\n傳真：2346", ["record", "record"]),
        ("Q1：甲？A1：乙。\nQ2：丙？A2：丁。", ["entry", "entry"]),
        ("問：甲？答：乙。\n問：丙？答：丁。", ["entry", "entry"]),
        ("會議時間：下午16:30\n地點：301室", ["record", "record"]),
        ("說明：" + "很長的說明" * 15 + "\n電話：2345", []),
    ],
)
def test_what_repeats_is_a_structure_and_what_only_looks_like_one_is_none(text, kinds):
    assert [str(block.kind) for block in structured(text)] == kinds


def test_a_value_of_several_parts_is_several_cells():
    text = "聯絡人：王小明，電話：2345-6789，分機 12\n地點：三樓"
    first = structured(text)[0]
    assert [(cell.name, text[cell.start : cell.end]) for cell in first.cells] == [
        ("聯絡人", "王小明"),
        ("電話", "2345-6789，分機 12"),
    ]


def test_a_clause_takes_in_what_a_reader_told_of_it():
    text = "第一條 應備：\n身分證\n印章\n第二條 施行。"
    items = tuple(Block(BlockKind.ITEM, text.index(one), text.index(one) + len(one)) for one in ("身分證", "印章"))
    blocks = structured(text, items)
    assert [(block.label, text[block.start : block.end]) for block in blocks] == [
        ("第一條", "第一條 應備：\n身分證\n印章"),
        ("第二條", "第二條 施行。"),
    ]


def test_headings_found_in_the_text_stand_below_those_that_were_told():
    text = "公告\n第一章 總則\n第1條：宗旨。\n第2條：定義。"
    blocks = structured(text, (Block(BlockKind.HEADING, 0, 2, level=3),))
    assert [block.level for block in blocks if block.kind is BlockKind.HEADING] == [3, 5]


def test_thousands_of_lines_are_looked_at_in_time():
    text = "\n".join(f"第{n}條 第{n}項規定，請參照辦理。" if n % 3 else f"{n}、附註" for n in range(3000))
    assert len(structured(text)) > 1000
