"""Proposals: what the structure of an article offers as answers, beside what the reader finds.

A table answers by row and column, a FAQ by its entry, a rule by its number, a yes-or-no question by the clause that
settles it. Each proposal is a span with the signals of why it is one; the decision weighs them with all others.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from embeddings.article import Block, BlockKind, Cell, Passage, Span
from embeddings.text.fold import fold
from qa.anchors import QuestionType, suits
from qa.edges import statements
from qa.evidence import Weighed, share_held
from qa.query import Query
from qa.retrieve import Hit

CELLS_PROPOSED = 3  # of one record
RECORDS_LOOKED_AT = 60  # of one passage
SETTLING_SHARE = 0.35  # of what a yes-or-no question says that a statement must say to be proposed


@dataclass(frozen=True, slots=True)
class Match:
    """How well the structure around a span fits a question; each from 0 to 1, 0 where there is no such structure."""

    row: float = 0.0  # share of what is asked that the record's values, and what it stands under, say
    column: float = 0.0  # how well the name of the cell's column says what is asked for
    entry: float = 0.0  # how much a FAQ's own question and the one that is asked say alike
    clause: float = 0.0  # 1 if the question names the clause by its number
    settles: float = 0.0  # 1 if a yes-or-no question may be settled by the statement


Proposals = Mapping[Span, Match]


def propose(query: Query, weighed: Weighed, hit: Hit) -> dict[Span, Match]:
    """Return the spans that a hit's structure offers, with how well each fits."""
    found: dict[Span, Match] = {}
    passage = hit.passage
    for block in passage.blocks:
        for span, match in _of_block(query, weighed, passage, block):
            found[span] = match
    if query.kind is QuestionType.YES_NO:
        for place, share in hit.evidence.sentences:
            if share >= SETTLING_SHARE:
                found.setdefault(place, Match(settles=1.0))
    return found


def _of_block(query: Query, weighed: Weighed, passage: Passage, block: Block) -> Iterator[tuple[Span, Match]]:
    """Yield what one block offers."""
    match block.kind:
        case BlockKind.RECORD:
            yield from _of_record(query, weighed, passage, block)
        case BlockKind.ENTRY:
            asked, answer = block.cells
            alike = similarity(weighed, query, text_of(passage, asked))
            if alike and answer.end > answer.start:
                yield Span(answer.start, answer.end), Match(entry=alike)
        case BlockKind.CLAUSE if any(label_matches(block.label, anchor.text) for anchor in query.clauses):
            yield Span(block.start, block.end), Match(clause=1.0)
        case _:
            return


def _of_record(query: Query, weighed: Weighed, passage: Passage, block: Block) -> Iterator[tuple[Span, Match]]:
    """Yield the cells of a record that may be asked for: those whose column is, and that the question does not say."""
    context = fold(" ".join((passage.title, *passage.context)))
    values = [fold(text_of(passage, cell)) for cell in block.cells]
    said = [value for value in values if value and value in query.folded]
    row = share_held(weighed.near, "\n".join([*values, context]))
    if not row:
        return
    asked = [
        (similarity_of_names(weighed, query, cell.name, said), cell)
        for cell, value in zip(block.cells, values, strict=True)
        if value not in said
    ]
    kinds = [suits(query.kind, text_of(passage, cell)) for _, cell in asked]
    order = sorted(range(len(asked)), key=lambda n: (-asked[n][0], -kinds[n], n))
    for number in order[:CELLS_PROPOSED]:
        share, cell = asked[number]
        yield Span(cell.start, cell.end), Match(row=row, column=share)


def text_of(passage: Passage, place: Cell | Span | Block) -> str:
    """Return the characters of the article that a part of a passage covers."""
    return passage.text[max(place.start - passage.start, 0) : max(place.end - passage.start, 0)]
