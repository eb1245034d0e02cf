"""Fits ``decision.json``: how candidates are ordered, how sure an answer is, and when to say 「不知道」.

On sets of two kinds together, so that what a mode promises holds on both. *Encyclopedia*: held-out articles of DRCD and
CMRC, each question asked twice, as it is and with its own paragraph hidden. *Office*: the half of the project's own
office questions that is for fitting; the other half only measures. In both fits each set counts as much as the other; a
threshold counts every question alike. Confidences that set the thresholds come from weights that were fitted without
the question's own articles (five folds).
"""

import argparse
import hashlib
import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from math import ceil
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embeddings.article import Article
from embeddings.blocks import read_blocks
from embeddings.builds.scratch import scratch_build
from embeddings.collection.memory import InMemoryArticles
from embeddings.collection.row import row_of
from embeddings.formats.load import find_sources, load_bytes
from qa.decide import WEIGHTS, Decision, Judged, Mode, group, margin, place
from qa.pipeline import PASSAGES_READ, Pipeline
from qa.query import Query, parse_question
from qa.read.reader import Candidate
from qa.retrieve import Hit
from qa.score import RIGHT, f1, units
from qa.signals import Signals
from qa.training.data import Example, read_examples, split

log = logging.getLogger(__name__)

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
NAMES = (*Signals.__slots__, "bias")
CONFIDENT = (*Signals.__slots__, "margin")
FOLDS = 5
# What each mode's threshold aims at, of what it answers, over the questions of both kinds together.
PRECISION = {Mode.STRICT: 0.84, Mode.BALANCED: 0.77, Mode.LOOSE: 0.6}
NOTHING_RELEVANT = 0.2  # evidence of the best passage under which nothing found is relevant
LONGEST_QUOTE = 60  # characters that a right answer may have, or three times the shortest accepted one


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a set, what the reader found, and how much each candidate is worth, 0 to 1.

    ``family`` names the articles that it is about: what is fitted and what is measured share none.
    """

    source: str
    family: str
    answerable: bool
    held_out: bool
    query: Query
    hits: Sequence[Hit]
    candidates: Sequence[Sequence[Candidate]]
    golds: Mapping[str, Any]

    def worth(self, candidate: Candidate) -> float:
        """Return how good an answer a candidate is."""
        if not self.answerable:
            return 0.0
        if self.source == "office":
            return float(_is_accepted(candidate.quote, self.golds))
        if candidate.passage.article_id != self.family:
            return 0.0
        return f1(candidate.quote, self.golds["answers"])


def article_id(example: Example) -> str:
    """Return the id under which the example's paragraph is indexed."""
    return hashlib.blake2b(example.context.encode(), digest_size=6).hexdigest()


def ask_encyclopedia(data: Path, pipeline: Pipeline, every: int) -> Iterator[Asked]:
    """Yield each held-out question, with and without its own paragraph among the others."""
    _, development = split(read_examples(data))
    articles = {article_id(e): Article(article_id(e), e.article, e.context, e.source) for e in development}
    with scratch_build(InMemoryArticles(articles[id_] for id_ in sorted(articles)), pipeline.encoder) as live:
        for number, example in enumerate(development[::every]):
            query = parse_question(example.question)
            [hits] = pipeline.retrieve([query], live, 2 * PASSAGES_READ)
            elsewhere = [hit for hit in hits if hit.passage.article_id != article_id(example)]
            golds = {"answers": [text for _, text in example.answers]}
            held_out = int(article_id(example), 16) % 2 == 1
            for answerable, found in ((True, hits[:PASSAGES_READ]), (False, elsewhere[:PASSAGES_READ])):
                read = pipeline.read(query, found)
                yield Asked("encyclopedia", article_id(example), answerable, held_out, query, found, read, golds)
            if number % 100 == 0:
                log.info("encyclopedia: asked %d", number)


def ask_office(folder: Path, pipeline: Pipeline) -> Iterator[Asked]:
    """Yield the office questions over all the files of their set."""
    rows = [json.loads(line) for line in (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines()]
    families = _families([row["files"] or [row["id"]] for row in rows])
    with scratch_build(InMemoryArticles(_office_articles(folder / "files")), pipeline.encoder) as live:
        for number, row in enumerate(rows):
            if row["reason"] == "conflict":
                continue  # both sides are right, and neither alone
            query = parse_question(row["question"])
            [hits] = pipeline.retrieve([query], live)
            read = pipeline.read(query, hits)
            held_out = row["half"] != "fit"
            yield Asked("office", families[number], row["answerable"], held_out, query, hits, read, row)
            if number % 100 == 0:
                log.info("office: asked %d", number)


def _office_articles(folder: Path) -> list[Article]:
    """Return the articles of the office files, in the order of their ids."""
    articles = []
    for source in find_sources(folder, "office").files:
        for raw in load_bytes(source.path.read_bytes(), source.path.name, source.origin).articles:
            row = row_of(raw)
            blocks = read_blocks(row.blocks)
            articles.append(Article(row.id, row.title, row.text, row.origin, published=row.published, blocks=blocks))
    return sorted(articles, key=lambda article: article.id)


def _families(files: Sequence[Sequence[str]]) -> list[str]:
    """Return for each list of files one name that all lists share which share a file."""
    root: dict[str, str] = {}

    def find(name: str) -> str:
        while root.setdefault(name, name) != name:
            name = root[name]
        return name

    for names in files:
        for name in names:
            root[find(name)] = find(names[0])
    return [find(names[0]) for names in files]


def _plain(text: str) -> str:
    return "".join(units(text))


def _is_accepted(quote: str, row: Mapping[str, Any]) -> bool:
    """Return whether a quote answers an office question: an accepted answer, or one with little around it."""
    said, accepted = _plain(quote), [_plain(one) for one in [*row["answers"], *row["items"]]]
    if said in accepted:
        return True
    if any(_plain(wrong) in said for wrong in row["must_not"]):
        return False
    contains = [_plain(part) for part in row["contains"]]
    whole = any(one in said for one in accepted) or (bool(contains) and all(part in said for part in contains))
    shortest = min(map(len, accepted), default=0)
    return whole and len(quote) <= max(LONGEST_QUOTE, 3 * shortest)


def judge_with(order: Mapping[str, float], one: Asked) -> list[Judged]:
    """Return the candidates of a question under an order."""
    return Decision(order, {}, {}, 0.0).judge(one.query, one.hits, one.candidates)


@dataclass(frozen=True, slots=True)
class Rated:
    """A question with its candidates, their signals ``(candidates, signals)`` and their worth ``(candidates,)``."""

    asked: Asked
    judged: Sequence[Judged]
    signals: Floats
    worth: Floats

    @classmethod
    def of(cls, asked: Asked) -> "Rated":
        """Return a question rated."""
        judged = judge_with(dict.fromkeys(NAMES, 0.0), asked)
        signals = np.array([astuple(one.signals) for one in judged], dtype=np.float64)
        return cls(asked, judged, signals, np.array([asked.worth(one.candidate) for one in judged]))


def weights_of(rated: Sequence[Rated]) -> Floats:
    """Return the weight of each question: every source counts alike, and they come to the number of questions."""
    sources = [one.asked.source for one in rated]
    return np.array([len(rated) / (len(set(sources)) * sources.count(source)) for source in sources])


def fit_order(rated: Sequence[Rated], penalty: float = 0.01) -> dict[str, float]:
    """Return the weights under which a question's better candidates come first.

    A conditional logit over the question's own candidates, whose expected worth is made as high as it goes.
    """
    from scipy.optimize import minimize

    weighed = [(one, weight) for one, weight in zip(rated, weights_of(rated), strict=True) if one.worth.any()]
    scale = np.maximum(np.vstack([one.signals for one, _ in weighed]).std(axis=0), 1e-6)
    total = sum(weight for _, weight in weighed)

    def loss(weights: Floats) -> tuple[float, Floats]:
        value, slope = penalty * float(weights @ weights), 2 * penalty * weights
        for one, weight in weighed:
            rows = one.signals / scale
            scores = rows @ weights
            powers = np.exp(scores - scores.max())
            good = powers * one.worth
            value -= weight * float(np.log(good.sum() / powers.sum())) / total
            slope = slope - weight * (good / good.sum() - powers / powers.sum()) @ rows / total
        return value, slope

    found = minimize(loss, np.zeros(len(Signals.__slots__)), jac=True, method="L-BFGS-B").x / scale
    return dict(zip(Signals.__slots__, map(float, found), strict=True)) | {"bias": 0.0}


@dataclass(frozen=True, slots=True)
class Bests:
    """The best candidate of each question: its signals and margin, whether it is right, and whether one could be."""

    rows: Floats
    right: Flags
    answerable: Flags
    weights: Floats


def best_of_each(rated: Sequence[Rated], order: Mapping[str, float]) -> Bests:
    """Return the best candidate of each question under an order; a question without any candidate is left out."""
    kept = [one for one in rated if one.judged]
    rows, right = [], []
    for one in kept:
        scores = one.signals @ np.array([order[name] for name in Signals.__slots__])
        judged = [
            Judged(old.candidate, old.signals, float(score), old.statement)
            for old, score in zip(one.judged, scores, strict=True)
        ]
        worth = {id(new): value for new, value in zip(judged, one.worth, strict=True)}
        judged.sort(key=place)
        groups = group(judged)
        best = groups[0][0]
        rows.append([*astuple(best.signals.clipped()), margin(best, groups)])
        right.append(worth[id(best)] >= RIGHT)
    answerable = np.array([one.asked.answerable for one in kept])
    return Bests(np.array(rows), np.array(right), answerable, weights_of(kept))


def fit_confidence(bests: Bests) -> dict[str, float]:
    """Return the logistic regression of being right on the signals and the margin."""
    from sklearn.linear_model import LogisticRegression

    scale = np.maximum(bests.rows.std(axis=0), 1e-6)
    model = LogisticRegression(C=0.3, max_iter=3000).fit(bests.rows / scale, bests.right, bests.weights)
    return dict(zip(CONFIDENT, map(float, model.coef_[0] / scale), strict=True)) | {"bias": float(model.intercept_[0])}


def confidences_of(bests: Bests, confidence: Mapping[str, float]) -> Floats:
    """Return the confidence of each question's best candidate."""
    odds = bests.rows @ np.array([confidence[name] for name in CONFIDENT]) + confidence["bias"]
    return np.asarray(1 / (1 + np.exp(-odds)))


def crossed(rated: Sequence[Rated]) -> tuple[Floats, Flags]:
    """Return how sure each question's best answer is by weights fitted without its family, and whether it is right."""
    folds = [int(hashlib.blake2b(one.asked.family.encode()).hexdigest(), 16) % FOLDS for one in rated]
    right: list[Flags] = []
    found: list[Floats] = []
    for fold_ in range(FOLDS):
        others = [one for one, own in zip(rated, folds, strict=True) if own != fold_]
        these = [one for one, own in zip(rated, folds, strict=True) if own == fold_]
        order = fit_order(others)
        bests = best_of_each(these, order)
        found.append(confidences_of(bests, fit_confidence(best_of_each(others, order))))
        right.append(bests.right)
    return np.concatenate(found), np.concatenate(right)


def thresholds(confidences: Floats, right: Flags) -> dict[Mode, float]:
    """Return for each mode the lowest threshold, in hundredths, from which on its precision is reached."""
    order = np.argsort(-confidences, kind="stable")
    precision = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    found = {}
    for mode, goal in PRECISION.items():
        reached = np.flatnonzero(precision >= goal)
        found[mode] = ceil(100 * confidences[order[reached[-1]]]) / 100 if len(reached) else 1.0
    return found


def decision_of(rated: Sequence[Rated], reader: str) -> dict[str, Any]:
    """Return the decision that is fitted to rated questions as a reader read them, as it is stored."""
    confidences, right = crossed(rated)
    order = fit_order(rated)
    return {
        "order": order,
        "confidence": fit_confidence(best_of_each(rated, order)),
        "thresholds": {mode.value: line for mode, line in thresholds(confidences, right).items()},
        "nothing_relevant": NOTHING_RELEVANT,
        "readers": [reader],
    }


def log_measures(rated: Sequence[Rated], stored: Mapping[str, Any]) -> None:
    """Log how well a decision does on questions that it was not fitted to, each source by itself."""
    from sklearn.metrics import roc_auc_score

    for source in sorted({one.asked.source for one in rated}):
        bests = best_of_each([one for one in rated if one.asked.source == source], stored["order"])
        sure = confidences_of(bests, stored["confidence"])
        right, can = bests.right, bests.answerable
        log.info(
            "%s, held out: %d questions, right %.3f of the answerable, AUROC right/wrong %.3f, answerable/not %.3f",
            *(source, len(right), right[can].mean(), roc_auc_score(right, sure), roc_auc_score(can, sure)),
        )
        log.info(
            "%s: calibration error %.3f, severe %.3f", source, calibration_error(sure, right), _severe(sure, right)
        )
        for mode, line in stored["thresholds"].items():
            given = sure >= line
            log.info(
                "%s, %s: threshold %.2f, precision %.3f, right %.3f and answered %.3f of the answerable, declined %.3f",
                *(source, mode, line, right[given].mean(), (given & right)[can].mean(), given[can].mean()),
                1 - given[~can].mean(),
            )


def _severe(sure: Floats, right: Flags) -> float:
    return float(((sure >= 0.7) & ~right).mean())


def calibration_error(sure: Floats, right: Flags, bins: int = 10) -> float:
    """Return the expected calibration error: how far confidence is from the share that is right, bin by bin."""
    edges = np.minimum((sure * bins).astype(int), bins - 1)
    parts = (edges == number for number in range(bins))
    return float(sum(abs(sure[part].mean() - right[part].mean()) * part.mean() for part in parts if part.any()))


def calibrate(pipeline: Pipeline, data: Path, office: Path, out: Path, every: int) -> None:
    """Fit on what is for fitting, set thresholds by cross-fitting, write ``out``, and measure on what is held out."""
    asked = [*ask_office(office, pipeline), *ask_encyclopedia(data, pipeline, every)]
    rated = [Rated.of(one) for one in asked]
    stored = decision_of([one for one in rated if not one.asked.held_out], pipeline.reader.fingerprint)
    out.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
    log.info("%s", json.dumps(stored))
    log_measures([one for one in rated if one.asked.held_out], stored)


def main() -> None:
    """Fit from the command line."""
    from embeddings.encoders.transformer import TransformerEncoder
    from qa.read.reader import OnnxReader

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--office", type=Path, default=Path("tests/golden/office"))
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    parser.add_argument("--every", type=int, default=1, help="ask only every n-th encyclopedia question")
    arguments = parser.parse_args()
    pipeline = Pipeline(TransformerEncoder.from_folder(), OnnxReader.from_folder(), Decision.from_file())
    calibrate(pipeline, arguments.data, arguments.office, arguments.out, arguments.every)


if __name__ == "__main__":
    main()
