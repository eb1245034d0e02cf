"""Ranking a question's candidates: a score from each one's signals, and from their distance to the best ones.

Gradient-boosted regression trees (Friedman 2001). A tree may use a candidate's signals, and how much lower each is
than the highest among the question's candidates. Most are constrained to be monotone in the signal, so that naming
another year than the question does, for example, can never raise a candidate.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
LEAF = -1  # in place of a feature's index


class Order(Protocol):
    """The interface of a ranking model."""

    def scores(self, signals: Floats) -> Floats:
        """Return scores ``(candidates,)``, higher is better, for one question's signals ``(candidates, signals)``."""


@dataclass(frozen=True)
class TreeOrder:
    """Trees with their nodes in flat arrays; ``features`` are column indices of ``relative``, or ``LEAF``.

    A candidate goes to ``left[n]`` if its feature is at most ``limits[n]``, else to ``left[n] + 1``; the limit of a
    leaf is added to the score. ``roots`` are the first nodes of the trees.
    """

    features: tuple[int, ...]
    limits: tuple[float, ...]
    left: tuple[int, ...]
    roots: tuple[int, ...]

    @classmethod
    def from_stored(cls, stored: Mapping[str, Any]) -> "TreeOrder":
        """Return the trees in parsed JSON; raise ``KeyError``, ``TypeError`` or ``ValueError`` if invalid."""
        order = cls(*(tuple(stored[name]) for name in ("features", "limits", "left", "roots")))
        if not len(order.features) == len(order.limits) == len(order.left) or not order.roots:
            raise ValueError("the nodes of the trees do not go together")
        if max(order.left, default=0) + 1 >= len(order.features) or max(order.roots) >= len(order.features):
            raise ValueError("a tree has a branch to no node")
        if any(
            feature != LEAF and below <= n
            for n, (feature, below) in enumerate(zip(order.features, order.left, strict=True))
        ):
            raise ValueError("a tree has a branch back to a node above")
        return order

    def as_stored(self) -> dict[str, Any]:
        """Return the trees in the form that is stored as JSON."""
        return {"features": self.features, "limits": self.limits, "left": self.left, "roots": self.roots}

    def scores(self, signals: Floats) -> Floats:
        """Return scores ``(candidates,)``, higher is better, for one question's signals ``(candidates, signals)``."""
        if not len(signals):
            return np.zeros(0)
        features, limits, left = self._nodes
        values = relative(signals)
        rows = np.arange(len(values))[:, None]
        places = np.tile(np.array(self.roots), (len(values), 1))
        while (inner := features[places] != LEAF).any():
            below = left[places] + (values[rows, np.maximum(features[places], 0)] > limits[places])
            places = np.where(inner, below, places)
        total: Floats = limits[places].sum(axis=1)
        return total

    @cached_property
    def _nodes(self) -> tuple[Places, Floats, Places]:
        return np.array(self.features), np.array(self.limits), np.array(self.left)


def relative(signals: Floats) -> Floats:
    """Return ``(candidates, 2 * signals)``: the signals, and their distances to the highest of the question."""
    return np.hstack([signals, signals - signals.max(axis=0)])


def order_of(trees: Sequence[Sequence[tuple[int, float, int, int]]]) -> TreeOrder:
    """Return a model of trees, each a list of nodes (feature, limit or value, left node, right node).

    The nodes of a tree are rearranged so that the right child follows the left one.
    """
    features: list[int] = []
    limits: list[float] = []
    left: list[int] = []
    roots = []
    for tree in trees:
        root = len(features)
        roots.append(root)
        waiting = [(0, root)]
        _extend(features, limits, left, 1)
        while waiting:
            number, place = waiting.pop()
            features[place], limits[place], first, second = tree[number]
            if features[place] == LEAF:
                continue
            left[place] = len(features)
            waiting += [(first, len(features)), (second, len(features) + 1)]
            _extend(features, limits, left, 2)
    return TreeOrder(tuple(features), tuple(limits), tuple(left), tuple(roots))


def _extend(features: list[int], limits: list[float], left: list[int], count: int) -> None:
    features += [LEAF] * count
    limits += [0.0] * count
    left += [0] * count
