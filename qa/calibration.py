"""The decision model for a reader, and answers of a reader that none was fitted to.

Confidences are calibrated for one reader. The shipped model is valid for the shipped reader only; another reader
brings its own ``decision.json`` next to its weights. Without one, candidates are ranked by the shipped model and
shown from a fixed threshold of the reader's score; there is no confidence, and a warning says why.
"""

from dataclasses import replace
from functools import cache
from math import exp
from pathlib import Path

from embeddings.errors import ModelError
from qa.answer import Answer
from qa.decide import WEIGHTS, Decision, Mode

FILE = WEIGHTS.name
LINES = {
    Mode.STRICT: 2.0,
    Mode.BALANCED: 0.0,
    Mode.LOOSE: -2.0,
}  # thresholds of the reader's score; 0: even odds
UNCALIBRATED = "這個閱讀器沒有校準過：取捨只看它自己的分數，所以不附信心，請自行核對原文。"


def decision_for(reader: str, folder: Path | None = None) -> Decision:
    """Return the decision model for the reader with this fingerprint, whose weights may be in ``folder``.

    This is the model next to the weights or the shipped one, if fitted to this reader; else the fallback. Raises
    ``ModelError`` if the file next to the weights is unreadable.
    """
    shipped = read_decision(WEIGHTS)
    own = [read_decision(folder / FILE)] if folder is not None and (folder / FILE).is_file() else []
    return next((one for one in (*own, shipped) if reader in one.readers), fallback(shipped))


@cache
def read_decision(path: Path) -> Decision:
    """Return the decision model in a file; raise ``ModelError`` if it is unreadable."""
    try:
        return Decision.from_file(path)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(
            f"閱讀器的校準檔讀不進來：{path}（{error!r}）。請重新校準，或刪除它（答案就不附信心）。"
        ) from error


def fallback(shipped: Decision) -> Decision:
    """Return the model for a reader without calibration: the shipped ranking, and thresholds on the reader's score."""
    by_reader = dict.fromkeys(shipped.confidence, 0.0) | {"reader": 1.0}
    thresholds = {mode: 1 / (1 + exp(-line)) for mode, line in LINES.items()}
    return replace(shipped, confidence=by_reader, thresholds=thresholds, readers=())


def without_confidence(answer: Answer) -> Answer:
    """Return an answer of a reader without calibration: the confidences removed, and a warning added."""
    answers = tuple(replace(one, confidence=None) for one in answer.answers)
    return replace(answer, confidence=None, answers=answers, warning=UNCALIBRATED)
