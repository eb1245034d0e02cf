"""The golden questions of a collection: a new build is published only if it answers them as well as the live one.

What came of each question is kept beside its build, with the passages that were read: where a later build finds the
same passages the answer is the same, and nothing is read again.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from embeddings.encoder import Encoder
from embeddings.errors import BuildError
from embeddings.publish import OpenBuild
from qa.assistant import PASSAGES_READ, read_likeliest
from qa.decide import Decision, Mode
from qa.evaluate import RIGHT, Dataset, Question
from qa.query import Query, parse_question
from qa.read.reader import Reader
from qa.retrieve import Hit, retrieve
from qa.score import f1

OUTCOMES = "golden.json"  # in the folder of a build; no part of it, so its checksums do not cover it
TOLERANCE = 0.02  # share of the questions by which fewer may be answered right
SHOWN = 5  # questions that the message names

Progress = Callable[[int, int], None]  # questions asked, questions in all


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether a question was answered right, and a hash of all that the answer came from."""

    source: str
    right: bool


Outcomes = dict[str, Outcome]  # by the question's id


@dataclass(frozen=True, slots=True)
class Examiner:
    """Asks golden questions of builds."""

    dataset: Dataset
    encoder: Encoder
    reader: Reader
    decision: Decision

    def examine(self, build: OpenBuild, known: Mapping[str, Outcome], progress: Progress) -> Outcomes:
        """Return what came of every question on an article of the build; ``known`` saves reading."""
        titles = {article.title for article in build.articles()}
        asked = [q for q in self.dataset.questions if self.dataset.titles[q.paragraph] in {"", *titles}]
        outcomes = {}
        for number, question in enumerate(asked, start=1):
            query = parse_question(question.text)
            [hits] = retrieve([query], build, self.encoder, PASSAGES_READ)
            source = self._source(question, hits)
            outcome = known.get(question.id)
            if outcome is None or outcome.source != source:
                outcome = Outcome(source, self._is_right(question, query, hits))
            outcomes[question.id] = outcome
            progress(number, len(asked))
        return outcomes

    def _source(self, question: Question, hits: Sequence[Hit]) -> str:
        """Return a hash of the question and its answers, of the passages in their order, and of the models."""
        passages = [(hit.passage.title, hit.passage.text) for hit in hits]
        parts = (question.text, question.answers, passages, self.reader.fingerprint, asdict(self.decision))
        return hashlib.blake2b(json.dumps(parts).encode("ascii"), digest_size=12).hexdigest()

    def _is_right(self, question: Question, query: Query, hits: Sequence[Hit]) -> bool:
        """Return whether the answer given, if any, is the one wanted, if any."""
        choices = self.decision.choose(hits, read_likeliest(self.reader, query, hits))
        given = [one for one in choices[:1] if one.confidence >= self.decision.thresholds[Mode.BALANCED]]
        if not given or not question.answers:
            return not given and not question.answers
        return f1(given[0].candidate.quote, question.answers) >= RIGHT


def compare(examiner: Examiner, live: OpenBuild, new: OpenBuild, progress: Progress) -> None:
    """Raise ``BuildError`` if a new build answers fewer golden questions right than the live one; keep the outcomes.

    Only questions count whose article is in both.
    """
    before = examiner.examine(live, read_outcomes(live.folder), lambda done, total: progress(done, 2 * total))
    after = examiner.examine(new, before, lambda done, total: progress(total + done, 2 * total))
    write_outcomes(live.folder, before)
    write_outcomes(new.folder, after)
    both = before.keys() & after.keys()
    lost = sum(before[id_].right for id_ in both) - sum(after[id_].right for id_ in both)
    if lost <= TOLERANCE * len(both):
        return
    texts = {question.id: question.text for question in examiner.dataset.questions}
    worse = [texts[id_] for id_ in texts if id_ in both and before[id_].right and not after[id_].right]
    named = "".join(f"「{text}」" for text in worse[:SHOWN]) + (f"等 {len(worse)} 題" if len(worse) > SHOWN else "")
    raise BuildError(
        f"新的索引 {new.id} 建好了，但有黃金題答得比原來差，所以沒有啟用，原來的索引照常使用：{named}。"
        f"請檢查最近改動的文章；確認無妨，就執行 `qa publish {new.id}`。"
    )


def read_outcomes(folder: Path) -> Outcomes:
    """Return the outcomes kept beside a build; none if there are none that can be read."""
    try:
        rows = json.loads((folder / OUTCOMES).read_text(encoding="utf-8"))
        return {id_: Outcome(str(row["source"]), bool(row["right"])) for id_, row in rows.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}  # they only save time: every question is asked anew


def write_outcomes(folder: Path, outcomes: Outcomes) -> None:
    """Keep the outcomes beside a build."""
    text = json.dumps({id_: asdict(outcome) for id_, outcome in outcomes.items()}, indent=1)
    (folder / OUTCOMES).write_text(text + "\n", encoding="utf-8")
