"""A reader without weights: in each sentence, what follows the words it shares with the question."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from embeddings.article import Passage, Span
from embeddings.text.fold import fold
from embeddings.text.sentences import sentences
from qa.read.reader import Candidate
from qa.score import units

QUOTE = re.compile(r"\d+月\d+日|\d+[^\W\d_]?|「[^」]+」")


@dataclass(frozen=True)
class OverlapReader:
    """Quotes dates, numbers and what stands in corner quotes; the score is the overlap with the question."""

    fingerprint: str = "overlap-1"

    def read(self, question: str, passages: Sequence[Passage], *, titled: bool = False) -> list[list[Candidate]]:
        return [self._read_one(set(units(question)), passage) for passage in passages]

    def _read_one(self, asked: set[str], passage: Passage) -> list[Candidate]:
        found = []
        for sentence in sentences(passage.text):
            text = sentence.of(passage.text)
            overlap = len(asked & set(units(text))) / len(asked)
            for match in QUOTE.finditer(fold(text)):
                start = passage.start + sentence.start + match.start()
                found.append(Candidate(passage, Span(start, start + len(match.group())), 10 * overlap - 5))
        return sorted(found, key=lambda candidate: (-candidate.score, candidate.span.start))
