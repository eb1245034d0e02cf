"""Fits ``decision.json``: how candidates are ordered, how sure an answer is, and when to say 「不知道」.

On sets of two kinds together, so that what a mode promises holds on both. *Encyclopedia*: held-out articles of DRCD and
CMRC, each question asked twice, as it is and with its own paragraph hidden. *Office*: the half of the project's own
office questions that is for fitting; the other half only measures. In both fits each set counts as much as the other; a
threshold counts every question alike. The confidence is fitted to what orders make of questions that they were not
fitted to, and the thresholds are set by confidences that were fitted without the question's own articles (five folds).
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
from embeddings.formats.load import find_sources, load_bytes
from qa.closer import Closer, look_closer
from qa.decide import WEIGHTS, Decision, Judged, Mode, group, margin, place
from qa.order import LEAF, Order, TreeOrder, order_of, relative
from qa.pipeline import PASSAGES_READ, Pipeline
from qa.query import Query, parse_question
from qa.read.reader import Candidate
from qa.retrieve import Hit
from qa.score import RIGHT, f1, units
from qa.signals import NO_CLOSER, Known, Signals, know
from qa.training.data import Example, read_examples, split

log = logging.getLogger(__name__)

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
CONFIDENT = (*Signals.__slots__, "margin")
FOLDS = 5
GROWTH = {"max_iter": 200, "max_depth": 4, "learning_rate": 0.05, "l2_regularization": 1.0, "min_samples_leaf": 5}
WEIGHT_OF_RIGHT = 5.0  # of a right candidate, of which a question has few, against 1 of any other
# The signals that speak against a candidate, and those that may speak for or against one.
_AGAINST = """
contradicted silent unsuited part missing commas empty echo heading unsaid worst apart foreign asking clash misplaced
lag idle outdone echoed
"""
AGAINST = frozenset(_AGAINST.split())
EITHER_WAY = frozenset(["unread", "several", "polar"])
# What each mode's threshold aims at, of what it answers, over the questions of both kinds together.
PRECISION = {Mode.STRICT: 0.88, Mode.BALANCED: 0.79, Mode.LOOSE: 0.62}
NOTHING_RELEVANT = 0.2  # evidence of the best passage under which nothing found is relevant
WORTH_OF_LONGER = 0.6  # of an office answer with something around it
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
                closer = look_closer(pipeline.reader, query, found, read)
                id_ = article_id(example)
                yield Asked("encyclopedia", id_, answerable, held_out, query, found, read, golds, closer)
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


def _worth(quote: str, row: Mapping[str, Any]) -> float:
    """Return what a quote is worth as the answer to an office question: most as an accepted one and nothing more."""
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
        """Return a question rated."""
        known = know(asked.query, asked.hits, asked.candidates, asked.closer)
        signals = np.array([one.signals.values() for one in known], dtype=np.float64)
        return cls(asked, known, signals, np.array([asked.worth(one.candidate) for one in known]))


def weights_of(rated: Sequence[Rated]) -> Floats:
    """Return the weight of each question: every source counts alike, and they come to the number of questions."""
    sources = [one.asked.source for one in rated]
    return np.array([len(rated) / (len(set(sources)) * sources.count(source)) for source in sources])


def fit_order(rated: Sequence[Rated]) -> TreeOrder:
    """Return the trees that tell a question's right candidates from its others, by those that have a right one.

    A question counts as much as another of its source, however many candidates it has.
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
    """Return whether an order may only rise with a signal (1), only fall with it (-1), or both (0)."""
    return 0 if name in EITHER_WAY else -1 if name in AGAINST else 1


def _rounded(number: float) -> float:
    return float(f"{number:.6g}")


def _nodes(tree: Any) -> list[tuple[int, float, int, int]]:  # noqa: ANN401 -- scikit-learn has no types
    """Return the nodes of one of the library's trees, as ``order_of`` takes them."""
    return [
        (LEAF, _rounded(node["value"]), 0, 0)
        if node["is_leaf"]
        else (int(node["feature_idx"]), _rounded(node["num_threshold"]), int(node["left"]), int(node["right"]))
        for node in tree.nodes
    ]


@dataclass(frozen=True, slots=True)
class Bests:
    """The best candidate of each question: its signals and margin, whether it is right, and whether one could be."""

    rows: Floats
    right: Flags
    answerable: Flags
    weights: Floats


def best_of_each(rated: Sequence[Rated], order: Order) -> Bests:
    """Return the best candidate of each question under an order; a question without any candidate is left out."""
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
    """Return the logistic regression of being right on the signals and the margin."""
    from sklearn.linear_model import LogisticRegression

    scale = np.maximum(bests.rows.std(axis=0), 1e-6)
    model = LogisticRegression(C=0.1, max_iter=3000).fit(bests.rows / scale, bests.right, bests.weights)
    return dict(zip(CONFIDENT, map(float, model.coef_[0] / scale), strict=True)) | {"bias": float(model.intercept_[0])}


def confidences_of(bests: Bests, confidence: Mapping[str, float]) -> Floats:
    """Return the confidence of each question's best candidate."""
    odds = bests.rows @ np.array([confidence[name] for name in CONFIDENT]) + confidence["bias"]
    return np.asarray(1 / (1 + np.exp(-odds)))


def crossed(rated: Sequence[Rated]) -> list[Bests]:
    """Return for each fold the best candidates of its questions under an order that was fitted to the other folds.

    A confidence that is fitted to these is no surer of them than of new questions.
    """
    folds = [int(hashlib.blake2b(one.asked.family.encode()).hexdigest(), 16) % FOLDS for one in rated]
    found = []
    for fold_ in range(FOLDS):
        others = [one for one, own in zip(rated, folds, strict=True) if own != fold_]
        these = [one for one, own in zip(rated, folds, strict=True) if own == fold_]
        found.append(best_of_each(these, fit_order(others)))
    return found


def joined(parts: Sequence[Bests]) -> Bests:
    """Return the questions of several parts as one."""
    return Bests(
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("rows", "right", "answerable", "weights")
        )
    )


def crossed_confidences(parts: Sequence[Bests]) -> Floats:
    """Return how sure each question's best answer is by weights fitted to the other parts."""
    return np.concatenate(
        [
            confidences_of(part, fit_confidence(joined([other for other in parts if other is not part])))
            for part in parts
        ]
    )


def thresholds(confidences: Floats, right: Flags) -> dict[Mode, float]:
    """Return for each mode the lowest threshold, in hundredths, from which on its precision is reached."""
    order = np.argsort(-confidences, kind="stable")
    precision = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    found = {}
    for mode, goal in PRECISION.items():
        reached = np.flatnonzero(precision >= goal)
        found[mode] = ceil(round(100 * confidences[order[reached[-1]]], 6)) / 100 if len(reached) else 1.0
    return found


def decision_of(rated: Sequence[Rated], reader: str) -> dict[str, Any]:
    """Return the decision that is fitted to rated questions as a reader read them, as it is stored."""
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
    """Log how well a decision does on questions that it was not fitted to, each source by itself."""
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
    """Return the expected calibration error: how far confidence is from the share that is right, bin by bin."""
    edges = np.minimum((sure * bins).astype(int), bins - 1)
    parts = (edges == number for number in range(bins))
    return float(sum(abs(sure[part].mean() - right[part].mean()) * part.mean() for part in parts if part.any()))


def calibrate(pipeline: Pipeline, data: Path, office: Path, out: Path, every: int) -> None:
    """Fit on what is for fitting, set thresholds by cross-fitting, write ``out``, and measure on what is held out."""
    asked = [*ask_office(office, pipeline), *ask_encyclopedia(data, pipeline, every)]
    rated = [Rated.of(one) for one in asked]
    stored = decision_of([one for one in rated if not one.asked.held_out], pipeline.reader.fingerprint)
    out.write_text(json.dumps(stored, separators=(",", ":")) + "\n", encoding="utf-8")
    log.info("%s", json.dumps({name: value for name, value in stored.items() if name != "order"}))
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
