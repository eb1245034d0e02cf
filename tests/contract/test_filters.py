"""A search that is kept to some articles finds what ranking everything and then leaving out the others would."""

import random
from pathlib import Path

import numpy as np
import pytest

from embeddings.article import Article, Passage
from embeddings.index import vectors as module
from embeddings.index.articles import ArticleFile, ArticleWriter
from embeddings.index.filter import EVERYTHING, ArticleFilter
from embeddings.index.vectors import VectorIndex, VectorWriter
from tests.contract.test_postings import opened as opened_postings
from tests.contract.test_vectors import opened as opened_vectors
from tests.contract.test_vectors import unit
from tests.fakes.legs import ReferencePostings, ReferenceVectors

DAYS = ("2024-03-15", "2024/4/2", "民國113年5月6日", "2023-12-31T23:59:00Z", "某一天", None)
FILTERS = [
    EVERYTHING,
    ArticleFilter(ids=frozenset()),
    ArticleFilter(ids=frozenset({"a1", "a4", "none"})),
    ArticleFilter(first="2024-04-02"),
    ArticleFilter(last="2024-04-02"),
    ArticleFilter(first="2024-04-02", last="2024-04-02"),
    ArticleFilter(first="2024-05-01", last="2024-04-01"),
    ArticleFilter(tags=("公告",)),
    ArticleFilter(tags=("館務", "ＡＩ")),
    ArticleFilter(tags=("馆务",), first="2024-01-01", ids=frozenset({"a0", "a1", "a2", "a3"})),
    ArticleFilter(tags=("沒有",)),
]


def held() -> list[Article]:
    tags = (("館務",), ("公告", "館務", "AI"), (), ("公告",), ("館務", "ai"), ("公告",))
    pairs = zip(DAYS, tags, strict=True)
    return [Article(f"a{n}", "題", "文。" * 3, f"a{n}", None, day, tags=some) for n, (day, some) in enumerate(pairs)]


@pytest.fixture
def records(tmp_path: Path) -> ArticleFile:
    writer = ArticleWriter(tmp_path / "articles.sqlite", lambda passage: bytes(8))
    for number, article in enumerate(held()):
        cut = [Passage(10 * number + at, article.id, article.title, 0, 2, "文。") for at in range(3)]
        writer.put(article, "hash", cut)
    writer.close()
    return ArticleFile(tmp_path / "articles.sqlite")


@pytest.mark.parametrize("within", FILTERS)
def test_the_passages_of_a_filter_are_those_of_the_articles_that_it_admits(records: ArticleFile, within: ArticleFilter):
    admitted = [n for n, one in enumerate(held()) if within.admits(one.id, one.published, one.tags)]
    assert records.passage_ids_within(within) == [10 * number + at for number in admitted for at in range(3)]


def test_the_filters_differ_and_some_let_nothing_through(records: ArticleFile):
    found = [tuple(records.passage_ids_within(within)) for within in FILTERS]
    assert [len(some) // 3 for some in found] == [6, 0, 2, 2, 3, 1, 0, 3, 2, 2, 0]


def test_an_article_that_is_removed_leaves_its_tags(records: ArticleFile, tmp_path: Path):
    writer = ArticleWriter(tmp_path / "articles.sqlite", lambda passage: bytes(8))
    writer.remove("a1")
    writer.put(Article("a1", "題", "文。", "a1"), "other", [])
    writer.close()
    assert ArticleFile(tmp_path / "articles.sqlite").passage_ids_within(ArticleFilter(tags=("AI",))) == [40, 41, 42]


def chosen(count: int, share: float, seed: int) -> np.ndarray:
    some = random.Random(seed).sample(range(count), int(count * share))
    return np.asarray(sorted(some), dtype=np.int64)


@pytest.mark.parametrize("share", [0.01, 0.3, 0.9, 1.0])
def test_words_are_found_among_some_passages_with_the_scores_they_have_among_all(tmp_path, texts, share):
    among = chosen(len(texts), share, 3)
    kept = set(among.tolist())
    queries = ["台北捷運的消費者報告", "2023 GDP 是多少？", "饕餮"]
    whole = ReferencePostings(dict(enumerate(texts))).search(queries, len(texts))
    for found, every in zip(opened_postings(tmp_path, texts).search(queries, 10, among), whole, strict=True):
        right = [hit for hit in every if hit.passage_id in kept][:10]
        assert [hit.passage_id for hit in found] == [hit.passage_id for hit in right]
        assert [hit.score for hit in found] == pytest.approx([hit.score for hit in right], rel=1e-5)


def test_ties_among_some_passages_go_to_the_lower_id(tmp_path):
    among = np.asarray([5, 7, 20, 29], dtype=np.int64)
    found = opened_postings(tmp_path, ["飲料"] * 30).search(["飲料"], 3, among)
    assert [hit.passage_id for hit in found[0]] == [5, 7, 20]


@pytest.mark.parametrize("compared", [10, 20_000])
@pytest.mark.parametrize("coarse", [False, True])
@pytest.mark.parametrize("share", [0.01, 0.3, 1.0])
def test_vectors_are_found_among_some_passages(tmp_path, monkeypatch, share, coarse, compared):
    monkeypatch.setattr(module, "COARSE_FROM", 500 if coarse else 10**9)
    monkeypatch.setattr(module, "COMPARED", compared)
    table, queries = unit(3000, 9), unit(10, 10)
    among = chosen(3000, share, 4)
    kept = set(among.tolist())
    whole = ReferenceVectors(list(range(3000)), table).search(queries, 3000)
    for found, every in zip(opened_vectors(tmp_path, table).search(queries, 10, among), whole, strict=True):
        right = [hit.passage_id for hit in every if hit.passage_id in kept][:10]
        assert len(found) == 10
        assert len({hit.passage_id for hit in found} & set(right)) >= 9
        assert {hit.passage_id for hit in found} <= kept


def test_among_no_passages_nothing_is_found(tmp_path):
    none = np.empty(0, dtype=np.int64)
    assert opened_postings(tmp_path, ["台北"]).search(["台北"], 5, none) == [[]]
    writer = VectorWriter.empty(4)
    writer.add([0], np.eye(1, 4, dtype=np.float32))
    writer.save(tmp_path / "vectors.faiss")
    index = VectorIndex.open(tmp_path / "vectors.faiss")
    assert index.search(np.eye(1, 4, dtype=np.float32), 5, none) == [[]]
