"""Blocks: found by place, moved with an edited text, cut, and written down."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.article import Block, BlockKind, Cell, RawArticle
from embeddings.blocks import (
    Outline,
    block_at,
    blocks_within,
    read_blocks,
    written_blocks,
)
from embeddings.collection.records import Collection
from embeddings.collection.row import row_of
from tests.fakes.writer import ClauseWriter


def table():
    writer = ClauseWriter()
    writer.heading("開放時間", 1)
    writer.heading("分館", 3)
    writer.record([("館別", "北館"), ("電話", ""), ("時間", "9:00-17:00")], key=0)
    writer.record([("館別", "南館"), ("電話", "8803"), ("時間", "週三休館")], key=0)
    writer.heading("附則", 2)
    writer.clause("第一條　本表每年修訂。", "第一條")
    return writer.text, writer.blocks


def path_at(blocks, text, offset):
    return [text[heading.start : heading.end] for heading in Outline.of(blocks).above(offset)]


def values_of(record, text):
    return [(cell.name, text[cell.start : cell.end]) for cell in record.cells]


def test_a_place_has_its_block_and_its_path():
    text, blocks = table()
    south = text.index("8803")
    record = block_at(blocks, south)
    assert record is not None
    assert record == blocks[3]
    assert record.cells[1] == Cell("電話", south, south + 4)
    assert path_at(blocks, text, south) == ["開放時間", "分館"]
    assert path_at(blocks, text, len(text) - 1) == ["開放時間", "附則"]
    assert block_at(blocks, blocks[0].end) is None  # between two blocks
    assert block_at((), 0) is None


def test_values_of_a_record_have_their_columns_and_places():
    text, blocks = table()
    assert values_of(blocks[2], text) == [("館別", "北館"), ("電話", ""), ("時間", "9:00-17:00")]
    assert blocks[2].cells[0] == Cell("館別", blocks[2].start + 3, blocks[2].start + 5)


def test_a_part_of_a_record_keeps_the_cells_that_are_whole():
    text, blocks = table()
    end = text.index("，電話") + 3
    [part] = blocks_within(blocks, text.index("館別：南館"), end)
    assert (part.start, part.end, part.key) == (blocks[3].start, end, 0)
    assert [cell.name for cell in part.cells] == ["館別"]
    [rest] = blocks_within(blocks, text.index("8803"), blocks[3].end)
    assert ([cell.name for cell in rest.cells], rest.key) == (["電話", "時間"], None)
    assert blocks_within(blocks, 0, len(text)) == blocks


def test_blocks_are_written_compactly_and_read_back():
    _, blocks = table()
    total = Block(BlockKind.RECORD, 90, 99, cells=(Cell("館別", 90, 99),), total=True)
    written = written_blocks([*blocks, total])
    assert read_blocks(written) == (*blocks, total)
    assert written.count("館別") == 1
    assert json.loads(written)[1][0] == ["heading", 0, 4, 1, "", None, 0]
    assert (written_blocks(()), read_blocks("")) == ("", ())


def test_the_collection_keeps_blocks_and_its_hashes_tell_them(tmp_path):
    text, blocks = table()
    with Collection.open(tmp_path / "articles.db") as collection:
        first = collection.put(RawArticle("甲", "題", text, blocks=blocks))
        assert collection.get(first.id).blocks == blocks
        assert collection.put(RawArticle("甲", "題", text, blocks=blocks)).outcome.value == "unchanged"
        assert collection.put(RawArticle("甲", "題", text)).outcome.value == "changed"
        assert collection.get(first.id).blocks == ()


def test_blocks_of_which_nothing_is_left_are_gone_and_cells_are_empty():
    writer = ClauseWriter()
    writer.paragraph("本館今天休館。")
    writer.record([("館別", "北館"), ("備註", "\u200b"), ("電話", "88\u200b03")], key=0)
    writer.paragraph("\u200b")
    writer.paragraph("官方微博")
    row = row_of(RawArticle("甲", "題", writer.text, blocks=writer.blocks))
    kept = read_blocks(row.blocks)
    assert [block.kind for block in kept] == [BlockKind.PARAGRAPH, BlockKind.RECORD]
    assert [row.text[cell.start : cell.end] for cell in kept[1].cells] == ["北館", "", "8803"]


WORDS = st.text(st.sampled_from("甲乙丙12AB"), min_size=1, max_size=6)
DIRT = st.sampled_from(["", "\u200b", "\ufeff", "\u200b\u200b", "\x07"])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(st.tuples(WORDS, DIRT, WORDS), min_size=1, max_size=4), min_size=1, max_size=8))
def test_a_cell_is_its_value_whatever_was_cleaned_around_it(rows):
    writer = ClauseWriter()
    for row in rows:
        writer.paragraph("甚麼\u200b都有&amp;nbsp;。  \r\n")
        writer.record([(f"欄{n}", left + dirt + right) for n, (left, dirt, right) in enumerate(row)])
        writer.paragraph(f"第{len(writer.blocks)}節。")  # else rows that say the same would be said once
    cleaned = row_of(RawArticle("甲", "題", writer.text, blocks=writer.blocks))
    records = [block for block in read_blocks(cleaned.blocks) if block.kind is BlockKind.RECORD]
    values = [[value for _, value in values_of(record, cleaned.text)] for record in records]
    assert values == [[left + right for left, _, right in row] for row in rows]


@pytest.mark.parametrize("level", [1, 2, 6])
def test_levels_that_are_skipped_nest_all_the_same(level):
    writer = ClauseWriter()
    writer.heading("上", 1)
    writer.heading("中", level)
    writer.paragraph("文。")
    path = ["中"] if level == 1 else ["上", "中"]
    assert path_at(writer.blocks, writer.text, len(writer.text) - 1) == path
