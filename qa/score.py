"""Exact match and F1 of a quote against gold answers, by character.

The metric is that of CMRC 2018 (Cui et al. 2019): both sides are folded, punctuation and spaces dropped, Latin words
and numbers kept whole; F1 counts the longest common substring of units. The best gold answer counts.
"""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from embeddings.text.fold import fold

RIGHT = 0.5  # an answer is right if its F1 is at least this

_UNIT = re.compile(r"[a-z0-9]+|[^\W_]")


def units(text: str) -> list[str]:
    """Return the units of comparison: characters, and whole Latin words and numbers, of the folded text."""
    return _UNIT.findall(fold(text))


def exact_match(prediction: str, golds: Sequence[str]) -> float:
    """Return 1.0 if the prediction equals one of the gold answers, else 0.0."""
    return float(any(units(prediction) == units(gold) for gold in golds))


def f1(prediction: str, golds: Sequence[str]) -> float:
    """Return the best F1 in [0, 1] over the gold answers."""
    return max((_f1(units(prediction), units(gold)) for gold in golds), default=0.0)


def _f1(prediction: list[str], gold: list[str]) -> float:
    if not prediction or not gold:
        return float(prediction == gold)
    run = SequenceMatcher(None, prediction, gold, autojunk=False).find_longest_match()
    return 2 * run.size / (len(prediction) + len(gold))
