"""The planning page says what its script computes."""

from pathlib import Path

import pytest

from tests.benchmarks.plan_store import SIZES, Passage, plan, table

PAGE = (Path(__file__).parents[2] / "embeddings/index/milvus/PLANNING.md").read_text(encoding="utf-8")
GIVEN = {"builds": 2, "replicas": 2, "node": 64, "cores": 64}


def test_the_page_has_the_table_that_the_script_prints():
    assert table() in PAGE


def test_twice_the_passages_take_twice_the_room_and_time():
    one, two = plan(10**6, **GIVEN), plan(2 * 10**6, **GIVEN)
    assert two.memory == pytest.approx(2 * one.memory)
    assert two.disk == pytest.approx(2 * one.disk)
    assert two.hours == pytest.approx(2 * one.hours)


def test_a_replica_takes_memory_and_no_disk():
    one, two = plan(10**6, **GIVEN | {"replicas": 1}), plan(10**6, **GIVEN)
    assert two.memory == pytest.approx(2 * one.memory)
    assert two.disk == one.disk


def test_nodes_hold_what_is_in_memory_with_a_tenth_to_spare():
    for size in SIZES:
        one = plan(size, **GIVEN)
        assert (one.nodes - 1) * 64 * 0.9 < one.memory <= one.nodes * 64 * 0.9


def test_every_number_that_was_measured_is_on_the_page():
    one = Passage()
    for number in (one.places, one.terms, one.articles, one.counts, one.encoded):
        assert f"{number:,}" in PAGE
