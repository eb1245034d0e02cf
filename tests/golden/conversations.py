"""Completes the follow-ups of the invented conversations and prints how many came out right.

``python -m tests.golden.conversations``; with ``--misses fit`` also which did not.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from embeddings.text.fold import fold
from qa.conversation import EarlierTurn, lean

SET = Path(__file__).with_suffix(".jsonl")
HALVES = ("fit", "held")
NO_WORDS = re.compile(r"\W|[的呢吗啊呀了]")


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question after others, and the completions of it that are right: none where it stands alone."""

    half: str
    earlier: tuple[EarlierTurn, ...]
    question: str
    completed: tuple[str, ...]

    @property
    def is_trap(self) -> bool:
        return not self.completed


def follow_ups() -> Iterator[FollowUp]:
    """Yield every turn of the set but the first of each conversation."""
    for line in SET.read_text(encoding="utf-8").splitlines():
        conversation = json.loads(line)
        turns = conversation["turns"]
        said = [EarlierTurn(turn["question"], turn["answer"]) for turn in turns]
        for at, turn in enumerate(turns[1:], 1):
            yield FollowUp(conversation["half"], tuple(said[:at]), turn["question"], tuple(turn["completed"]))


def bare(text: str) -> str:
    """Return the fold of a text without marks and particles, by which completions are compared."""
    return NO_WORDS.sub("", fold(text))


def is_right(asked: FollowUp) -> bool:
    """Return whether a follow-up is completed as is right, or left alone if it stands alone."""
    found = lean(asked.question, asked.earlier)
    return found is None if asked.is_trap else found is not None and bare(found) in set(map(bare, asked.completed))


def figures(half: str) -> dict[str, int]:
    """Return for half of the set how many follow-ups lean, and were completed right; how many traps, and were bent."""
    asked = [one for one in follow_ups() if one.half == half]
    leaning = [one for one in asked if not one.is_trap]
    traps = [one for one in asked if one.is_trap]
    return {
        "leaning": len(leaning),
        "right": sum(map(is_right, leaning)),
        "traps": len(traps),
        "bent": sum(not is_right(one) for one in traps),
    }


def main() -> None:
    """Print the figures of both halves."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", choices=HALVES, help="also print what came out wrong in one half")
    misses = parser.parse_args().misses
    for half in HALVES:
        one = figures(half)
        sys.stdout.write(
            f"{half}: {one['right']} of {one['leaning']} leaning turns completed right "
            f"({one['right'] / one['leaning']:.1%}), {one['bent']} of {one['traps']} traps bent\n"
        )
    for asked in follow_ups():
        if asked.half == misses and not is_right(asked):
            last, found = asked.earlier[-1], lean(asked.question, asked.earlier)
            wanted = asked.completed[0] if asked.completed else None
            sys.stdout.write(f"{last.question}（{last.answer}） {asked.question} -> {found}; should be {wanted}\n")


if __name__ == "__main__":
    main()
