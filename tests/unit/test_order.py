"""Trees that order candidates: how they are laid out, walked, stored, and refused."""

import json

import numpy as np
import pytest

from qa.decide import Decision
from qa.order import LEAF, TreeOrder, order_of, relative
from qa.signals import Signals

# 0: is the first signal at most 0.5? yes: -1; no: is the second behind the best of the question? yes: 2, no: 5
TREE = [(0, 0.5, 1, 2), (LEAF, -1.0, 0, 0), (3, -0.1, 3, 4), (LEAF, 2.0, 0, 0), (LEAF, 5.0, 0, 0)]
SIGNALS = np.array([[0.0, 1.0], [1.0, 0.2], [1.0, 1.0]])


def test_relative_tells_how_far_each_signal_is_behind_the_best():
    assert relative(SIGNALS).tolist() == [[0.0, 1.0, -1.0, 0.0], [1.0, 0.2, 0.0, -0.8], [1.0, 1.0, 0.0, 0.0]]


def test_a_candidate_gets_the_value_of_the_leaf_it_comes_to():
    assert order_of([TREE]).scores(SIGNALS).tolist() == [-1.0, 2.0, 5.0]


def test_trees_add_up():
    stump = [(1, 0.5, 1, 2), (LEAF, 10.0, 0, 0), (LEAF, 20.0, 0, 0)]
    assert order_of([TREE, stump]).scores(SIGNALS).tolist() == [19.0, 12.0, 25.0]


def test_no_candidates_have_no_scores():
    assert order_of([TREE]).scores(np.zeros((0, 2))).tolist() == []


def test_what_is_stored_is_read_again():
    order = order_of([TREE, TREE])
    assert TreeOrder.from_stored(json.loads(json.dumps(order.as_stored()))) == order


@pytest.mark.parametrize(
    "changed",
    [{"limits": [0.0]}, {"roots": []}, {"roots": [99]}, {"left": [7, 0, 3, 0, 0]}, {"left": [0, 0, 0, 0, 0]}],
    ids=["a node without a limit", "no tree", "a tree without nodes", "a branch to nowhere", "a branch back"],
)
def test_trees_that_do_not_go_together_are_refused(changed):
    with pytest.raises(ValueError, match="tree"):
        TreeOrder.from_stored(order_of([TREE]).as_stored() | changed)


def test_the_shipped_order_does_not_prefer_what_names_another_thing():
    plain = dict.fromkeys(Signals.__slots__, 0.0) | {"reader": 5.0, "passage": 0.8, "together": 0.5}
    for against in ("contradicted", "foreign", "clash", "echo", "unsuited"):
        rows = np.array([list(plain.values()), list((plain | {against: 1.0}).values())])
        better, worse = Decision.from_file().order.scores(rows)
        assert better >= worse, against
