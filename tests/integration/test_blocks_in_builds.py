"""Blocks and contexts through a build: kept, indexed, and found by."""

from embeddings.article import Article, BlockKind
from embeddings.builds.encode import content_key
from embeddings.formats.writer import TextWriter
from embeddings.index.postings import titled_text
from qa.query import parse_question
from qa.retrieve import retrieve
from tests.fakes.collection import build, published, recipe
from tests.fakes.encoder import HashEncoder

HOURS = "每天上午九時開門，下午五時關門。"


def halls():
    writer = TextWriter()
    for hall in ("閱覽室", "天文台"):
        writer.heading(hall, 2)
        writer.paragraph("本室" + "開放給所有讀者，請遵守規定。" * 18)
        writer.paragraph(HOURS * 3)
    writer.record([("館別", "北館"), ("電話", "")], key=0)
    return Article("h", "館訊", writer.text, "通知/雲澤館.docx", blocks=writer.blocks)


def test_articles_and_passages_come_back_with_their_blocks(tmp_path):
    builds, manifest = published(tmp_path, [halls()])
    with_blocks = builds.open(manifest.id)
    assert with_blocks.article("h") == halls()
    passages = with_blocks.passages(with_blocks.records.ids())
    assert passages == recipe().chunk(halls(), 0)
    assert {passage.context for passage in passages} == {(), ("閱覽室",), ("天文台",)}
    assert passages[-1].blocks[-1].cells == halls().blocks[-1].cells


def test_a_build_shows_the_structure_of_plain_text(tmp_path):
    builds, manifest = published(tmp_path, [Article("r", "規則", "第一條 甲。\n第二條 乙。", "r.txt")])
    assert [block.label for block in builds.open(manifest.id).article("r").blocks] == ["第一條", "第二條"]


def test_what_a_passage_stands_under_is_searched(tmp_path):
    builds, manifest = published(tmp_path, [halls()])
    [hits] = retrieve([parse_question("天文台幾時關門？")], builds.open(manifest.id), HashEncoder(), 10)
    assert (hits[0].passage.context, HOURS in hits[0].passage.text) == (("天文台",), True)
    assert hits[0].evidence.sentence > next(h for h in hits if h.passage.context == ("閱覽室",)).evidence.sentence


def test_equal_text_under_other_headings_is_another_passage(tmp_path):
    writer = TextWriter()
    for hall in ("閱覽室", "天文台"):
        writer.heading(hall, 2)
        writer.paragraph("本室" + "開放給所有讀者，請遵守規定。" * 18)
    builds, manifest = published(tmp_path, [Article("h", "館訊", writer.text, "h.docx", blocks=writer.blocks)])
    [hits] = retrieve([parse_question("開放給讀者嗎？")], builds.open(manifest.id), HashEncoder(), 10)
    reading, stars = (next(h.passage for h in hits if h.passage.context == (hall,)) for hall in ("閱覽室", "天文台"))
    assert reading.text == stars.text
    assert titled_text(reading) == f"館訊\n閱覽室\n{reading.text}"
    assert content_key("x", reading) != content_key("x", stars)


def test_blocks_that_are_all_that_changed_are_written_anew(tmp_path):
    builds, manifest = published(tmp_path, [Article("a", "題", "北館", "a.txt")])
    live = builds.open(manifest.id)
    writer = TextWriter()
    writer.record([("", "北館")])
    told = Article("a", "題", writer.text, "a.txt", blocks=writer.blocks)
    again = builds.open(build([told], builds, previous=live).id)
    assert again.article("a").blocks[0].kind is BlockKind.RECORD
