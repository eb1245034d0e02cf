"""The two legs by brute force: what the indexes must agree with, number for number."""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from embeddings.encoders.protocol import Vectors
from embeddings.index.scored import Scored
from embeddings.text.fold import fold
from embeddings.text.words import lexical_terms

K1, B = 1.2, 0.75


def stored_length(terms: int) -> int:
    """Return a length as Lucene and tantivy keep it, in one byte: four significant bits above 24."""
    above = terms - 24
    if above < 16:
        return terms
    shift = above.bit_length() - 4
    return 24 + (above >> shift << shift)


@dataclass(frozen=True)
class ReferencePostings:
    """BM25 (Robertson's, with Lucene's idf) by counting."""

    texts: dict[int, str]
    length: Callable[[int], float] = stored_length

    def search(self, queries: Sequence[str], k: int) -> list[list[Scored]]:
        counts = {id_: Counter(lexical_terms(fold(text))) for id_, text in self.texts.items()}
        average = sum(c.total() for c in counts.values()) / len(counts)
        found = []
        for query in queries:
            scores: dict[int, float] = Counter()
            for term in set(lexical_terms(fold(query))):
                having = [id_ for id_ in counts if term in counts[id_]]
                idf = math.log(1 + (len(counts) - len(having) + 0.5) / (len(having) + 0.5))
                for id_ in having:
                    often = counts[id_][term]
                    length = self.length(counts[id_].total()) / average
                    scores[id_] += idf * often * (1 + K1) / (often + K1 * (1 - B + B * length))
            found.append(ranked(scores, k, decimals=4))
        return found


@dataclass(frozen=True)
class ReferenceVectors:
    """Inner products, all of them."""

    ids: Sequence[int]
    table: Vectors

    def search(self, vectors: Vectors, k: int) -> list[list[Scored]]:
        products = vectors.astype(np.float64) @ self.table.astype(np.float64).T
        return [ranked(dict(zip(self.ids, map(float, row), strict=True)), k, decimals=6) for row in products]


def ranked(scores: dict[int, float], k: int, *, decimals: int) -> list[Scored]:
    """Return the ``k`` highest scores, ties by id."""
    every = [Scored(id_, round(score, decimals)) for id_, score in scores.items()]
    return sorted(every, key=lambda scored: (-scored.score, scored.passage_id))[:k]
