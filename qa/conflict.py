"""Conflicts: articles that give different answers to the same question, and whether one of them replaces the others.

Two statements are about the same thing if they are alike except for their quotes, or if the same words introduce these
(總經費一千萬元, 總經費兩千萬元); two records, if they have the same column and key.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from embeddings.article import Article
from embeddings.text.fold import fold
from qa.decide import Choice
from qa.score import units
from qa.siblings import measure
from qa.values import find_values, same

LIKELY = 0.4  # share of the best one's confidence that a rival must have
ALIKE = 0.45  # share of common character bigrams from which on two statements are alike
FEWEST_PAIRS = 3  # character bigrams around a quote that a comparison needs
LESS_SAID = 0.2  # by which a rival's statement may contain less of the question
BESIDE = 12  # characters compared on either side of a quote
LEAST_LABEL = 3  # characters by which two quotes are introduced alike
LESS_LABELLED = 0.12  # by which the statement of one of these may contain less of the question
LONGEST_NAMED = 12  # characters of a quote without values that is compared with another by what introduces it
_LINK = re.compile(r"[:\s]+$|(?:分别|现|仍)?(?:为|是|由|在|于|共|达|约|至|订于|定于)$")
_BREAK = re.compile(r"[,;。!?、:()\n]")
_REPLACES = re.compile(
    "取代|代替|替代|废止|作废|失效|不再适用|不再执行|停止执行|同时废除|以本[^,。;]{1,12}为准|修订版|更新版"
)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Choices of different articles that differ, newest first; ``replaced`` if the first replaces the others."""

    choices: tuple[Choice, ...]
    replaced: bool


def disagreement(choices: Sequence[Choice], article: Callable[[str], Article]) -> Disagreement | None:
    """Return the best choice with those that contradict it about the same thing, or ``None`` if none does."""
    if not choices:
        return None
    best = choices[0]
    rivals = [one for one in choices[1:] if _is_rival(best, one)]
    if not rivals:
        return None
    sides = sorted([best, *rivals], key=lambda one: _published(article(_article_id(one))), reverse=True)
    others = [article(_article_id(one)) for one in sides]
    replacing = [one for one in sides if _says_it_replaces(article(_article_id(one)), others)]
    if replacing:
        sides.sort(key=lambda one: one is not replacing[0])
    return Disagreement(tuple(sides), bool(replacing))


def _is_rival(best: Choice, other: Choice) -> bool:
    """Return whether a choice of another article says something else about the same thing, with similar confidence."""
    if _article_id(best) == _article_id(other) or other.contradicted or best.contradicted:
        return False
    if says_the_same(best.candidate.quote, other.candidate.quote):
        return False
    if other.together >= best.together - LESS_LABELLED and _introduced_alike(best, other):
        return True
    likely = other.confidence >= LIKELY * best.confidence
    return likely and other.together >= best.together - LESS_SAID and _surroundings_alike(best, other)


def says_the_same(one: str, other: str) -> bool:
    """Return whether two quotes are equal, ignoring script, or have equal values."""
    folded = ["".join(units(quote)) for quote in (one, other)]
    if folded[0] in folded[1] or folded[1] in folded[0]:
        return True
    values = [find_values(quote) for quote in (one, other)]
    return bool(values[0]) and len(values[0]) == len(values[1]) and all(map(same, *values))


def _surroundings_alike(one: Choice, other: Choice) -> bool:
    """Return whether the statements of two quotes are alike except for the quotes."""
    first, second = _pairs(one), _pairs(other)
    if min(len(first), len(second)) < FEWEST_PAIRS:
        return False
    return len(first & second) >= ALIKE * min(len(first), len(second))


def _introduced_alike(one: Choice, other: Choice) -> bool:
    """Return whether the same words stand before two quotes that are of one kind."""
    quotes = (one.candidate.quote, other.candidate.quote)
    measures = [{measure(value) for value in find_values(quote)} for quote in quotes]
    if measures[0] != measures[1] or (not measures[0] and max(map(len, quotes)) > LONGEST_NAMED):
        return False
    ends = [_label(choice)[-LEAST_LABEL:] for choice in (one, other)]
    return ends[0] == ends[1] and len(ends[0]) == LEAST_LABEL


def _label(choice: Choice) -> str:
    """Return what stands before a quote in its clause, without the word that links them."""
    passage, span = choice.candidate.passage, choice.candidate.span
    before = fold(passage.text[: span.start - passage.start]).rstrip()
    clause = _BREAK.split(_LINK.sub("", before))[-1]
    return _LINK.sub("", clause)


def _pairs(choice: Choice) -> set[str]:
    """Return the character bigrams around a quote in its statement."""
    passage, span, place = choice.candidate.passage, choice.candidate.span, choice.statement
    text = fold(passage.text)
    start, end = span.start - passage.start, span.end - passage.start
    before = text[max(place.start - passage.start, start - BESIDE, 0) : start]
    after = text[end : min(place.end - passage.start, end + BESIDE)]
    return {part[n : n + 2] for part in (before, after) for n in range(len(part) - 1) if part[n : n + 2].isalnum()}


def _says_it_replaces(article: Article, others: Sequence[Article]) -> bool:
    """Return whether an article says that it replaces the others or an earlier version."""
    if any(_published(other) > _published(article) for other in others):
        return False
    return _REPLACES.search(fold(article.text)) is not None and not any(
        _REPLACES.search(fold(other.text)) for other in others if other.id != article.id
    )


def _published(article: Article) -> str:
    return article.published or ""


def _article_id(choice: Choice) -> str:
    return choice.candidate.passage.article_id
