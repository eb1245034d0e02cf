"""A manifest says everything of its build: each field that is lost, foreign or altered is noticed."""

import json
from dataclasses import MISSING, asdict, fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.builds.manifest import (
    FORMAT,
    MANIFEST,
    Changes,
    FileRecord,
    Manifest,
    check_files,
    check_recipe,
    digest_of,
    file_records,
    fold_fingerprint,
    read_manifest,
    sha256_of,
    write_manifest,
)
from embeddings.builds.recipe import Recipe
from embeddings.errors import DamagedBuildError, FingerprintError
from embeddings.index.postings import ENGINE
from tests.fakes.encoder import HashEncoder

RECIPE = Recipe(HashEncoder())
MADE = Manifest(
    format=FORMAT,
    id="20240506T070809123Z-abcdef",
    created="2024-05-06T07:08:09+00:00",
    encoder=RECIPE.encoder.fingerprint,
    dimension=RECIPE.encoder.dimension,
    chunker=RECIPE.chunker,
    fold=fold_fingerprint(),
    lexical=ENGINE,
    articles=2,
    passages=3,
    reused_vectors=0,
    removed_passages=0,
    previous=None,
    changes=Changes(2, 0, 0),
    collection_digest="00",
    files={"vectors.faiss": FileRecord(3, "aa")},
)


def test_what_is_written_is_read_again(tmp_path):
    write_manifest(tmp_path, MADE)
    assert read_manifest(tmp_path) == MADE


REQUIRED = [one.name for one in fields(Manifest) if one.default is one.default_factory is MISSING]


@pytest.mark.parametrize("name", REQUIRED)
def test_a_manifest_without_one_of_its_fields_is_damaged(tmp_path, name):
    write_manifest(tmp_path, MADE)
    data = json.loads((tmp_path / MANIFEST).read_text(encoding="utf-8"))
    del data[name]
    (tmp_path / MANIFEST).write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(DamagedBuildError, match=r"說明檔.*qa rebuild"):
        read_manifest(tmp_path)


@pytest.mark.parametrize(
    "changed",
    [
        {"passages": "3"},
        {"passages": 3.0},
        {"passages": True},
        {"passages": None},
        {"files": []},
        {"files": {"a": {"bytes": 1}}},
        {"changes": None},
        {"changes": {"added": 1}},
        {"unknown": 1},
    ],
    ids=str,
)
def test_a_field_of_another_type_is_damage(tmp_path, changed):
    (tmp_path / MANIFEST).write_text(json.dumps(asdict(MADE) | changed), encoding="utf-8")
    with pytest.raises(DamagedBuildError, match=r"說明檔.*qa rebuild"):
        read_manifest(tmp_path)


@settings(deadline=None, max_examples=40)
@given(st.binary(max_size=60) | st.text(st.sampled_from('{}[]":,0n甲 '), max_size=60).map(str.encode))
def test_no_file_in_its_place_ends_in_another_error(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("build")
    (folder / MANIFEST).write_bytes(data)
    with pytest.raises(DamagedBuildError):
        read_manifest(folder)


@pytest.mark.parametrize(
    ("field", "value", "named"),
    [
        ("format", FORMAT - 1, "格式"),
        ("encoder", "another", "編碼器"),
        ("dimension", 65, "向量維度"),
        ("chunker", "another", "切分方式"),
        ("fold", "another", "字形對照表"),
        ("lexical", "another", "字詞索引"),
    ],
)
def test_a_build_of_another_recipe_is_refused_by_what_differs(field, value, named):
    check_recipe(MADE, RECIPE)
    with pytest.raises(FingerprintError, match=rf"{named}.*{value}.*qa rebuild"):
        check_recipe(replace(MADE, **{field: value}), RECIPE)


@pytest.fixture
def folder(tmp_path):
    for name, content in (("articles.sqlite", "甲"), ("vectors.faiss", "乙乙"), ("postings/meta.json", "{}")):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return tmp_path


def sound(folder):
    return replace(MADE, files=file_records(folder))


@pytest.mark.parametrize("thorough", [True, False])
def test_a_sound_build_passes_its_check(folder, thorough):
    check_files(folder, sound(folder), thorough=thorough)


@pytest.mark.parametrize(
    ("damage", "told", "unseen"),
    [
        (lambda path: path.unlink(), "不見了", False),
        (lambda path: path.write_text("乙", encoding="utf-8"), "大小不對", False),
        (lambda path: path.write_text("丙丙", encoding="utf-8"), "內容被改動了", True),
    ],
    ids=["gone", "shorter", "other bytes of the same length"],
)
def test_a_file_that_was_damaged_is_named_with_how(folder, damage, told, unseen):
    manifest = sound(folder)
    damage(folder / "vectors.faiss")
    with pytest.raises(DamagedBuildError, match=rf"vectors\.faiss {told}.*qa rollback"):
        check_files(folder, manifest, thorough=True)
    if unseen:
        check_files(folder, manifest, thorough=False)  # which no quick look can tell


def test_a_part_that_the_manifest_leaves_out_is_missing(folder):
    manifest = sound(folder)
    files = {name: record for name, record in manifest.files.items() if "meta" not in name}
    with pytest.raises(DamagedBuildError, match=r"meta\.json"):
        check_files(folder, replace(manifest, files=files), thorough=False)


def test_files_are_recorded_by_their_relative_paths_in_order_and_the_manifest_is_none(folder):
    write_manifest(folder, MADE)
    (folder / ".journal").touch()
    assert list(file_records(folder, leave_out=[".journal"])) == [
        "articles.sqlite",
        "postings/meta.json",
        "vectors.faiss",
    ]


def test_what_is_not_there_has_no_hash(tmp_path):
    (tmp_path / "a").write_bytes(b"")
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert sha256_of([tmp_path / "a", tmp_path / "b", tmp_path]) == {tmp_path / "a": empty}


@settings(deadline=None, max_examples=50)
@given(st.dictionaries(st.text("abc", min_size=1, max_size=2), st.text("01", min_size=2, max_size=2)), st.data())
def test_a_digest_tells_collections_apart_that_differ_in_anything(hashes, data):
    other = data.draw(st.dictionaries(st.text("abc", min_size=1, max_size=2), st.text("01", min_size=2, max_size=2)))
    ordered, others = (dict(sorted(one.items())) for one in (hashes, other))
    assert (digest_of(ordered) == digest_of(others)) is (ordered == others)


@pytest.mark.parametrize(("sizes", "large"), [((1, 2), False), ((300 << 20, 300 << 20), True)])
def test_a_build_is_large_by_all_of_its_files(sizes, large):
    files = {str(n): FileRecord(size, "") for n, size in enumerate(sizes)}
    assert replace(MADE, files=files).is_large is large
