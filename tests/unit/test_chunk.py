from itertools import pairwise
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.article import Article, BlockKind
from embeddings.chunk import CHUNKER, MAXIMUM, OVERLAP, TARGET, chunk
from tests.fakes.writer import ClauseWriter


def article(text):
    return Article("a1", "標題", text, "某處")


def sentence(length, mark="。"):
    return "字" * (length - 1) + mark


def test_passages_are_numbered_slices_with_the_title_beside_them():
    text = "\n\n".join(sentence(100) for _ in range(8))
    passages = chunk(article(text), first_id=7)
    assert [passage.id for passage in passages] == list(range(7, 7 + len(passages)))
    assert all(passage.text == text[passage.start : passage.end] for passage in passages)
    assert {(passage.article_id, passage.title) for passage in passages} == {("a1", "標題")}


def test_neighbours_share_one_short_sentence():
    text = "".join(sentence(60) for _ in range(12))
    spans = [(passage.start, passage.end) for passage in chunk(article(text))]
    assert spans == [(0, 180), (120, 300), (240, 420), (360, 540), (480, 660), (600, 720)]


def test_a_long_sentence_is_not_repeated():
    text = "".join(sentence(120) for _ in range(6))
    assert [(passage.start, passage.end) for passage in chunk(article(text))] == [(0, 240), (240, 480), (480, 720)]


def test_a_short_tail_joins_the_passage_before_it():
    text = sentence(160) + sentence(80) + sentence(20)
    assert [len(passage.text) for passage in chunk(article(text))] == [260]


def test_an_endless_sentence_is_cut_at_its_pauses():
    text = "，".join("字" * 149 for _ in range(8)) + "。"
    passages = chunk(article(text))
    assert all(len(passage.text) <= MAXIMUM for passage in passages)
    assert all(passage.text.endswith(("，", "。")) for passage in passages)
    assert "".join(passage.text for passage in passages) == text


def test_a_sentence_without_any_pause_is_cut_hard():
    lengths = [len(passage.text) for passage in chunk(article("字" * 1000))]
    assert lengths == [280, 280, 280, 160]


@pytest.mark.parametrize(
    ("text", "texts"), [("", []), (" \n　", []), ("　短文。\n", ["短文。"]), ("無句號", ["無句號"])]
)
def test_small_articles(text, texts):
    assert [passage.text for passage in chunk(article(text))] == texts


def test_sizes_can_be_chosen():
    text = "".join(sentence(50) for _ in range(20))
    assert {len(passage.text) for passage in chunk(article(text), target=100, maximum=150)} == {100}
    assert len(chunk(article(text), target=500, maximum=600)) < len(chunk(article(text)))
    with pytest.raises(ValueError, match="target=500"):
        chunk(article(text), target=500, maximum=400)


def test_the_name_of_the_chunker_holds_its_sizes():
    assert all(str(size) in CHUNKER.split("-") for size in (TARGET, MAXIMUM, OVERLAP))


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from('甲乙丙丁，。；」\n 　"ab.1'), max_size=400), st.integers(8, 60))
def test_every_character_but_space_is_in_a_passage(text, target):
    maximum = target * 8 // 5
    passages = chunk(article(text), target=target, maximum=maximum, overlap=target // 3)
    covered = {offset for passage in passages for offset in range(passage.start, passage.end)}
    assert all(text[offset].isspace() for offset in set(range(len(text))) - covered)
    assert all(passage.text == text[passage.start : passage.end] == passage.text.strip() for passage in passages)
    assert all(0 < len(passage.text) <= maximum for passage in passages)
    for before, after in pairwise(passages):
        assert before.start < after.start
        assert before.end < after.end
        assert before.end - after.start <= target // 3  # the overlap


def told(write, title="標題"):
    """Return an article that a reader wrote."""
    writer = ClauseWriter()
    write(writer)
    return Article("a1", title, writer.text, "表/甲.xlsx", blocks=writer.blocks)


def is_whole(article, passages):
    """Return whether every character but white space is in a passage, and every passage a slice of its article."""
    covered = {offset for passage in passages for offset in range(passage.start, passage.end)}
    assert all(passage.text == article.text[passage.start : passage.end] for passage in passages)
    assert all(0 < len(passage.text) <= MAXIMUM for passage in passages)
    return all(article.text[offset].isspace() for offset in set(range(len(article.text))) - covered)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(st.sampled_from("甲乙，。；「」 a1"), min_size=1, max_size=90), max_size=12))
def test_paragraphs_that_a_reader_told_are_cut_as_those_that_it_did_not(paragraphs):
    with_blocks = told(lambda writer: [writer.paragraph(paragraph) for paragraph in paragraphs])
    plain = chunk(article(with_blocks.text))
    assert [(p.start, p.end) for p in chunk(with_blocks)] == [(p.start, p.end) for p in plain]


def test_sections_are_not_mixed_and_headings_open_them():
    def write(writer):
        writer.heading("閱覽室", 1)
        writer.paragraph("九時開門。")
        writer.heading("電腦室", 1)
        writer.heading("預約", 3)
        writer.paragraph("".join(sentence(60) for _ in range(5)))

    passages = chunk(told(write))
    assert [p.text.partition("\n\n")[0] for p in passages[:2]] == ["閱覽室", "電腦室"]
    assert [p.context for p in passages] == [(), (), ("電腦室", "預約")]
    assert [p.blocks[0].kind for p in passages] == [BlockKind.HEADING, BlockKind.HEADING, BlockKind.PARAGRAPH]
    assert {p.origin for p in passages} == {"表/甲.xlsx"}


def test_a_heading_that_is_the_title_is_not_said_twice():
    def write(writer):
        writer.heading("規則", 1)
        writer.paragraph("甲。")
        writer.heading("第一節", 2)
        writer.paragraph("乙。")

    assert [p.context for p in chunk(told(write, "規則"))] == [(), ()]
    assert [p.context for p in chunk(told(write, "別的"))] == [(), ("規則",)]


def test_headings_alone_are_passages_and_one_above_nothing_stays_out_of_the_next_section():
    def write(writer):
        for name in ("甲", "乙", "丙"):
            writer.heading(name, 2)

    only = told(write)
    assert [p.text for p in chunk(only)] == ["甲\n\n乙\n\n丙"]
    assert is_whole(only, chunk(only))
    assert [p.text for p in chunk(told(lambda w: (write(w), w.paragraph("文。"))))] == ["甲\n\n乙", "丙\n\n文。"]


def test_short_records_share_passages_and_none_is_repeated_or_cut():
    rows = [[("館別", f"第{n:02}館"), ("電話", f"88{n:02}"), ("地址", f"北岸路{n:02}號")] for n in range(40)]
    table = told(lambda writer: [writer.record(row, key=0) for row in rows])
    passages = chunk(table)
    assert is_whole(table, passages)
    assert [block for passage in passages for block in passage.blocks] == list(table.blocks)
    assert {len(passage.blocks) for passage in passages} == {8}


def test_a_record_of_200_columns_is_cut_between_cells_and_says_what_it_is_about():
    row = [(f"第{n:03}欄", f"值{n:03}") for n in range(200)]
    wide = told(lambda writer: (writer.heading("規格", 1), writer.record(row, key=0)))
    passages = chunk(wide)
    assert is_whole(wide, passages)
    assert passages[0].text.startswith("規格\n第000欄：值000，")
    assert [p.context for p in passages] == [(), *[("規格", "值000")] * (len(passages) - 1)]
    assert sum(len(block.cells) for passage in passages for block in passage.blocks) == 200


def test_a_long_clause_is_cut_between_sentences_and_keeps_its_number():
    text = "第十九條　" + "".join(sentence(70) for _ in range(8))
    passages = chunk(told(lambda writer: (writer.paragraph("前文。"), writer.clause(text, "第十九條"))))
    assert next(p.text for p in passages) == "前文。"
    assert [p.context for p in passages[1:]] == [(), *[("第十九條",)] * (len(passages) - 2)]
    assert all(p.text.endswith("。") for p in passages)


def test_the_parts_of_a_long_answer_keep_its_question():
    answer = "".join(sentence(90) for _ in range(5))
    entry = told(lambda writer: writer.entry(("問", "怎麼退票？"), ("答", answer)))
    passages = chunk(entry)
    assert is_whole(entry, passages)
    assert passages[0].text.startswith("問：怎麼退票？\n答：")
    assert [p.context for p in passages] == [(), *[("怎麼退票？",)] * (len(passages) - 1)]


@pytest.mark.parametrize("rows", [[[("", "甲")]], [[("欄", "字" * 1000)]], [[("欄", "字" * 300), ("", "")]]])
def test_an_article_that_is_one_record(rows):
    one = told(lambda writer: [writer.record(row) for row in rows])
    assert is_whole(one, chunk(one))


def test_a_table_of_50_000_rows_is_cut_in_time():
    table = told(lambda writer: [writer.record([("編號", f"A{n}"), ("名稱", f"第{n}項")]) for n in range(50_000)])
    began = process_time()
    passages = chunk(table)
    assert process_time() - began < 10
    assert [block for passage in passages for block in passage.blocks] == list(table.blocks)


KINDS = st.sampled_from(["heading", "paragraph", "item", "clause", "record", "entry"])


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(KINDS, st.integers(1, 4), st.integers(1, 330)), max_size=14))
def test_nothing_of_an_article_with_blocks_is_lost(parts):
    def write(writer):
        for kind, level, length in parts:
            text = "文，" * (length // 3) + "字" * (length % 3 + 1) + "。"
            match kind:
                case "heading":
                    writer.heading(text, level)
                case "record":
                    writer.record([("欄", text), ("", ""), ("列", "值" * level)], key=0)
                case "entry":
                    writer.entry(("問", "何？" * level), ("答", text))
                case "clause":
                    writer.clause(f"第{level}條 {text}", f"第{level}條")
                case _:
                    getattr(writer, kind)(text)

    whole = told(write)
    passages = chunk(whole)
    assert is_whole(whole, passages)
    for before, after in pairwise(passages):
        assert before.start < after.start
    short = [b for b in whole.blocks if b.kind not in ("heading", "paragraph") and b.end - b.start <= MAXIMUM]
    assert all(any(p.start <= block.start and block.end <= p.end for p in passages) for block in short)
