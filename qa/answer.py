"""What every face shows: answers with their citations, or a reason for none. The one answer schema."""

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why there is no answer."""

    NOTHING_RELEVANT = "nothing_relevant"  # retrieval found nothing near the question
    NO_ANSWER = "no_answer"  # passages were found and read, none answers it
    CONFLICT = "conflict"  # articles disagree


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a quote stands: ``article.text[start:end]`` is the quote, inside its sentence."""

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
    """A verbatim quote, how sure it is (a probability), its citation, and how many passages say the same.

    ``confidence`` is ``None`` where the reader was never calibrated.
    """

    answer: str
    confidence: float | None
    citation: Citation
    support: int


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A passage that was read, with its rank (from 1) in each leg; ``None`` where a leg did not find it."""

    article_id: str
    title: str
    start: int
    end: int
    text: str
    lexical_rank: int | None
    dense_rank: int | None
    context: tuple[str, ...] = ()  # the headings it stands under, nearest last


@dataclass(frozen=True, slots=True)
class Found:
    """The passages nearest to a question, best first; ``suggestion`` is as in an ``Answer``."""

    question: str
    passages: tuple[FoundPassage, ...]
    build: str
    suggestion: str | None = None


@dataclass(frozen=True, slots=True)
class Looked:
    """The likeliest quotes so far, while passages are being read: not yet an answer."""

    candidates: tuple[QuotedAnswer, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question. ``answer`` and ``citation`` are those of ``answers[0]``, or ``None``.

    ``suggestion`` is the question as it may have been meant, where words of it are slips of the articles' words. Where
    the question was all pinyin, that is what was asked, and ``question`` as well.
    ``confidence`` is ``None`` where the reader was never calibrated, which ``warning`` then says in words.
    ``understood_as`` is what was asked instead of ``question``, where that was completed from earlier turns.
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
