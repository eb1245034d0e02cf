"""What every reader of a format writes with: one text, and the spans of its blocks."""

from embeddings.article import BlockKind
from tests.fakes.writer import ClauseWriter


def written() -> ClauseWriter:
    writer = ClauseWriter()
    writer.heading("收費標準", 2)
    writer.record([("項目", "影印"), ("單價", ""), ("備註", "每張")], key=0)
    writer.record([("項目", "列印"), ("單價", "三元"), ("備註", "")], key=0)
    writer.entry(("問", "幾點開門？"), ("答", "八點半。"))
    writer.clause("第九條 每日清潔。", "第九條")
    return writer


def test_every_block_is_a_slice_of_the_text() -> None:
    writer = written()
    assert [writer.text[block.start : block.end] for block in writer.blocks] == [
        "收費標準",
        "項目：影印，備註：每張",
        "項目：列印，單價：三元",
        "問：幾點開門？\n答：八點半。",
        "第九條 每日清潔。",
    ]
    assert writer.blocks[0].level == 2
    assert writer.blocks[-1].label == "第九條"


def test_cells_are_slices_and_an_empty_one_keeps_its_place() -> None:
    writer = written()
    records = [block for block in writer.blocks if block.kind is BlockKind.RECORD]
    values = [[(cell.name, writer.text[cell.start : cell.end]) for cell in record.cells] for record in records]
    assert values == [
        [("項目", "影印"), ("單價", ""), ("備註", "每張")],
        [("項目", "列印"), ("單價", "三元"), ("備註", "")],
    ]
    [entry] = [block for block in writer.blocks if block.kind is BlockKind.ENTRY]
    assert [writer.text[cell.start : cell.end] for cell in entry.cells] == ["幾點開門？", "八點半。"]
