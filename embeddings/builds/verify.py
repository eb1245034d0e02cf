"""Checks of a new build before it may be published: complete, exact, and able to find its own passages."""

from collections.abc import Sequence

import numpy as np

from embeddings.article import Passage
from embeddings.builds.opened import OpenBuild
from embeddings.index.scored import Scored
from embeddings.text.fold import fold
from embeddings.text.sentences import sentences
from embeddings.text.words import lexical_terms

SAMPLE = 20  # passages that must be found by their own words and vector,
DEPTH = 10  # among so many results
TOLERANCE = 1e-3  # of a stored vector's inner product with itself, which may be summed in another order
MISSES = 0.1  # share of the sample that may be missed, because of repetitive texts


def problems(build: OpenBuild, first: int = 0) -> list[str]:
    """Return the problems of a build in Chinese, empty if it is valid; passages from id ``first`` on are new.

    Only new passages are compared with their articles; the others were compared when they were new.
    """
    ids = build.records.ids()
    sample = build.passages([ids[at] for at in np.linspace(0, len(ids) - 1, min(SAMPLE, len(ids)), dtype=int)])
    return [*wrong_spans(build, first)[:1], *_lexical_problems(build, sample), *_dense_problems(build, sample)]


def wrong_spans(build: OpenBuild, first: int = 0) -> list[str]:
    """Return the passages, from id ``first`` on, that are not the slice of their article that they claim to be."""
    wrong, article_id, text = [], None, ""
    for passages, _ in build.records.batches(1000, first):
        for passage in passages:
            if passage.article_id != article_id:
                article_id, text = passage.article_id, build.article(passage.article_id).text
            if text[passage.start : passage.end] != passage.text:
                wrong.append(f"文章 {article_id} 第 {passage.start}–{passage.end} 字的段落與原文不符")
    return wrong


def _lexical_problems(build: OpenBuild, sample: Sequence[Passage]) -> list[str]:
    """Return a problem if too many passages are not found by their own longest sentence."""
    sample = [passage for passage in sample if lexical_terms(fold(passage.text))]
    asked = [max((s.of(p.text) for s in sentences(p.text)), key=len, default=p.text) for p in sample]
    found = build.search_lexical(asked, DEPTH)
    missed = [
        passage
        for passage, sentence, hits in zip(sample, asked, found, strict=True)
        if not _is_among(build, passage, sentence, hits)
    ]
    return [f"{len(missed)}/{len(sample)} 個段落用自己的句子找不到"] if _too_many(missed, sample) else []


def _is_among(build: OpenBuild, passage: Passage, sentence: str, hits: Sequence[Scored]) -> bool:
    """Return whether the results contain the passage, or consist of passages with the same sentence."""
    ids = [hit.passage_id for hit in hits]
    same = (fold(sentence) in fold(other.text) for other in build.passages(ids))
    return passage.id in ids or (len(ids) == DEPTH and all(same))


def _dense_problems(build: OpenBuild, sample: Sequence[Passage]) -> list[str]:
    """Return a problem if too many passages are not found by their own vector.

    A passage without any known term has a zero vector, and can be found by lexical search only.
    """
    vectors = build.vectors([passage.id for passage in sample])
    missed = []
    for passage, vector, hits in zip(sample, vectors, build.search_dense(vectors, DEPTH), strict=True):
        own = float(vector @ vector)
        ids, scores = [hit.passage_id for hit in hits], [hit.score for hit in hits]
        found = passage.id in ids or (len(ids) == DEPTH and scores[-1] > own - TOLERANCE)
        if vector.any() and not (found and abs(scores[0] - own) < TOLERANCE):
            missed.append(passage)
    return [f"{len(missed)}/{len(sample)} 個段落用自己的向量找不到"] if _too_many(missed, sample) else []


def _too_many(missed: Sequence[Passage], sample: Sequence[Passage]) -> bool:
    return len(missed) > MISSES * len(sample)
