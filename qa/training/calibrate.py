"""Fits ``decision.json``: the ranking of candidates, the confidence of answers, and the thresholds of 「不知道」.

It uses sets of two kinds together, so that a mode's precision holds on both. *Encyclopedia*: held-out articles of
DRCD and CMRC, each question twice, with and without its own paragraph in the collection. *Office*: the development
half of the project's own office questions; the other half is for measuring only. In both fits each set has equal
weight; a threshold weighs every question equally. The confidence is fitted to rankings of questions that the ranking
was not fitted to, and the thresholds to confidences that were fitted without the question's own articles (five
folds).
"""

import argparse
import hashlib
import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
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
from embeddings.encoders.transformer import TransformerEncoder
from embeddings.formats.load import find_sources, load_bytes
from qa.closer import Closer, look_closer
from qa.decide import WEIGHTS, Decision, Judged, Mode, group, margin, place
from qa.order import LEAF, Order, TreeOrder, order_of, relative
from qa.pipeline import PASSAGES, Pipeline
from qa.query import Query, parse_question
from qa.read.reader import Candidate, OnnxReader
from qa.retrieve import Hit
from qa.score import RIGHT, f1, units
from qa.signals import NO_CLOSER, Known, Signals, know
from qa.training.data import Example, read_examples, split

log = logging.getLogger(__name__)

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
CONFIDENT = (*Signals.__slots__, "margin")
FOLDS = 5
GROWTH = {
    **{"max_iter": 200, "max_depth": 4, "learning_rate": 0.05, "l2_regularization": 1.0, "min_samples_leaf": 5},
    "random_state": 0,  # of the rows by which it stops early
}
STRENGTH = 0.1  # of the confidence's weights, the inverse of their penalty
BOUNDS = {1: (0.0, None), -1: (None, 0.0), 0: (None, None)}  # of a weight, by the direction of its signal
WEIGHT_OF_RIGHT = 5.0  # sample weight of a right candidate; others, of which there are many, have 1
# The signals that count against a candidate, and those that may count either way.
_AGAINST = """
contradicted silent unsuited part missing commas empty echo heading unsaid worst apart foreign asking clash misplaced
lag idle outdone echoed
"""
AGAINST = frozenset(_AGAINST.split())
EITHER_WAY = frozenset(["unread", "several", "polar"])
# The target precision of each mode over the questions of both kinds together.
PRECISION = {Mode.STRICT: 0.945, Mode.BALANCED: 0.82, Mode.LOOSE: 0.68}
NOTHING_RELEVANT = 0.2  # evidence of the best passage below which nothing found is relevant
WORTH_OF_LONGER = 0.6  # worth of an office answer with additional text
LONGEST_QUOTE = 60  # characters of a right answer, or three times the shortest gold answer if that is longer


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a set, the reader's results, and how much each candidate is worth, from 0 to 1.

    ``family`` identifies the articles that the question is about: training and test questions share none.
    """

    source: str
    family: str
    answerable: bool
    held_out: bool
    query: Query
    hits: Sequence[Hit]
    candidates: Sequence[Sequence[Candidate]]
    golds: Mapping[str, Any]
    closer: Closer = NO_CLOSER

    def worth(self, candidate: Candidate) -> float:
        """Return how good an answer a candidate is."""
        if not self.answerable:
            return 0.0
        if self.source == "office":
            return _worth(candidate.quote, self.golds)
        if candidate.passage.article_id != self.family:
            return 0.0
        return f1(candidate.quote, self.golds["answers"])


def article_id(example: Example) -> str:
    """Return the id of the example's paragraph in the index."""
    return hashlib.blake2b(example.context.encode(), digest_size=6).hexdigest()


def ask_encyclopedia(data: Path, pipeline: Pipeline, every: int) -> Iterator[Asked]:
    """Yield each held-out question, with and without its own paragraph among the others."""
    _, development = split(read_examples(data))
    return ask_examples("encyclopedia", development, development[::every], pipeline)


def ask_examples(
    source: str, examples: Sequence[Example], questions: Sequence[Example], pipeline: Pipeline
) -> Iterator[Asked]:
    """Yield each question with and without its own paragraph among those of ``examples``.

    A question without an answer is asked once, among all of them.
    """
    articles = {article_id(e): Article(article_id(e), e.article, e.context, e.source) for e in examples}
    with scratch_build(InMemoryArticles(articles[id_] for id_ in sorted(articles)), pipeline.encoder) as live:
        for number, example in enumerate(questions):
            query = parse_question(example.question)
            [hits] = pipeline.retrieve([query], live, 2 * PASSAGES)
            elsewhere = [hit for hit in hits if hit.passage.article_id != article_id(example)]
            golds = {"answers": [text for _, text in example.answers]}
            held_out = int(article_id(example), 16) % 2 == 1
            rows = ((True, hits[:PASSAGES]), (False, elsewhere[:PASSAGES]))
            for answerable, found in rows if example.answers else ((False, hits[:PASSAGES]),):
                read = pipeline.read(query, found)
                closer = look_closer(pipeline.reader, query, found, read)
                id_ = article_id(example)
                yield Asked(source, id_, answerable, held_out, query, found, read, golds, closer)
            if number % 100 == 0:
                log.info("%s: asked %d", source, number)


def ask_office(folder: Path, pipeline: Pipeline) -> Iterator[Asked]:
    """Yield the office questions, asked of all files of their set."""
    rows = [json.loads(line) for line in (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines()]
    families = _families([row["files"] or [row["id"]] for row in rows])
    with scratch_build(InMemoryArticles(_office_articles(folder / "files")), pipeline.encoder) as live:
        for number, row in enumerate(rows):
            if row["reason"] == "conflict":
                continue  # a conflict: both sides are right, and neither alone
            query = parse_question(row["question"])
            [hits] = pipeline.retrieve([query], live)
            read = pipeline.read(query, hits)
            held_out = row["half"] != "fit"
            closer = look_closer(pipeline.reader, query, hits, read)
            yield Asked("office", families[number], row["answerable"], held_out, query, hits, read, row, closer)
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
    """Return a common name for the lists of files that are connected by shared files."""
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


def _worth(quote: str, row: Mapping[str, Any]) -> float:
    """Return the worth of a quote as the answer to an office question: highest if it equals a gold answer."""
    said, accepted = _plain(quote), [_plain(one) for one in [*row["answers"], *row["items"]]]
    if said in accepted:
        return 1.0
    if any(_plain(wrong) in said for wrong in row["must_not"]):
        return 0.0
    contains = [_plain(part) for part in row["contains"]]
    whole = any(one in said for one in accepted) or (bool(contains) and all(part in said for part in contains))
    shortest = min(map(len, accepted), default=0)
    return WORTH_OF_LONGER if whole and len(quote) <= max(LONGEST_QUOTE, 3 * shortest) else 0.0


@dataclass(frozen=True, slots=True)
class Rated:
    """A question with its candidates, their signals ``(candidates, signals)`` and their worth ``(candidates,)``."""

    asked: Asked
    known: Sequence[Known]
    signals: Floats
    worth: Floats

    @classmethod
    def of(cls, asked: Asked) -> "Rated":
        """Return a question with its candidates rated."""
        known = know(asked.query, asked.hits, asked.candidates, asked.closer)
        signals = np.array([one.signals.values() for one in known], dtype=np.float64)
        return cls(asked, known, signals, np.array([asked.worth(one.candidate) for one in known]))


def weights_of(rated: Sequence[Rated]) -> Floats:
    """Return the weight of each question: every source has equal weight, and the sum is the number of questions."""
    sources = [one.asked.source for one in rated]
    return np.array([len(rated) / (len(set(sources)) * sources.count(source)) for source in sources])


def fit_order(rated: Sequence[Rated]) -> TreeOrder:
    """Return trees that rank right candidates above others, fitted to the questions that have a right one.

    Questions of one source have equal weight, however many candidates they have.
    """
    from sklearn.ensemble import HistGradientBoostingClassifier

    kept = [one for one in rated if one.worth.any()]
    weights = [weight / len(one.known) for one, weight in zip(kept, weights_of(kept), strict=True)]
    right = np.concatenate([one.worth >= RIGHT for one in kept])
    weighed = np.repeat(weights, [len(one.known) for one in kept]) * np.where(right, WEIGHT_OF_RIGHT, 1.0)
    model = HistGradientBoostingClassifier(
        **GROWTH, monotonic_cst=np.array([_direction(name) for name in Signals.__slots__] * 2)
    )
    model.fit(np.vstack([relative(one.signals) for one in kept]), right, weighed)
    return order_of([_nodes(tree) for [tree] in model._predictors])


def _direction(name: str) -> int:
    """Return whether a ranking must rise with a signal (1), fall with it (-1), or is free (0)."""
    return 0 if name in EITHER_WAY else -1 if name in AGAINST else 1


def _rounded(number: float) -> float:
    return float(f"{number:.6g}")


def _nodes(tree: Any) -> list[tuple[int, float, int, int]]:  # noqa: ANN401 -- scikit-learn has no types
    """Return the nodes of one of scikit-learn's trees in the format of ``order_of``."""
    return [
        (LEAF, _rounded(node["value"]), 0, 0)
        if node["is_leaf"]
        else (int(node["feature_idx"]), _rounded(node["num_threshold"]), int(node["left"]), int(node["right"]))
        for node in tree.nodes
    ]


@dataclass(frozen=True, slots=True)
class Bests:
    """The best candidate of each question: its signals and margin, whether it is right, and whether any is."""

    rows: Floats
    right: Flags
    answerable: Flags
    weights: Floats


def best_of_each(rated: Sequence[Rated], order: Order) -> Bests:
    """Return the best candidate of each question in a ranking; questions without candidates are left out."""
    kept = [one for one in rated if one.known]
    rows, right = [], []
    for one in kept:
        judged = [
            Judged(known.candidate, known.signals, float(score), known.statement)
            for known, score in zip(one.known, order.scores(one.signals), strict=True)
        ]
        worth = {id(new): value for new, value in zip(judged, one.worth, strict=True)}
        judged.sort(key=place)
        groups = group(judged)
        best = groups[0][0]
        rows.append([*best.signals.clipped().values(), margin(best, groups)])
        right.append(worth[id(best)] >= RIGHT)
    answerable = np.array([one.asked.answerable for one in kept])
    return Bests(np.array(rows), np.array(right), answerable, weights_of(kept))


def fit_confidence(bests: Bests) -> dict[str, float]:
    """Return the logistic regression of being right on the signals and the margin.

    Each weight is bound to the direction of its signal, as the ranking is: what is rare among the best candidates,
    a quote that the question says itself, would else get a weight that holds for no other candidate.
    """
    from scipy.optimize import minimize

    scale = np.maximum(bests.rows.std(axis=0), 1e-6)
    signed = np.where(bests.right, 1.0, -1.0)[:, None] * np.column_stack([bests.rows / scale, np.ones(len(bests.rows))])
    penalty = np.append(np.full(len(CONFIDENT), 1 / STRENGTH), 0.0)

    def loss(weights: Floats) -> tuple[float, Floats]:
        odds = signed @ weights
        wrong = 1 / (1 + np.exp(np.clip(odds, -50, 50)))
        missed = bests.weights @ np.logaddexp(0, -odds) + penalty @ weights**2 / 2
        return float(missed), penalty * weights - signed.T @ (bests.weights * wrong)

    bounds = [BOUNDS[_direction(name)] for name in CONFIDENT]
    found = minimize(loss, np.zeros(len(bounds) + 1), jac=True, method="L-BFGS-B", bounds=[*bounds, BOUNDS[0]])
    return dict(zip((*CONFIDENT, "bias"), map(float, found.x / np.append(scale, 1.0)), strict=True))


def confidences_of(bests: Bests, confidence: Mapping[str, float]) -> Floats:
    """Return the confidence of each question's best candidate."""
    odds = bests.rows @ np.array([confidence[name] for name in CONFIDENT]) + confidence["bias"]
    return np.asarray(1 / (1 + np.exp(-odds)))


def crossed(rated: Sequence[Rated]) -> list[Bests]:
    """Return for each fold the best candidates of its questions in a ranking fitted to the other folds.

    A confidence fitted to these is not overconfident on new questions.
    """
    folds = [int(hashlib.blake2b(one.asked.family.encode()).hexdigest(), 16) % FOLDS for one in rated]
    found = []
    for fold_ in range(FOLDS):
        others = [one for one, own in zip(rated, folds, strict=True) if own != fold_]
        these = [one for one, own in zip(rated, folds, strict=True) if own == fold_]
        found.append(best_of_each(these, fit_order(others)))
    return found


def joined(parts: Sequence[Bests]) -> Bests:
    """Return the questions of several parts concatenated."""
    return Bests(
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("rows", "right", "answerable", "weights")
        )
    )


def crossed_confidences(parts: Sequence[Bests]) -> Floats:
    """Return the confidence of each question's best answer, by weights fitted to the other parts."""
    return np.concatenate(
        [
            confidences_of(part, fit_confidence(joined([other for other in parts if other is not part])))
            for part in parts
        ]
    )


def thresholds(confidences: Floats, right: Flags) -> dict[Mode, float]:
    """Return for each mode the lowest threshold, in hundredths, that reaches its precision."""
    order = np.argsort(-confidences, kind="stable")
    precision = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    found = {}
    for mode, goal in PRECISION.items():
        reached = np.flatnonzero(precision >= goal)
        found[mode] = ceil(round(100 * confidences[order[reached[-1]]], 6)) / 100 if len(reached) else 1.0
    return found


def decision_of(rated: Sequence[Rated], reader: str) -> dict[str, Any]:
    """Return the decision model fitted to a reader's rated questions, in the stored format."""
    parts = crossed(rated)
    found = thresholds(crossed_confidences(parts), joined(parts).right)
    return {
        "order": fit_order(rated).as_stored(),
        "confidence": fit_confidence(joined(parts)),
        "thresholds": {mode.value: line for mode, line in found.items()},
        "nothing_relevant": NOTHING_RELEVANT,
        "readers": [reader],
    }


def log_measures(rated: Sequence[Rated], stored: Mapping[str, Any]) -> None:
    """Log the results of a decision model on questions that it was not fitted to, for each source."""
    from sklearn.metrics import roc_auc_score

    for source in sorted({one.asked.source for one in rated}):
        order = TreeOrder.from_stored(stored["order"])
        bests = best_of_each([one for one in rated if one.asked.source == source], order)
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
    """Return the expected calibration error: the mean difference between confidence and accuracy over bins."""
    edges = np.minimum((sure * bins).astype(int), bins - 1)
    parts = (edges == number for number in range(bins))
    return float(sum(abs(sure[part].mean() - right[part].mean()) * part.mean() for part in parts if part.any()))


def calibrate(pipeline: Pipeline, data: Path, office: Path, out: Path, every: int) -> None:
    """Fit on development questions, set thresholds by cross-fitting, write ``out``, measure on held-out ones."""
    asked = [*ask_office(office, pipeline), *ask_encyclopedia(data, pipeline, every)]
    rated = [Rated.of(one) for one in asked]
    stored = decision_of([one for one in rated if not one.asked.held_out], pipeline.reader.fingerprint)
    out.write_text(json.dumps(stored, separators=(",", ":")) + "\n", encoding="utf-8")
    log.info("%s", json.dumps({name: value for name, value in stored.items() if name != "order"}))
    log_measures([one for one in rated if one.asked.held_out], stored)


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit from the command line: for the shipped reader, or for one in a folder, whose decision is written there."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--office", type=Path, default=Path("tests/golden/office"))
    parser.add_argument("--reader", type=Path, default=WEIGHTS.parent, help="folder of the reader, the shipped one")
    parser.add_argument("--out", type=Path, help="the file to write, decision.json beside the reader")
    parser.add_argument("--every", type=int, default=1, help="ask only every n-th encyclopedia question")
    given = parser.parse_args(arguments)
    pipeline = Pipeline(TransformerEncoder.from_folder(), OnnxReader.from_folder(given.reader), Decision.from_file())
    calibrate(pipeline, given.data, given.office, given.out or given.reader / WEIGHTS.name, given.every)


if __name__ == "__main__":
    main()
