"""The answer schema that all user interfaces show: answers with citations, or the reason for none."""

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why there is no answer."""

    NOTHING_RELEVANT = "nothing_relevant"  # retrieval found nothing relevant
    NO_ANSWER = "no_answer"  # no passage that was found and read answers the question
    CONFLICT = "conflict"  # articles disagree


@dataclass(frozen=True, slots=True)
class Citation:
    """The source of a quote: ``article.text[start:end]`` is the quote, within its sentence."""

    article_id: str
    title: str
    url: str | None
    published: str | None
    start: int
    end: int
    sentence: str
    sentence_start: int
    sentence_end: int


@dataclass(frozen=True, slots=True)
class QuotedAnswer:
    """A verbatim quote, its confidence (a probability), its citation, and how many passages say the same.

    ``confidence`` is ``None`` for a reader without calibration.
    """

    answer: str
    confidence: float | None
    citation: Citation
    support: int


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A passage that was found, with its rank (from 1) in each search; ``None`` where it was not found."""

    article_id: str
    title: str
    start: int
    end: int
    text: str
    lexical_rank: int | None
    dense_rank: int | None
    context: tuple[str, ...] = ()  # the headings above it, nearest last


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question. ``answer`` and ``citation`` are those of ``answers[0]``, or ``None``.

    ``suggestion`` is the corrected question, if words of it are misspelled. If the whole question was pinyin, it is
    what was asked, and ``question`` as well. ``confidence`` is ``None`` for a reader without calibration, and
    ``warning`` says so. ``understood_as`` is the question completed from earlier turns, if it was incomplete.
    """

    question: str
    answered: bool
    answer: str | None
    confidence: float | None
    reason: Reason | None
    citation: Citation | None
    answers: tuple[QuotedAnswer, ...]
    complete: bool | None
    passages: tuple[FoundPassage, ...]
    build: str
    timings_ms: dict[str, float]
    warning: str | None = None
    suggestion: str | None = None
    understood_as: str | None = None
