"""From choices to the result: one answer, a whole list, both sides of a conflict, or the reason for none."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from embeddings.article import Article, Span
from qa.answer import Reason
from qa.asking import QuestionType
from qa.conflict import disagreement
from qa.decide import Choice, Decision, Mode
from qa.lists import listed
from qa.query import Query
from qa.retrieve import Hit

ANSWERS_SHOWN = 3
ALSO_LIKELY = 0.85  # share of the best answer's confidence that another one must have to be shown too


@dataclass(frozen=True, slots=True)
class Quote:
    """A choice, and the span of its article that is quoted."""

    choice: Choice
    span: Span


@dataclass(frozen=True, slots=True)
class Resolved:
    """The quotes to show, best first; the reason if there is none; and whether a list is complete."""

    quotes: tuple[Quote, ...]
    reason: Reason | None = None
    complete: bool | None = None
    least: float | None = None


def resolve(
    query: Query,
    hits: Sequence[Hit],
    choices: Sequence[Choice],
    decision: Decision,
    mode: Mode,
    article: Callable[[str], Article],
) -> Resolved:
    """Return the result for the choices in a mode; strict mode never shows one with contradicted anchors."""
    line = decision.thresholds[mode]
    allowed = [one for one in choices if mode is not Mode.STRICT or not one.contradicted]
    given = [one for one in allowed if one.confidence >= line]
    if not given:
        return Resolved((), reason=_reason(hits, decision))
    first = allowed.index(given[0])
    apart = disagreement(allowed[first : first + ANSWERS_SHOWN + 2], article)
    if apart is not None and not apart.replaced:
        return Resolved(tuple(map(_quote, apart.choices)), reason=Reason.CONFLICT)
    if apart is not None:
        return Resolved((_quote(apart.choices[0]),))
    if query.asks is QuestionType.LIST:
        return _as_list(query, given, article)
    return Resolved(tuple(map(_quote, _likely(given)[:ANSWERS_SHOWN])))


def _likely(given: Sequence[Choice]) -> list[Choice]:
    """Return the best choice and those with nearly its confidence."""
    return [one for one in given if one is given[0] or one.confidence >= ALSO_LIKELY * given[0].confidence]


def _as_list(query: Query, given: Sequence[Choice], article: Callable[[str], Article]) -> Resolved:
    """Return all items of the list that the best choice is part of, or the best choices as an incomplete list."""
    best = given[0]
    found = listed(query, article(best.candidate.passage.article_id), best.candidate.span)
    if found is None:
        return Resolved(tuple(map(_quote, given[:ANSWERS_SHOWN])), complete=False)
    return Resolved(tuple(Quote(best, span) for span in found.spans), complete=found.complete)


def _quote(choice: Choice) -> Quote:
    return Quote(choice, choice.candidate.span)


def _reason(hits: Sequence[Hit], decision: Decision) -> Reason:
    best = max((hit.evidence.passage for hit in hits), default=0.0)
    return Reason.NOTHING_RELEVANT if best < decision.nothing_relevant else Reason.NO_ANSWER
