"""Which Milvus weighs words how, and our own numbers for those that do not."""

import math

import pytest

from embeddings.index.milvus.lexical import (
    NOTHING,
    PLACES,
    Lexical,
    lexical_of,
    place_of,
    rarity,
    stored_length,
    version_of,
    weights,
)
from embeddings.text.fold import fold
from embeddings.text.words import lexical_terms
from tests.fakes import legs


@pytest.mark.parametrize(
    ("version", "is_lite", "way"),
    [
        ("v2.3.5-lite", False, Lexical.NONE),
        ("2.2.0", False, Lexical.NONE),
        ("v2.4.15", False, Lexical.OWN),
        ("2.5.0", False, Lexical.SERVER),
        ("v2.6.1-dev", False, Lexical.SERVER),
        ("3.0.0", False, Lexical.SERVER),
        ("2.4.12", True, Lexical.OWN),
        ("2.5.1", True, Lexical.SERVER),
        ("milvus_lite-3.2.2", True, Lexical.OWN),
        ("unknown", False, Lexical.NONE),
    ],
)
def test_the_version_tells_what_weighs_words(version, is_lite, way):
    assert lexical_of(version, is_lite=is_lite) is way


def test_versions_are_compared_as_numbers():
    assert version_of("v2.10.3") > version_of("2.9")


def test_a_passage_and_a_question_multiply_to_bm25():
    texts = ["雲澤圖書館借期三十天", "借期與還書", "電梯保養", "雲澤電梯借期借期"]
    terms = [lexical_terms(fold(text)) for text in texts]
    average = sum(map(len, terms)) / len(terms)
    asked = lexical_terms(fold("雲澤借期"))
    vector = rarity({term: sum(term in one for one in terms) for term in asked}, len(texts))
    found = [sum(vector.get(at, 0.0) * value for at, value in weights(one, average).items()) for one in terms]
    right = legs.ReferencePostings(dict(enumerate(texts))).search(["雲澤借期"], 4)[0]
    wanted = {hit.passage_id: hit.score for hit in right}
    assert found == pytest.approx([wanted.get(number, 0.0) for number in range(4)], abs=1e-4)


def test_a_passage_without_a_term_has_a_place_that_no_question_asks_for():
    assert weights([], 10.0) == {NOTHING: 1.0}
    assert all(NOTHING < place_of(str(number)) <= PLACES for number in range(5000))
    assert rarity({"沒有": 0}, 10) == {}


def test_many_terms_have_places_of_their_own():
    assert len({place_of(f"{number}字") for number in range(20_000)}) == 20_000


def test_lengths_are_kept_as_the_embedded_engine_keeps_them():
    assert [stored_length(n) for n in range(3000)] == [legs.stored_length(n) for n in range(3000)]


def test_a_rare_term_weighs_more():
    common, rare = rarity({"的": 90}, 100), rarity({"龘": 1}, 100)
    assert next(iter(rare.values())) > next(iter(common.values())) > 0
    assert next(iter(rare.values())) == pytest.approx(math.log(1 + 99.5 / 1.5))
