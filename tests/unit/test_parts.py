"""The three parts of a build are opened from the names that it wrote them under; one that is missing is told."""

import shutil

import pytest

from embeddings.errors import BuildError
from embeddings.index.parts import ARTICLES, POSTINGS, VECTORS, open_parts
from tests.fakes.collection import TEXTS, published
from tests.fakes.encoder import HashEncoder


def test_all_three_parts_hold_the_same_passages(tmp_path):
    _, made = published(tmp_path)
    held, postings, vectors = open_parts(tmp_path / made.id)
    try:
        assert {article.id for article in held.articles()} == set(TEXTS)
        [lexical] = postings.search(["捷運"], 100)
        [dense] = vectors.search(HashEncoder().encode_queries(["捷運"]), 100)
        [found] = held.passages([one.passage_id for one in lexical])
        assert found.article_id == "c-metro"
        assert len(dense) == made.passages
    finally:
        held.close()


@pytest.mark.parametrize("part", [ARTICLES, POSTINGS, VECTORS])
def test_a_build_without_one_of_its_parts_is_refused_by_name(tmp_path, part):
    builds, made = published(tmp_path)
    lost = tmp_path / made.id / part
    shutil.rmtree(lost) if lost.is_dir() else lost.unlink()
    with pytest.raises(BuildError, match=made.id):
        builds.open(made.id, thorough=True)
