"""Builds in Milvus: made beside the live one, published by one switch, rolled back, dropped; and what is refused."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from time import monotonic

import pytest

from embeddings.article import Article
from embeddings.builds.live import LiveBuild
from embeddings.builds.manifest import MANIFEST
from embeddings.builds.opened import OpenBuild
from embeddings.builds.publish import Builds
from embeddings.builds.recipe import Recipe
from embeddings.errors import BuildError, DamagedBuildError, FingerprintError, StoreDownError
from embeddings.index.milvus.address import Address
from embeddings.index.milvus.engine import MilvusEngine
from embeddings.progress import Progress, Stage
from qa.query import parse_question
from qa.retrieve import Hit, retrieve
from tests.fakes.collection import articles, build, recipe
from tests.fakes.encoder import HashEncoder

pytest.importorskip("pymilvus")
pytest.importorskip("milvus_lite")
pytestmark = [pytest.mark.milvus, pytest.mark.filterwarnings("ignore:pkg_resources is deprecated:UserWarning")]

QUESTIONS = ["花蓮地震的規模", "手機的平均價格", "捷運公司總經理是誰？", "GDP成長率", "台北"]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MilvusEngine]:
    one = MilvusEngine(Address.parse(str(tmp_path_factory.mktemp("milvus") / "milvus.db")))
    yield one
    one.close()


@pytest.fixture
def builds(engine: MilvusEngine, tmp_path: Path) -> Builds:
    return Builds(tmp_path / "builds", Recipe(HashEncoder(), engine=engine))


def publish(builds: Builds, texts: Sequence[Article], previous: OpenBuild | None = None) -> str:
    manifest = build(texts, builds, previous=previous)
    builds.publish(manifest.id, just_made=True)
    return manifest.id


def hits(live: OpenBuild) -> list[list[Hit]]:
    return retrieve([parse_question(question) for question in QUESTIONS], live, HashEncoder(), 5)


def places(found: list[list[Hit]]) -> list[list[tuple[str, int]]]:
    return [[(hit.passage.article_id, hit.passage.start) for hit in each] for each in found]


def alias_of(builds: Builds) -> str:
    engine = builds.recipe.engine
    assert isinstance(engine, MilvusEngine)
    return str(engine.connection._client.describe_alias(engine.address.name)["collection_name"])


def has_aliases(builds: Builds) -> bool:
    engine = builds.recipe.engine
    assert isinstance(engine, MilvusEngine)
    return not engine.connection.version.startswith("2.")


def collection_of(builds: Builds, build_id: str) -> str:
    engine = builds.recipe.engine
    assert isinstance(engine, MilvusEngine)
    return engine.collection(build_id)


def test_a_build_finds_what_the_one_in_files_finds(builds, tmp_path):
    publish(builds, articles())
    embedded = Builds(tmp_path / "files", recipe())
    embedded.publish(build(articles(), embedded).id)
    assert places(hits(builds.open_live())) == places(hits(embedded.open_live()))


def test_the_manifest_names_the_engine_its_version_and_the_schema(builds):
    id_ = publish(builds, articles())
    note = builds.open(id_).manifest.store
    assert (note["engine"], note["schema"], note["name"]) == ("milvus", "1", "qa")
    assert note["version"] == builds.recipe.engine.connection.version


def test_publishing_and_rolling_back_switch_the_alias(builds):
    first = publish(builds, articles())
    second = publish(builds, articles(c_metro="台北捷運今年載客八億人次。"), builds.open_live())
    if has_aliases(builds):
        assert alias_of(builds) == collection_of(builds, second)
    assert builds.rollback() == first
    assert builds.current_id() == first
    if has_aliases(builds):
        assert alias_of(builds) == collection_of(builds, first)


def test_an_opened_build_goes_on_answering_when_another_is_published(builds):
    publish(builds, articles())
    old = builds.open_live()
    before = places(hits(old))
    publish(builds, articles(c_metro="台北捷運今年載客八億人次。"), old)
    assert places(hits(old)) == before


def test_only_what_changed_is_encoded_again(builds):
    publish(builds, articles())
    encoder = builds.recipe.encoder
    encoded = encoder.encoded
    publish(builds, articles(c_metro="台北捷運今年載客八億人次。"), builds.open_live())
    assert encoder.encoded == encoded + 1
    live = builds.open_live()
    assert "台北捷運今年" in live.passages(live.records.passage_ids(["c-metro"]))[0].text


def test_old_builds_are_dropped_with_their_collections(builds, engine):
    ids = [publish(builds, articles(c_metro=f"台北捷運有{n}條路線。")) for n in range(3)]
    assert builds.prune(keep=1) == [ids[1], ids[0]]
    assert [engine.connection.has(engine.collection(id_)) for id_ in ids] == [False, False, True]
    assert builds.open_live().id == ids[2]


def test_a_build_that_was_killed_leaves_the_live_one_and_is_cleared_away(builds, engine):
    publish(builds, articles())
    live = places(hits(builds.open_live()))

    def killed(progress: Progress) -> None:
        if progress.stage is Stage.INDEX:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(articles(c_metro="台北捷運今年載客八億人次。"), builds, report=killed)
    [leftover] = builds.folder.glob(".*.partial")
    half = engine.collection(leftover.name.removeprefix(".").removesuffix(".partial"))
    assert engine.connection.has(half)
    assert places(hits(builds.open_live())) == live
    encoded = builds.recipe.encoder.encoded
    publish(builds, articles(c_metro="台北捷運今年載客八億人次。"))
    assert builds.recipe.encoder.encoded == encoded  # the vectors that the killed one had made are used
    assert not leftover.exists()
    assert not engine.connection.has(half)


def test_a_refused_build_leaves_no_collection(builds, engine):
    before = set(engine.connection._client.list_collections())
    with pytest.raises(BuildError, match="沒有通過檢查"):
        build(articles(), builds, checks=[lambda _: ["不對"]])
    assert set(engine.connection._client.list_collections()) == before


def test_a_half_filled_collection_is_refused(builds, engine):
    id_ = publish(builds, articles())
    engine.connection.delete(engine.collection(id_), builds.open(id_).records.ids()[1:3])
    with pytest.raises(DamagedBuildError, match="qa rebuild"):
        builds.open(id_)


def test_a_collection_of_another_encoder_is_refused(builds, engine):
    id_ = publish(builds, articles())
    live = builds.open(id_)
    rows = [
        {"id": number, "key": "00" * 16, "dense": vector, **words(engine)}
        for number, vector in zip(live.records.ids(), live.vectors(live.records.ids()), strict=True)
    ]
    engine.connection.upsert(engine.collection(id_), rows)
    with pytest.raises(DamagedBuildError, match="別的編碼器"):
        builds.open(id_)


def words(engine: MilvusEngine) -> dict[str, object]:
    return {"terms": "台北"} if "bm25" in engine.lexical else {"words": {1: 1.0}}


def test_a_collection_that_is_gone_is_told_by_name(builds, engine):
    id_ = publish(builds, articles())
    engine.drop(id_)
    with pytest.raises(DamagedBuildError, match=r"不見了.*QA_STORE"):
        builds.open_live()


@pytest.mark.parametrize(("field", "value"), [("schema", "0"), ("name", "other"), ("engine", "other")])
def test_a_build_that_is_stored_in_another_way_is_refused(builds, field, value):
    id_ = publish(builds, articles())
    path = builds.folder / id_ / MANIFEST
    path.write_text(
        path.read_text("utf-8").replace(
            f'"{field}": "{builds.open(id_).manifest.store[field]}"', f'"{field}": "{value}"'
        ),
        "utf-8",
    )
    with pytest.raises(FingerprintError, match="QA_STORE"):
        builds.open(id_)


def test_hidden_articles_are_gone_at_once_and_shown_again(builds):
    publish(builds, articles())
    live = LiveBuild(builds)
    assert any(hit.passage.article_id == "c-metro" for each in hits(live.current()) for hit in each)
    builds.tombstones.hide(["c-metro"])
    assert not any(hit.passage.article_id == "c-metro" for each in hits(live.current()) for hit in each)
    builds.tombstones.show_again(["c-metro"])
    assert any(hit.passage.article_id == "c-metro" for each in hits(live.current()) for hit in each)


def test_where_nothing_answers_that_is_said_in_seconds_and_then_at_once(tmp_path):
    engine = MilvusEngine(Address.parse("milvus://127.0.0.1:9/articles"))
    builds = Builds(tmp_path, Recipe(HashEncoder(), engine=engine))
    began = monotonic()
    with pytest.raises(StoreDownError, match=r"連不上.*127\.0\.0\.1:9") as told:
        build(articles(), builds)
    first = monotonic() - began
    assert first < 12
    assert told.value.retry_after > 0
    for _ in range(20):
        with pytest.raises(StoreDownError):
            _ = engine.connection
    assert monotonic() - began - first < 0.5
