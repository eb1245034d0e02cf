"""What long work tells of itself, on either side of the project: its stage, and how far that is."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """The steps of long work: those of a rebuild in their order, then those of the training lab."""

    READ = "read"
    CHUNK = "chunk"
    ENCODE = "encode"
    INDEX = "index"
    VERIFY = "verify"
    GOLDEN = "golden"
    EVALUATE = "evaluate"
    TRAIN = "train"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a stage is: ``done`` of ``total`` files, articles, passages or questions; a total of 0 is not known."""

    stage: Stage
    done: int
    total: int


Report = Callable[[Progress], None]
"""Is told how far the work is, as often as it moves on."""


def ignore(progress: Progress) -> None:
    """Tell nobody about the progress."""
