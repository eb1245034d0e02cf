"""The dense leg finds what the full table of inner products gives, with the same scores, in the same order."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from embeddings.encoders.protocol import Vectors
from embeddings.index import vectors as module
from embeddings.index.vectors import VectorIndex, VectorWriter
from tests.fakes.legs import ReferenceVectors


def unit(rows: int, seed: int, dimension: int = 24) -> Vectors:
    vectors = np.random.default_rng(seed).standard_normal((rows, dimension)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def opened(folder: Path, vectors: Vectors, ids: list[int] | None = None) -> VectorIndex:
    ids = list(range(len(vectors))) if ids is None else ids
    half = len(ids) // 2
    writer = VectorWriter.empty(vectors.shape[1])
    for part in (slice(None, half), slice(half, None)):
        writer.add(ids[part], vectors[part])
    writer.save(folder / "vectors.faiss")
    return VectorIndex.open(folder / "vectors.faiss")


def test_scores_and_order_are_those_of_the_reference(tmp_path):
    table, queries = unit(500, 1), unit(40, 2)
    ids = [3 * number + 5 for number in range(500)]
    expected = ReferenceVectors(ids, table).search(queries, 10)
    for found, right in zip(opened(tmp_path, table, ids).search(queries, 10), expected, strict=True):
        assert [hit.passage_id for hit in found] == [hit.passage_id for hit in right]
        assert [hit.score for hit in found] == pytest.approx([hit.score for hit in right], abs=2e-6)


def test_ties_go_to_the_lower_id_at_every_depth(tmp_path):
    one, others = unit(1, 3), unit(50, 4)
    table = np.concatenate([np.repeat(one, 20, axis=0), others, np.repeat(one, 100, axis=0)])
    index = opened(tmp_path, table)
    for k in (1, 3, 19, 20, 21, 119):
        expected = [*range(20), *range(70, 170)][:k]
        assert [hit.passage_id for hit in index.search(one, k)[0]] == expected


def test_a_score_does_not_depend_on_the_batch(tmp_path):
    index, queries = opened(tmp_path, unit(300, 5)), unit(64, 6)
    assert index.search(queries, 10) == [index.search(query[np.newaxis], 10)[0] for query in queries]


def test_threads_get_the_same_results(tmp_path):
    index, queries = opened(tmp_path, unit(300, 5)), unit(64, 6)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda query: index.search(query[np.newaxis], 10)[0], queries))
    assert found == index.search(queries, 10)


def test_stored_vectors_come_back_as_they_were(tmp_path):
    table = unit(50, 7)
    index = opened(tmp_path, table, [number + 100 for number in range(50)])
    np.testing.assert_array_equal(index.vectors([149, 100, 120]), table[[49, 0, 20]])
    assert index.vectors([]).shape == (0, 24)


def test_counts_and_shape(tmp_path):
    index = opened(tmp_path, unit(50, 8))
    assert (index.count, index.dimension) == (50, 24)


def test_fewer_vectors_than_asked_for(tmp_path):
    index = opened(tmp_path, unit(3, 9))
    assert len(index.search(unit(1, 10), 50)[0]) == 3


def test_an_empty_index_finds_nothing(tmp_path):
    assert opened(tmp_path, unit(0, 11)).search(unit(2, 12), 5) == [[], []]


def test_zero_vectors_are_found_by_id(tmp_path):
    index = opened(tmp_path, np.zeros((5, 24), dtype=np.float32))
    assert [hit.passage_id for hit in index.search(unit(1, 13), 3)[0]] == [0, 1, 2]


def test_vectors_are_added_to_and_removed_from_what_is_there(tmp_path):
    table = unit(6, 8)
    opened(tmp_path, table[:4])
    writer = VectorWriter.from_file(tmp_path / "vectors.faiss")
    writer.remove([1, 2])
    writer.add([7, 9], table[4:])
    writer.save(tmp_path / "changed.faiss")
    index = VectorIndex.open(tmp_path / "changed.faiss")
    assert sorted(hit.passage_id for hit in index.search(table[:1], 9)[0]) == [0, 3, 7, 9]
    np.testing.assert_array_equal(index.vectors([9, 0, 7, 3]), table[[5, 0, 4, 3]])
    assert VectorIndex.open(tmp_path / "vectors.faiss").count == 4


@pytest.fixture
def coarse_from_500(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "COARSE_FROM", 500)


@pytest.mark.usefixtures("coarse_from_500")
def test_beyond_a_size_a_coarse_index_proposes_and_the_originals_decide(tmp_path):
    table, queries = unit(3000, 9), unit(40, 10)
    index = opened(tmp_path, table)
    assert (tmp_path / module.COARSE).exists()
    expected = ReferenceVectors(list(range(3000)), table).search(queries, 10)
    for found, right in zip(index.search(queries, 10), expected, strict=True):
        assert len({hit.passage_id for hit in found} & {hit.passage_id for hit in right}) >= 9
        assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)
        exact = {hit.passage_id: hit.score for hit in right}
        assert all(hit.score == pytest.approx(exact.get(hit.passage_id, hit.score), abs=1e-3) for hit in found)


@pytest.mark.usefixtures("coarse_from_500")
def test_the_coarse_index_follows_what_is_added_and_removed_and_goes_when_little_is_left(tmp_path):
    table = unit(700, 11)
    opened(tmp_path, table[:600])
    writer = VectorWriter.from_file(tmp_path / "vectors.faiss")
    writer.remove([0, 1])
    writer.add(list(range(1000, 1100)), table[600:])
    (tmp_path / "next").mkdir()
    writer.save(tmp_path / "next" / "vectors.faiss")
    index = VectorIndex.open(tmp_path / "next" / "vectors.faiss")
    assert index.search(table[600:601], 1)[0][0].passage_id == 1000
    assert index.search(table[0:1], 1)[0][0].passage_id != 0
    writer = VectorWriter.from_file(tmp_path / "next" / "vectors.faiss")
    writer.remove(list(range(2, 400)))
    (tmp_path / "last").mkdir()
    writer.save(tmp_path / "last" / "vectors.faiss")
    assert not (tmp_path / "last" / module.COARSE).exists()
