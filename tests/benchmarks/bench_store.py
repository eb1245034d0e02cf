"""Milvus beside the embedded index: the same questions asked of both, and how fast both are made and asked.

Run ``python -m tests.benchmarks.bench_store FILE... --store milvus.db`` (or ``milvus://host:19530/name``) on
SQuAD-layout files, whose paragraphs are one collection: it prints how often each finds a question's own paragraph, how
often the top answer is the same, and lists the others. ``--text FILE --passages 100000`` adds so many paragraphs of
plain text, encodes with the fast encoder, reads nothing, and times making and retrieving. ``--dense-only`` is for a
server that has no words: it is filled with the embedded build's vectors, and timed. ``--keep`` keeps the embedded build
in a folder, for another time. Needs ``pip install '.[milvus]'``.
"""

import argparse
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, sleep

import numpy as np

from embeddings.builds.encode import BATCH
from embeddings.builds.make import build
from embeddings.builds.opened import OpenBuild
from embeddings.builds.publish import Builds
from embeddings.builds.recipe import Recipe
from embeddings.collection.memory import InMemoryArticles
from embeddings.encoders.protocol import Encoder, Vectors
from embeddings.encoders.static import StaticEncoder
from embeddings.errors import StoreDownError
from embeddings.index.milvus.address import Address
from embeddings.index.postings import spelled_terms, titled_text
from embeddings.index.store import Engine, PassageStore, Place, StoredPassage
from qa.answer import Answer
from qa.assistant import Assistant
from qa.decide import Mode
from qa.evaluate import articles_of
from qa.query import parse_question
from qa.retrieve import DEPTH, retrieve
from qa.squad import Dataset, Question
from tests.benchmarks.bench_retrieval import joined, plain_articles
from tests.fakes.stores import DenseOnly
from ui.settings import Settings
from ui.wiring import open_encoder, open_pipeline

SHOWN = 20  # questions that are listed
TRIES = 20
ASKED = 200  # questions that are timed


@dataclass(frozen=True)
class Made:
    """An opened build, and the seconds that it took to make."""

    live: OpenBuild
    seconds: float


@contextmanager
def made(
    articles: InMemoryArticles,
    recipe: Recipe,
    folder: Path,
    previous: OpenBuild | None = None,
) -> Iterator[Made]:
    """Yield a build of the articles in a folder, a new one unless there is one."""
    builds = Builds(folder, recipe)
    began = perf_counter()
    id_ = next(iter(builds.ids()), None) or build(articles, builds, previous=previous).id
    seconds = perf_counter() - began
    live = builds.open(id_, thorough=False)
    try:
        yield Made(live, seconds)
    finally:
        live.close()
        recipe.engine.drop(id_)


@contextmanager
def filled(ours: OpenBuild, engine: Engine, folder: Path) -> Iterator[tuple[PassageStore, float]]:
    """Yield a store that has been given what an embedded build has, and the seconds that it took."""
    place = Place(ours.id, folder, ours.records)
    store = engine.create(place, ours.manifest.dimension, None)
    began = perf_counter()
    for passages, keys in ours.records.batches(BATCH):
        vectors = ours.vectors([passage.id for passage in passages])
        parts = zip(passages, keys, vectors, strict=True)
        store.upsert(
            [StoredPassage(one.id, key, vector, spelled_terms(titled_text(one))) for one, key, vector in parts]
        )
    store.refresh()
    try:
        yield store, perf_counter() - began
    finally:
        store.close()
        engine.drop(ours.id)


def finds(answer: Answer, question: Question) -> bool:
    """Return whether the question's own paragraph is among the passages that are read."""
    return f"{question.paragraph:06d}" in [passage.article_id for passage in answer.passages]


def asked(assistant: Assistant, text: str) -> Answer:
    """Return the answer, asked for again as long as Milvus takes too long, as on a machine that is busy otherwise."""
    for _ in range(TRIES):
        try:
            return assistant.ask(text, Mode.LOOSE)
        except StoreDownError as error:
            print(f"asked again: {text}", flush=True)
            sleep(error.retry_after)
    return assistant.ask(text, Mode.LOOSE)


def told(answer: Answer) -> tuple[object, ...]:
    """Return what somebody is told."""
    place = answer.citation and (answer.citation.article_id, answer.citation.start)
    return answer.answer, place, answer.reason


def compare(dataset: Dataset, lives: Sequence[OpenBuild], encoder: Encoder, most: int) -> None:
    """Ask each question of both builds, and print what came of it."""
    pipeline = open_pipeline(Settings(), encoder)
    assistants = [Assistant(lambda live=live: live, pipeline) for live in lives]
    found, same, milliseconds, others = [0, 0], 0, ([], []), []
    questions = dataset.questions[:most]
    for question in questions:
        answers = [asked(assistant, question.text) for assistant in assistants]
        for number, answer in enumerate(answers):
            found[number] += finds(answer, question)
            milliseconds[number].append(answer.timings_ms["retrieve"])
        if told(answers[0]) == told(answers[1]):
            same += 1
        else:
            others.append(f"  {question.text}: {told(answers[0])} | {told(answers[1])}")
    for name, hits, times in zip(("embedded", "milvus"), found, milliseconds, strict=True):
        print(f"{name}: hit@5 {hits / len(questions):.4f}, retrieval p50 {np.percentile(times, 50):.1f} ms")
    print(f"same top answer: {same}/{len(questions)} = {same / len(questions):.4f}")
    print("\n".join(others[:SHOWN]))


def timed(ask: Callable[[int], object], count: int) -> str:
    """Return how long asking takes."""
    seconds = []
    for number in range(count):
        began = perf_counter()
        ask(number)
        seconds.append(perf_counter() - began)
    return f"p50 {1000 * np.percentile(seconds, 50):.1f} ms, p95 {1000 * np.percentile(seconds, 95):.1f} ms"


def times(dataset: Dataset, one: Made, encoder: Encoder) -> str:
    """Return how fast a build was made, and is asked."""
    queries = [parse_question(question.text) for question in dataset.questions[:ASKED]]
    vectors = encoder.encode_queries([query.text for query in queries])
    dense = timed(lambda n: one.live.search_dense(vectors[n : n + 1], DEPTH), len(queries))
    lexical = timed(lambda n: one.live.search_lexical([queries[n].searched], DEPTH), len(queries))
    whole = timed(lambda n: retrieve([queries[n]], one.live, encoder, 5), len(queries))
    rate = one.live.count() / one.seconds
    made_in = f"{one.live.count()} passages in {one.seconds:.1f} s = {rate:.0f} passages/s"
    return f"{made_in}; dense {dense}; words {lexical}; retrieval {whole}"


def agreement(stores: Sequence[PassageStore], vectors: Vectors) -> float:
    """Return which share of the nearest ten of one store the other finds too."""
    pairs = zip(*(store.search_dense(vectors, 10) for store in stores), strict=True)
    shares = [len({one.passage_id for one in a} & {one.passage_id for one in b}) / 10 for a, b in pairs]
    return float(np.mean(shares))


def compare_dense(dataset: Dataset, ours: OpenBuild, engine: Engine, encoder: Encoder) -> None:
    """Fill a store with the vectors of a build, and print how fast that was and what it finds."""
    vectors = encoder.encode_queries([question.text for question in dataset.questions[:ASKED]])
    with tempfile.TemporaryDirectory() as folder, filled(ours, engine, Path(folder)) as (store, seconds):
        dense = timed(lambda n: store.search_dense(vectors[n : n + 1], DEPTH), len(vectors))
        rate = ours.count() / seconds
        print(f"milvus: {ours.count()} passages in {seconds:.1f} s = {rate:.0f} passages/s; dense {dense}")
        print(f"nearest ten found too: {agreement([ours.store, store], vectors):.4f}")


def arguments_given() -> argparse.Namespace:
    """Return what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--store", required=True)
    parser.add_argument("--text", type=Path)
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--most", type=int, default=1 << 30)
    parser.add_argument("--dense-only", action="store_true")
    parser.add_argument("--keep", type=Path)
    return parser.parse_args()


def main() -> None:
    """Print the figures."""
    given = arguments_given()
    dataset = joined(given.files)
    articles = articles_of(dataset)
    encoder: Encoder = open_encoder(Settings()) if given.text is None else StaticEncoder.from_folder()
    if given.text is not None:
        articles += plain_articles(given.text, given.passages)
    held, engine = InMemoryArticles(articles), DenseOnly(Address.parse(given.store))
    print(f"Milvus {engine.connection.version}, {engine.connection.lexical.value}", flush=True)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        with made(held, Recipe(encoder), given.keep or folder / "files") as ours:
            if given.dense_only:
                compare_dense(dataset, ours.live, engine, encoder)
                return
            if given.text is not None:
                print("embedded:", times(dataset, ours, encoder), flush=True)
            known = ours.live if given.text is None else None
            with made(held, Recipe(encoder, engine=engine), folder / "milvus", known) as theirs:
                if given.text is None:
                    compare(dataset, [ours.live, theirs.live], encoder, given.most)
                else:
                    print("milvus:", times(dataset, theirs, encoder))
                    vectors = encoder.encode_queries([question.text for question in dataset.questions[:ASKED]])
                    print(f"nearest ten found too: {agreement([ours.live.store, theirs.live.store], vectors):.4f}")
    engine.close()


if __name__ == "__main__":
    main()
