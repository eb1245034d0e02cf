"""Calls in a process beside: each with its bounds, and one that ends its process leaves the others alone."""

import os
import signal
import time
from pathlib import Path

import pytest

from embeddings import bounded
from embeddings.bounded import MemoryBoundError, TimeBoundError, call, mapped
from tests.fakes.calls import MEGABYTE, allocate, die, double, fail, identity


def test_results_and_errors_and_what_is_logged_come_back(caplog):
    assert call(double, 21, 0) == 42
    assert [record.getMessage() for record in caplog.records] == ["doubling 21"]
    with pytest.raises(KeyError, match="planted"):
        call(fail, "planted", 0)


def test_one_process_serves_many_calls_and_is_not_this_one():
    assert len({call(identity, None, 0) for _ in range(20)} - {os.getpid()}) == 1


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is bounded on Linux")
def test_memory_is_bounded_by_what_the_call_was_given():
    assert call(allocate, 200, 0) == 200 * MEGABYTE
    with pytest.raises(MemoryBoundError):
        call(allocate, 400, 0)
    assert call(allocate, 400, 50 * MEGABYTE) == 400 * MEGABYTE


def test_a_call_that_ends_its_process_is_told_and_the_next_one_works():
    with pytest.raises(MemoryBoundError):
        call(die, None, 0)
    assert call(double, 1, 0) == 2


def test_a_call_that_takes_too_long_is_ended(monkeypatch):
    monkeypatch.setattr(bounded, "SECONDS", 1)
    began = time.perf_counter()
    with pytest.raises(TimeBoundError):
        call(time.sleep, 30.0, 0)
    assert time.perf_counter() - began < 10


def test_a_process_that_ended_while_idle_is_replaced():
    os.kill(call(identity, None, 0), signal.SIGKILL)
    assert call(double, 2, 0) == 4


@pytest.mark.parametrize("workers", [0, 3])
def test_results_come_in_order(workers):
    assert list(mapped(str, range(50), workers)) == [str(number) for number in range(50)]
