"""Retrieval by leg: lexical alone, dense alone, fused by rank, by evidence, and with the reader's word.

Run ``python -m tests.benchmarks.bench_retrieval FILE...`` on SQuAD-layout files, searched as one collection.
Every paragraph is an article; a question hits at k if its own paragraph is among the first k paragraphs found.
``--text`` adds paragraphs of plain text that nobody asks about.
"""

import argparse
import gzip
import tempfile
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from time import perf_counter

import numpy as np

from embeddings.article import Article
from embeddings.builds.make import build
from embeddings.builds.opened import OpenBuild
from embeddings.builds.publish import Builds
from embeddings.builds.recipe import Recipe
from embeddings.collection.memory import InMemoryArticles
from embeddings.encoders.protocol import Encoder
from qa.decide import Decision
from qa.evaluate import articles_of
from qa.pipeline import PASSAGES
from qa.query import parse_question
from qa.read.reader import OnnxReader, Reader
from qa.retrieve import DEPTH, Hit, fuse, retrieve
from qa.squad import Dataset, Question, read_squad
from ui.settings import Settings
from ui.wiring import open_encoder

SHOWN = 10  # hits asked for, of which the first 5 are read
SHORTEST_TEXT = 150  # characters of a paragraph of plain text worth adding


def joined(files: Sequence[Path]) -> Dataset:
    """Return the files as one dataset; a paragraph that stands in several is one."""
    sets = [read_squad(file) for file in files]
    numbers = {text: n for n, text in enumerate(dict.fromkeys(text for one in sets for text in one.paragraphs))}
    titles = {text: title for one in sets for text, title in zip(one.paragraphs, one.titles, strict=True)}
    questions = [
        Question(q.id, q.text, numbers[one.paragraphs[q.paragraph]], q.answers) for one in sets for q in one.questions
    ]
    return Dataset(tuple(numbers), tuple(titles[text] for text in numbers), tuple(questions))


def plain_articles(file: Path, most: int) -> Iterator[Article]:
    """Yield up to ``most`` paragraphs of a text file, one a line, as articles that follow the dataset's."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        long = (line.strip() for line in lines if len(line) >= SHORTEST_TEXT)
        for number, text in enumerate(islice(long, most)):
            yield Article(f"t{number:06d}", "", text, f"line {number}")


def orders(every: Sequence[Hit], shipped: Sequence[Hit], read: Sequence[Hit]) -> dict[str, list[Hit]]:
    """Return one question's hits under each ranking; ``every`` is all that either leg found."""

    def by(key: Callable[[Hit], float]) -> list[Hit]:
        return sorted((hit for hit in every if key(hit)), key=lambda hit: (-key(hit), hit.passage.id))

    found = {
        "lexical alone": by(lambda hit: 1 / hit.lexical.rank if hit.lexical else 0.0),
        "dense alone": by(lambda hit: 1 / hit.dense.rank if hit.dense else 0.0),
        "fused by rank": by(lambda hit: fuse(hit.lexical, hit.dense)),
        "by evidence (shipped)": list(shipped),
    }
    return found | ({"by evidence, then the reader": [*read, *shipped]} if read else {})


def read_first(question: str, hits: Sequence[Hit], reader: Reader, decision: Decision) -> list[Hit]:
    """Return the hits that are read, in the order of their best candidates."""
    first = hits[:PASSAGES]
    judged = decision.judge(first, reader.read(question, [hit.passage for hit in first]))
    places = {hit.passage.id: hit for hit in first}
    return [places[id_] for id_ in dict.fromkeys(one.candidate.passage.id for one in judged)]


def rank_of(question: Question, hits: Sequence[Hit]) -> int:
    """Return the rank of the question's own paragraph, each counted once; 0 if it was not found."""
    order = list(dict.fromkeys(hit.passage.article_id for hit in hits))
    own = f"{question.paragraph:06d}"
    return order.index(own) + 1 if own in order else 0


def measure(
    dataset: Dataset, live: OpenBuild, encoder: Encoder, reader: Reader | None
) -> tuple[dict[str, list[int]], list[float]]:
    """Return for each ranking the rank of every question's own paragraph, and the seconds of each retrieval."""
    table: dict[str, list[int]] = {}
    seconds, decision = [], Decision.from_file()
    for question in dataset.questions:
        began = perf_counter()
        [hits] = retrieve([parse_question(question.text)], live, encoder, SHOWN)
        seconds.append(perf_counter() - began)
        [every] = retrieve([parse_question(question.text)], live, encoder, 2 * DEPTH)
        read = read_first(question.text, hits, reader, decision) if reader else []
        for name, order in orders(every, hits, read).items():
            table.setdefault(name, []).append(rank_of(question, order))
    return table, seconds


def share(found: Sequence[int], k: int) -> float:
    """Return the share of ranks from 1 to ``k``."""
    return sum(1 <= rank <= k for rank in found) / len(found)


def main() -> None:
    """Print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--text", type=Path, help="plain text, gzipped, one paragraph a line")
    parser.add_argument("--most-text", type=int, default=100_000, help="paragraphs of it at most")
    parser.add_argument("--encoder", help="as QA_ENCODER: static, a folder or a model's name; else the shipped one")
    parser.add_argument("--read", action="store_true", help="also let the reader order the first passages")
    arguments = parser.parse_args()
    dataset, encoder = joined(arguments.files), open_encoder(Settings(encoder=arguments.encoder))
    extra = plain_articles(arguments.text, arguments.most_text) if arguments.text else iter(())
    with tempfile.TemporaryDirectory() as folder:
        builds = Builds(Path(folder), Recipe(encoder))
        live = builds.open(build(InMemoryArticles([*articles_of(dataset), *extra]), builds).id)
        print(f"{len(dataset.questions)} questions, {len(dataset.paragraphs)} paragraphs, {live.count()} passages\n")
        table, seconds = measure(dataset, live, encoder, OnnxReader.from_folder() if arguments.read else None)
        print("| ranking | hit@1 | hit@5 |\n|---|---|---|")
        for name, found in table.items():
            print(f"| {name} | {share(found, 1):.4f} | {share(found, 5):.4f} |")
        print(
            f"\nretrieval p50 {1000 * np.percentile(seconds, 50):.1f} ms, p95 {1000 * np.percentile(seconds, 95):.1f}"
        )


if __name__ == "__main__":
    main()
