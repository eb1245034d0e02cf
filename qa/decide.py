"""The decision: candidates in, the best quotes with calibrated confidences out. The only module that combines scores.

Two models over the same signals, both fitted on development questions that no model was trained on
(``qa.training.calibrate``): trees rank candidates across passages (``qa.order``), and logistic regression gives the
probability that the best one is right (Platt scaling, if the reader's score were the only signal).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import exp, prod
from pathlib import Path

import numpy as np

from embeddings.article import Span
from qa.closer import Closer
from qa.order import Order, TreeOrder
from qa.query import Query
from qa.read.reader import Candidate
from qa.retrieve import Hit
from qa.score import units
from qa.signals import HIGHEST_SCORE, NO_CLOSER, Signals, clip, know

WEIGHTS = Path(__file__).with_name("weights") / "decision.json"

# How much better the odds of a quote are, where a list is asked for, if it is part of one. Fitted on the list questions
# of the fitting half of the office set, as they are and with their own files taken out of what was found (2.4), and
# rounded down, for none of those is a near miss.
LIST_ODDS = 2.0


class Mode(StrEnum):
    """How readily to answer; each mode has its threshold and its measured precision."""

    STRICT = "strict"
    BALANCED = "balanced"
    LOOSE = "loose"


@dataclass(frozen=True, slots=True)
class Judged:
    """A candidate with its ranking score and its signals."""

    candidate: Candidate
    signals: Signals
    rank_score: float
    statement: Span


@dataclass(frozen=True, slots=True)
class Choice:
    """Candidates with the same content: the best one, its confidence, and how many passages agree.

    ``statement`` is the candidate's statement; ``contradicted`` says that this or its context names another thing
    than the question does, ``clashes`` that it is another date, code, variety or role; ``together`` is their share of
    the question.
    """

    candidate: Candidate
    confidence: float
    support: int
    statement: Span
    contradicted: bool
    together: float
    clashes: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """The ranking model, and the weights of the confidence model: name of a signal or ``bias`` → weight."""

    order: Order
    confidence: Mapping[str, float]
    thresholds: Mapping[Mode, float]
    nothing_relevant: float  # evidence of the best passage below which nothing found is relevant
    readers: tuple[str, ...] = ()  # fingerprints of the readers that it is calibrated for

    @classmethod
    def from_file(cls, path: Path = WEIGHTS) -> "Decision":
        """Load the shipped models."""
        stored = json.loads(path.read_text(encoding="utf-8"))
        thresholds = {Mode(name): value for name, value in stored["thresholds"].items()}
        readers = tuple(stored.get("readers", ()))
        order = TreeOrder.from_stored(stored["order"])
        return cls(order, stored["confidence"], thresholds, stored["nothing_relevant"], readers)

    def choose(
        self,
        query: Query,
        hits: Sequence[Hit],
        candidates: Sequence[Sequence[Candidate]],
        closer: Closer = NO_CLOSER,
    ) -> list[Choice]:
        """Return the candidates grouped by content, best first; ``candidates`` has one list for each hit.

        Of candidates that overlap in their article only the best one is kept.
        """
        groups = group(self.judge(query, hits, candidates, closer))
        choices: list[Choice] = []
        for agreeing in groups:
            best = agreeing[0].candidate
            if all(_stands_elsewhere(best, kept.candidate) for kept in choices):
                choices.append(self._choice(agreeing, groups))
        return choices

    def judge(
        self,
        query: Query,
        hits: Sequence[Hit],
        candidates: Sequence[Sequence[Candidate]],
        closer: Closer = NO_CLOSER,
    ) -> list[Judged]:
        """Return every candidate with its signals, best first; ties go to the earlier passage and span."""
        known = know(query, hits, candidates, closer)
        scores = self.order.scores(np.array([one.signals.values() for one in known], dtype=np.float64))
        judged = [
            Judged(one.candidate, one.signals, float(score), one.statement)
            for one, score in zip(known, scores, strict=True)
        ]
        return sorted(judged, key=place)

    def _choice(self, agreeing: Sequence[Judged], groups: Sequence[Sequence[Judged]]) -> Choice:
        best = agreeing[0]
        odds = weigh(self.confidence, best.signals.clipped()) + self.confidence["margin"] * margin(best, groups)
        support = len({one.candidate.passage.id for one in agreeing})
        said = best.signals
        contradicted = said.contradicted > 0 or said.clash > 0 or said.foreign > 0
        confidence, clashes = 1 / (1 + exp(-odds)), said.clash > 0
        return Choice(best.candidate, confidence, support, best.statement, contradicted, said.together, clashes)


def place(one: Judged) -> tuple[float, int, int, int]:
    """Return the sort key of candidates: best first, ties to the earlier passage and span."""
    return -one.rank_score, one.candidate.passage.id, one.candidate.span.start, one.candidate.span.end


def group(judged: Sequence[Judged]) -> list[list[Judged]]:
    """Return the candidates grouped by content (ignoring script and punctuation), in their order."""
    groups: dict[str, list[Judged]] = {}
    for one in judged:
        groups.setdefault("".join(units(one.candidate.quote)), []).append(one)
    return [agreeing for said, agreeing in groups.items() if said]


def margin(best: Judged, groups: Sequence[Sequence[Judged]]) -> float:
    """Return the lead of ``best`` over its best rival, which does not overlap it; clipped to ±HIGHEST_SCORE."""
    rivals = (agreeing[0] for agreeing in groups if _stands_elsewhere(agreeing[0].candidate, best.candidate))
    return clip(best.rank_score - next((rival.rank_score for rival in rivals), -HIGHEST_SCORE))


def _stands_elsewhere(one: Candidate, other: Candidate) -> bool:
    if one.passage.article_id != other.passage.article_id:
        return True
    return one.span.end <= other.span.start or other.span.end <= one.span.start


def confidence_of_list(parts: Sequence[Choice], *, several: bool) -> float:
    """Return how likely it is that a list is right, from those of its parts that were chosen.

    Each is as likely as it is against the others; those of one list are no rivals. ``several`` tells that the list
    has more than one item.
    """
    wrong = prod(1 - one.confidence for one in parts)
    odds = (1 - wrong) * (LIST_ODDS if several else 1.0)
    return odds / (odds + wrong)


def weigh(weights: Mapping[str, float], signals: Signals) -> float:
    """Return the weighted sum of the signals and the bias."""
    return weights["bias"] + sum(weights.get(name, 0.0) * float(getattr(signals, name)) for name in Signals.__slots__)
