"""Quotes: what is quoted where a candidate stands.

Its span is snapped to boundaries (``qa.edges``). Of a numbered clause that is asked for, all is quoted; of a value that
was changed, the one that is meant (``qa.changes``); of several clauses, those that are to the point.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from embeddings.article import Passage, Span
from embeddings.blocks import block_at
from embeddings.text.fold import fold
from qa.asking import QuestionType, suits
from qa.changes import changes, meant_by
from qa.clauses import Clauses
from qa.edges import Edges
from qa.evidence import Weighed
from qa.proposals import VALUED, rules
from qa.query import Query
from qa.read.reader import Candidate
from qa.siblings import measure
from qa.values import covering, find_values

_SEVERAL_CLAUSES = re.compile(r"[^，,；;][，,；;][^，,；;]")
# With which a clause begins that leans on the one before it.
_GOES_ON = re.compile("但|惟|唯|不过|然而|除|其余|其他|另|也|亦|并|且|而|则|者|的|均|皆|都")
_MARKS = "，,；;。！？!?\n"
LONGEST_VERDICT = 5  # characters, with the mark behind them: 不可以，
_NEXT_NUMBER = re.compile(r"\s*\n\s*\d{1,2}(?:\.\d{1,2})*[\s.、][^\n]{0,20}\s*$")  # a heading that follows a clause
_ASKS_BOUND = re.compile("最[晚迟]|截止|期限|(?<=[点时天日号月年])(?:[以之])?[前内]|多久[以之]?内")
_BOUND = re.compile(r"\s?(?:[以之]?前|[以之]?内)")


class Quotes:
    """What is quoted of the candidates in one passage."""

    def __init__(self, query: Query, passage: Passage, weighed: Weighed, numbered: Sequence[Span]) -> None:
        """Take the weighted question, and where the numbered clauses stand that it asks for."""
        self._query, self._passage, self._weighed = query, passage, weighed
        self._numbered = numbered if query.asks is QuestionType.CLAUSE else ()
        self._edges = Edges(passage)
        self._changes = changes(passage.text)

    def of(self, candidate: Candidate) -> Candidate | None:
        """Return a candidate with the span that is quoted, ``None`` if nothing is left of it."""
        span = candidate.span
        clause = next((one for one in self._numbered if one.start <= span.start and span.end <= one.end), None)
        if clause is not None:
            return replace(candidate, span=self._without_next(clause))
        drawn = self._edges.draw(candidate, whole=self._query.asks is QuestionType.YES_NO)
        return None if drawn is None else self._with_bound(self._pointed(self._meant(drawn)))

    def _without_next(self, clause: Span) -> Span:
        """Return where a numbered clause stands, without the heading of the next ones."""
        shift = self._passage.start
        following = _NEXT_NUMBER.search(self._passage.text, max(clause.start - shift, 0), clause.end - shift)
        return Span(clause.start, shift + following.start()) if following is not None else clause

    def _meant(self, candidate: Candidate) -> Candidate:
        """Return a candidate where the question means it, if the text tells that what it quotes was changed."""
        if not self._changes:
            return candidate
        shift, span = self._passage.start, candidate.span
        place = span.start - shift, span.end - shift
        start, end = meant_by(self._query.folded, self._passage.text, self._changes, *place)
        return replace(candidate, span=Span(start + shift, end + shift))

    def _pointed(self, candidate: Candidate) -> Candidate:
        """Return a candidate of several clauses without those that are beside the point, if the rest answers alone."""
        quote, asks = candidate.quote, self._query.asks
        if not _SEVERAL_CLAUSES.search(quote):
            return candidate
        folded = fold(quote)
        clauses, place = Clauses.of(folded, self._weighed), (0, len(quote))
        if asks is QuestionType.YES_NO and _stands(folded[: clauses.opening], folded[clauses.opening :]):
            place = clauses.opening, len(quote)
        elif asks in VALUED and clauses.point is not None and self._is_the_point(candidate, clauses.point):
            place = clauses.point
        if covering(find_values(quote), *place) != place:
            return candidate
        start = candidate.span.start
        return replace(candidate, span=Span(start + place[0], start + place[1]))

    def _is_the_point(self, candidate: Candidate, point: tuple[int, int]) -> bool:
        """Return whether one clause of a quote answers alone, and says of the question what the others do not."""
        text, start = self._passage.text, candidate.span.start - self._passage.start
        first = max(text.rfind(mark, 0, start) for mark in _MARKS) + 1
        said = fold(text[start + point[0] : start + point[1]])
        others = fold(text[first : start + point[0]] + "\n" + text[start + point[1] : start + len(candidate.quote)])
        own = any(len(term) > 1 and term in said and term not in others for term, _ in self._weighed.near)
        return own and _answers_alone(self._query.asks, candidate.quote, point)

    def _with_bound(self, candidate: Candidate) -> Candidate:
        """Return a candidate with the 前 or 內 behind its value, where a question asks until when or how soon."""
        block = block_at(self._passage.blocks, candidate.span.start)
        values = find_values(candidate.quote)
        if (block is not None and block.cells) or not values or values[-1].end < len(candidate.quote):
            return candidate
        bound = _BOUND.match(fold(self._passage.text), candidate.span.end - self._passage.start)
        if bound is None or not _ASKS_BOUND.search(self._query.folded):
            return candidate
        return replace(candidate, span=Span(candidate.span.start, bound.end() + self._passage.start))


def _stands(before: str, rest: str) -> bool:
    """Return whether the rest of a statement rules by itself: the part before is no verdict on which it goes on."""
    return rules(rest) and not _GOES_ON.match(rest) and not (len(before) <= LONGEST_VERDICT and rules(before))


def _answers_alone(asks: QuestionType, quote: str, point: tuple[int, int]) -> bool:
    """Return whether one clause of a quote answers, and each of the others holds a value of the same measure."""
    values = find_values(quote)
    inside = [one for one in values if point[0] <= one.start < point[1]]
    others = {measure(one) for one in values if one not in inside}
    return suits(asks, quote[slice(*point)], inside) and others <= {measure(one) for one in inside} and bool(others)
