"""Signals: all that is known of one candidate, gathered from retrieval, the reader, the structure and the anchors.

A candidate is a span that the reader found, drawn to its edges, or one that the structure of the article proposes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from embeddings.article import Passage, Span
from embeddings.text.fold import fold
from qa.anchors import AnchorSupport, support
from qa.asking import QuestionType, suits
from qa.edges import Edges, statement_at
from qa.evidence import above_of
from qa.proposals import NO_FIT, Fit, propose
from qa.proximity import governed
from qa.query import Query
from qa.read.reader import Candidate
from qa.retrieve import Hit
from qa.values import find_values

UNREAD_SCORE = -8.0  # of a span that the reader did not find
HIGHEST_SCORE = 12.0  # for a confidence, scores are clipped to ±this: beyond it they say no more
CLAUSE_ENDS = ",;。!?\n、"
# Questions of which an answer may go over several clauses.
_OF_CLAUSES = {QuestionType.LIST, QuestionType.YES_NO, QuestionType.HOW, QuestionType.WHY, QuestionType.CLAUSE}
PROPOSED_FROM = 0.3  # how well a cell's column must fit for the cell to be proposed


def clip(score: float) -> float:
    """Return the score, within ±HIGHEST_SCORE."""
    return max(-HIGHEST_SCORE, min(HIGHEST_SCORE, score))


@dataclass(frozen=True, slots=True)
class Signals:
    """What is known of one candidate; but for ``contradicted``, ``silent`` and ``unsuited``, higher is better."""

    reader: float  # the reader's score
    passage: float  # share of what the question says that the passage or its title says, 0 to 1
    sentence: float  # the same of the passage's best statement
    around: float  # the same of the statement in which the candidate stands
    dense: float  # cosine of question and passage
    behind: float  # the hit's score less the best hit's, 0 at most
    named: float  # share of the question's anchors, by weight, that the statement names
    above: float  # that only what stands above it names
    contradicted: float  # of which another of the same shape stands there
    silent: float  # of which nothing is said
    unsuited: float  # 1 if it is not of the kind that is asked for
    row: float  # what the structure fits, each 0 to 1: see ``qa.proposals``
    column: float
    key: float
    entry: float
    clause: float
    settles: float
    part: float  # 1 if a yes-or-no question would be answered by less than a statement
    unread: float  # 1 if the reader did not find it
    together: float  # what the statement, the paragraph's heading and the title say of the question, as above
    near: float  # the same of the clause in which the candidate stands
    paragraph: float  # the same of its whole paragraph
    missing: float  # weight of the rarest word of the question that neither passage nor title holds, 0 to 1
    length: float  # of the quote, in tens of characters
    several: float  # 1 if it holds more than one value
    commas: float  # how many clauses it goes over, where one thing is asked for; at most 3
    governed: float  # whether it belongs to what the question names, -1 to 1: see ``qa.proximity``
    empty: float  # 1 if another cell of its record is asked for, and is empty

    def clipped(self) -> "Signals":
        """Return them as a confidence takes them. An order must not: what is clipped alike would be a tie."""
        return replace(self, reader=clip(self.reader))


@dataclass(frozen=True, slots=True)
class Known:
    """A candidate with its signals, and the statement in which it stands."""

    candidate: Candidate
    signals: Signals
    statement: Span


def know(query: Query, hits: Sequence[Hit], candidates: Sequence[Sequence[Candidate]]) -> list[Known]:
    """Return every candidate of the hits with its signals: those that were read, and those that are proposed."""
    top = max((hit.score for hit in hits), default=0.0)
    return [
        one for hit, found in zip(hits, candidates, strict=True) for one in _of_hit(query, hit, hit.score - top, found)
    ]


def _of_hit(query: Query, hit: Hit, behind: float, found: Sequence[Candidate]) -> list[Known]:
    """Return the candidates of one hit."""
    passage = hit.passage
    fits = propose(query, passage, hit.evidence)
    context = above_of(passage)
    weighed, folded, above = hit.evidence.weighed, fold(passage.text), fold(context)
    missing = weighed.missing(f"{folded}\n{above}")
    places = hit.evidence.places
    known = []
    for candidate, unread in _drawn(passage, found, fits):
        statement = statement_at(places, candidate.span)
        place = max(statement.start - passage.start, 0)
        words = passage.text[place : statement.end - passage.start]
        said_folded = fold(words)
        said = support(query.anchors, words, context)
        fit = fits.get(candidate.span) or _fit_around(fits, candidate.span)
        start, end = candidate.span.start - passage.start, candidate.span.end - passage.start
        signals = replace(
            _signals(query, hit, candidate, said, fit),
            behind=behind,
            unread=float(unread),
            together=weighed.share(f"{said_folded}\n{above}"),
            near=weighed.share(_between(folded, start, end, CLAUSE_ENDS)),
            paragraph=weighed.share(_between(folded, start, end, "\n")),
            missing=missing,
            governed=governed(query.anchors, words, said_folded, start - place, end - place),
        )
        known.append(Known(candidate, signals, statement))
    return known


def _drawn(passage: Passage, found: Sequence[Candidate], fits: dict[Span, Fit]) -> list[tuple[Candidate, bool]]:
    """Return what was read, drawn to its edges, and what is proposed beside it; and which of them was not read."""
    edges = Edges(passage)
    best: dict[Span, Candidate] = {}
    for candidate in found:
        drawn = edges.draw(candidate)
        if drawn is not None and (drawn.span not in best or best[drawn.span].score < drawn.score):
            best[drawn.span] = drawn
    kept = [(candidate, False) for candidate in best.values()]
    drawn_fits: dict[Span, Fit] = {}
    for place, fit in fits.items():
        proposed = edges.draw(Candidate(passage, place, UNREAD_SCORE))
        if proposed is None or proposed.span in best or not _is_worth_proposing(fit):
            continue
        inside = [one.score for one in best.values() if _overlap(one.span, proposed.span)]
        kept.append((replace(proposed, score=max(inside, default=UNREAD_SCORE)), not inside))
        drawn_fits[proposed.span] = fit
    fits |= drawn_fits
    return kept


def _fit_around(fits: dict[Span, Fit], span: Span) -> Fit:
    """Return what fits a question about the clause or the entry in which a span stands."""
    around = (fit for place, fit in fits.items() if place.start <= span.start and span.end <= place.end)
    return next((replace(fit, settles=0.0) for fit in around if fit.clause or fit.entry), NO_FIT)


def _is_worth_proposing(fit: Fit) -> bool:
    return not fit.row or fit.column >= PROPOSED_FROM


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _signals(query: Query, hit: Hit, candidate: Candidate, said: AnchorSupport, fit: Fit) -> Signals:
    """Return the signals of a candidate but for those that its place among the others gives."""
    quote = candidate.quote
    yes_no = query.asks is QuestionType.YES_NO
    values = find_values(quote)
    suited = suits(query.asks, quote, values)
    return Signals(
        reader=candidate.score,
        passage=hit.evidence.passage,
        sentence=hit.evidence.sentence,
        around=hit.evidence.around(candidate.span),
        dense=hit.dense.score if hit.dense else 0.0,
        behind=0.0,
        named=said.named,
        above=said.above,
        contradicted=said.contradicted,
        silent=said.silent,
        unsuited=float(not suited),
        row=fit.row,
        column=fit.column,
        key=fit.key,
        entry=fit.entry,
        clause=fit.clause,
        settles=fit.settles,
        part=float(yes_no and not fit.settles and not fit.entry and len(fold(quote)) < 4),
        unread=0.0,
        together=0.0,
        near=0.0,
        paragraph=0.0,
        missing=0.0,
        length=len(quote) / 10,
        several=float(len(values) > 1),
        commas=0.0 if query.asks in _OF_CLAUSES else float(min(3, sum(quote.count(mark) for mark in "，；、,;"))),
        governed=0.0,
        empty=fit.empty,
    )


def _between(text: str, start: int, end: int, marks: str) -> str:
    """Return what stands between the marks before and after a span."""
    first = max(text.rfind(mark, 0, start) for mark in marks) + 1
    lasts = [at for at in (text.find(mark, end) for mark in marks) if at >= 0]
    return text[first : min(lasts, default=len(text))]
