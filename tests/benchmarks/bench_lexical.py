"""Which BM25 engine, and which terms: tantivy, bm25s and SQLite FTS5 over ``lexical_terms``.

Every engine gets the same terms, joined with spaces. Each is measured in a process of its own, so that the
memory shown is its own. Prints Markdown tables; the decision they led to is
``embeddings/index/ADR-lexical-engine.md``.

    python -m tests.benchmarks.bench_lexical --text ../shared/data/text --qa ../shared/data/qa
"""

import argparse
import gzip
import json
import multiprocessing
import os
import random
import re
import shutil
import signal
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, fields
from itertools import islice, pairwise, zip_longest
from pathlib import Path
from typing import Protocol

from embeddings.text.fold import fold
from embeddings.text.words import lexical_terms, segment

K1, B = 1.2, 0.75


@dataclass(frozen=True, slots=True)
class Config:
    """What is measured."""

    text: Path = Path("../shared/data/text")  # a folder of *.txt.gz, one paragraph a line
    qa: Path = Path("../shared/data/qa")  # a folder of *.jsonl.gz with question, context, title
    passages: int = 100_000  # how many passages are indexed
    characters: int = 200  # about how long each is
    queries: int = 500  # how many questions are asked, one at a time
    added: int = 100  # how many passages one update adds
    seed: int = 7  # chooses the questions


# The engines: folder in, ids out


class Engine(Protocol):
    """What is asked of each engine. Documents are terms joined with spaces, numbered from ``first``."""

    def add(self, documents: Iterable[str], first: int) -> None: ...
    def open(self) -> None: ...
    def search(self, terms: Sequence[str], k: int) -> list[int]: ...


class Tantivy:
    """One indexed field without positions, a whitespace tokenizer, a fast field for the id."""

    def __init__(self, folder: Path) -> None:
        import tantivy

        self.lib = tantivy
        builder = tantivy.SchemaBuilder().add_unsigned_field("id", fast=True)
        builder.add_text_field("terms", tokenizer_name="terms", index_option="freq")
        self.schema = builder.build()
        folder.mkdir(exist_ok=True)
        self.index = tantivy.Index(self.schema, path=str(folder))
        analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        self.index.register_tokenizer("terms", analyzer)

    def add(self, documents: Iterable[str], first: int) -> None:
        writer = self.index.writer(heap_size=256_000_000, num_threads=1)
        for id_, document in enumerate(documents, first):
            row = self.lib.Document()
            row.add_unsigned("id", id_)  # a keyword of Document would make it signed, and the thread panic
            row.add_text("terms", document)
            writer.add_document(row)
        writer.commit()
        writer.wait_merging_threads()

    def open(self) -> None:
        self.index.reload()
        self.searcher = self.index.searcher()

    def search(self, terms: Sequence[str], k: int) -> list[int]:
        parts = [
            (self.lib.Occur.Should, self.lib.Query.term_query(self.schema, "terms", term, "freq"))
            for term in dict.fromkeys(terms)
        ]
        found = self.searcher.search(self.lib.Query.boolean_query(parts), limit=k, count=False)
        return list(self.searcher.fast_field_values("id", [address for _, address in found.hits]))


class Bm25s:
    """Scores computed once for every posting; an update builds all of it again."""

    def __init__(self, folder: Path) -> None:
        import bm25s

        self.lib, self.folder = bm25s, folder
        self.documents: list[list[str]] = []

    def add(self, documents: Iterable[str], first: int) -> None:
        self.documents += [document.split() for document in documents]
        index = self.lib.BM25(k1=K1, b=B)
        index.index(self.documents, show_progress=False)
        index.save(self.folder, show_progress=False)

    def open(self) -> None:
        self.index = self.lib.BM25.load(self.folder, mmap=True, show_progress=False)

    def search(self, terms: Sequence[str], k: int) -> list[int]:
        ids, _ = self.index.retrieve([list(dict.fromkeys(terms))], k=k, show_progress=False)
        return [int(id_) for id_ in ids[0]]


class Fts5:
    """A contentless full-text table; terms quoted, joined with OR."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self.path = folder / "fts.sqlite"

    def add(self, documents: Iterable[str], first: int) -> None:
        with closing(sqlite3.connect(self.path)) as connection, connection:
            connection.execute(
                "CREATE VIRTUAL TABLE IF NOT EXISTS passages USING fts5("
                "terms, content='', tokenize='unicode61 remove_diacritics 0')"
            )
            connection.executemany("INSERT INTO passages(rowid, terms) VALUES (?, ?)", enumerate(documents, first))

    def open(self) -> None:
        self.connection = sqlite3.connect(self.path)

    def search(self, terms: Sequence[str], k: int) -> list[int]:
        match = " OR ".join(f'"{term}"' for term in dict.fromkeys(terms))
        rows = self.connection.execute(
            "SELECT rowid FROM passages WHERE passages MATCH ? ORDER BY bm25(passages), rowid LIMIT ?",
            (match, k),
        )
        return [id_ for (id_,) in rows]


ENGINES: dict[str, Callable[[Path], Engine]] = {"tantivy": Tantivy, "bm25s": Bm25s, "fts5": Fts5}


# The data


def passages(config: Config) -> Iterator[str]:
    """Yield passages cut from the paragraphs, a file at a time in turn, so that every source is there."""
    sources = [gzip_lines(path) for path in sorted(config.text.glob("*.gz"))]
    for turn in zip_longest(*sources, fillvalue=""):
        for line in turn:
            for start in range(0, len(line.strip()), config.characters):
                yield line.strip()[start : start + config.characters]


def gzip_lines(path: Path) -> Iterator[str]:
    """Yield the lines of a compressed file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from lines


def rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a ``.jsonl.gz`` file."""
    return [json.loads(line) for line in gzip_lines(path)]


def questions(config: Config) -> list[str]:
    """Return the questions to ask, drawn from every file."""
    every = [row["question"] for path in sorted(config.qa.glob("*.gz")) for row in rows(path)]
    return random.Random(config.seed).sample(every, config.queries)


# Speed, size and safety of one engine


@dataclass(frozen=True, slots=True)
class Measured:
    """One row of the engines' table."""

    build_s: float
    open_ms: float
    p50_ms: float
    p95_ms: float
    add_s: float
    disk_mb: float
    build_rss_mb: float
    query_rss_mb: float
    survived: str


def in_own_process(function: Callable[..., object], *arguments: object) -> object:
    """Return what ``function`` returns in a fresh process."""
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_send, args=(sender, function, arguments))
    process.start()
    sender.close()
    result = receiver.recv()
    process.join()
    return result


def _send(
    sender: "multiprocessing.connection.Connection",
    function: Callable[..., object],
    arguments: tuple[object, ...],
) -> None:
    sender.send(function(*arguments))


def rss_mb() -> float:
    """Return the largest resident size of this process so far (``getrusage`` would show its parent's)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) / 1024


def build(name: str, folder: Path, documents: Path) -> tuple[float, float, float]:
    """Index the documents; return seconds, megabytes on disk, megabytes in memory."""
    started = time.perf_counter()
    with documents.open(encoding="utf-8") as lines:
        ENGINES[name](folder).add((line.rstrip("\n") for line in lines), 0)
    seconds = time.perf_counter() - started
    return seconds, sum(f.stat().st_size for f in folder.rglob("*") if f.is_file()) / 1e6, rss_mb()


def query(name: str, folder: Path, asked: list[list[str]]) -> tuple[float, list[float], float]:
    """Ask one at a time; return milliseconds to open, milliseconds of each question, megabytes."""
    engine = ENGINES[name](folder)
    started = time.perf_counter()
    engine.open()
    open_ms = (time.perf_counter() - started) * 1e3
    for terms in asked[:20]:
        engine.search(terms, 100)
    times = []
    for terms in asked:
        started = time.perf_counter()
        engine.search(terms, 100)
        times.append((time.perf_counter() - started) * 1e3)
    return open_ms, times, rss_mb()


def update(name: str, folder: Path, documents: Path, added: int) -> float:
    """Add documents to the finished index; return seconds."""
    lines = documents.read_text(encoding="utf-8").splitlines()
    engine = ENGINES[name](folder)
    if isinstance(engine, Bm25s):
        engine.documents = [line.split() for line in lines]
    started = time.perf_counter()
    engine.add(lines[:added], len(lines))
    return time.perf_counter() - started


def survives_kill(name: str, folder: Path, documents: Path, after_s: float, known: list[str]) -> bool:
    """Kill an update after ``after_s`` seconds; return whether the old index still finds document 0 first."""
    copy = folder.with_name("killed")
    shutil.copytree(folder, copy)
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=build, args=(name, copy, documents))
    process.start()
    process.join(after_s)
    if process.is_alive() and process.pid is not None:
        os.kill(process.pid, signal.SIGKILL)
    process.join()
    try:
        return bool(in_own_process(_finds_first, name, copy, known))
    except EOFError:  # the engine could not open what the kill left
        return False
    finally:
        shutil.rmtree(copy)


def _finds_first(name: str, folder: Path, known: list[str]) -> bool:
    engine = ENGINES[name](folder)
    engine.open()
    return 0 in engine.search(known, 10)


def measure(name: str, documents: Path, asked: list[list[str]], config: Config) -> Measured:
    """Return one engine's row."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "index"
        build_s, disk_mb, build_rss = in_own_process(build, name, folder, documents)
        open_ms, times, query_rss = in_own_process(query, name, folder, asked)
        with documents.open(encoding="utf-8") as lines:
            known = next(lines).split()
        moments = [build_s * share for share in (0.3, 0.7, 0.9, 0.95, 1.0, 1.03)]
        kept = [survives_kill(name, folder, documents, moment, known) for moment in moments]
        add_s = in_own_process(update, name, folder, documents, config.added)
        cuts = statistics.quantiles(times, n=20)
        survived = f"{sum(kept)}/{len(kept)}"
        return Measured(build_s, open_ms, cuts[9], cuts[18], add_s, disk_mb, build_rss, query_rss, survived)


# Quality of the term sets


def uni_bi(folded: str) -> list[str]:
    """Return characters and bigrams, and Latin words."""
    return [term for term in lexical_terms(folded) if len(term) < 3 or term.isascii()]


def words(folded: str) -> list[str]:
    """Return jieba's words alone."""
    return [word for word in segment(folded) if word.strip() and (word[0].isalnum())]


def words_and_bi(folded: str) -> list[str]:
    """Return characters and bigrams, those of letters and digits too, and every word of jieba's."""
    characters = [c for c in folded if c.isalnum()]
    return characters + ["".join(pair) for pair in pairwise(folded) if "".join(pair).isalnum()] + words(folded)


def bi_and_words(folded: str) -> list[str]:
    """Return bigrams, and every word of jieba's."""
    return [term for term in words_and_bi(folded) if len(term) > 1]


TERMS: dict[str, Callable[[str], list[str]]] = {
    "characters + bigrams": uni_bi,
    "characters + bigrams + words > 2 (`lexical_terms`)": lexical_terms,
    "characters + bigrams + all words": words_and_bi,
    "bigrams + all words": bi_and_words,
    "jieba words": words,
}


def hits(name: str, terms: Callable[[str], list[str]], config: Config, *, title: bool) -> list[float]:
    """Return hit@1 and hit@5 of DRCD's questions, among its own paragraphs and those of CMRC 2018 too."""
    asked = rows(config.qa / "drcd.jsonl.gz")
    contexts: dict[str, str] = {row["context"]: row["title"] for row in asked}
    result = []
    for more in ([], rows(config.qa / "cmrc2018.jsonl.gz")):
        for row in more:
            contexts.setdefault(row["context"], row.get("title", ""))
        number = {context: id_ for id_, context in enumerate(contexts)}
        texts = (f"{t}\n{context}" if title else context for context, t in contexts.items())
        with tempfile.TemporaryDirectory() as temporary:
            engine = ENGINES[name](Path(temporary) / "index")
            engine.add((" ".join(terms(fold(text))) for text in texts), 0)
            engine.open()
            ranks = [(engine.search(terms(fold(row["question"])), 5), number[row["context"]]) for row in asked]
        result += [sum(right in found[:k] for found, right in ranks) / len(ranks) for k in (1, 5)]
    return result


def main(config: Config) -> None:
    """Print both tables."""
    print("| engine | terms | title | hit@1 | hit@5 | hit@1 with CMRC 2018 | hit@5 with CMRC 2018 |")
    print("|---|---|---|--:|--:|--:|--:|")
    for name, terms, title in [
        *(("bm25s", terms, title) for terms in TERMS for title in (True, False)),
        *(("tantivy", "characters + bigrams + words > 2 (`lexical_terms`)", title) for title in (True, False)),
    ]:
        shown = " | ".join(f"{value:.3f}" for value in hits(name, TERMS[terms], config, title=title))
        print(f"| {name} | {terms} | {'yes' if title else 'no'} | {shown} |", flush=True)
    asked = [lexical_terms(fold(question)) for question in questions(config)]
    with tempfile.TemporaryDirectory() as temporary:
        documents = Path(temporary) / "documents.txt"
        started = time.perf_counter()
        with documents.open("w", encoding="utf-8") as out:
            for passage in islice(passages(config), config.passages):
                out.write(" ".join(lexical_terms(fold(passage))) + "\n")
        print(f"\nMaking the terms of {config.passages:,} passages: {time.perf_counter() - started:.0f} s\n")
        print("| engine | " + " | ".join(field.name for field in fields(Measured)) + " |")
        print("|---|" + "--:|" * len(fields(Measured)))
        for name in ENGINES:
            row = measure(name, documents, asked, config)
            values = (getattr(row, field.name) for field in fields(Measured))
            shown = " | ".join(f"{v:.1f}" if isinstance(v, float) else str(v) for v in values)
            print(f"| {name} | {shown} |", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for field in fields(Config):
        parser.add_argument(f"--{field.name}", type=type(field.default), default=field.default)
    main(Config(**vars(parser.parse_args())))
