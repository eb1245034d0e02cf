"""The golden questions have the same answers over Milvus as over the files beside the articles."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from embeddings.builds.make import build
from embeddings.builds.opened import OpenBuild
from embeddings.builds.publish import Builds
from embeddings.builds.recipe import Recipe
from embeddings.collection.records import Collection
from embeddings.collection.sync import sync_folder
from embeddings.index.milvus.address import Address
from embeddings.index.milvus.engine import MilvusEngine
from qa.assistant import Assistant
from qa.decide import Mode
from qa.squad import read_squad
from ui.settings import CHECKOUT, Settings
from ui.wiring import open_encoder, open_pipeline

pytest.importorskip("pymilvus")
pytest.importorskip("milvus_lite")
pytestmark = [pytest.mark.milvus, pytest.mark.filterwarnings("ignore:pkg_resources is deprecated:UserWarning")]

QUESTIONS = read_squad(CHECKOUT / "data" / "questions" / "golden.json").questions


@pytest.fixture(scope="module")
def assistants(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Assistant]]:
    folder, settings = tmp_path_factory.mktemp("golden"), Settings()
    encoder = open_encoder(settings)
    engine = MilvusEngine(Address.parse(str(folder / "milvus.db")))
    recipes = {"files": Recipe(encoder), "milvus": Recipe(encoder, engine=engine)}
    with Collection.open(folder / "collection.sqlite") as collection:
        sync_folder(collection, CHECKOUT / "data" / "articles")
        lives: list[OpenBuild] = []
        for name, recipe in recipes.items():
            builds = Builds(Path(folder) / name, recipe)
            builds.publish(build(collection, builds, previous=lives[0] if lives else None).id, just_made=True)
            lives.append(builds.open_live())
    pipeline = open_pipeline(settings, encoder)
    yield [Assistant(lambda live=live: live, pipeline) for live in lives]
    engine.close()


@pytest.mark.parametrize("mode", [Mode.LOOSE, Mode.BALANCED])
def test_the_same_questions_have_the_same_answers(assistants, mode):
    texts = [question.text for question in QUESTIONS]
    ours, theirs = (assistant.ask_batch(texts, mode) for assistant in assistants)
    told = [[(one.answer, one.citation, one.reason) for one in answers] for answers in (ours, theirs)]
    assert [text for text, a, b in zip(texts, *told, strict=True) if a != b] == []
    assert sum(answer.answered for answer in ours) > len(texts) // 3


def test_the_same_passages_are_found(assistants):
    for question in QUESTIONS[:40]:
        ours, theirs = (assistant.search(question.text, 5) for assistant in assistants)
        assert [(one.article_id, one.start) for one in ours] == [(one.article_id, one.start) for one in theirs]
