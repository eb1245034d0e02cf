"""Fine-tunes the reader on a user's questions."""

import tempfile
from pathlib import Path

import torch

from embeddings.progress import Progress, Report, Stage, ignore
from qa.evaluate import evaluate_reading
from qa.read.reader import OnnxReader, ReaderConfig
from qa.training.course import Course, Scores, as_dataset, replace_folder
from qa.training.export import export_reader, import_reader
from qa.training.sampling import Sampler, Shares, near_misses, prepare
from qa.training.train_reader import Config, Run

LARGEST_BATCH = 16
RATE, BODY_RATE = 1e-4, 3e-5  # a tenth of the original rates, so that little is forgotten
AVERAGE = 0.9


def train_on(course: Course, report: Report) -> tuple[Scores, Scores, bool]:
    """Return the held-out scores before and after, and whether the new reader was kept: if EM + F1 rose."""
    before = measured(course.start, course)
    network, inputs = import_reader(course.start)
    length = ReaderConfig.from_file(course.start / "reader.json").length
    prepared = prepare(course.training, inputs.vocabulary)
    batch = min(LARGEST_BATCH, len(prepared))
    config = Config(
        steps=course.steps(batch),
        rate=RATE,
        body_rate=BODY_RATE,
        average=AVERAGE,
        length=length,
        read_length=length,
        seed=course.seed,
    )
    torch.manual_seed(course.seed)
    run = Run.over(config, network)
    shares = Shares(config.elsewhere, config.near_miss, config.any_style, titled=1.0)
    sampler = Sampler(prepared, near_misses(prepared), length, batch, shares)
    for rows in run.batches(sampler):
        run.learn(rows, torch.from_numpy(inputs.table))
        report(Progress(Stage.TRAIN, run.step, config.steps))
    with tempfile.TemporaryDirectory() as scratch:
        new = Path(scratch) / "reader"
        export_reader(run.averaged, inputs, new, length)
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
