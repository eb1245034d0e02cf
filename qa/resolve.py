"""From choices to the result: one answer, a whole list, both sides of a conflict, or the reason for none."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from embeddings.article import Article, Span
from qa.answer import Reason
from qa.asking import QuestionType
from qa.conflict import disagreement
from qa.decide import Choice, Decision, Mode, confidence_of_list
from qa.lists import Listed, listed
from qa.proposals import VALUED, fits_kind, rules
from qa.query import Query
from qa.retrieve import Hit
from qa.values import find_values

ANSWERS_SHOWN = 3
CHOICES_LISTED = 8  # choices whose lists are looked at
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
    """Return the result for the choices in a mode.

    Strict mode never shows one with contradicted anchors, and balanced mode none that clashes with the question.
    """
    line = decision.thresholds[mode]
    allowed = [one for one in choices if _may_answer(query, one, mode)]
    given = [one for one in allowed if one.confidence >= line]
    comparable = [one for one in allowed if query.asks is not QuestionType.YES_NO or rules(one.candidate.quote)]
    apart = _disagreeing(comparable, [one for one in given if one in comparable], article, line)
    if apart is not None:
        return apart
    if query.asks is QuestionType.LIST:
        whole = _whole_list(query, allowed, article)
        if whole is not None and whole.quotes[0].choice.confidence >= line:
            return whole
    if not given:
        return Resolved((), reason=_reason(hits, decision))
    if query.asks is QuestionType.LIST:
        return Resolved(tuple(map(_quote, given[:ANSWERS_SHOWN])), complete=False)
    return Resolved(tuple(map(_quote, _likely(given)[:ANSWERS_SHOWN])))


def _may_answer(query: Query, choice: Choice, mode: Mode) -> bool:
    """Return whether a choice is of the kind of value asked for, if one is, and of what the question names."""
    clashes = choice.clashes and query.asks is not QuestionType.LIST  # the things of a list may have more than one
    if (mode is Mode.STRICT and choice.contradicted) or (mode is not Mode.LOOSE and clashes):
        return False
    quote = choice.candidate.quote
    return query.asks not in VALUED or fits_kind(query, quote, find_values(quote))


def _disagreeing(
    allowed: Sequence[Choice], given: Sequence[Choice], article: Callable[[str], Article], line: float
) -> Resolved | None:
    """Return what is shown where articles differ: both sides, or the one that replaces the other.

    The sides are each other's rivals, which is why neither may be sure enough by itself: that one of them is right must
    be.
    """
    first = allowed.index(given[0]) if given else 0
    apart = disagreement(allowed[first : first + ANSWERS_SHOWN + 2], article)
    if apart is None:
        return None
    together = confidence_of_list(apart.choices, several=False)
    if not given and together < line:
        return None
    if apart.replaced:
        newest = apart.choices[0]
        return Resolved((_quote(replace(newest, confidence=max(newest.confidence, together))),))
    return Resolved(tuple(map(_quote, apart.choices)), reason=Reason.CONFLICT)


def _likely(given: Sequence[Choice]) -> list[Choice]:
    """Return the best choice and those with nearly its confidence."""
    return [one for one in given if one is given[0] or one.confidence >= ALSO_LIKELY * given[0].confidence]


def _whole_list(query: Query, choices: Sequence[Choice], article: Callable[[str], Article]) -> Resolved | None:
    """Return the likeliest of the lists of which choices are part, unless a choice that is part of none is likelier."""
    lists: dict[tuple[str, Listed], list[Choice]] = {}
    for choice in choices[:CHOICES_LISTED]:
        of = choice.candidate.passage.article_id
        found = listed(query, article(of), choice.candidate.span)
        if found is not None:
            lists.setdefault((of, found), []).append(choice)
    if not lists:
        return None
    ranked = [(confidence_of_list(parts, several=one.items > 1), one, parts) for (_, one), parts in lists.items()]
    confidence, found, parts = max(ranked, key=lambda one: one[0])
    if parts[0] is not choices[0] and confidence < choices[0].confidence * ALSO_LIKELY:
        return None
    best = replace(parts[0], confidence=confidence)
    return Resolved(tuple(Quote(best, span) for span in found.spans), complete=found.complete)


def _quote(choice: Choice) -> Quote:
    return Quote(choice, choice.candidate.span)


def _reason(hits: Sequence[Hit], decision: Decision) -> Reason:
    best = max((hit.evidence.passage for hit in hits), default=0.0)
    return Reason.NOTHING_RELEVANT if best < decision.nothing_relevant else Reason.NO_ANSWER
