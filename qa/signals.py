"""Signals: the features of one candidate, from retrieval, the reader, the article's structure and the anchors.

A candidate is a span that the reader found, snapped to boundaries, or one that the article's structure proposes.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter

from embeddings.article import BlockKind, Span
from embeddings.blocks import block_at
from embeddings.text.fold import fold
from embeddings.text.words import segment
from qa.anchors import clashes, support
from qa.asking import QuestionType
from qa.bounds import admits, asked_amounts
from qa.clauses import Clauses
from qa.closer import Closer
from qa.edges import statement_at
from qa.evidence import above_of, is_title, name_of, path_of
from qa.measures import measured
from qa.proposals import NO_FIT, Fit, fits_kind, propose, rules
from qa.proximity import governed, owned
from qa.query import Query
from qa.quotes import Quotes
from qa.read.reader import Candidate
from qa.retrieve import Hit
from qa.tables import Named, is_foreign, named_cells, plain
from qa.values import find_values

LEAST_OF_TITLE = 0.1  # share of a question that a title must say to tell its article from others
UNREAD_SCORE = -8.0  # reader score of a span that the reader did not find
NO_CLOSER = Closer()
HIGHEST_SCORE = 12.0  # scores are clipped to ±this for the confidence
_ASKS = re.compile(r"[?]\s*$|(?:吗|呢|什么|多少)[。!]?\s*$")
_STRUCTURE = ("row", "column", "key", "entry", "clause", "empty", "misplaced", "paired", "outdone")  # fields of ``Fit``
CLAUSE_ENDS = ",;。!?\n、"
# Question types whose answers may span several clauses.
_OF_CLAUSES = {QuestionType.LIST, QuestionType.YES_NO, QuestionType.HOW, QuestionType.WHY, QuestionType.CLAUSE}


def clip(score: float) -> float:
    """Return the score, within ±HIGHEST_SCORE."""
    return max(-HIGHEST_SCORE, min(HIGHEST_SCORE, score))


@dataclass(frozen=True, slots=True)
class Signals:
    """The features of one candidate. Higher is better, except for ``contradicted``, ``silent`` and ``unsuited``."""

    reader: float  # the reader's score
    passage: float  # share of the question in the passage or its context, 0 to 1
    sentence: float  # share in the passage's best statement
    around: float  # share in the candidate's statement
    dense: float  # cosine of question and passage
    behind: float  # the hit's score minus the best hit's, at most 0
    named: float  # share of the question's anchors, by weight, named in the statement
    above: float  # … named only in its context
    contradicted: float  # … of which another one of the same shape is named instead
    silent: float  # … not mentioned
    unsuited: float  # 1 if it does not match the question type
    row: float  # fit of the structure, each 0 to 1: see ``qa.proposals.Fit``
    column: float
    key: float
    entry: float
    clause: float
    settles: float  # 1 if it decides a yes-or-no question
    part: float  # 1 if it is less than a statement, for a yes-or-no question
    unread: float  # 1 if the reader did not find it
    together: float  # share in the statement, its heading and the title
    near: float  # share in the candidate's clause
    paragraph: float  # share in its paragraph
    missing: float  # weight of the rarest question word missing from passage and title, 0 to 1
    several: float  # 1 if it contains more than one value
    commas: float  # number of clauses that it spans, if one thing is asked for; at most 3
    governed: float  # whether it belongs to the question's anchors, -1 to 1: see ``qa.proximity``
    empty: float  # 1 if another cell of its record is asked for, and is empty
    echo: float  # 1 if the question contains the quote
    heading: float  # 1 if it is in a heading or the title
    unsaid: float  # share of the question's subjects missing from the article's passages
    worst: float  # missing part of the subject that is missing most, 0 to 1
    apart: float  # share of the question's subjects missing from the statement and its context
    foreign: float  # 1 if another record matches the question where this one differs
    asking: float  # 1 if the statement is itself a question
    clash: float  # 1 if the statement or its context names another value, variety or role
    owned: float  # share of the statement's subjects that its value belongs to: see ``qa.proximity``
    misplaced: float  # 1 if its column's name is for another kind of thing
    paired: float  # 1 if it is next to the role or the person asked about
    lag: float  # how much less its clause says of the question than another of its statement: see ``qa.clauses``
    idle: float  # how many of its clauses are beside the point, at most 3
    entitled: float  # what the title of its article says of the question, by what the best title of the hits says
    measured: float  # 1 if it counts in the unit that is asked for, -1 if in another: see ``qa.measures``
    outdone: float  # how much better another column of its record fits what is asked for
    echoed: float  # share of its words that the question says, where a thing is asked for
    polar: float  # 1 if the question wants a yes or no
    alone: float  # the reader's best score in the statement read alone: see ``qa.closer``
    alone_here: float  # that of what it found there where the candidate stands

    def values(self) -> tuple[float, ...]:
        """Return the features in the order of their names: a row of a feature matrix."""
        row: tuple[float, ...] = _VALUES(self)
        return row

    def clipped(self) -> "Signals":
        """Return the features clipped for the confidence. Not for ordering, where clipped scores would tie."""
        return replace(self, reader=clip(self.reader), alone=clip(self.alone), alone_here=clip(self.alone_here))


_VALUES = attrgetter(*Signals.__slots__)


@dataclass(frozen=True, slots=True)
class Known:
    """A candidate with its features, and the span of its statement."""

    candidate: Candidate
    signals: Signals
    statement: Span


def know(
    query: Query, hits: Sequence[Hit], candidates: Sequence[Sequence[Candidate]], closer: Closer = NO_CLOSER
) -> list[Known]:
    """Return every candidate of the hits with its signals: those that were read, and those that are proposed.

    ``candidates`` go with the hits; ``closer`` is what was found in single statements of theirs.
    """
    top = max((hit.score for hit in hits), default=0.0)
    titles = [_said_by_title(hit) for hit in hits]
    named = named_cells(query, (hit.passage for hit in hits))
    known = []
    for hit, found, title in zip(hits, candidates, titles, strict=True):
        together = [other.passage for other in hits if other.passage.article_id == hit.passage.article_id]
        ranks = {"behind": hit.score - top, "entitled": title / max(titles) if max(titles) > LEAST_OF_TITLE else 1.0}
        seen = _Seen(query, hit, ranks, named, fold("\n".join(one.text for one in together)), closer)
        known += [seen.know(*drawn) for drawn in seen.drawn(found)]
    if query.asks is QuestionType.CLAUSE:
        return [one for one in known if one.signals.clause] or known  # only the clause itself says what it says
    return known if query.asks is QuestionType.LIST else _of_their_step(query, known)


def _of_their_step(query: Query, known: list[Known]) -> list[Known]:
    """Return the candidates without those of other steps than the amount that a question names, if its own is there."""
    asked = asked_amounts(query.folded)
    said = [admits(asked, _clause_of(one.candidate)) if asked else None for one in known]
    found = {one.candidate.passage.article_id for one, holds in zip(known, said, strict=True) if holds}
    pairs = zip(known, said, strict=True)
    return [one for one, holds in pairs if holds is not False or one.candidate.passage.article_id not in found]


def _clause_of(candidate: Candidate) -> str:
    """Return the clauses that a candidate stands in."""
    passage, span = candidate.passage, candidate.span
    return _between(passage.text, span.start - passage.start, span.end - passage.start, "，,；;。\n")


def _said_by_title(hit: Hit) -> float:
    """Return what the title of a hit's article, and the name of its file, say of the question."""
    return hit.evidence.weighed.share(fold(f"{hit.passage.title}\n{name_of(hit.passage.origin)}"))


class _Seen:
    """A hit in view of a question, and its candidates."""

    def __init__(
        self, query: Query, hit: Hit, ranks: Mapping[str, float], named: Named, article: str, closer: Closer
    ) -> None:
        """Take how the hit stands to the others, the cells that the question names, and its article as seen."""
        self._closer = closer
        self._query, self._hit, self._named = query, hit, named
        self._passage = passage = hit.passage
        self._weighed = hit.evidence.weighed
        self._folded = fold(passage.text)
        above = fold(above_of(passage))
        unsaid, worst = self._weighed.unsaid(f"{article}\n{above}")
        self._of_hit = {
            "passage": hit.evidence.passage,
            "sentence": hit.evidence.sentence,
            "dense": hit.dense.score if hit.dense else 0.0,
            **ranks,
            "missing": self._weighed.missing(f"{self._folded}\n{above}"),
            "unsaid": unsaid,
            "worst": worst,
        }
        self._fits = propose(query, passage, hit.evidence, named)

    def drawn(self, found: Sequence[Candidate]) -> list[tuple[Candidate, bool]]:
        """Return the candidates that were read, snapped to boundaries, and proposals; the flag marks unread ones."""
        numbered = [place for place, fit in self._fits.items() if fit.clause]
        quotes = Quotes(self._query, self._passage, self._weighed, numbered)
        best: dict[Span, Candidate] = {}
        for candidate in found:
            drawn = quotes.of(candidate)
            if drawn is not None and (drawn.span not in best or best[drawn.span].score < drawn.score):
                best[drawn.span] = drawn
        kept = {candidate.span: (candidate, False) for candidate in best.values()}
        offered = [*self._fits.items(), *((one.span, Fit()) for one in self._closer.in_passage(self._passage))]
        for place, fit in offered:
            proposed = quotes.of(Candidate(self._passage, place, UNREAD_SCORE))
            if proposed is None:
                continue
            if place in self._fits and self._fits.get(proposed.span, Fit()) == Fit():
                self._fits[proposed.span] = fit  # a value that is a whole reply answers as the reply does
            if fit.offered and proposed.span not in kept:
                inside = [one.score for one in best.values() if _overlap(one.span, proposed.span)]
                kept[proposed.span] = (replace(proposed, score=max(inside, default=UNREAD_SCORE)), not inside)
        listing = self._query.asks is QuestionType.LIST
        return [one for span, one in kept.items() if listing or not self._fits.get(span, NO_FIT).elsewhere]

    def know(self, candidate: Candidate, unread: bool) -> Known:
        """Return a candidate with its features."""
        span = candidate.span
        statement = statement_at(self._hit.evidence.places, span)
        fit = self._fits.get(span) or self._fit_around(span)
        signals = Signals(
            reader=candidate.score,
            unread=float(unread),
            around=self._hit.evidence.around(span),
            alone=self._closer.score(self._passage, statement),
            alone_here=self._closer.score_of(self._passage, statement, span),
            **self._of_hit,
            **_of_fit(fit),
            **_of_quote(self._query, candidate.quote, fit),
            **self._of_statement(statement, span),
            **self._of_place(span),
        )
        return Known(candidate, signals, statement)

    def _of_statement(self, statement: Span, span: Span) -> dict[str, float]:
        """Return the features of the candidate's statement and its context."""
        passage, anchors = self._passage, self._query.anchors
        place = max(statement.start - passage.start, 0)
        words = passage.text[place : statement.end - passage.start]
        folded = fold(words)
        start, end = span.start - passage.start - place, span.end - passage.start - place
        above = "\n".join((passage.title, path_of(passage, span.start), name_of(passage.origin)))
        said, whole = support(anchors, words, above), f"{folded}\n{fold(above)}"
        clauses = Clauses.of(folded, self._weighed)
        return {
            "lag": clauses.lag(start, end),
            "idle": float(clauses.idle(start, end)),
            "named": said.named,
            "above": said.above,
            "contradicted": said.contradicted,
            "silent": said.silent,
            "together": self._weighed.share(whole),
            "apart": self._weighed.unsaid(whole)[0],
            "heading": float(is_title(passage, statement)),
            "asking": float(_ASKS.search(folded) is not None),
            "clash": float(clashes(anchors, words, above)),
            "governed": governed(anchors, words, folded, start, end),
            "owned": owned(self._weighed.subjects, folded, start, end),
        }

    def _of_place(self, span: Span) -> dict[str, float]:
        """Return the features of the candidate's clause, paragraph and record."""
        passage = self._passage
        start, end = span.start - passage.start, span.end - passage.start
        block = block_at(passage.blocks, span.start)
        record = block if block is not None and block.kind is BlockKind.RECORD else None
        return {
            "near": self._weighed.share(_between(self._folded, start, end, CLAUSE_ENDS)),
            "paragraph": self._weighed.share(_between(self._folded, start, end, "\n")),
            "foreign": float(record is not None and is_foreign(self._query, passage, record, self._named)),
        }

    def _fit_around(self, span: Span) -> Fit:
        """Return the fit of the clause or FAQ entry that contains a span."""
        around = (fit for place, fit in self._fits.items() if place.start <= span.start and span.end <= place.end)
        return next((fit for fit in around if fit.clause or fit.entry), NO_FIT)


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _of_fit(fit: Fit) -> dict[str, float]:
    """Return the features of the structure around a candidate."""
    return {name: getattr(fit, name) for name in _STRUCTURE}


def _of_quote(query: Query, quote: str, fit: Fit) -> dict[str, float]:
    """Return the features of a quote by itself."""
    values = find_values(quote)
    yes_no = query.asks is QuestionType.YES_NO
    settles = yes_no and rules(quote)
    suited = bool(fit.clause) if query.asks is QuestionType.CLAUSE else fits_kind(query, quote, values)
    said = plain(fold(quote))
    clauses = 0 if query.asks in _OF_CLAUSES else sum(quote.count(mark) for mark in "，；、,;")
    return {
        "unsuited": float(not suited),
        "settles": float(settles),
        "part": float(yes_no and not settles and not fit.entry and len(fold(quote)) < 4),
        "several": float(len(values) > 1),
        "commas": float(min(3, clauses)),
        "echo": float(bool(said) and said in plain(query.folded)),
        "echoed": 0.0 if query.asks in _OF_CLAUSES - {QuestionType.LIST} else _echoed(query, quote),
        "measured": measured(query.folded, fold(quote), values),
        "polar": float(yes_no),
    }


def _echoed(query: Query, quote: str) -> float:
    """Return the share of a quote's characters that are words of the question."""
    words = [word for word in segment(fold(quote)) if word[0].isalnum()]
    return sum(len(word) for word in words if len(word) > 1 and word in query.folded) / max(1, sum(map(len, words)))


def _between(text: str, start: int, end: int, marks: str) -> str:
    """Return the text around a span up to the nearest of ``marks`` on either side."""
    first = max(text.rfind(mark, 0, start) for mark in marks) + 1
    lasts = [at for at in (text.find(mark, end) for mark in marks) if at >= 0]
    return text[first : min(lasts, default=len(text))]
