"""Fits ``decision.json``: how candidates are ordered, how sure an answer is, and when to say 「不知道」.

On development questions of articles that neither model was trained on. Each question is asked twice over the
development paragraphs: as it is, and with its own paragraph hidden, which makes it unanswerable. One half of
the articles fits the weights, the other half sets the thresholds and measures.
"""

import argparse
import hashlib
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from math import ceil
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embeddings.article import Article
from embeddings.builds.opened import OpenBuild
from embeddings.builds.scratch import scratch_build
from embeddings.collection.memory import InMemoryArticles
from embeddings.encoders.static import StaticEncoder
from qa.decide import WEIGHTS, Decision, Judged, Mode, Signals, group, margin
from qa.pipeline import PASSAGES_READ, Pipeline
from qa.query import Query, parse_question
from qa.read.reader import Candidate, OnnxReader
from qa.retrieve import Hit
from qa.score import RIGHT, f1
from qa.training.data import Example, read_examples, split

log = logging.getLogger(__name__)

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
PRECISION = {Mode.STRICT: 0.85, Mode.BALANCED: 0.75, Mode.LOOSE: 0.5}  # what each mode's threshold aims at
NAMES = (*Signals.__slots__, "bias")
NOTHING_RELEVANT = 0.2  # evidence of the best passage under which nothing found is relevant


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, asked with or without its own paragraph, and what the reader found."""

    example: Example
    answerable: bool
    query: Query
    hits: Sequence[Hit]
    candidates: Sequence[Sequence[Candidate]]

    def is_right(self, candidate: Candidate) -> bool:
        """Return whether the candidate stands in the question's own paragraph and overlaps an answer."""
        return self.worth(candidate) >= RIGHT

    def worth(self, candidate: Candidate) -> float:
        """Return the candidate's F1, or 0 outside the question's own paragraph."""
        if candidate.passage.article_id != article_id(self.example):
            return 0.0
        return f1(candidate.quote, [text for _, text in self.example.answers])


def article_id(example: Example) -> str:
    """Return the id under which the example's paragraph is indexed."""
    return hashlib.blake2b(example.context.encode(), digest_size=6).hexdigest()


def articles_of(development: Sequence[Example]) -> InMemoryArticles:
    """Return the development paragraphs as articles, each once."""
    articles = {article_id(e): Article(article_id(e), e.article, e.context, e.source) for e in development}
    return InMemoryArticles(articles[id_] for id_ in sorted(articles))


def ask_all(development: Sequence[Example], live: OpenBuild, pipeline: Pipeline) -> list[Asked]:
    """Ask each development question with and without its own paragraph."""
    asked = []
    for number, example in enumerate(development):
        query = parse_question(example.question)
        [hits] = pipeline.retrieve([query], live, 2 * PASSAGES_READ)
        elsewhere = [hit for hit in hits if hit.passage.article_id != article_id(example)]
        for answerable, found in ((True, hits[:PASSAGES_READ]), (False, elsewhere[:PASSAGES_READ])):
            asked.append(Asked(example, answerable, query, found, pipeline.read(query, found)))
        if number % 100 == 0:
            log.info("asked %d of %d", number, len(development))
    return asked


def fit_order(asked: Sequence[Asked]) -> dict[str, float]:
    """Return the weights under which a question's better candidates come first.

    A conditional logit over the question's own candidates, whose expected F1 is made as high as it goes.
    """
    from scipy.optimize import minimize

    questions = []
    for one in asked:
        judged = judge_with(dict.fromkeys(NAMES, 0.0), one)
        worth = np.array([one.worth(j.candidate) for j in judged])
        if worth.any():
            questions.append((matrix(judged), worth))

    def loss(weights: Floats) -> float:
        total = 0.01 * float(weights @ weights)
        for rows, worth in questions:
            scores = rows @ weights
            scores -= scores.max()
            total -= np.log(np.exp(scores) @ worth / np.exp(scores).sum())
        return total / len(questions)

    weights = minimize(loss, np.array([1.0] + [0.0] * (len(Signals.__slots__) - 1)), method="L-BFGS-B").x
    return dict(zip(Signals.__slots__, map(float, weights), strict=True)) | {"bias": 0.0}


def judge_with(order: dict[str, float], one: Asked) -> list[Judged]:
    """Return the candidates of a question under an order."""
    return Decision(order, {}, {}, 0.0).judge(one.hits, one.candidates)


def matrix(judged: Sequence[Judged]) -> Floats:
    """Return the signals as rows ``(candidates, signals)``."""
    return np.array([astuple(one.signals) for one in judged], dtype=np.float64)


def best_of_each(asked: Sequence[Asked], order: dict[str, float]) -> tuple[Floats, Flags, Flags]:
    """Return of each question's best candidate its signals and margin, whether it is right, and whether one could be.

    A question without any candidate is left out.
    """
    rows, right, answerable = [], [], []
    for one in asked:
        groups = group(judge_with(order, one))
        if groups:
            best = groups[0][0]
            rows.append([*astuple(best.signals.clipped()), margin(best, groups)])
            right.append(one.answerable and one.is_right(best.candidate))
            answerable.append(one.answerable)
    return np.array(rows), np.array(right), np.array(answerable)


def fit_confidence(rows: Floats, right: Flags) -> dict[str, float]:
    """Return the logistic regression of being right on the signals and the margin."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=1.0, max_iter=1000).fit(rows, right)
    names = (*Signals.__slots__, "margin")
    return dict(zip(names, map(float, model.coef_[0]), strict=True)) | {"bias": float(model.intercept_[0])}


def thresholds(confidences: Floats, right: Flags) -> dict[Mode, float]:
    """Return for each mode the lowest threshold, in hundredths, from which on its precision is reached."""
    order = np.argsort(-confidences, kind="stable")
    precision = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    found = {}
    for mode, goal in PRECISION.items():
        reached = np.flatnonzero(precision >= goal)
        found[mode] = ceil(100 * confidences[order[reached[-1]]]) / 100 if len(reached) else 1.0
    return found


def calibrate(data: Path, out: Path, every: int) -> None:
    """Fit on one half of the development articles, set thresholds and measure on the other, write ``out``."""
    _, development = split(read_examples(data))
    pipeline = Pipeline(StaticEncoder.from_folder(), OnnxReader.from_folder(), Decision.from_file())
    with scratch_build(articles_of(development), pipeline.encoder) as live:
        asked = ask_all(development[::every], live, pipeline)
    halves: tuple[list[Asked], list[Asked]] = ([], [])
    for one in asked:
        halves[int(article_id(one.example), 16) % 2].append(one)
    order = fit_order(halves[0])
    rows, right, _ = best_of_each(halves[0], order)
    confidence = fit_confidence(rows, right)
    rows, right, answerable = best_of_each(halves[1], order)
    weights = np.array([confidence[name] for name in (*Signals.__slots__, "margin")])
    confidences = 1 / (1 + np.exp(-(rows @ weights + confidence["bias"])))
    lines = thresholds(confidences, right)
    log.info("order %s", order)
    log.info("confidence %s", confidence)
    _log_measures(confidences, right, answerable, lines)
    stored = {
        "order": order,
        "confidence": confidence,
        "thresholds": lines,
        "nothing_relevant": NOTHING_RELEVANT,
        "readers": [pipeline.reader.fingerprint],
    }
    out.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")


def _log_measures(confidences: Floats, right: Flags, can: Flags, lines: Mapping[Mode, float]) -> None:
    """Log how well right and wrong are told apart, how well calibrated, and what each mode costs."""
    from sklearn.metrics import roc_auc_score

    log.info("right %.3f of the answerable", right[can].mean())
    log.info(
        "AUROC right/wrong %.3f, answerable/not %.3f",
        roc_auc_score(right, confidences),
        roc_auc_score(can, confidences),
    )
    for low in np.arange(0, 1, 0.1):
        inside = (confidences >= low) & (confidences < low + 0.1)
        if inside.any():
            log.info("confidence %.1f: %d questions, right %.2f", low, inside.sum(), right[inside].mean())
    for mode, line in lines.items():
        given = confidences >= line
        log.info(
            "%s: threshold %.3f, precision %.3f, answers %.3f of the answerable, declines %.3f of the others",
            mode,
            line,
            right[given].mean(),
            given[can].mean(),
            1 - given[~can].mean(),
        )


def main() -> None:
    """Fit from the command line."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    parser.add_argument("--every", type=int, default=1, help="ask only every n-th question, for a quick look")
    arguments = parser.parse_args()
    calibrate(arguments.data, arguments.out, arguments.every)


if __name__ == "__main__":
    main()
