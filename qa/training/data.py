"""The development data for training: questions split by article, and plain text.

Files are SQuAD-like JSON lines (``qa/*.jsonl.gz``), pairs (``pairs/*.jsonl.gz``) and one paragraph a line
(``text/*.txt.gz``). Sets are split by *article*: no article of a development set is ever trained on.
"""

import gzip
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

# Answer style: answers have 5 characters on average in DRCD, 18 in CMRC. A reader trained on both learns the style
# from a style token; at run time the short style is used.
SHORT_STYLE = frozenset({"drcd", "cmrc2017_user", "crud_news_questeval", "dureader_robust_dev", "own", "office"})
MEASURES_ONLY = frozenset({"cjrc_dev"})  # no licence stated: used for measuring only, never for shipped models
DEVELOPMENT_SHARE = {"drcd": 0.2, "cmrc2018": 0.06}
# Characters read of each text file; small news and encyclopedia files are read completely.
TEXT_BUDGET = {
    "crud_news": 30_000_000,
    "xinwenlianbo_cctv": 9_400_000,
    "pdis_transcripts_tw": 8_000_000,
    "classical_modern_vernacular_sample": 4_000_000,
    "tw_laws_sample": 2_000_000,
    "cn_laws_sample": 2_000_000,
    "plurality_book_tw": 300_000,
    "ntrex_zh": 200_000,
}


@dataclass(frozen=True, slots=True)
class Example:
    """One question on one paragraph; ``answers`` are (start, text) and empty if there is none."""

    id: str
    source: str
    article: str
    question: str
    context: str
    answers: tuple[tuple[int, str], ...]
    title: str = ""  # of the article, and the headings that the context stands under

    @property
    def short(self) -> bool:
        """Whether the set's answers are short phrases."""
        return self.source in SHORT_STYLE


def read_examples(folder: Path) -> list[Example]:
    """Return every example in ``folder/qa``, without those whose offsets are wrong."""
    examples = []
    for path in sorted((folder / "qa").glob("*.jsonl.gz")):
        source = path.name.removesuffix(".jsonl.gz")
        for row in read_rows(path):
            answers = tuple((answer["start"], answer["text"]) for answer in row["answers"])
            context, title = row["context"], row.get("title") or ""
            article = title or hashlib.blake2b(context.encode(), digest_size=8).hexdigest()
            examples.append(Example(row["id"], source, article, row["question"], context, answers, title))
    return [example for example in examples if _offsets_hold(example)]


def _offsets_hold(example: Example) -> bool:
    return all(example.context[start : start + len(text)] == text for start, text in example.answers)


def is_development(example: Example) -> bool:
    """Return whether the example's article is held out: a fixed share of the titles of DRCD and CMRC."""
    share = DEVELOPMENT_SHARE.get(example.source, 0.0)
    digest = hashlib.blake2b(example.article.encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big") < share * 2**32


def split(examples: list[Example]) -> tuple[list[Example], list[Example]]:
    """Return (training, development): disjoint by article, across all sets."""
    development = [example for example in examples if is_development(example)]
    held_out = {example.article for example in development} | {example.context for example in development}
    allowed = (e for e in examples if e.source not in MEASURES_ONLY)
    training = [e for e in allowed if e.article not in held_out and e.context not in held_out]
    return training, development


def read_rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the rows of a gzipped JSON lines file."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def read_text(folder: Path) -> Iterator[str]:
    """Yield paragraphs of plain text, each file up to its character budget, then the training contexts."""
    for name, budget in TEXT_BUDGET.items():
        with gzip.open(folder / "text" / f"{name}.txt.gz", "rt", encoding="utf-8") as file:
            for line in file:
                yield line.rstrip("\n")
                budget -= len(line)
                if budget < 0:
                    break
    training, _ = split(read_examples(folder))
    yield from dict.fromkeys(example.context for example in training)


def batches(items: Iterator[str], size: int) -> Iterator[list[str]]:
    """Yield lists of up to ``size`` items."""
    while batch := list(islice(items, size)):
        yield batch
