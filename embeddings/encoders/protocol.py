"""The interface of the encoder, the embedding model of dense search: text → unit vector."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class Encoder(Protocol):
    """What indexing and retrieval need of an embedding model. Questions and passages are encoded differently."""

    @property
    def dimension(self) -> int:
        """The length of every vector."""

    @property
    def fingerprint(self) -> str:
        """A hash of the weights and of how text is prepared: equal fingerprints, equal vectors."""

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors ``(len(texts), dimension)`` of questions."""

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors ``(len(texts), dimension)`` of passages, each with its title in front."""
