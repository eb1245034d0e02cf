"""Gathering: what is shown for a question over several things, from the answers to its parts.

Of each thing its quote, or the name of the one whose value is the highest or the lowest. Nothing is shown unless every
part has an answer, and nothing is added up: whoever asks for a sum gets what there is to add.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from embeddings.article import Article, Span
from embeddings.text.fold import fold
from embeddings.text.sentences import sentence_around
from qa.answer import Reason
from qa.columns import longest_common
from qa.criteria import Wanted
from qa.decide import Choice, Decision, Mode
from qa.query import Query
from qa.resolve import Quote, Resolved, resolve
from qa.retrieve import Hit
from qa.several import Parts
from qa.siblings import LONGEST_CLAUSE, Sibling, clauses, column_at, measure, record_at, siblings, sizes, the_value
from qa.tables import plain
from qa.values import Value, find_values

LEAST_SAID = 0.5  # of a name, in what a quote stands in or under
LONGEST_QUOTE = 60  # characters of what is quoted of a winner, if it is more than its name
# Answers that stand side by side bear each other out: 冰箱八十元，洗衣機六十元. Of the mode's threshold the surest
# of them needs only so much, and the others so much; strict mode takes no such account.
SUREST, OTHERS = 0.9, 0.7
SIDE_BY_SIDE = 60  # characters at most between them, outside tables
Articles = Callable[[str], Article]


@dataclass(frozen=True, slots=True)
class Part:
    """The question for one thing, with what was found and chosen for it."""

    query: Query
    hits: Sequence[Hit]
    choices: Sequence[Choice]


@dataclass(frozen=True, slots=True)
class Gatherer:
    """Puts the answers to the parts of a question together."""

    decision: Decision
    mode: Mode
    articles: Articles

    def gathered(self, parts: Parts, found: Iterable[Part]) -> Resolved | None:
        """Return what the answers to the parts come to; ``None`` where one is missing or they do not go together.

        ``found`` is read no further than to the first part without an answer.
        """
        if parts.count is not None:
            return self._of_any(parts, parts.count, next(iter(found)))
        if not parts.names:
            return self._of_two_questions(found)
        likely: list[list[Choice]] = []
        for number, part in enumerate(found):
            likely.append(self._likely(parts, number, part))
            if not likely[-1]:
                return None
        chosen = self._chosen(parts, likely)
        if chosen is None or _overlap([Quote(one, one.candidate.span) for one in chosen]):
            return None
        if parts.criterion is not None:
            return self._winner(parts, chosen)
        quotes = tuple(Quote(one, self._told(parts.names, n, one)) for n, one in enumerate(chosen))
        return Resolved(quotes, complete=True, least=min(one.confidence for one in chosen))

    @property
    def _line(self) -> float:
        return self.decision.thresholds[self.mode]

    def _share(self, share: float) -> float:
        return self._line * (1.0 if self.mode is Mode.STRICT else share)

    def _article(self, choice: Choice) -> Article:
        return self.articles(_article_id(choice))

    def _likely(self, parts: Parts, number: int, part: Part) -> list[Choice]:
        """Return the choices for one thing that may be shown: of that thing, and of what the things compare by.

        There are none where articles disagree about it.
        """
        kinds = None if parts.criterion is None else parts.criterion.kinds
        about = [
            one
            for one in part.choices
            if speaks_of(number, parts.names, one, self._article(one))
            and (kinds is None or the_value(one.candidate.quote, kinds) is not None)
        ]
        if resolve(part.query, part.hits, about, self.decision, self.mode, self.articles).reason is Reason.CONFLICT:
            return []
        allowed = [one for one in about if self.mode is not Mode.STRICT or not one.contradicted]
        return [one for one in allowed if one.confidence >= self._share(OTHERS)]

    def _chosen(self, parts: Parts, likely: Sequence[Sequence[Choice]]) -> list[Choice] | None:
        """Return the choice for each thing: the surest of all, and of the others those that stand beside it."""
        at, surest = max(((n, found[0]) for n, found in enumerate(likely)), key=lambda one: one[1].confidence)
        if surest.confidence < self._share(SUREST):
            return None
        chosen = []
        for number, choices in enumerate(likely):
            names = parts.names[number], parts.names[at]
            beside = [one for one in choices if self._is_beside(names, (one, surest))]
            sure = [one for one in choices[:1] if min(one.confidence, surest.confidence) >= self._line]
            fitting = [surest] if number == at else beside or sure
            if not fitting:
                return None
            chosen.append(fitting[0])
        return chosen

    def _is_beside(self, names: tuple[str, str], two: tuple[Choice, Choice]) -> bool:
        """Return whether two choices are values of one kind, in one column of a table or close to one another."""
        values = [the_value(choice.candidate.quote, None) for choice in two]
        spans = [choice.candidate.span for choice in two]
        if len(set(map(_article_id, two))) > 1 or None in values or spans[0] == spans[1]:
            return False
        if len({measure(value) for value in values if value is not None}) != 1:
            return False
        article = self._article(two[0])
        records = [record_at(article, span) for span in spans]
        if records[0] is not None and records[1] is not None:
            return column_at(records[0], spans[0]) == column_at(records[1], spans[1])
        apart = max(spans[0].start - spans[1].end, spans[1].start - spans[0].end)
        following = all(_follows(name, article, span) for name, span in zip(names, spans, strict=True))
        return records == [None, None] and apart <= SIDE_BY_SIDE and following

    def _told(self, names: Sequence[str], number: int, choice: Choice) -> Span:
        """Return what is quoted of one thing: its cell, or a short clause, which says more than an amount."""
        article, span = self._article(choice), choice.candidate.span
        if record_at(article, span) is not None:
            return span
        clause = _clause_of(article, span)
        if clause is None or clause.end < span.end or clause.end - clause.start > LONGEST_CLAUSE:
            return span
        said = plain(fold(clause.of(article.text)))
        others = [name for at, name in enumerate(names) if at != number and plain(name) in said]
        value = the_value(choice.candidate.quote, None)
        values = [one for one in find_values(clause.of(article.text)) if value and measure(one) == measure(value)]
        return span if others or len(values) > 1 else clause

    def _winner(self, parts: Parts, chosen: Sequence[Choice]) -> Resolved | None:
        """Return the name of the thing whose value is the highest or the lowest, as it stands in the text."""
        kinds = None if parts.criterion is None else parts.criterion.kinds
        values = [the_value(one.candidate.quote, kinds) for one in chosen]
        number = _best([value for value in values if value is not None], parts.wanted)
        if number is None:
            return None
        choice = chosen[number]
        span = _named(number, parts.names, choice.candidate.span, self._article(choice))
        least = min(one.confidence for one in chosen)
        return None if span is None else Resolved((Quote(choice, span),), least=least)

    def _of_two_questions(self, found: Iterable[Part]) -> Resolved | None:
        """Return the answers to questions that were asked in one, if each has one."""
        quotes: list[Quote] = []
        whole = True
        for part in found:
            one = resolve(part.query, part.hits, part.choices, self.decision, self.mode, self.articles)
            beside = None if one.reason in (None, Reason.CONFLICT) else self._in_one_sentence(part, quotes)
            if one.reason is not None and beside is None:
                return None
            more = one.quotes if one.complete is not None else one.quotes[:1]
            quotes += more if beside is None else [beside]
            whole = whole and one.complete is not False
        if _overlap(quotes):
            return None
        return Resolved(tuple(quotes), complete=whole, least=min(one.choice.confidence for one in quotes))

    def _in_one_sentence(self, part: Part, quotes: Sequence[Quote]) -> Quote | None:
        """Return the best choice for a part if it stands in one sentence with what answers the part before."""
        best = part.choices[0] if part.choices else None
        if best is None or not quotes or best.confidence < self._share(OTHERS):
            return None
        last, span = quotes[-1], best.candidate.span
        if _article_id(last.choice) != _article_id(best) or record_at(self._article(best), span) is not None:
            return None
        sentence = sentence_around(self._article(best).text, span)
        return Quote(best, span) if sentence.start <= last.span.start < sentence.end else None

    def _of_any(self, parts: Parts, count: int, part: Part) -> Resolved | None:
        """Return what is asked of all things that stand beside the one found, or the one of them that is wanted."""
        kinds = None if parts.criterion is None else parts.criterion.kinds
        for choice in part.choices:
            if choice.confidence < self._share(OTHERS) or (self.mode is Mode.STRICT and choice.contradicted):
                continue
            found = siblings(part.query, self._article(choice), choice.candidate.span, kinds)
            if not found or (count and len(found) != count):
                continue
            if parts.wanted is Wanted.ALL:
                return Resolved(tuple(Quote(choice, one.told) for one in found), complete=True)
            return _the_most(found, parts.wanted, choice)
        return None


def _the_most(found: Sequence[Sibling], wanted: Wanted, choice: Choice) -> Resolved | None:
    """Return the names of the siblings whose value is the highest or the lowest: more than one where it is a tie."""
    number = sizes([one.value for one in found])
    if number is None:
        return None
    best = max(number) if wanted is Wanted.HIGHEST else min(number)
    winners = [one for one, size in zip(found, number, strict=True) if size == best]
    quotes = tuple(Quote(choice, one.named) for one in winners)
    return Resolved(quotes, complete=True if len(winners) > 1 else None)


def _best(values: Sequence[Value], wanted: Wanted) -> int | None:
    """Return the number of the value that is wanted; ``None`` where they do not compare, or none is ahead."""
    found = sizes(values)
    if found is None:
        return None
    best = max(found) if wanted is Wanted.HIGHEST else min(found)
    return found.index(best) if found.count(best) == 1 else None


def speaks_of(number: int, names: Sequence[str], choice: Choice, article: Article) -> bool:
    """Return whether a choice is about the name of that number, and not about another of them."""
    candidate = choice.candidate
    around = _around(article, candidate.span)
    near = around.of(article.text)
    letters = plain(fold(near))
    above = plain(fold(" ".join((candidate.passage.title, *candidate.passage.context))))
    own = [_said(plain(name), letters) for name in names]
    said = max(own[number], _said(plain(names[number]), above))
    others = max(share for at, share in enumerate(own) if at != number)
    if said < LEAST_SAID or others > said:
        return False
    if min(own[number], others) < 1:
        return True
    kept = [at for at, letter in enumerate(fold(near)) if letter.isalnum()]
    start, end = (bisect_left(kept, at - around.start) for at in (candidate.span.start, candidate.span.end))
    return _nearest([plain(name) for name in names], letters, start, end) in (number, -1)


def _around(article: Article, span: Span) -> Span:
    """Return the row of a table that a span stands in, or its sentence."""
    record = record_at(article, span)
    return sentence_around(article.text, span) if record is None else Span(record.start, record.end)


def _said(name: str, text: str) -> float:
    """Return how much of a name a text says, in one piece."""
    return longest_common(name, text) / len(name) if name else 0.0


def _nearest(names: Sequence[str], near: str, start: int, end: int) -> int:
    """Return the number of the name that stands last before a quote, or in it alone; -1 where that is none."""
    inside = [number for number, name in enumerate(names) if name in near[start:end]]
    if inside:
        return inside[0] if len(inside) == 1 else -1
    last = [near.rfind(name, 0, start) for name in names]
    nearest = max(range(len(names)), key=lambda number: (last[number], len(names[number])))
    return nearest if last[nearest] >= 0 else -1


def _follows(name: str, article: Article, span: Span) -> bool:
    """Return whether a span stands behind a name in its sentence."""
    sentence = sentence_around(article.text, span)
    before = plain(fold(article.text[sentence.start : span.end]))
    return _said(plain(name), before) >= LEAST_SAID


def _named(number: int, names: Sequence[str], span: Span, article: Article) -> Span | None:
    """Return what is quoted for a winner: the cell that names it, or its name up to the value that it won by."""
    record = record_at(article, span)
    if record is not None:
        shares = [_said(plain(names[number]), plain(fold(article.text[c.start : c.end]))) for c in record.cells]
        best = max(range(len(shares)), key=lambda n: shares[n])
        if shares[best] < LEAST_SAID:
            return None
        if best != column_at(record, span):  # else the cell is a text that says both
            return Span(record.cells[best].start, record.cells[best].end)
    sentence = sentence_around(article.text, span)
    text = fold(sentence.of(article.text))
    end = span.end - sentence.start
    at = text.rfind(names[number], 0, end)
    places = [span, *([Span(sentence.start + at, span.end)] if at >= 0 else [])]
    first = min((_clause_of(article, one) or one).start for one in places) - sentence.start
    others = [plain(name) for name in names if name != names[number] and name not in names[number]]
    said = text[first:end]
    if any(name in plain(said) for name in others) or end - first > LONGEST_QUOTE:
        return None if at < 0 else Span(sentence.start + at, sentence.start + at + len(names[number]))
    return Span(sentence.start + first, span.end) if at >= 0 or _said(names[number], said) >= LEAST_SAID else None


def _overlap(quotes: Sequence[Quote]) -> bool:
    """Return whether two quotes have characters of one article in common."""
    places = sorted((_article_id(one.choice), one.span.start, one.span.end) for one in quotes)
    return any(one[0] == other[0] and other[1] < one[2] for one, other in pairwise(places))


def _clause_of(article: Article, span: Span) -> Span | None:
    sentence = sentence_around(article.text, span)
    return next((one for one in clauses(article.text, sentence) if one.start <= span.start < one.end), None)


def _article_id(choice: Choice) -> str:
    return choice.candidate.passage.article_id
