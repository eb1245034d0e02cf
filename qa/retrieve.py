"""Retrieval: a query in, hits out. Both legs are searched and fused by rank."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from embeddings.article import Passage
from embeddings.encoder import Encoder
from embeddings.index.scored import Scored
from embeddings.publish import OpenBuild
from embeddings.text.fold import fold
from qa.query import Query

DEPTH = 50  # passages taken from each leg
# Reciprocal rank fusion (Cormack et al. 2009), with the weights chosen on development data.
# (``tests/benchmarks/bench_retrieval.py``): held-out questions gain nothing from a heavier dense leg yet.
RANK_CONSTANT = 1
LEXICAL_WEIGHT, DENSE_WEIGHT = 1.0, 0.25


@dataclass(frozen=True, slots=True)
class Leg:
    """A passage's rank (from 1) and score in one leg."""

    rank: int
    score: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage with its evidence in each leg (``None`` where it was not found) and its fused score."""

    passage: Passage
    lexical: Leg | None
    dense: Leg | None
    score: float


def retrieve(queries: Sequence[Query], build: OpenBuild, encoder: Encoder, limit: int) -> list[list[Hit]]:
    """Return for each query up to ``limit`` hits, best first; equal text is kept once, at its best rank."""
    texts = [query.text for query in queries]
    lexical = build.search_lexical(texts, DEPTH)
    dense = build.search_dense(encoder.encode_queries(texts), DEPTH)
    return [_fused(build, legs(words), legs(vectors), limit) for words, vectors in zip(lexical, dense, strict=True)]


def legs(found: Sequence[Scored]) -> dict[int, Leg]:
    """Return what one leg found, by passage id."""
    return {scored.passage_id: Leg(rank, scored.score) for rank, scored in enumerate(found, start=1)}


def _fused(build: OpenBuild, lexical: Mapping[int, Leg], dense: Mapping[int, Leg], limit: int) -> list[Hit]:
    scores = {number: fuse(lexical.get(number), dense.get(number)) for number in {*lexical, *dense}}
    order = sorted(scores, key=lambda number: (-scores[number], number))[: 2 * limit]
    hits: dict[str, Hit] = {}
    for passage in build.passages(order):
        hit = Hit(passage, lexical.get(passage.id), dense.get(passage.id), scores[passage.id])
        hits.setdefault(fold(passage.text), hit)
    return list(hits.values())[:limit]


def fuse(lexical: Leg | None, dense: Leg | None) -> float:
    """Return the fused score of one passage: the weighted sum of its reciprocal ranks."""
    score = 0.0
    if lexical is not None:
        score += LEXICAL_WEIGHT / (RANK_CONSTANT + lexical.rank)
    if dense is not None:
        score += DENSE_WEIGHT / (RANK_CONSTANT + dense.rank)
    return score
