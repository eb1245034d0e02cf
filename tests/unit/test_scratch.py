"""A scratch build is a build like any other, and nothing of it stays."""

import tempfile
from pathlib import Path

import pytest

from embeddings.builds.scratch import scratch_build
from embeddings.collection.memory import InMemoryArticles
from tests.fakes.collection import TEXTS, articles
from tests.fakes.encoder import HashEncoder


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_it_holds_every_article_and_finds_what_they_say():
    with scratch_build(InMemoryArticles(articles()), HashEncoder()) as live:
        assert {article.id for article in live.articles()} == set(TEXTS)
        [[best, *_]] = [live.search_lexical(["捷運公司總經理"], 3)]
        [passage] = live.passages([best[0].passage_id])
        assert passage.article_id == "c-metro"


def test_its_folder_is_gone_afterwards(folder):
    with scratch_build(InMemoryArticles(articles()), HashEncoder()) as live:
        assert live.folder.is_dir()
    assert list(folder.iterdir()) == []


def test_its_folder_is_gone_though_what_used_it_failed(folder):
    with pytest.raises(ZeroDivisionError), scratch_build(InMemoryArticles(articles()), HashEncoder()):
        raise ZeroDivisionError
    assert list(folder.iterdir()) == []
