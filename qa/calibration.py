"""Which decision goes with a reader, and what an answer says where none was ever fitted to it.

A reader's scores mean what they were calibrated to mean. The shipped decision is true of the shipped reader alone;
another brings its own, ``decision.json`` beside its weights. Without one, candidates are ordered as the shipped one
orders them, and given from a fixed line on the reader's own score on; no probability is told, and a warning says why.
"""

from dataclasses import replace
from functools import cache
from math import exp
from pathlib import Path

from embeddings.errors import ModelError
from qa.answer import Answer
from qa.decide import WEIGHTS, Decision, Mode

FILE = WEIGHTS.name
LINES = {Mode.STRICT: 2.0, Mode.BALANCED: 0.0, Mode.LOOSE: -2.0}  # of the reader's score; 0: as likely as not
UNCALIBRATED = "這個閱讀器沒有校準過：取捨只看它自己的分數，所以不附信心，請自行核對原文。"


def decision_for(reader: str, folder: Path | None = None) -> Decision:
    """Return the decision for the reader of a fingerprint, whose weights may lie in a folder of their own.

    That is the one beside the weights or the shipped one, if it was fitted to this very reader; else the fallback.
    Raise ``ModelError`` if the one beside the weights cannot be read.
    """
    shipped = read_decision(WEIGHTS)
    own = [read_decision(folder / FILE)] if folder is not None and (folder / FILE).is_file() else []
    return next((one for one in (*own, shipped) if reader in one.readers), fallback(shipped))


@cache
def read_decision(path: Path) -> Decision:
    """Return a decision; raise ``ModelError`` if it cannot be read."""
    try:
        return Decision.from_file(path)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(
            f"閱讀器的校準檔讀不進來：{path}（{error!r}）。請重新校準，或刪除它（答案就不附信心）。"
        ) from error


def fallback(shipped: Decision) -> Decision:
    """Return the decision for a reader that none was fitted to: the shipped order, and lines on the reader's score."""
    by_reader = dict.fromkeys(shipped.confidence, 0.0) | {"reader": 1.0}
    thresholds = {mode: 1 / (1 + exp(-line)) for mode, line in LINES.items()}
    return replace(shipped, confidence=by_reader, thresholds=thresholds, readers=())


def without_confidence(answer: Answer) -> Answer:
    """Return an answer of a reader that was not calibrated: what would be its confidences is no probability."""
    answers = tuple(replace(one, confidence=None) for one in answer.answers)
    return replace(answer, confidence=None, answers=answers, warning=UNCALIBRATED)
