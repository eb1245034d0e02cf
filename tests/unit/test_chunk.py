from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.article import Article
from embeddings.chunk import CHUNKER, MAXIMUM, OVERLAP, TARGET, chunk


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
