"""Milvus beside the embedded index: the same questions asked of both, and how fast both are made and asked.

Run ``python -m tests.benchmarks.bench_stores FILE... --store milvus.db`` (or ``milvus://host:19530/name``) on
SQuAD-layout files, whose paragraphs are one collection: it prints how often each finds a question's own paragraph, how
often the first passage is the same, and lists the others. ``--answers`` reads as well, and compares what is told.
``--text FILE --passages 100000`` adds so many paragraphs of plain text, encodes with the fast encoder, reads nothing,
and times making and retrieving. ``--dense-only`` is for a server that has no words: it is filled with the embedded
build's vectors, and timed. ``--keep`` keeps the embedded build in a folder, for another time. Needs
``pip install '.[milvus]'``.
"""

import argparse
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import perf_counter, sleep
from typing import TypeVar

import numpy as np

from embeddings.builds.encode import BATCH
from embeddings.builds.make import build
from embeddings.builds.opened import OpenBuild
from embeddings.builds.publish import Builds
from embeddings.builds.recipe import Recipe
from embeddings.collection.memory import InMemoryArticles
from embeddings.encoders.protocol import Encoder, Vectors
from embeddings.errors import StoreDownError
from embeddings.index.milvus.address import Address
from embeddings.index.postings import spelled_terms, titled_text
from embeddings.index.store import Engine, PassageStore, Place, StoredPassage
from qa.assistant import Assistant
from qa.decide import Mode
from qa.evaluate import articles_of
from qa.pipeline import PASSAGES
from qa.query import parse_question
from qa.retrieve import DEPTH, retrieve
from qa.squad import Dataset, Question
from tests.benchmarks.bench_retrieval import joined, plain_articles
from tests.fakes.stores import DenseOnly
from ui.settings import STATIC, Settings
from ui.wiring import open_encoder, open_pipeline

TOLD = 200  # questions after which a line is printed
TRIES = 20
ASKED = 200  # questions that are timed

Result = TypeVar("Result")


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
        rows = [StoredPassage(one.id, key, vector, spelled_terms(titled_text(one))) for one, key, vector in parts]
        store.upsert(rows)
    store.refresh()
    try:
        yield store, perf_counter() - began
    finally:
        store.close()
        engine.drop(ours.id)


def patient(ask: Callable[[], Result]) -> Result:
    """Return the result, asked for again as long as Milvus takes too long, as on a machine that is busy otherwise."""
    for _ in range(TRIES):
        try:
            return ask()
        except StoreDownError as error:
            print("asked again", flush=True)
            sleep(error.retry_after)
    return ask()


@dataclass(frozen=True)
class Reply:
    """What one store gives for a question: the articles of its passages, and what is to be the same."""

    articles: Sequence[str]
    told: object
    milliseconds: float


def found(question: Question, live: OpenBuild, encoder: Encoder) -> Reply:
    """Return the passages that would be read; the first is to be the same."""
    began = perf_counter()
    [hits] = retrieve([parse_question(question.text)], live, encoder, PASSAGES)
    milliseconds = 1000 * (perf_counter() - began)
    passages = [hit.passage for hit in hits]
    return Reply(
        [one.article_id for one in passages], [(one.article_id, one.start) for one in passages[:1]], milliseconds
    )


def answered(question: Question, assistant: Assistant) -> Reply:
    """Return the answer, which is to be the same with its place."""
    answer = assistant.ask(question.text, Mode.LOOSE)
    place = answer.citation and (answer.citation.article_id, answer.citation.start)
    told = answer.answer, place, answer.reason
    return Reply([passage.article_id for passage in answer.passages], told, answer.timings_ms["retrieve"])


def assistants(lives: Sequence[OpenBuild], encoder: Encoder) -> list[Assistant]:
    """Return what answers from each of the builds."""
    pipeline = open_pipeline(Settings(), encoder)
    return [Assistant(lambda live=live: live, pipeline) for live in lives]


def compare(questions: Sequence[Question], asks: Sequence[Callable[[Question], Reply]]) -> None:
    """Ask each question of both stores, and print where they differ, and now and then what has come of it."""
    replies: list[list[Reply]] = []
    for number, question in enumerate(questions, start=1):
        ours, theirs = both = [patient(partial(ask, question)) for ask in asks]
        replies.append(both)
        if ours.told != theirs.told:
            print(f"  {question.text}: {ours.told} | {theirs.told}", flush=True)
        if number % TOLD == 0 or number == len(questions):
            print(summary(questions[:number], replies), flush=True)


def summary(questions: Sequence[Question], replies: Sequence[Sequence[Reply]]) -> str:
    """Return what has come of the questions that were asked."""
    lines = []
    for name, each in zip(("embedded", "milvus"), zip(*replies, strict=True), strict=True):
        hits = sum(f"{question.paragraph:06d}" in one.articles for question, one in zip(questions, each, strict=True))
        median = np.percentile([one.milliseconds for one in each], 50)
        lines.append(f"{name}: hit@5 {hits / len(questions):.4f}, retrieval p50 {median:.1f} ms")
    same = sum(ours.told == theirs.told for ours, theirs in replies)
    return "\n".join((*lines, f"the same: {same}/{len(replies)} = {same / len(replies):.4f}"))


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
    parser.add_argument("--encoder", help="as QA_ENCODER; else the shipped one")
    parser.add_argument("--answers", action="store_true")
    parser.add_argument("--dense-only", action="store_true")
    parser.add_argument("--keep", type=Path)
    return parser.parse_args()


def main() -> None:
    """Print the figures."""
    given = arguments_given()
    dataset = joined(given.files)
    articles = articles_of(dataset)
    encoder = open_encoder(Settings(encoder=given.encoder if given.text is None else STATIC))
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
                    lives, questions = [ours.live, theirs.live], dataset.questions[: given.most]
                    compare(questions, [partial(found, live=live, encoder=encoder) for live in lives])
                    if given.answers:
                        compare(questions, [partial(answered, assistant=one) for one in assistants(lives, encoder)])
                else:
                    print("milvus:", times(dataset, theirs, encoder))
                    vectors = encoder.encode_queries([question.text for question in dataset.questions[:ASKED]])
                    print(f"nearest ten found too: {agreement([ours.live.store, theirs.live.store], vectors):.4f}")
    engine.close()


if __name__ == "__main__":
    main()
