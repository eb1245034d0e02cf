"""Fine-tunes the reader on a user's questions."""

import tempfile
from itertools import chain
from pathlib import Path

import torch

from embeddings.progress import Progress, Report, Stage, ignore
from qa.evaluate import evaluate_reading
from qa.read.reader import OnnxReader, ReaderConfig
from qa.training.course import Course, Scores, as_dataset, replace_folder
from qa.training.export import copy_tokenizer, export_reader, import_reader
from qa.training.sampling import Sampler, Shares, near_misses, prepare
from qa.training.train_reader import Config, Run

TOKENS = 2000  # of a batch
RATE, BODY_RATE = 1e-4, 2e-5  # some tenth of the original rates, so that little is forgotten
AVERAGE = 0.9


def train_on(course: Course, report: Report) -> tuple[Scores, Scores, bool]:
    """Return the held-out scores before and after, and whether the new reader was kept: if EM + F1 rose."""
    before = measured(course.start, course)
    network, pieces, table = import_reader(course.start)
    served = ReaderConfig.from_file(course.start / "reader.json")
    prepared = prepare(course.training, pieces)
    sampler = Sampler(prepared, near_misses(prepared), served.length, TOKENS, Shares(titled=0.5, cropped=0.0))
    epochs = [list(sampler.batches(course.seed + number)) for number in range(course.epochs)]
    steps = sum(map(len, epochs))
    torch.manual_seed(course.seed)
    run = Run.over(Config(steps=steps, rate=RATE, body_rate=BODY_RATE, average=AVERAGE, seed=course.seed), network)
    for rows in chain.from_iterable(epochs):
        run.learn(rows, table)
        report(Progress(Stage.TRAIN, run.step, steps))
    with tempfile.TemporaryDirectory() as scratch:
        new = Path(scratch) / "reader"
        export_reader(run.averaged, new, served.length, served.style)
        copy_tokenizer(course.start, new)
        after = measured(new, course)
        kept = sum(after.values()) > sum(before.values())
        if kept:
            replace_folder(new, course.out)
    return before, after, kept


def measured(folder: Path, course: Course) -> Scores:
    """Return EM and F1, in percent, on the held-out questions, given their paragraphs."""
    asked = [example for example in course.held_out if example.answers]
    measures = evaluate_reading(as_dataset(asked), OnnxReader.from_folder(folder), ignore)
    return {name.upper(): float(str(measures[name])) for name in ("em", "f1")}
