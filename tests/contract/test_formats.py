"""Every format: the same table is the same records, what is read holds together, and no damage goes further."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.article import BlockKind
from embeddings.formats.load import READERS, load_bytes
from tests.fakes.pdf import pdf
from tests.fakes.reading import read_bytes
from tests.fakes.tables import FORMATS, as_html

PRICES = [
    ["型號", "單價", "備註"],
    ["HY-207", "1,280 元", "含稅，不含運費"],
    ["HY-207A", "1,450 元", ""],
    ["ＨＹ－３００", "洽詢", "〈停產〉&停售"],
]
QUESTIONS = [
    ["編號", "問題", "答案"],
    ["1", "幾點開門？", "上午九點。週末十點。"],
    ["2", "可以停車嗎？", "可以，一小時三十元。"],
]
SPECIFICATION = [["產品名稱", "快煮壺"], ["型號", "HY-207"], ["電壓", "110 V"], ["重量", "2 公斤"]]


def blocks_of(article, kind):
    """Return the cells of the blocks of a kind, each as name and value."""
    return [
        [(cell.name, article.text[cell.start : cell.end]) for cell in block.cells]
        for block in article.blocks
        if block.kind is kind
    ]


@pytest.fixture(params=FORMATS)
def table_in(request):
    """Return what gives the article of a table in a format."""

    def read(rows):
        [article] = read_bytes(FORMATS[request.param](rows), f"表.{request.param}", "某處")
        return article

    return read


def test_a_row_is_a_record_in_every_format(table_in):
    names, *rows = PRICES
    assert blocks_of(table_in(PRICES), BlockKind.RECORD) == [list(zip(names, row, strict=True)) for row in rows]


def test_the_text_of_a_record_is_the_same_in_every_format(table_in):
    assert table_in(PRICES).text.split("\n")[-3:] == [
        "型號：HY-207，單價：1,280 元，備註：含稅，不含運費",
        "型號：HY-207A，單價：1,450 元",
        "型號：ＨＹ－３００，單價：洽詢，備註：〈停產〉&停售",
    ]


def test_the_record_is_about_the_same_column_in_every_format(table_in):
    article = table_in(PRICES)
    assert {block.key for block in article.blocks if block.kind is BlockKind.RECORD} == {0}


def test_questions_with_answers_are_entries_in_every_format(table_in):
    entries = blocks_of(table_in(QUESTIONS), BlockKind.ENTRY)
    assert [[value for _, value in entry[:2]] for entry in entries] == [row[1:] for row in QUESTIONS[1:]]


def test_a_sheet_of_fields_is_one_record_in_every_format(table_in):
    assert blocks_of(table_in(SPECIFICATION), BlockKind.RECORD) == [[tuple(row) for row in SPECIFICATION]]


def test_a_total_is_marked_in_every_format(table_in):
    article = table_in([["品名", "數量"], ["快煮壺", "12"], ["電風扇", "30"], ["合計", "42"]])
    assert [block.total for block in article.blocks if block.kind is BlockKind.RECORD] == [False, False, True]


CELL = st.text(st.sampled_from("甲乙丙12，。&<>\"'（）Ａ"), min_size=1, max_size=6)


@settings(deadline=None, max_examples=6)
@given(st.lists(st.tuples(CELL, CELL), min_size=2, max_size=3))
def test_no_cell_is_lost_in_any_format(rows):
    whole = [["品名", "規格"], *([f"第{n}項{one}", other] for n, (one, other) in enumerate(rows))]
    texts = {}
    for name, write in FORMATS.items():
        [article] = read_bytes(write(whole), f"表.{name}", "某處")
        texts[name] = blocks_of(article, BlockKind.RECORD)
    assert all(found == texts["csv"] for found in texts.values()), texts


BODY = "明湖市政府昨天宣布，河岸步道已經完工，今天起開放民眾使用，沿途設有十二座涼亭。"
PAGE = f"<h1>開放公告</h1><p>{BODY}</p><ul><li>甲</li><li>乙</li></ul><table>".encode()
SAMPLES = {f"表.{name}": write(PRICES) for name, write in FORMATS.items()} | {
    "文.txt": f"開放公告\n\n{BODY}\n{BODY}".encode(),
    "文.pdf": pdf([["開放公告", BODY[:20], BODY[20:]]]),
    "文.json": json.dumps([{"title": "開放公告", "text": BODY, "url": "https://a.example"}] * 2).encode(),
    "文.jsonl": "\n".join(json.dumps({"text": BODY, "id": n}, ensure_ascii=False) for n in range(3)).encode(),
    "頁.html": as_html([[BODY]]).replace(
        b"<table>", f"<h1>開放公告</h1><p>{BODY}</p><ul><li>甲</li></ul><table>".encode()
    ),
}


def test_there_is_a_sample_of_every_format_that_is_read():
    suffixes = {f".{name.rsplit('.', 1)[1]}" for name in SAMPLES}
    other_names = {".text": ".txt", ".markdown": ".md", ".htm": ".html", ".mht": ".mhtml"}
    assert {other_names.get(suffix, suffix) for suffix in READERS} == suffixes


def assert_holds_together(report, name):
    for article in report.articles:
        assert article.origin.startswith("某處")
        assert article.title.strip()
        edges = [0]
        for block in article.blocks:
            assert edges[-1] <= block.start < block.end <= len(article.text), (name, block)
            assert all(block.start <= cell.start <= cell.end <= block.end for cell in block.cells), (name, block)
            assert block.key is None or 0 <= block.key < len(block.cells)
            edges.append(block.end)
    for problem in report.problems:
        assert name in problem.reason
        assert "；請" in problem.reason or "；" in problem.reason, problem.reason


@pytest.mark.parametrize("name", SAMPLES)
def test_the_blocks_of_what_is_read_lie_in_its_text_in_order(name):
    report = load_bytes(SAMPLES[name], name, "某處")
    assert report.problems == ()
    assert report.articles
    assert_holds_together(report, name)


@pytest.mark.parametrize("name", SAMPLES)
@settings(deadline=None, max_examples=12, derandomize=True)
@given(st.data())
def test_a_damaged_file_is_read_in_part_or_refused_by_name_and_nothing_else(name, data):
    whole = bytearray(SAMPLES[name])
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, max(0, len(whole) - 1)))
        length = data.draw(st.integers(0, 60))
        instead = data.draw(st.binary(max_size=8) | st.sampled_from([b"", b"\0", b"<", b'"', b"\xff\xfe", b"{", b"\n"]))
        whole[start : start + length] = instead
    assert_holds_together(load_bytes(bytes(whole), name, "某處"), name)


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("other", ["表.xlsx", "文.txt", "文.pdf", "頁.html"])
def test_a_file_of_one_format_under_the_name_of_another_is_read_or_refused_in_words(name, other):
    assert_holds_together(load_bytes(SAMPLES[name], other, "某處"), other)
