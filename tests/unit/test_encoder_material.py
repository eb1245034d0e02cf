"""What the fast encoder learns from: pairs of questions and passages, terms with a row, and batches of both."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from torch import nn, tensor

from embeddings.encoders.static import StaticEncoder, term_ids
from embeddings.text.fold import fold
from embeddings.text.words import lexical_terms
from qa.training import train_encoder
from qa.training.data import Example
from qa.training.train_encoder import (
    Config,
    Material,
    bag,
    choose_terms,
    held_out_ids,
    load_material,
    read_pairs,
    scores,
    starting_table,
    steps,
    thinned,
)
from tests.fakes.lab import PLACES, example, paragraph, write_data

WORDS = ["图书馆", "开放", "读者", "巡防舰", "闅"]
VECTORS = np.random.default_rng(1).normal(size=(len(WORDS), 8)).astype(np.float32)


@pytest.fixture(scope="module")
def config(tmp_path_factory):
    """A run over a small folder of data."""
    folder = tmp_path_factory.mktemp("encoder")
    sizes = {"single": 200, "words": 100, "bigrams": 60, "dimension": 16, "cloze": 20, "batch": 8, "steps": 4}
    return Config(write_data(folder / "data"), folder, folder / "out", **sizes, threads=1)


def test_pairs_are_questions_pairs_that_are_labelled_right_and_sentences_of_paragraphs(config):
    training = [example(n) for n in range(5)]
    pairs = read_pairs(config, training)
    assert [pair.query for pair in pairs[:5]] == [one.question for one in training]
    labelled = [pair for pair in pairs if pair.query.endswith("在哪裡")]
    assert [pair.query[:2] for pair in labelled] == list(PLACES[1::2])
    assert len(pairs) == 5 + len(labelled) + config.cloze
    assert max(len(pair.passage) for pair in pairs[: 5 + len(labelled)]) <= config.longest


def test_a_pair_s_passage_holds_the_answer_however_long_the_paragraph_is(config):
    filler = "無關的話。" * 300
    context = f"{filler}座位有八十個。{filler}"
    far = Example("a", "drcd", "甲", "有幾個座位？", context, ((context.index("八十"), "八十個"),))
    [pair, *_] = read_pairs(config, [far])
    assert "八十個" in pair.passage
    assert len(pair.passage) == config.longest


def test_a_question_without_an_answer_makes_no_pair(config):
    silent = Example("a", "drcd", "甲", "有幾個座位？", "沒有說。", ())
    assert "有幾個座位？" not in [pair.query for pair in read_pairs(config, [silent])]


def test_pairs_of_a_seed_are_the_same_again(config):
    assert read_pairs(config, [example(1)]) == read_pairs(config, [example(1)])


def test_a_sentence_taken_out_is_mostly_not_in_its_passage(config):
    cloze = read_pairs(config, [])[-config.cloze :]
    left = [pair for pair in cloze if pair.query.rstrip("。") not in pair.passage]
    assert len(left) > config.cloze * 0.6
    assert all(pair.passage for pair in cloze)


def test_terms_are_characters_words_and_bigrams_each_at_most_so_many():
    texts = [paragraph(n) for n in range(40)]
    sizes = Config(single=30, words=3, bigrams=10)
    terms, counts = choose_terms(sizes, texts, WORDS)
    assert len(terms) == len(set(terms)) == len(counts)
    assert sum(len(term) == 1 or term.isascii() for term in terms) <= 30
    assert {term for term in terms if term in WORDS} == {"图书馆", "开放", "读者"}  # the others are in no text
    assert len(terms) <= 43
    for term, count in zip(terms, counts, strict=True):
        assert count == sum(term in lexical_terms(fold(text)) for text in texts), term


def test_no_text_has_no_terms():
    terms, counts = choose_terms(Config(), [], WORDS)
    assert (terms, counts.tolist()) == ([], [])


def test_the_table_starts_from_the_words_turned_and_weighs_rare_terms_more():
    terms, counts = ["图书馆", "开放", "的"], np.array([90, 3, 3])
    table = starting_table(Config(dimension=16), terms, counts, WORDS, VECTORS, 100)
    assert table.shape == (3, 16)
    assert table.dtype == np.float32
    lengths = np.linalg.norm(table, axis=1)
    assert lengths[1] > 3 * lengths[0]  # in 3 texts of 100, and in 90
    assert lengths[1] > 2 * lengths[2]  # a word with a vector, and a term without


def test_words_that_were_near_stay_near_in_the_table():
    near = np.stack([VECTORS[0], VECTORS[0] + 0.05, -VECTORS[0]])
    table = starting_table(Config(dimension=64), ["一", "二", "三"], np.ones(3), ["一", "二", "三"], near, 100)
    unit = table / np.linalg.norm(table, axis=1, keepdims=True)
    assert unit[0] @ unit[1] > 0.7
    assert unit[0] @ unit[2] < -0.6


@given(st.lists(st.integers(0, 99), min_size=1, max_size=30), st.floats(0, 1), st.integers(0, 9))
def test_thinned_ids_are_some_of_the_ids_in_order_and_never_none(ids, drop, seed):
    kept = thinned(np.array(ids), drop, np.random.default_rng(seed))
    assert len(kept) >= 1
    left = iter(ids)
    assert all(one in left for one in kept.tolist())


def test_nothing_is_dropped_where_no_share_is():
    assert thinned(np.arange(50), 0.0, np.random.default_rng(0)).tolist() == list(range(50))


def material(count: int = 20) -> Material:
    draw = np.random.default_rng(0)
    rows = [draw.integers(0, 9, 5) for _ in range(count)]
    keys = np.array([n // 2 for n in range(count)])  # two questions on each passage
    return Material([str(n) for n in range(9)], draw.normal(size=(9, 4)).astype(np.float32), rows, rows, keys)


def test_batches_mark_the_others_of_the_same_passage_and_not_the_own_one():
    config = Config(batch=20, steps=3, drop=0.0)
    for queries, passages, same in steps(config, material()):
        assert (len(queries), len(passages), same.shape) == (20, 20, (20, 20))
        assert not same.diagonal().any()
        assert same.sum(dim=1).tolist() == [1] * 20
        assert (same == same.T).all()


def test_there_are_as_many_batches_as_steps_and_a_pass_shows_every_pair_once():
    config = Config(batch=5, steps=4, drop=0.0)
    shown = [row.tolist() for queries, _, _ in steps(config, material()) for row in queries]
    assert sorted(shown) == sorted(row.tolist() for row in material().queries)


def test_vectors_are_sums_of_rows_of_length_one():
    table = nn.EmbeddingBag.from_pretrained(tensor([[1.0, 0.0], [0.0, 1.0], [3.0, 4.0]]), mode="sum")
    vectors = bag([np.array([2]), np.array([0, 1]), np.array([0, 0])], table).numpy()
    np.testing.assert_allclose(vectors, [[0.6, 0.8], [0.5**0.5, 0.5**0.5], [1, 0]], atol=1e-6)


def test_held_out_questions_point_at_their_paragraphs():
    development = [example(n, source) for n in (3, 4, 3) for source in ("drcd", "cmrc2018")]
    ids = {term: row for row, term in enumerate(dict.fromkeys(lexical_terms(fold(paragraph(3) + paragraph(4)))))}
    held_out = held_out_ids(development, ids)
    assert sorted(held_out) == ["cmrc2018", "drcd"]
    queries, passages, right = held_out["drcd"]
    assert (len(queries), len(passages), right.tolist()) == (3, 2, [0, 1, 0])
    assert passages[1].tolist() == term_ids(paragraph(4), ids).tolist()


def test_the_share_of_questions_that_find_their_paragraph_first_is_shown():
    table = nn.EmbeddingBag.from_pretrained(tensor([[1.0, 0.0], [0.0, 1.0], [-1.0, -1.0]]), mode="sum")
    one, two, three = (np.array([n]) for n in range(3))
    held_out = {"甲": ([one, two], [one, two, three], np.array([0, 2]))}
    assert scores(table, held_out) == "甲 hit@1 0.500 hit@5 1.000"


def test_a_run_writes_an_encoder_that_is_loaded_and_keeps_what_it_prepared(config, monkeypatch):
    monkeypatch.setattr(train_encoder, "word_vectors", lambda *_: (WORDS, VECTORS))
    train_encoder.train(config)
    encoder = StaticEncoder.from_folder(config.out)
    assert encoder.dimension == config.dimension
    vectors = encoder.encode_passages([paragraph(1), "完全不同的文字"])
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
    monkeypatch.setattr(train_encoder, "_prepare", lambda *_: pytest.fail("prepared again"))
    again = load_material(config, [])
    assert len(again.queries) == len(again.passages) == len(again.keys)
    assert len(again.terms) == len(again.start)
    assert all(len(row) and row.max() < len(again.terms) for row in (*again.queries, *again.passages))
