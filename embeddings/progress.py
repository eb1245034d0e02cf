"""Progress reports of long-running work: the current stage, and how far it is."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """The stages of long-running work: those of a rebuild in order, then those of training."""

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
    """How far a stage is: ``done`` of ``total`` files, articles, passages or questions; ``total`` is 0 if unknown."""

    stage: Stage
    done: int
    total: int


Report = Callable[[Progress], None]
"""A callback that receives every progress report."""


def ignore(progress: Progress) -> None:
    """Discard a progress report."""
