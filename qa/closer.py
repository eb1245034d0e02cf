"""A closer look: the statements that may well answer, each read by itself under what it stands under.

Among other rows and sentences the reader is drawn to what looks like an answer; of one statement alone it says whether
that one answers the question. Which statements: those that say most of the question, and those in which the reader
found its best spans.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from heapq import nlargest

from embeddings.article import Passage, Span
from qa.edges import statement_at
from qa.evidence import path_of
from qa.query import Query
from qa.read.reader import Candidate, Reader
from qa.retrieve import Hit

BY_EVIDENCE, BY_READER = 5, 3  # statements that are looked at, at most
NEAR_EVIDENCE = 0.6  # of the best statement's share of the question, that another must say
NEAR_SCORE = 6.0  # how far the reader's best span in a statement may be behind its best of all
LONGEST = 240  # characters of a statement that are read
NOT_LOOKED = -8.0  # the score of a statement that was not looked at

Place = tuple[int, Span]
"""The passage's id, and where the statement stands in the article."""


@dataclass(frozen=True, slots=True)
class Closer:
    """What was found in statements that were read alone, best first."""

    found: Mapping[Place, Sequence[Candidate]] = field(default_factory=dict)

    def score(self, passage: Passage, statement: Span) -> float:
        """Return the best score in a statement."""
        found = self.found.get((passage.id, statement))
        return found[0].score if found else NOT_LOOKED

    def score_of(self, passage: Passage, statement: Span, span: Span) -> float:
        """Return the best score of what overlaps a span in its statement."""
        found = self.found.get((passage.id, statement), ())
        touching = (one.score for one in found if one.span.start < span.end and span.start < one.span.end)
        return max(touching, default=NOT_LOOKED)

    def in_passage(self, passage: Passage) -> Iterator[Candidate]:
        """Yield the best candidate of each statement of a passage that was read alone."""
        return (found[0] for (id_, _), found in self.found.items() if id_ == passage.id and found)


def look_closer(reader: Reader, query: Query, hits: Sequence[Hit], found: Sequence[Sequence[Candidate]]) -> Closer:
    """Return what the likeliest statements of the hits hold when each is read alone; ``found`` was read in the hits."""
    statements = {(hit.passage.id, place): _alone(hit.passage, place) for hit, place in _likeliest(hits, found)}
    read = reader.read(query.read, list(statements.values()), titled=True)
    passages = {hit.passage.id: hit.passage for hit in hits}
    return Closer(
        {
            place: [replace(one, passage=passages[place[0]]) for one in candidates]
            for place, candidates in zip(statements, read, strict=True)
        }
    )


def _likeliest(hits: Sequence[Hit], found: Sequence[Sequence[Candidate]]) -> Iterator[tuple[Hit, Span]]:
    """Yield the statements that say most of the question, and those with the reader's best spans."""
    shares = [(share, -rank, hit, place) for rank, hit in enumerate(hits) for place, share in hit.evidence.sentences]
    least = NEAR_EVIDENCE * max((share for share, *_ in shares), default=0.0)
    for share, _, hit, place in nlargest(BY_EVIDENCE, shares, key=lambda one: one[:2]):
        if share >= least:
            yield hit, place
    scores: dict[Place, tuple[float, Hit]] = {}
    for hit, candidates in zip(hits, found, strict=True):
        for one in candidates:
            key = (hit.passage.id, statement_at(hit.evidence.places, one.span))
            scores[key] = max(scores.get(key, (one.score, hit)), (one.score, hit), key=lambda pair: pair[0])
    best = max((score for score, _ in scores.values()), default=0.0)
    for (_, place), (score, hit) in nlargest(BY_READER, scores.items(), key=lambda item: item[1][0]):
        if score >= best - NEAR_SCORE:
            yield hit, place


def _alone(passage: Passage, place: Span) -> Passage:
    """Return a statement as a passage of its own, under the headings that it stands under."""
    start = max(place.start, passage.start)
    text = passage.text[start - passage.start : place.end - passage.start][:LONGEST]
    context = tuple(filter(None, path_of(passage, start).split("\n")))
    return replace(passage, start=start, end=start + len(text), text=text, context=context, blocks=())
