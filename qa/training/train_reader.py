"""Trains the reader: windows with and without the answer, start and end cross-entropy.

Reads top to bottom: configuration, optimiser, the run, its checkpoints. Everything that takes long is kept in
the work folder, and a run that was stopped goes on from its last checkpoint.
"""

import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from qa.read.features import ANY, SHORT
from qa.training.bridge import carry_over, load_bert
from qa.training.data import read_examples, split
from qa.training.export import export_reader
from qa.training.inputs import Inputs, load_inputs
from qa.training.masking import Guesser
from qa.training.network import ReaderNetwork, ReaderSizes
from qa.training.options import read_options
from qa.training.reading import Task, evaluate, loss_of
from qa.training.recurring import recurring_examples
from qa.training.sampling import Prepared, Sampler, Shares, TrainingWindow, near_misses, prepare, some_of_each
from qa.training.synthetic import synthetic_examples

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Config:
    """One run of training."""

    data: Path = Path("../shared/data")  # the development data
    work: Path = Path(".training")  # intermediate files and checkpoints
    out: Path = Path(".training/reader")  # where the trained reader is written
    name: str = "reader"  # the run's name in the work folder
    start: str = ""  # runs, joined by +, the mean of whose averaged weights to start from; empty: the English body
    tokens: int = 8000  # size of the token vocabulary
    words: int = 60_000  # size of the table of word vectors
    length: int = 192  # tokens in a window
    read_length: int = 256  # tokens in a window when it is evaluated, and served
    batch: int = 32  # windows a step
    steps: int = 1500
    drcd_repeats: int = 2  # the one encyclopedia in Traditional is small: each pass shows it so often
    synthetic: int = 0  # made-up questions in each pass
    recurring: int = 0  # questions that plain text asks of itself: these alone make up a pass, to adapt the body
    masked: float = 0.0  # share of the words that are masked and guessed beside
    rate: float = 1e-3  # learning rate of the inputs and the span scorer
    body_rate: float = 3e-4  # learning rate of the carried-over layers
    warmup: float = 0.06  # share of the steps
    dropout: float = 0.05
    average: float = 0.99  # decay of the moving average of the weights, which is what is kept
    elsewhere: float = 0.08  # share of windows from the answer's own paragraph, but without it
    near_miss: float = 0.12  # share of windows from another paragraph that looks alike
    any_style: float = 0.6  # share of windows that do not say whether a short or a long answer is wanted
    lean: float = 0.5  # how far the reader that is written leans from "any" style to "short"
    evaluate_every: int = 300
    evaluate_on: int = 150  # development questions of each set, at most
    seed: int = 1
    threads: int = 2


def optimizer_of(network: ReaderNetwork, guesser: Guesser, config: Config) -> torch.optim.Optimizer:
    """Return AdamW with a lower rate for the carried-over layers."""
    body = [*network.layers.parameters(), *network.norm.parameters(), *network.position.parameters()]
    own = (network.token, network.kind, network.word, network.align, network.span, guesser)
    inputs = [parameter for module in own for parameter in module.parameters()]
    groups = [{"params": body, "lr": config.body_rate}, {"params": inputs, "lr": config.rate}]
    return torch.optim.AdamW(groups, weight_decay=0.01, fused=True)


def rate_at(step: int, config: Config) -> float:
    """Return the share of the full learning rate: linear warm-up, then linear decay to 0."""
    warmup = max(1, int(config.warmup * config.steps))
    return min((step + 1) / warmup, max(0.0, (config.steps - step) / max(1, config.steps - warmup)))


@dataclass(slots=True)
class Run:
    """The state of a run, which a checkpoint holds whole."""

    config: Config
    network: ReaderNetwork
    guesser: Guesser
    average: AveragedModel
    optimizer: torch.optim.Optimizer
    step: int = 0

    @classmethod
    def start(cls, config: Config, inputs: Inputs) -> "Run":
        """Return a run at its last checkpoint, or at step 0 with the English body carried over."""
        run = cls.over(config, ReaderNetwork(ReaderSizes(len(inputs.tokens)), config.dropout))
        network, average = run.network, run.average
        if run.checkpoint.exists():
            run.resume()
        elif config.start:
            average.load_state_dict(mean_of([config.work / f"{name}.pt" for name in config.start.split("+")]))
            network.load_state_dict(average.module.state_dict())
        else:
            dictionary = config.data / "dictionary" / "cc_cedict.txt.gz"
            carry_over(network, load_bert(), inputs.tokens, inputs.words, inputs.table[1:], dictionary)
            average.module.load_state_dict(network.state_dict())
        return run

    @classmethod
    def over(cls, config: Config, network: ReaderNetwork) -> "Run":
        """Return a run at step 0 over a network as it is."""
        average = AveragedModel(network, multi_avg_fn=get_ema_multi_avg_fn(config.average))
        guesser = Guesser(network.sizes.width, network.sizes.tokens)
        return cls(config, network, guesser, average, optimizer_of(network, guesser, config))

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
            "guesser": self.guesser.state_dict(),
            "average": self.average.state_dict(),
            "optimizer": self.optimizer.state_dict(),
        }
        torch.save(state, self.checkpoint.with_suffix(".partial"))
        self.checkpoint.with_suffix(".partial").replace(self.checkpoint)

    def resume(self) -> None:
        """Go on from the checkpoint."""
        state = torch.load(self.checkpoint)
        self.network.load_state_dict(state["network"])
        self.guesser.load_state_dict(state["guesser"])
        self.average.load_state_dict(state["average"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.step = int(state["step"])
        log.info("going on from step %d", self.step)

    def batches(self, sampler: Sampler) -> Iterator[list[TrainingWindow]]:
        """Yield batches until the last step, pass after pass; a pass depends on the seed and its first step alone."""
        while self.step < self.config.steps:
            for rows in sampler.batches(seed=self.config.seed * 1000 + self.step):
                yield rows
                if self.step >= self.config.steps:
                    return

    def learn(self, rows: Sequence[TrainingWindow], table: Tensor) -> float:
        """Take one step; return the loss."""
        share = rate_at(self.step, self.config)
        for group, rate in zip(self.optimizer.param_groups, (self.config.body_rate, self.config.rate), strict=True):
            group["lr"] = rate * share
        task = Task(self.config.read_length - self.config.length, self.config.masked)
        draw = np.random.default_rng((self.config.seed, self.step))
        loss = loss_of(self.network, self.guesser, rows, table, task, draw)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimizer.step()
        self.average.update_parameters(self.network)
        self.step += 1
        return loss.item()


def mean_of(checkpoints: Sequence[Path]) -> dict[str, Tensor]:
    """Return the mean of the averaged weights of several runs (model soups, Wortsman et al. 2022)."""
    states = [torch.load(path)["average"] for path in checkpoints]
    return {
        name: torch.stack([state[name] for state in states]).mean(dim=0) if value.is_floating_point() else value
        for name, value in states[0].items()
    }


def train(config: Config) -> None:
    """Train a reader, or go on with one; write the averaged network to ``config.out``."""
    torch.manual_seed(config.seed)
    torch.set_num_threads(config.threads)
    config.work.mkdir(parents=True, exist_ok=True)
    inputs = load_inputs(config.data, config.work, config.tokens, config.words)
    training, development = (prepare(part, inputs.vocabulary) for part in split(read_examples(config.data)))
    drcd = [item for item in training if item.example.source == "drcd"]
    training += drcd * (config.drcd_repeats - 1)
    if config.recurring:
        training = prepare(recurring_examples(config.data, config.work, config.recurring), inputs.vocabulary)
    misses = near_misses(training)
    if config.synthetic:
        made = synthetic_examples(config.data, config.work, config.synthetic)
        training += prepare(made, inputs.vocabulary)
        misses += [[] for _ in made]
    log.info("%d training and %d development questions", len(training), len(development))
    shares = Shares(config.elsewhere, config.near_miss, config.any_style)
    run = Run.start(config, inputs)
    sampler = Sampler(training, misses, config.length, config.batch, shares)
    loop(run, sampler, torch.from_numpy(inputs.table), development)
    run.save()
    lean_to_short(run.averaged, config.lean)
    scores = evaluate(run.averaged, development, torch.from_numpy(inputs.table), config.read_length)
    log.info("all development questions, as written: %s", shown(scores))
    export_reader(run.averaged, inputs, config.out, config.read_length)


def lean_to_short(network: ReaderNetwork, share: float) -> None:
    """Move the embedding of the style "any" by a share of the way to that of "short"."""
    with torch.no_grad():
        network.token.weight[ANY] += share * (network.token.weight[SHORT] - network.token.weight[ANY])


def loop(run: Run, sampler: Sampler, table: Tensor, development: Sequence[Prepared]) -> None:
    """Step until ``config.steps``, logging every 50 and evaluating and saving every so often."""
    config, began, losses = run.config, time.monotonic(), []
    few = some_of_each(development, config.evaluate_on)
    for rows in run.batches(sampler):
        losses.append(run.learn(rows, table))
        if run.step % 50 == 0:
            log.info("step %d loss %.3f %.0f s", run.step, np.mean(losses[-50:]), time.monotonic() - began)
        if run.step % config.evaluate_every == 0 or run.step == config.steps:
            run.save()
            log.info("step %d %s", run.step, shown(evaluate(run.averaged, few, table, config.read_length)))


def shown(scores: Mapping[str, float]) -> str:
    """Return the scores as text."""
    return " · ".join(f"{name} {value:.1f}" for name, value in scores.items())


def main(arguments: Sequence[str] | None = None) -> None:
    """Train from the command line; every field of Config is an option."""
    train(read_options(Config(), __doc__, arguments))


if __name__ == "__main__":
    main()
