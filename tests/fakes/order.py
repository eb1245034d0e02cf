"""An order whose scores are plain to see: the weighted sum of the signals."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from qa.order import Floats
from qa.signals import Signals


@dataclass(frozen=True)
class LinearOrder:
    """Scores by name of signal → weight; what has no weight counts nothing."""

    weights: Mapping[str, float]

    def scores(self, signals: Floats) -> Floats:
        """Return ``(candidates,)`` for ``(candidates, signals)``."""
        weights = np.array([self.weights.get(name, 0.0) for name in Signals.__slots__])
        return signals.reshape(-1, len(weights)) @ weights
