"""An encoder without weights: the bigrams of the fold, hashed into 64 dimensions."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from embeddings.encoders.protocol import Vectors
from embeddings.text.fold import fold


@dataclass
class HashEncoder:
    """Equal texts have equal vectors, alike texts have near ones; counts what it was asked to encode."""

    fingerprint: str = "hash-1"
    dimension: int = 64
    encoded: int = field(default=0, compare=False)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self._vector(text) for text in texts])

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        self.encoded += len(texts)
        return np.stack([self._vector(text) for text in texts])

    def _vector(self, text: str) -> Vectors:
        vector = np.zeros(self.dimension, dtype=np.float32)
        for pair in pairwise(f" {fold(text)} "):
            digest = hashlib.blake2b("".join(pair).encode(), digest_size=8).digest()
            vector[digest[0] % self.dimension] += 1 if digest[1] % 2 else -1
        return vector / max(float(np.linalg.norm(vector)), 1e-9)
