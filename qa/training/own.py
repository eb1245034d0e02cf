"""Questions of one's own, on which the shipped weights are trained further (``qa train … --on FILE``).

A share of their articles is held out: the weights to start from and the new ones are both measured on it, in
the form in which they are served, and new weights that are not better are not written.
"""

import hashlib
import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from embeddings.errors import SourceError
from qa.evaluate import Dataset, Question
from qa.training.data import Example

FEWEST = 20  # questions below which a held-out share says nothing
Progress = Callable[[int, int], None]
Scores = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class OwnQuestions:
    """The questions of a file that can be used, and how many were skipped for each reason."""

    examples: tuple[Example, ...]
    skipped: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Course:
    """What to train on, from which weights, and where better ones go."""

    training: Sequence[Example]
    held_out: Sequence[Example]
    start: Path
    out: Path
    epochs: int
    seed: int = 1

    def steps(self, batch: int) -> int:
        """Return how many steps the epochs take."""
        return max(1, self.epochs * ceil(len(self.training) / batch))


@dataclass(frozen=True, slots=True)
class Request:
    """What the user asked for: a file, weights to start from (None: those that ship), and where better ones go."""

    on: Path
    start: Path | None
    into: Path
    held_out: float
    epochs: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """The held-out scores of the weights it started from and of the new ones, and whether these were kept."""

    before: Scores
    after: Scores
    kept: bool
    training: int  # questions
    held_out: int
    skipped: Mapping[str, int]


def train_further(kind: str, request: Request, progress: Progress) -> Outcome:
    """Train the ``reader`` or the ``encoder`` on a file; raise SourceError or ModelError."""
    own = read_own(request.on)
    training, held_out = split_own(own.examples, request.held_out)
    if kind == "reader":
        from qa.read.reader import WEIGHTS
        from qa.training.own_reader import train_on
    else:
        from embeddings.static import WEIGHTS
        from qa.training.own_encoder import train_on
    course = Course(training, held_out, request.start or WEIGHTS, request.into, request.epochs)
    before, after, kept = train_on(course, progress)
    return Outcome(before, after, kept, len(training), len(held_out), own.skipped)


def read_own(path: Path) -> OwnQuestions:
    """Return the usable questions of a SQuAD-layout file; raise SourceError if it is none, or too few are left."""
    skipped: Counter[str] = Counter()
    examples: list[Example] = []
    seen: set[tuple[str, str]] = set()
    try:
        for article in json.loads(path.read_text(encoding="utf-8-sig"))["data"]:
            for paragraph in article["paragraphs"]:
                context = paragraph["context"]
                title = article.get("title") or hashlib.blake2b(context.encode(), digest_size=8).hexdigest()
                for row in paragraph["qas"]:
                    answers = () if row.get("is_impossible") else tuple(_answers(row))
                    reason = _reason_to_skip(row["question"], context, answers, seen)
                    if reason:
                        skipped[reason] += 1
                        continue
                    seen.add((context, row["question"]))
                    examples.append(Example(str(row.get("id", "")), "own", title, row["question"], context, answers))
    except (OSError, UnicodeDecodeError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise SourceError(
            f"{path} 讀不進來（{error!r}）。請給 SQuAD 格式的 JSON 檔：data → paragraphs → qas → answers。"
        ) from error
    if sum(bool(example.answers) for example in examples) < FEWEST:
        told = "、".join(f"{reason} {count} 題" for reason, count in skipped.items())
        raise SourceError(
            f"{path} 只有 {len(examples)} 題可用，至少要 {FEWEST} 題有答案的。" + (f"略過的：{told}。" if told else "")
        )
    return OwnQuestions(tuple(examples), dict(skipped))


def _answers(row: Mapping[str, list[dict[str, object]]]) -> list[tuple[int, str]]:
    return [(int(str(answer["answer_start"])), str(answer["text"])) for answer in row.get("answers", [])]


def _reason_to_skip(
    question: str, context: str, answers: Sequence[tuple[int, str]], seen: set[tuple[str, str]]
) -> str | None:
    if not question.strip() or not context.strip():
        return "問題或段落是空的"
    if any(not text or start < 0 or context[start : start + len(text)] != text for start, text in answers):
        return "答案的位置與段落不符"
    return "重複的問題" if (context, question) in seen else None


def split_own(examples: Sequence[Example], share: float) -> tuple[list[Example], list[Example]]:
    """Return (training, held out), disjoint by article, or by paragraph where one article holds most questions."""
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
    """Return examples as ``qa.evaluate`` takes them; the paragraphs of ``others`` are there to be confused with."""
    contexts = {e.context: n for n, e in enumerate({e.context: e for e in [*examples, *others]}.values())}
    questions = [
        Question(e.id, e.question, contexts[e.context], tuple(dict.fromkeys(text for _, text in e.answers)))
        for e in examples
    ]
    return Dataset(tuple(contexts), ("",) * len(contexts), tuple(questions))


def replace_folder(new: Path, out: Path) -> None:
    """Put a finished folder in the place of another, which is gone only once the new one stands there."""
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
