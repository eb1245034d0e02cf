"""A large collection made, asked, and made again while it is asked: by the embedded index, and by Milvus.

Run ``python -m tests.benchmarks.bench_stores_live TEXT.txt.gz QUESTIONS.json --store milvus://host:19530/name
--articles 10000`` on plain text, one paragraph a line, and a SQuAD-layout file. Neighbouring paragraphs become
articles, which the fast encoder encodes. Every build is a process of its own; this one asks, at a steady rate while
``--rebuilds`` more are made with one article changed in each. A server that has no words is given the vectors, and the
words are beside it, as the embedded index has them. Needs ``pip install '.[milvus]'``.
"""

import argparse
import tempfile
import threading
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from time import perf_counter

import numpy as np

from embeddings.article import Article
from embeddings.builds.live import LiveBuild
from embeddings.builds.make import build
from embeddings.builds.opened import OpenBuild
from embeddings.builds.publish import Builds
from embeddings.builds.recipe import Recipe
from embeddings.collection.memory import InMemoryArticles
from embeddings.encoders.static import StaticEncoder
from embeddings.errors import NoBuildError
from embeddings.index.embedded import EmbeddedEngine
from qa.query import Query, parse_question
from qa.retrieve import retrieve
from qa.squad import read_squad
from tests.benchmarks.bench_rebuild import texts
from tests.benchmarks.memory import measured
from tests.fakes.stores import alone

WORKERS = 2
CHARACTERS = 1500  # of an article
QUIET = 200  # questions asked while nothing is built
LISTED = 5  # passages asked for


@dataclass(frozen=True)
class Work:
    """What is built, and where."""

    text: Path
    articles: int
    folder: Path
    store: str | None  # None: the embedded index


def articles_at(work: Work, revision: int) -> InMemoryArticles:
    """Return the articles, one of them changed in each revision."""
    every = enumerate(islice(texts(work.text, CHARACTERS), work.articles))
    changed = range(1, revision + 1)
    parts = ((n, f"{text}\n第{n}次補記。" if n in changed else text) for n, text in every)
    return InMemoryArticles(Article(f"{n:07}", "", text, f"{n:07}.txt") for n, text in parts)


def builds_of(work: Work, stack: ExitStack) -> Builds:
    """Return the folder of builds; the engine is closed with the stack."""
    engine = EmbeddedEngine() if work.store is None else stack.enter_context(alone(work.store))
    return Builds(work.folder, Recipe(StaticEncoder.from_folder(), WORKERS, engine=engine))


def live_of(builds: Builds) -> OpenBuild | None:
    """Return the live build, if there is one."""
    try:
        return builds.open_live(thorough=False)
    except NoBuildError:
        return None


def made(work: Work, revision: int) -> tuple[float, int]:
    """Build and publish a revision; return the seconds and the passages."""
    with ExitStack() as stack:
        builds, articles = builds_of(work, stack), articles_at(work, revision)
        began = perf_counter()
        manifest = build(articles, builds, previous=live_of(builds))
        builds.publish(manifest.id, just_made=True)
        seconds = perf_counter() - began
        builds.prune(keep=2)
    return seconds, manifest.passages


@dataclass
class Asker:
    """Asks the live build until it is told to stop, and notes what came of it."""

    live: LiveBuild
    queries: Sequence[Query]
    encoder: StaticEncoder
    rate: float = 1e9  # questions a second; as fast as they are answered unless given
    seconds: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    answered_by: set[str] = field(default_factory=set)
    over: threading.Event = field(default_factory=threading.Event)

    def ask(self, query: Query) -> None:
        """Ask one question."""
        began = perf_counter()
        try:
            live = self.live.current()
            [hits] = retrieve([query], live, self.encoder, LISTED)
            self.answered_by.add(live.id)
            if not hits:
                self.errors["nothing found"] += 1
        except Exception as error:  # noqa: BLE001 -- whatever somebody who asks would see
            self.errors[f"{type(error).__name__}: {error}"] += 1
        self.seconds.append(perf_counter() - began)

    def ask_steadily(self) -> None:
        """Ask until it is over."""
        for query in cycle(self.queries):
            if self.over.wait(max(0.0, 1 / self.rate - (self.seconds[-1] if self.seconds else 0.0))):
                return
            self.ask(query)

    def told(self) -> str:
        """Return what came of it."""
        p50, p95 = (1000 * np.percentile(self.seconds, share) for share in (50, 95))
        errors = f"{self.errors.total()} errors{f' {dict(self.errors)}' if self.errors else ''}"
        return f"{len(self.seconds)} questions, {errors}, p50 {p50:.1f} ms, p95 {p95:.1f} ms"


def measure(name: str, work: Work, queries: Sequence[Query], rate: float, rebuilds: int) -> float:
    """Print how one store does, and return how many passages a second the first build took in."""
    (seconds, passages), peak = measured(made, work, 0)
    print(
        f"{name}: {passages} passages in {seconds:.1f} s = {passages / seconds:.0f} a second, peak {peak} MB",
        flush=True,
    )
    with ExitStack() as stack:
        live, encoder = LiveBuild(builds_of(work, stack)), StaticEncoder.from_folder()
        quiet, asker = Asker(live, queries, encoder), Asker(live, queries, encoder, rate)
        for query in queries[:QUIET]:
            quiet.ask(query)
        print(f"  nothing else going on: {quiet.told()}", flush=True)
        thread = threading.Thread(target=asker.ask_steadily)
        thread.start()
        taken = [measured(made, work, number)[0][0] for number in range(1, rebuilds + 1)]
        asker.over.set()
        thread.join()
        told = ", ".join(f"{one:.0f}" for one in taken)
        print(f"  {rebuilds} rebuilds of {told} s: {asker.told()}; from {len(asker.answered_by)} builds", flush=True)
    return passages / seconds


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("text", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--store", required=True)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--rate", type=float, default=4)
    parser.add_argument("--rebuilds", type=int, default=5)
    given = parser.parse_args()
    queries = [parse_question(question.text) for question in read_squad(given.questions).questions]
    with tempfile.TemporaryDirectory() as scratch:
        embedded = Work(given.text, given.articles, Path(scratch) / "embedded", None)
        milvus = Work(given.text, given.articles, Path(scratch) / "milvus", given.store)
        ours, theirs = (
            measure(name, work, queries, given.rate, given.rebuilds)
            for name, work in (("embedded", embedded), ("milvus", milvus))
        )
    print(f"the first build in Milvus at {100 * theirs / ours:.0f}% of the embedded rate")


if __name__ == "__main__":
    main()
