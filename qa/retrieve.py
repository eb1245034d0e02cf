"""Retrieval: query → hits. Lexical and dense search, fused by rank and re-ranked by evidence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from embeddings.article import Passage
from embeddings.builds.opened import OpenBuild
from embeddings.encoders.protocol import Encoder
from embeddings.index.scored import Scored
from embeddings.text.fold import fold
from qa.evidence import Evidence, Weighed, find_evidence, weigh_terms
from qa.query import Query

DEPTH = 50  # passages taken from each search
WEIGHED = 30  # passages that are re-ranked by evidence: the best by fused rank
# These are selected by reciprocal rank fusion (Cormack et al. 2009).
RANK_CONSTANT = 1
LEXICAL_RANK, DENSE_RANK = 1.0, 0.5
# A linear model then orders them. Fitted on held-out questions and the development half of the office set, and
# rounded (``tests/benchmarks/bench_retrieval.py``).
LEXICAL, DENSE, PASSAGE, SENTENCE = 8.0, 2.0, 7.0, 7.0


@dataclass(frozen=True, slots=True)
class Leg:
    """A passage's rank (from 1) and score in lexical or dense search."""

    rank: int
    score: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage with its rank in each search (``None`` if not found), its evidence, and its score."""

    passage: Passage
    lexical: Leg | None
    dense: Leg | None
    evidence: Evidence
    score: float


def retrieve(queries: Sequence[Query], build: OpenBuild, encoder: Encoder, limit: int) -> list[list[Hit]]:
    """Return for each query up to ``limit`` hits, best first; of equal texts only the best-ranked one is kept.

    Equal text under different headings is not the same.
    """
    lexical = build.search_lexical([query.searched for query in queries], DEPTH)
    dense = build.search_dense(encoder.encode_queries([query.text for query in queries]), DEPTH)
    return [
        _ranked(build, weigh_terms(query, build), legs(words), legs(vectors), limit)
        for query, words, vectors in zip(queries, lexical, dense, strict=True)
    ]


def legs(found: Sequence[Scored]) -> dict[int, Leg]:
    """Return rank and score of each result of one search, by passage id."""
    return {scored.passage_id: Leg(rank, scored.score) for rank, scored in enumerate(found, start=1)}


def _ranked(
    build: OpenBuild, weighed: Weighed, lexical: Mapping[int, Leg], dense: Mapping[int, Leg], limit: int
) -> list[Hit]:
    """Return the hits of one query: selected by fused rank, then ordered by evidence."""
    fused = {number: fuse(lexical.get(number), dense.get(number)) for number in {*lexical, *dense}}
    order = sorted(fused, key=lambda number: (-fused[number], number))[: max(WEIGHED, 2 * limit)]
    best = max((leg.score for leg in lexical.values()), default=0.0)
    hits = []
    for passage in build.passages(order):
        words, vector, evidence = lexical.get(passage.id), dense.get(passage.id), find_evidence(weighed, passage)
        hits.append(Hit(passage, words, vector, evidence, score(words, vector, evidence, best)))
    hits.sort(key=lambda hit: (-hit.score, hit.passage.id))
    return list({(fold(hit.passage.text), hit.passage.context): hit for hit in reversed(hits)}.values())[::-1][:limit]


def fuse(lexical: Leg | None, dense: Leg | None) -> float:
    """Return the weighted sum of a passage's reciprocal ranks."""
    score = 0.0
    if lexical is not None:
        score += LEXICAL_RANK / (RANK_CONSTANT + lexical.rank)
    if dense is not None:
        score += DENSE_RANK / (RANK_CONSTANT + dense.rank)
    return score


def score(lexical: Leg | None, dense: Leg | None, evidence: Evidence, best: float) -> float:
    """Return the score that orders hits; ``best`` is the query's highest lexical score."""
    words = lexical.score / best if lexical and best else 0.0
    vectors = 1 / dense.rank if dense else 0.0
    return LEXICAL * words + DENSE * vectors + PASSAGE * evidence.passage + SENTENCE * evidence.sentence
