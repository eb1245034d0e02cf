"""Retrieval by leg: lexical alone, dense alone, and fused at several weights, on any SQuAD-layout file.

Run ``python -m tests.benchmarks.bench_retrieval FILE``. Every paragraph of the file is an article; a question
hits at k if its own paragraph is among the first k paragraphs found.
"""

import argparse
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from embeddings.build import build
from embeddings.chunk import CHUNKER, chunk
from embeddings.manifest import Recipe
from embeddings.publish import Builds, OpenBuild
from embeddings.static import StaticEncoder
from qa.evaluate import Dataset, articles_of, read_squad
from qa.query import parse_question
from qa.retrieve import DEPTH, Leg, fuse, legs

Scorer = Callable[[Leg | None, Leg | None], float]


def scorers() -> dict[str, Scorer]:
    """Return the rankings that are compared, by name."""
    found: dict[str, Scorer] = {
        "lexical alone": lambda lexical, dense: 1 / lexical.rank if lexical else 0.0,
        "dense alone": lambda lexical, dense: 1 / dense.rank if dense else 0.0,
        "fused, as shipped": fuse,
    }
    for constant in (1, 10, 60):
        for weight in (0.1, 0.25, 0.5, 1.0):
            found[f"fused, constant {constant}, dense weight {weight}"] = lambda lexical, dense, c=constant, w=weight: (
                (1 / (c + lexical.rank) if lexical else 0.0) + (w / (c + dense.rank) if dense else 0.0)
            )
    return found


def ranks(dataset: Dataset, live: OpenBuild, encoder: StaticEncoder) -> dict[str, list[int]]:
    """Return for each ranking the rank of every question's own paragraph; 0 if it was not found."""
    paragraphs = {p.id: int(p.article_id) for p in live.passages(range(live.count()))}
    queries = [parse_question(question.text).text for question in dataset.questions]
    lexical = [legs(found) for found in live.search_lexical(queries, DEPTH)]
    dense = [legs(found) for found in live.search_dense(encoder.encode_queries(queries), DEPTH)]
    table: dict[str, list[int]] = {}
    for name, score in scorers().items():
        table[name] = []
        for question, words, vectors in zip(dataset.questions, lexical, dense, strict=True):
            scores = {n: score(words.get(n), vectors.get(n)) for n in words | vectors}
            order = sorted(scores, key=lambda n: (-scores[n], n))
            found = list(dict.fromkeys(paragraphs[n] for n in order))
            table[name].append(found.index(question.paragraph) + 1 if question.paragraph in found else 0)
    return table


def share(found: Sequence[int], k: int) -> float:
    """Return the share of ranks from 1 to ``k``."""
    return sum(1 <= rank <= k for rank in found) / len(found)


def main() -> None:
    """Print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--target", type=int, default=0, help="characters of a passage; 0: as shipped")
    arguments = parser.parse_args()
    dataset, encoder = read_squad(arguments.file), StaticEncoder.from_folder()
    cut = chunk if not arguments.target else lambda a, first: chunk(a, first, target=arguments.target, maximum=1000)
    with tempfile.TemporaryDirectory() as folder:
        builds = Builds(Path(folder), Recipe(encoder, cut, CHUNKER))
        live = builds.open(build(articles_of(dataset), builds).id)
        print(f"{len(dataset.questions)} questions, {len(dataset.paragraphs)} paragraphs, {live.count()} passages\n")
        print("| ranking | hit@1 | hit@5 |\n|---|---|---|")
        for name, found in ranks(dataset, live, encoder).items():
            print(f"| {name} | {share(found, 1):.4f} | {share(found, 5):.4f} |")


if __name__ == "__main__":
    main()
