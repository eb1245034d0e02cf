"""Trains the fast encoder: a table of term vectors, by contrastive learning of questions and passages.

In-batch negatives and InfoNCE (Oord et al. 2018). Positives are questions and their paragraphs, headlines and their
articles, and inverse-cloze pairs (Lee et al. 2019): a sentence and its paragraph. Words start from word2vec's
vectors, and a share of the query's terms is dropped, so that passages are found by meaning and not by the rare words
that lexical search finds anyway.
"""

import logging
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from embeddings.encoders.static import quantise, save_table, term_ids
from embeddings.text.fold import fold
from embeddings.text.words import lexical_terms
from qa.training.data import Example, read_examples, read_rows, read_text, split
from qa.training.options import read_options
from qa.training.word_vectors import word_vectors

log = logging.getLogger(__name__)

Ids = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Config:
    """One run of training."""

    data: Path = Path("../shared/data")  # the development data
    work: Path = Path(".training")  # intermediate files
    out: Path = Path(".training/encoder")  # output folder
    single: int = 9_000  # terms of one character, and Latin words and numbers
    words: int = 40_000  # terms that are words
    bigrams: int = 12_000  # other bigrams
    dimension: int = 256
    cloze: int = 100_000  # inverse-cloze pairs from plain text
    batch: int = 1024
    steps: int = 400
    rate: float = 3e-3
    temperature: float = 0.05
    drop: float = 0.5  # share of the terms left out, on both sides
    longest: int = 300  # characters of a passage
    seed: int = 1
    threads: int = 2


@dataclass(frozen=True, slots=True)
class Pair:
    """A query and a passage that answers it."""

    query: str
    passage: str


def read_pairs(config: Config, training: Sequence[Example]) -> list[Pair]:
    """Return all positives in a fixed order."""
    pairs = [Pair(e.question, _around(e, config.longest)) for e in training if e.answers]
    for path in sorted((config.data / "pairs").glob("*.jsonl.gz")):
        rows = [row for row in read_rows(path) if row.get("label", 1) == 1]
        pairs += [Pair(row["q"], row["p"][: config.longest]) for row in rows]
    draw = np.random.default_rng(config.seed)
    paragraphs = [text for text in read_text(config.data) if 120 <= len(text) <= 500]
    for i in draw.permutation(len(paragraphs))[: config.cloze]:
        pairs.append(_cloze(paragraphs[i], draw))
    return pairs


def _around(example: Example, longest: int) -> str:
    start = max(0, min(example.answers[0][0] - longest // 2, len(example.context) - longest))
    return example.context[start : start + longest]


def _cloze(paragraph: str, draw: np.random.Generator) -> Pair:
    sentences = [sentence + "。" for sentence in paragraph.split("。") if sentence]
    taken = int(draw.integers(len(sentences)))
    rest = "".join(s for i, s in enumerate(sentences) if i != taken or draw.random() < 0.1)
    return Pair(sentences[taken][:80], rest or paragraph)


def choose_terms(config: Config, texts: Sequence[str], words: Sequence[str]) -> tuple[list[str], Ids]:
    """Return the terms that get a row, and the number of ``texts`` that each occurs in."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(set(lexical_terms(fold(text))))
    common = set(words[: config.words + 8_000])
    single = [t for t, _ in counts.most_common() if len(t) == 1 or t.isascii()][: config.single]
    longer = [t for t, _ in counts.most_common() if len(t) > 1 and t in common and not t.isascii()][: config.words]
    others = [t for t, _ in counts.most_common() if len(t) == 2 and t not in common and not t.isascii()]
    terms = [*single, *longer, *others[: config.bigrams]]
    return terms, np.array([counts[term] for term in terms])


def starting_table(
    config: Config,
    terms: Sequence[str],
    counts: Ids,
    words: Sequence[str],
    vectors: NDArray[np.float32],
    texts: int,
) -> NDArray[np.float32]:
    """Return ``(terms, dimension)``: word2vec's vectors in a random basis, scaled by rarity."""
    draw = np.random.default_rng(config.seed)
    basis, _ = np.linalg.qr(draw.normal(size=(config.dimension, vectors.shape[1])))
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    rows = {word: row for row, word in enumerate(words)}
    table = draw.normal(scale=0.3 / np.sqrt(config.dimension), size=(len(terms), config.dimension))
    for i, term in enumerate(terms):
        if term in rows:
            table[i] += unit[rows[term]] @ basis.T
    rarity = np.log(texts / (1 + counts)) / np.log(texts)
    start: NDArray[np.float32] = (table * rarity[:, None]).astype(np.float32)
    return start


def bag(ids: Sequence[Ids], table: nn.EmbeddingBag) -> Tensor:
    """Return unit vectors ``(len(ids), dimension)`` of sums of rows."""
    offsets = np.cumsum([0, *(len(row) for row in ids[:-1])])
    return functional.normalize(table(torch.from_numpy(np.concatenate(ids)), torch.from_numpy(offsets)), dim=-1)


@dataclass(frozen=True, slots=True)
class Material:
    """All positives as row indices, and the initial table."""

    terms: list[str]
    start: NDArray[np.float32]
    queries: list[Ids]
    passages: list[Ids]
    keys: Ids  # equal keys, equal passages


def load_material(config: Config, training: Sequence[Example]) -> Material:
    """Return the positives as term ids, cached in the work folder because segmentation takes minutes."""
    path = config.work / f"pairs-{config.cloze}.npz"
    if not path.exists():
        _prepare(config, training, path)
    stored = np.load(path)
    queries, passages = (
        np.split(stored[name], np.cumsum(stored[f"{name}_lengths"])[:-1]) for name in ("queries", "passages")
    )
    return Material(str(stored["terms"]).split("\n"), stored["start"], queries, passages, stored["keys"])


def _prepare(config: Config, training: Sequence[Example], path: Path) -> None:
    pairs = read_pairs(config, training)
    words, vectors = word_vectors(config.data, config.work)
    terms, counts = choose_terms(config, [pair.passage for pair in pairs], words)
    ids = {term: row for row, term in enumerate(terms)}
    log.info("%d pairs, %d terms", len(pairs), len(terms))
    rows = [(term_ids(p.query, ids), term_ids(p.passage, ids), p.passage) for p in pairs]
    queries, passages, texts = zip(*(row for row in rows if len(row[0]) and len(row[1])), strict=True)
    np.savez(
        path,
        terms="\n".join(terms),
        start=starting_table(config, terms, counts, words, vectors, len(pairs)),
        queries=np.concatenate(queries),
        queries_lengths=[len(row) for row in queries],
        passages=np.concatenate(passages),
        passages_lengths=[len(row) for row in passages],
        keys=np.unique(np.array(texts), return_inverse=True)[1],
    )


def steps(config: Config, material: Material) -> Iterator[tuple[list[Ids], list[Ids], Tensor]]:
    """Yield ``config.steps`` batches: queries and passages with terms dropped, and which share a passage."""
    draw = np.random.default_rng(config.seed)
    order: list[int] = []
    for _ in range(config.steps):
        if len(order) < config.batch:
            order = list(draw.permutation(len(material.queries)))
        chosen, order = order[: config.batch], order[config.batch :]
        queries = [thinned(material.queries[i], config.drop, draw) for i in chosen]
        passages = [thinned(material.passages[i], config.drop, draw) for i in chosen]
        same = material.keys[chosen][:, None] == material.keys[chosen][None, :]
        yield queries, passages, torch.from_numpy(same).fill_diagonal_(False)


def thinned(ids: Ids, drop: float, draw: np.random.Generator) -> Ids:
    """Return the ids with a share dropped, unchanged if none would be left."""
    kept = ids[draw.random(len(ids)) >= drop]
    return kept if len(kept) else ids


def train(config: Config) -> None:
    """Train, log the held-out scores, and write the 8-bit table to ``config.out``."""
    torch.manual_seed(config.seed)
    torch.set_num_threads(config.threads)
    training, development = split(read_examples(config.data))
    material = load_material(config, training)
    log.info("%d pairs as terms", len(material.queries))
    table = nn.EmbeddingBag.from_pretrained(torch.from_numpy(material.start), freeze=False, mode="sum")
    held_out = held_out_ids(development, {term: row for row, term in enumerate(material.terms)})
    log.info("before training: %s", scores(table, held_out))
    optimizer = torch.optim.Adam(table.parameters(), lr=config.rate)
    began = time.monotonic()
    for step, (query, passage, same) in enumerate(steps(config, material), start=1):
        for group in optimizer.param_groups:
            group["lr"] = config.rate * min(1.0, step / 50) * (1 - (step - 1) / config.steps)
        similarity = bag(query, table) @ bag(passage, table).T / config.temperature
        similarity = similarity.masked_fill(same, -1e4)
        goal = torch.arange(len(query))
        loss = (functional.cross_entropy(similarity, goal) + functional.cross_entropy(similarity.T, goal)) / 2
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        if step % 50 == 0:
            log.info(
                "step %d loss %.3f %.0f s %s", step, loss.item(), time.monotonic() - began, scores(table, held_out)
            )
    save_table(config.out, material.terms, *quantise(table.weight.detach().numpy()))


def held_out_ids(development: Sequence[Example], ids: Mapping[str, int]) -> dict[str, tuple[list[Ids], list[Ids], Ids]]:
    """Return for each development set its questions, its paragraphs, and the index of each gold paragraph."""
    found = {}
    for source in sorted({example.source for example in development}):
        rows = [example for example in development if example.source == source]
        contexts = list(dict.fromkeys(example.context for example in rows))
        right = np.array([contexts.index(example.context) for example in rows])
        found[source] = (
            [term_ids(e.question, ids) for e in rows],
            [term_ids(c, ids) for c in contexts],
            right,
        )
    return found


def scores(table: nn.EmbeddingBag, held_out: Mapping[str, tuple[list[Ids], list[Ids], Ids]]) -> str:
    """Return hit@1 and hit@5 of the encoder alone on each development set, as text."""
    shown = []
    for source, (queries, passages, right) in held_out.items():
        with torch.no_grad():
            similarity = (bag(queries, table) @ bag(passages, table).T).numpy()
        ranks = (similarity > similarity[np.arange(len(right)), right][:, None]).sum(axis=1)
        shown.append(f"{source} hit@1 {(ranks < 1).mean():.3f} hit@5 {(ranks < 5).mean():.3f}")
    return " · ".join(shown)


def main(arguments: Sequence[str] | None = None) -> None:
    """Train from the command line; every field of Config is an option."""
    train(read_options(Config(), __doc__, arguments))


if __name__ == "__main__":
    main()
