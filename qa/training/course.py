"""Common parts of fine-tuning on a user's questions: selecting and splitting them, and the result.

A share of their articles is held out: the initial and the new weights are both measured on it in the form in which
they are served, and new weights that are not better are discarded.
"""

import hashlib
import shutil
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from embeddings.errors import SourceError
from qa.squad import Dataset, Question, read_squad
from qa.training.data import Example

FEWEST = 20  # questions; with fewer a held-out share is too small
Scores = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class OwnQuestions:
    """The usable questions of a file, and how many were skipped for each reason."""

    examples: tuple[Example, ...]
    skipped: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Course:
    """The training data, the initial weights, and the folder for better ones."""

    training: Sequence[Example]
    held_out: Sequence[Example]
    start: Path
    out: Path
    epochs: int
    seed: int = 1

    def steps(self, batch: int) -> int:
        """Return the number of steps in all epochs."""
        return max(1, self.epochs * ceil(len(self.training) / batch))


@dataclass(frozen=True, slots=True)
class Request:
    """The user's request: a file, the initial weights (None: the shipped ones), and the folder for better ones."""

    on: Path
    start: Path | None
    into: Path
    held_out: float
    epochs: int


@dataclass(frozen=True, slots=True)
class TrainingResult:
    """The held-out scores of the initial and the new weights, and whether the new ones were kept."""

    before: Scores
    after: Scores
    kept: bool
    training: int  # questions
    held_out: int
    skipped: Mapping[str, int]


def read_own(path: Path) -> OwnQuestions:
    """Return the usable questions of a file in SQuAD format; raise ``SourceError`` for another format or too few."""
    dataset = read_squad(path)
    skipped: Counter[str] = Counter()
    examples: list[Example] = []
    seen: set[tuple[str, str]] = set()
    for question in dataset.questions:
        context, title = dataset.paragraphs[question.paragraph], dataset.titles[question.paragraph]
        reason = _reason_to_skip(question, context, seen)
        if reason:
            skipped[reason] += 1
            continue
        seen.add((context, question.text))
        article = title or hashlib.blake2b(context.encode(), digest_size=8).hexdigest()
        answers = tuple((start, text) for start, text in question.spans if start is not None)
        examples.append(Example(question.id, "own", article, question.text, context, answers, title))
    if sum(bool(example.answers) for example in examples) < FEWEST:
        told = "、".join(f"{reason} {count} 題" for reason, count in skipped.items())
        raise SourceError(
            f"{path} 只有 {len(examples)} 題可用，至少要 {FEWEST} 題有答案的。" + (f"略過的：{told}。" if told else "")
        )
    return OwnQuestions(tuple(examples), dict(skipped))


def _reason_to_skip(question: Question, context: str, seen: set[tuple[str, str]]) -> str | None:
    """Return in Chinese why a question cannot be trained on, or ``None``."""
    if not question.text.strip() or not context.strip():
        return "問題或段落是空的"
    if not all(_stands_at(context, start, text) for start, text in question.spans):
        return "答案的位置與段落不符"
    return "重複的問題" if (context, question.text) in seen else None


def _stands_at(context: str, start: int | None, text: str) -> bool:
    return bool(text) and start is not None and start >= 0 and context[start : start + len(text)] == text


def split_own(examples: Sequence[Example], share: float) -> tuple[list[Example], list[Example]]:
    """Return (training, held out), disjoint by article, or by paragraph if one article has most questions."""
    most = Counter(example.article for example in examples).most_common(1)[0][1]
    by_article = most <= (1 - share) * len(examples)
    groups: dict[str, list[Example]] = {}
    for example in examples:
        groups.setdefault(example.article if by_article else example.context, []).append(example)
    if len(groups) < 2:
        raise SourceError("所有問題都在同一個段落上，分不出不訓練、只用來評測的部分。請加入其他段落的問題。")
    training: list[Example] = []
    held_out: list[Example] = []
    for name in sorted(groups, key=lambda name: hashlib.blake2b(name.encode(), digest_size=8).digest()):
        (held_out if len(held_out) < share * len(examples) else training).extend(groups[name])
    if not training or not any(example.answers for example in held_out):
        raise SourceError("問題太集中在少數段落上，分不出訓練和評測兩部分。請加入其他段落的問題。")
    return training, held_out


def as_dataset(examples: Sequence[Example], others: Sequence[Example] = ()) -> Dataset:
    """Return examples as a ``Dataset``; the paragraphs of ``others`` are added as distractors."""
    contexts = {e.context: n for n, e in enumerate({e.context: e for e in [*examples, *others]}.values())}
    questions = [Question(e.id, e.question, contexts[e.context], e.answers) for e in examples]
    return Dataset(tuple(contexts), ("",) * len(contexts), tuple(questions))


def replace_folder(new: Path, out: Path) -> None:
    """Replace a folder by a finished one; the old one is removed only after that."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}.") as scratch:
        ready, old = Path(scratch) / "ready", Path(scratch) / "old"
        shutil.copytree(new, ready)
        if out.exists():
            out.rename(old)
        try:
            ready.rename(out)
        except OSError:
            if old.exists():
                old.rename(out)
            raise
