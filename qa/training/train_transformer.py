"""Trains a transformer encoder on the reader's network and the same pairs, to compare with the static one.

The mean of the last hidden states is the vector. It is not shipped; its quality and cost are in the log.
"""

import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from qa.read.features import Tokens, Vocabulary, types_of
from qa.read.windows import Batch
from qa.training.data import Example, read_examples, split
from qa.training.inputs import load_inputs
from qa.training.network import ReaderNetwork, ReaderSizes
from qa.training.options import read_options
from qa.training.reading import to_tensors
from qa.training.train_encoder import Config as Pairing
from qa.training.train_encoder import read_pairs
from qa.training.train_reader import mean_of

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Config:
    """One run of training."""

    data: Path = Path("../shared/data")  # the development data
    work: Path = Path(".training")  # intermediate files and checkpoints
    name: str = "transformer"  # the run's name in the work folder
    start: str = "first"  # the reader's runs to start from, joined by +
    cloze: int = 20_000  # inverse-cloze pairs from plain text
    tokens: int = 8000  # size of the token vocabulary
    words: int = 60_000  # size of the table of word vectors
    length: int = 128  # tokens of a passage
    batch: int = 96
    steps: int = 250
    rate: float = 1e-4
    temperature: float = 0.05
    seed: int = 1
    threads: int = 2


def batch_of(texts: Sequence[Tokens], length: int) -> Batch:
    """Return the first ``length`` tokens of each text as one batch."""
    texts = [text.slice(0, length) for text in texts]
    shape = (len(texts), max(1, *map(len, texts)))
    ids, types, words = (np.zeros(shape, dtype=np.int64) for _ in range(3))
    for row, text in enumerate(texts):
        none = np.zeros(len(text), dtype=np.int64)
        ids[row, : len(text)], words[row, : len(text)] = text.ids, text.words
        types[row, : len(text)] = types_of(text.boundaries, none, passage=True)
    return Batch(ids, types, words, np.ones_like(ids))


def encode(network: ReaderNetwork, texts: Sequence[Tokens], length: int, table: Tensor) -> Tensor:
    """Return unit vectors ``(texts, width)``."""
    ids, types, vectors, _ = to_tensors(batch_of(texts, length), table)
    with torch.autocast("cpu", torch.bfloat16):
        hidden = network.encode(ids, types, vectors)
    real = (ids > 0).unsqueeze(-1)
    return functional.normalize((hidden.float() * real).sum(dim=1) / real.sum(dim=1).clamp(min=1), dim=-1)


def encode_all(network: ReaderNetwork, texts: Sequence[Tokens], length: int, table: Tensor) -> Tensor:
    """Return unit vectors of many texts, without gradients."""
    with torch.no_grad():
        parts = [encode(network, texts[first : first + 64], length, table) for first in range(0, len(texts), 64)]
    return torch.cat(parts)


def scores(
    network: ReaderNetwork, development: Sequence[Example], vocabulary: Vocabulary, length: int, table: Tensor
) -> str:
    """Return hit@1 and hit@5 of the encoder alone on each development set, as text."""
    network.eval()
    shown = []
    for source in sorted({example.source for example in development}):
        rows = [example for example in development if example.source == source]
        contexts = list(dict.fromkeys(example.context for example in rows))
        questions, passages = (
            encode_all(network, [vocabulary.tokenise(text) for text in texts], length, table)
            for texts in ([example.question for example in rows], contexts)
        )
        similarity = (questions @ passages.T).numpy()
        right = similarity[np.arange(len(rows)), [contexts.index(example.context) for example in rows]]
        ranks = (similarity > right[:, None]).sum(axis=1)
        shown.append(f"{source} hit@1 {(ranks < 1).mean():.3f} hit@5 {(ranks < 5).mean():.3f}")
    network.train()
    return " · ".join(shown)


def batches(config: Config, training: Sequence[Example], vocabulary: Vocabulary) -> Iterator[tuple[list[Tokens], ...]]:
    """Yield ``config.steps`` batches of queries and their passages, without duplicate passages in a batch."""
    pairs = read_pairs(Pairing(data=config.data, work=config.work, cloze=config.cloze, longest=200), training)
    draw = np.random.default_rng(config.seed)
    order: list[int] = []
    for _ in range(config.steps):
        if len(order) < config.batch:
            order = list(draw.permutation(len(pairs)))
        chosen, order = order[: config.batch], order[config.batch :]
        some = list({pairs[i].passage: pairs[i] for i in chosen}.values())
        yield [vocabulary.tokenise(one.query) for one in some], [vocabulary.tokenise(one.passage) for one in some]


def train(config: Config) -> None:
    """Train, log the held-out scores, and save the weights in the work folder."""
    torch.manual_seed(config.seed)
    torch.set_num_threads(config.threads)
    inputs = load_inputs(config.data, config.work, config.tokens, config.words)
    training, development = split(read_examples(config.data))
    network, table = ReaderNetwork(ReaderSizes(len(inputs.tokens)), dropout=0.05), torch.from_numpy(inputs.table)
    start = mean_of([config.work / f"{name}.pt" for name in config.start.split("+")])
    network.load_state_dict({k.removeprefix("module."): v for k, v in start.items() if k.startswith("module.")})
    optimizer = torch.optim.AdamW(network.parameters(), lr=config.rate, fused=True)
    began = time.monotonic()
    for step, (queries, passages) in enumerate(batches(config, training, inputs.vocabulary), start=1):
        for group in optimizer.param_groups:
            group["lr"] = config.rate * min(1.0, step / 20) * (1 - (step - 1) / config.steps)
        sides = (encode(network, side, config.length, table) for side in (queries, passages))
        similarity = next(sides) @ next(sides).T / config.temperature
        goal = torch.arange(len(queries))
        loss = (functional.cross_entropy(similarity, goal) + functional.cross_entropy(similarity.T, goal)) / 2
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        if step % 25 == 0:
            log.info("step %d loss %.3f %.0f s", step, loss.item(), time.monotonic() - began)
        if step % 125 == 0 or step == config.steps:
            log.info("%s", scores(network, development, inputs.vocabulary, config.length, table))
            torch.save(network.state_dict(), config.work / f"{config.name}.pt")


def main(arguments: Sequence[str] | None = None) -> None:
    """Train from the command line; every field of Config is an option."""
    train(read_options(Config(), __doc__, arguments))


if __name__ == "__main__":
    main()
