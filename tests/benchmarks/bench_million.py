"""A large collection: building it, opening it, and retrieving from it.

Run ``python -m tests.benchmarks.bench_million FOLDER --questions FILE`` on a folder of ``*.txt.gz`` files of real
text, one paragraph a line, and a SQuAD-layout file whose questions are asked. The text is cut finer than usual to
reach ``--passages``. Building and searching are processes of their own, so that each peak memory is its own. ``--keep``
keeps the build in a folder, and goes on from it another time.
"""

import argparse
import gzip
import resource
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter

import numpy as np

from embeddings.article import Article, Passage
from embeddings.build import Progress, build
from embeddings.chunk import chunk
from embeddings.manifest import Recipe
from embeddings.publish import Builds
from embeddings.static import StaticEncoder
from qa.evaluate import read_squad
from qa.query import parse_question
from qa.retrieve import retrieve

ARTICLE = 1500  # characters
PASSAGE = (85, 130)  # characters aimed at, and at most
CHUNKER = "bench-million"
EXACT = 200  # questions whose nearest are compared with an exact search


def cut(article: Article, first_id: int) -> list[Passage]:
    """Return the passages of an article, shorter than usual and without overlap."""
    return chunk(article, first_id, target=PASSAGE[0], maximum=PASSAGE[1], overlap=0)


def articles(folder: Path, most_passages: int) -> Iterator[Article]:
    """Yield neighbouring paragraphs joined to articles, until they give about so many passages."""
    characters = 0
    for number, text in enumerate(joined(folder)):
        yield Article(f"{number:012}", text[:20], text, f"bench/{number}")
        characters += len(text)
        if characters > most_passages * PASSAGE[0]:
            return


def joined(folder: Path) -> Iterator[str]:
    """Yield neighbouring paragraphs joined until they are long enough, file after file."""
    for path in sorted(folder.glob("*.txt.gz")):
        text = ""
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                text += line
                if len(text) >= ARTICLE:
                    yield text.strip()
                    text = ""


def peak() -> int:
    """Return this process' peak memory in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def timed_build(text: Path, folder: Path, passages: int) -> str:
    """Build, and return what that took."""
    recipe = Recipe(StaticEncoder.from_folder(), cut, CHUNKER, workers=2)
    began, stages, size = perf_counter(), dict[str, float](), 0

    def note(progress: Progress) -> None:
        stages[progress.stage.value] = perf_counter() - began

    def counted() -> Iterator[Article]:
        nonlocal size
        for article in articles(text, passages):
            size += len(article.text.encode())
            yield article

    manifest = build(counted(), Builds(folder, recipe), progress=note)
    seconds = perf_counter() - began
    disk = sum(path.stat().st_size for path in (folder / manifest.id).rglob("*") if path.is_file())
    until = ", ".join(f"{stage} {at:.0f}" for stage, at in stages.items())
    return (
        f"{manifest.articles} articles, {manifest.passages} passages, {size / 1e6:.0f} MB of text\n"
        f"build {seconds:.0f} s ({until}), {size / seconds / 1e6:.2f} MB/s, "
        f"{manifest.passages / seconds:.0f} passages/s, peak {peak()} MB, {disk / 1e6:.0f} MB on disk"
    )


def timed_search(folder: Path, file: Path, most: int) -> str:
    """Open the newest build, ask the questions, and return what that took and how much was found."""
    builds = Builds(folder, Recipe(StaticEncoder.from_folder(), cut, CHUNKER))
    began = perf_counter()
    live = builds.open(builds.ids()[0], thorough=False)
    opening = perf_counter() - began
    queries = [parse_question(question.text) for question in read_squad(file).questions[:most]]
    encoder = builds.recipe.encoder

    def times(ask: Callable[[int], object]) -> str:
        seconds = []
        for number in range(len(queries)):
            began = perf_counter()
            ask(number)
            seconds.append(perf_counter() - began)
        return f"p50 {1000 * np.percentile(seconds, 50):.1f} ms, p95 {1000 * np.percentile(seconds, 95):.1f} ms"

    vectors = encoder.encode_queries([query.text for query in queries])
    lines = [
        f"open {opening:.2f} s, retrieval {times(lambda n: retrieve([queries[n]], live, encoder, 5))}",
        f"lexical alone {times(lambda n: live.search_lexical([queries[n].content], 50))}",
        f"dense alone {times(lambda n: live.search_dense(vectors[n : n + 1], 50))}, peak {peak()} MB",
    ]
    table = live.vectors(live.records.ids())
    recalls = []
    for vector in vectors[:EXACT]:
        scores = table @ vector
        right = set(np.argpartition(-scores, 10)[:10])
        lowest = min(scores[list(right)])
        [found] = live.search_dense(vector[np.newaxis], 10)
        recalls.append(sum(hit.score >= lowest - 1e-5 for hit in found) / 10)
    return "\n".join([*lines, f"recall@10 of exact {np.mean(recalls):.4f} ({len(recalls)} questions)"])


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("text", type=Path)
    parser.add_argument("--questions", type=Path, required=True)
    parser.add_argument("--passages", type=int, default=1_000_000)
    parser.add_argument("--most-questions", type=int, default=500)
    parser.add_argument("--keep", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.keep or Path(scratch)
        steps = [(timed_search, folder, arguments.questions, arguments.most_questions)]
        if not any(folder.glob("*Z-*")):
            steps.insert(0, (timed_build, arguments.text, folder, arguments.passages))
        for step, *parts in steps:
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
                print(pool.submit(step, *parts).result(), flush=True)


if __name__ == "__main__":
    main()
