"""Trains the shipped reader further on made-up questions on office writing, mixed with the human ones.

The encyclopedias taught it what questions are; tables, rosters, rules and notices it had never seen. Each batch is of
one of the two kinds, so that none is drowned. What is written is the mean of the old weights and the new ones' moving
average (model soups, Wortsman et al. 2022), so that what the reader knew is kept.
"""

import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch

from qa.read.features import Vocabulary
from qa.read.reader import WEIGHTS
from qa.training.data import read_examples, split
from qa.training.export import export_reader, import_reader
from qa.training.network import ReaderNetwork
from qa.training.office.records import record_examples
from qa.training.office.rules import rule_examples
from qa.training.options import read_options
from qa.training.reading import evaluate
from qa.training.sampling import Prepared, Sampler, Shares, TrainingWindow, near_misses, prepare, some_of_each
from qa.training.train_reader import Config, Run, shown

log = logging.getLogger(__name__)

CHILDRENS_STORIES = "cmrc2017_user"  # one-word answers, first occurrence taken: they teach little that is asked here
HUMAN = Shares(elsewhere=0.06, near_miss=0.10, any_style=0.6, alone=0.04, titled=0.6)
OFFICE = Shares(elsewhere=0.0, near_miss=0.0, any_style=0.5, alone=0.25, titled=0.75)


@dataclass(frozen=True, slots=True)
class AdaptConfig:
    """One run."""

    data: Path = Path("../shared/data")  # the development data
    work: Path = Path(".training")  # where checkpoints are kept
    out: Path = Path(".training/reader")  # where the trained reader is written
    name: str = "office-reader"  # the run's name in the work folder
    office: int = 50_000  # made-up questions
    office_share: float = 0.55  # of the batches
    steps: int = 1700
    batch: int = 24  # windows a step
    rate: float = 3e-4  # learning rate of the inputs and the span scorer
    body_rate: float = 1e-4
    average: float = 0.995  # decay of the moving average
    dropout: float = 0.05
    share: float = 1.0  # of the new weights in what is written
    evaluate_every: int = 425
    seed: int = 7
    threads: int = 2

    def run(self) -> Config:
        """Return it as the configuration of a run of the reader's training."""
        return Config(
            work=self.work,
            name=self.name,
            steps=self.steps,
            batch=self.batch,
            rate=self.rate,
            body_rate=self.body_rate,
            average=self.average,
            seed=self.seed,
            threads=self.threads,
        )


def adapt(config: AdaptConfig) -> None:
    """Train the shipped reader further, or go on with a run; write the mean of old and new weights."""
    torch.manual_seed(config.seed)
    torch.set_num_threads(config.threads)
    config.work.mkdir(parents=True, exist_ok=True)
    network, inputs = import_reader(WEIGHTS)
    old = {name: value.clone() for name, value in network.state_dict().items()}
    network.set_dropout(config.dropout)
    run = Run.over(config.run(), network)
    if run.checkpoint.exists():
        run.resume()
    training, development = split(read_examples(config.data))
    human = prepare([one for one in training if one.source != CHILDRENS_STORIES], inputs.vocabulary)
    human += [item for item in human if item.example.source == "drcd"]
    table = torch.from_numpy(inputs.table)
    few = some_of_each(prepare(development, inputs.vocabulary), run.config.evaluate_on)
    batches = mixed(human, office_questions(config, inputs.vocabulary), run, config.office_share)
    began, losses = time.monotonic(), []
    while run.step < config.steps:
        losses.append(run.learn(next(batches), table))
        if run.step % 50 == 0:
            run.save()
            log.info("step %d loss %.3f %.0f s", run.step, np.mean(losses[-50:]), time.monotonic() - began)
        if run.step % config.evaluate_every == 0:
            log.info("step %d %s", run.step, shown(evaluate(run.averaged, few, table, run.config.read_length)))
    mix(run.averaged, old, config.share)
    export_reader(run.averaged, inputs, config.out, run.config.read_length)


def office_questions(config: AdaptConfig, vocabulary: Vocabulary) -> list[Prepared]:
    """Return made-up questions, half of them on rules and notices, half on records; their titles are known."""
    made = [*rule_examples(config.office // 2, config.seed), *record_examples(config.office // 2, config.seed)]
    return prepare([replace(example, title=example.article) for example in made], vocabulary)


def mixed(
    human: Sequence[Prepared], office: Sequence[Prepared], run: Run, office_share: float
) -> Iterator[list[TrainingWindow]]:
    """Yield batches of one kind or the other, without end."""
    config, draw = run.config, np.random.default_rng((run.config.seed, run.step))
    of_human = Sampler(human, near_misses(human), config.length, config.batch, HUMAN)
    of_office = Sampler(office, [[]] * len(office), config.length, config.batch, OFFICE)
    streams = [endless(of_human, 1000 + run.step), endless(of_office, 2000 + run.step)]
    while True:
        yield next(streams[int(draw.random() < office_share)])


def endless(sampler: Sampler, seed: int) -> Iterator[list[TrainingWindow]]:
    """Yield the batches of pass after pass."""
    while True:
        yield from sampler.batches(seed)
        seed += 1


def mix(network: ReaderNetwork, old: dict[str, torch.Tensor], share: float) -> None:
    """Set the network to the mean of its own weights and the old ones."""
    own = network.state_dict()
    network.load_state_dict(
        {
            name: share * own[name] + (1 - share) * old[name] if own[name].is_floating_point() else own[name]
            for name in own
        }
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Train from the command line; every field of the configuration is an option."""
    adapt(read_options(AdaptConfig(), __doc__, arguments))


if __name__ == "__main__":
    main()
