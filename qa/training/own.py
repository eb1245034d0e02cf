"""Fine-tunes the shipped weights on a user's questions (``qa train … --on FILE``)."""

from embeddings.encoders import static
from embeddings.progress import Report
from qa.read import reader
from qa.training import own_encoder, own_reader
from qa.training.course import Course, Request, TrainingResult, read_own, split_own

TRAINERS = {"reader": (reader.WEIGHTS, own_reader.train_on), "encoder": (static.WEIGHTS, own_encoder.train_on)}


def train_further(kind: str, request: Request, report: Report) -> TrainingResult:
    """Train the ``reader`` or ``encoder`` on a file and return the result; raise ``SourceError`` or ``ModelError``."""
    shipped, train_on = TRAINERS[kind]
    own = read_own(request.on)
    training, held_out = split_own(own.examples, request.held_out)
    course = Course(training, held_out, request.start or shipped, request.into, request.epochs)
    before, after, kept = train_on(course, report)
    return TrainingResult(before, after, kept, len(training), len(held_out), own.skipped)
