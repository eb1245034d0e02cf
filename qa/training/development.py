"""Writes the development questions as files in SQuAD format, for ``qa evaluate`` and the benchmarks.

Each file has the held-out questions of one set, and all of the set's paragraphs as the collection. With ``--all`` it
has every question, for measuring what was fitted to none: whether two ways of storing passages find the same.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from qa.training.data import DEVELOPMENT_SHARE, Example, read_examples, split


def squad(examples: Sequence[Example], asked: frozenset[str]) -> dict[str, object]:
    """Return the paragraphs of ``examples`` in SQuAD format, with the questions whose ids are in ``asked``."""
    paragraphs: dict[tuple[str, str], list[dict[str, object]]] = {}
    for example in examples:
        questions = paragraphs.setdefault((example.article, example.context), [])
        if example.id in asked:
            answers = [{"text": text, "answer_start": start} for start, text in example.answers]
            questions.append({"id": example.id, "question": example.question, "answers": answers})
    rows = [
        {"title": title, "paragraphs": [{"context": context, "qas": questions}]}
        for (title, context), questions in paragraphs.items()
    ]
    return {"version": "1", "data": rows}


def main() -> None:
    """Write one file for each set that has development questions."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, default=Path(".training/development"))
    parser.add_argument("--all", action="store_true", help="every question, not the held-out ones alone")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    examples = read_examples(arguments.data)
    asked = frozenset(example.id for example in (examples if arguments.all else split(examples)[1]))
    for source in DEVELOPMENT_SHARE:
        found = squad([example for example in examples if example.source == source], asked)
        (arguments.out / f"{source}.json").write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()
