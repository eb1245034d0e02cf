"""The lexical leg finds what brute-force BM25 finds, with the same scores, in the same order."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from embeddings.index.postings import Postings, PostingsWriter, spelled_terms
from tests.fakes.legs import ReferencePostings


def opened(folder: Path, texts: Iterable[str]) -> Postings:
    return written(folder / "postings", enumerate(texts))


def written(folder: Path, texts: Iterable[tuple[int, str]], removed: Iterable[int] = ()) -> Postings:
    writer = PostingsWriter.open(folder)
    writer.remove(removed)
    for passage_id, text in texts:
        writer.add(passage_id, spelled_terms(text))
    writer.close()
    return Postings.open(folder)


def test_scores_and_order_are_those_of_the_reference(tmp_path, texts):
    queries = ["台北捷運的消費者報告", "民國一百年總統選舉", "2023 GDP 是多少？", "饕餮", "國民大會在台北"]
    expected = ReferencePostings(dict(enumerate(texts))).search(queries, 10)
    for found, right in zip(opened(tmp_path, texts).search(queries, 10), expected, strict=True):
        assert [hit.score for hit in found] == pytest.approx([hit.score for hit in right], rel=1e-5)
        assert [hit.passage_id for hit in found] == [hit.passage_id for hit in right]


def test_ties_go_to_the_lower_id_at_every_depth(tmp_path, texts):
    texts = ["飲料"] * 30 + texts + ["飲料"] * 300
    postings = opened(tmp_path, texts)
    whole = [hit.passage_id for hit in postings.search(["飲料"], 400)[0]]
    assert whole == [*range(30), *range(430, 730)]
    for k in (1, 5, 29, 30, 31, 100):
        assert [hit.passage_id for hit in postings.search(["飲料"], k)[0]] == whole[:k]


def test_traditional_and_simplified_questions_find_the_same(tmp_path, texts):
    traditional, simplified = opened(tmp_path, texts).search(["國民大會總統選舉", "国民大会总统选举"], 10)
    assert traditional == simplified != []


def test_a_term_said_twice_counts_once(tmp_path, texts):
    once, twice = opened(tmp_path, texts).search(["台北，捷運", "台北，捷運，捷運，台北"], 10)
    assert once == twice != []


@pytest.mark.parametrize(
    "query",
    ['"台北" AND NOT 捷運', "terms:台北^9", "台北*", "[台北 TO 捷運]", "id:0 OR (", "台北\\", "台北~2", "+-!&|{}"],
)
def test_a_question_is_never_query_syntax(tmp_path, texts, query):
    expected = ReferencePostings(dict(enumerate(texts))).search([query], 5)[0]
    found = opened(tmp_path, texts).search([query], 5)[0]
    assert [hit.passage_id for hit in found] == [hit.passage_id for hit in expected]


@pytest.mark.parametrize("query", ["", "？！", "  \n", "龘龘"])
def test_nothing_to_search_for_finds_nothing(tmp_path, texts, query):
    assert opened(tmp_path, texts).search([query], 5) == [[]]


def test_fewer_passages_than_asked_for(tmp_path):
    assert [hit.passage_id for hit in opened(tmp_path, ["台北", "捷運"]).search(["台北捷運"], 50)[0]] == [0, 1]


def test_an_empty_index_finds_nothing(tmp_path):
    assert opened(tmp_path, []).search(["台北"], 5) == [[]]


def test_no_questions_no_answers(tmp_path, texts):
    assert opened(tmp_path, texts).search([], 5) == []


def test_k_below_one_is_a_mistake(tmp_path, texts):
    with pytest.raises(ValueError, match="k must be"):
        opened(tmp_path, texts).search(["台北"], 0)


def test_an_endless_latin_word_does_no_harm(tmp_path):
    postings = opened(tmp_path, ["a" * 200_000 + " 台北", "捷運"])
    assert postings.count == 2
    assert [hit.passage_id for hit in postings.search(["台北"], 5)[0]] == [0]


def test_ids_may_have_gaps(tmp_path):
    found = written(tmp_path / "postings", [(7, "台北"), (1 << 40, "台北捷運")]).search(["捷運"], 5)[0]
    assert [hit.passage_id for hit in found] == [1 << 40]


def test_two_builds_of_the_same_texts_answer_alike(tmp_path, texts):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    queries = ["台北捷運", "消費者報告的手機"]
    assert opened(tmp_path / "a", texts).search(queries, 20) == opened(tmp_path / "b", texts).search(queries, 20)


def test_passages_are_added_to_and_removed_from_what_is_there(tmp_path):
    written(tmp_path / "postings", enumerate(["台北捷運", "高雄捷運", "台中公車"]))
    postings = written(tmp_path / "postings", [(3, "桃園捷運")], removed=[1])
    assert postings.count == 3
    assert sorted(hit.passage_id for hit in postings.search(["捷運"], 5)[0]) == [0, 3]
    assert postings.search(["高雄"], 5) == [[]]
