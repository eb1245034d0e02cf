"""Calibrates the confidence of another reader on a user's questions (Platt 1999).

The ranking of candidates and the relative weights of their signals are those of the shipped decision. Fitted are only
two numbers, the slope and the intercept of the odds, so that a few dozen questions are enough. The shipped thresholds
are probabilities, and so remain valid.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from embeddings.errors import SourceError
from qa.decide import WEIGHTS, Decision
from qa.pipeline import Pipeline
from qa.training.calibrate import (
    Bests,
    Rated,
    ask_examples,
    best_of_each,
    calibration_error,
    confidences_of,
)
from qa.training.course import FEWEST, Request, TrainingResult, read_own, split_own
from qa.training.data import Example


def calibrate_on(request: Request, pipeline: Pipeline) -> TrainingResult:
    """Calibrate the pipeline's reader on a file, and write ``decision.json`` into ``request.into``.

    Returns the calibration error on held-out questions, of the shipped confidences and of the new ones; raises
    ``SourceError``.
    """
    own = read_own(request.on)
    training, held_out = split_own(own.examples, request.held_out)
    shipped = Decision.from_file()
    confidence = calibrated(shipped.confidence, bests_of(training, own.examples, pipeline))
    write_decision(request.into, confidence, pipeline.reader.fingerprint)
    measured = bests_of(held_out, own.examples, pipeline)
    before, after = (
        {"calibration_error": calibration_error(confidences_of(measured, one), measured.right)}
        for one in (shipped.confidence, confidence)
    )
    return TrainingResult(before, after, True, len(training), len(held_out), own.skipped)


def calibrate_on_held_out(request: Request, pipeline: Pipeline) -> int:
    """Calibrate a reader just trained on a file by the questions held out from it, and return how many these are.

    Returns 0, and writes nothing, if there are too few of them, or if the reader gets all right or all wrong.
    """
    own = read_own(request.on)
    _, held_out = split_own(own.examples, request.held_out)
    if sum(bool(example.answers) for example in held_out) < FEWEST:
        return 0
    try:
        confidence = calibrated(Decision.from_file().confidence, bests_of(held_out, own.examples, pipeline))
    except SourceError:  # the reader answers without confidence, as one that nobody calibrated
        return 0
    write_decision(request.into, confidence, pipeline.reader.fingerprint)
    return len(held_out)


def bests_of(questions: Sequence[Example], examples: Sequence[Example], pipeline: Pipeline) -> Bests:
    """Return the best candidate of each question in the shipped ranking, with and without its own paragraph."""
    rated = [Rated.of(asked) for asked in ask_examples("own", examples, questions, pipeline)]
    return best_of_each(rated, Decision.from_file().order)


def calibrated(confidence: Mapping[str, float], bests: Bests) -> dict[str, float]:
    """Return the weights with slope and intercept fitted to whether the best candidates are right.

    Raises ``SourceError`` if the questions do not tell right answers from wrong ones.
    """
    from sklearn.linear_model import LogisticRegression

    if bests.right.all() or not bests.right.any():
        told = "全部答對" if bests.right.all() else "全部答錯"
        raise SourceError(f"這些題目{told}，看不出多有把握才會對，所以無法校準。請加入其他題目再試一次。")
    sure = np.clip(confidences_of(bests, confidence), 1e-6, 1 - 1e-6)
    model = LogisticRegression().fit(np.log(sure / (1 - sure))[:, None], bests.right)
    slope, intercept = float(model.coef_[0, 0]), float(model.intercept_[0])
    if slope <= 0:
        raise SourceError("這個閱讀器在這些題目上，分數高的沒有比較對，所以無法校準。請再訓練，或加入題目。")
    return {name: slope * weight for name, weight in confidence.items()} | {
        "bias": slope * confidence["bias"] + intercept
    }


def write_decision(folder: Path, confidence: Mapping[str, float], reader: str) -> None:
    """Write the shipped decision with these weights, as fitted to a reader, into a folder."""
    stored = json.loads(WEIGHTS.read_text(encoding="utf-8")) | {"confidence": confidence, "readers": [reader]}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / WEIGHTS.name).write_text(json.dumps(stored, separators=(",", ":")) + "\n", encoding="utf-8")
