"""Siblings: the values that stand beside one, of the other rows of its table, parts of its sentence or sentences."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import takewhile

from embeddings.article import Article, Block, BlockKind, Passage, Span
from embeddings.blocks import block_at, is_message
from embeddings.text.fold import fold
from embeddings.text.sentences import sentence_around, sentences
from qa.columns import longest_common
from qa.kinds import Kind
from qa.query import Query
from qa.rows import table_of
from qa.tables import is_foreign, is_total, named_cells, plain
from qa.values import Value, find_values

_CLAUSE = re.compile(r"(?:[^,、:。;!?()\n]|(?<=\d)[,:](?=\d))+")
LONGEST_CLAUSE = 40  # characters of what is quoted with a value
LONGEST_TOLD = 60
AROUND = 600  # characters on either side of a value in which sentences like its own are looked for
FEWEST_SENTENCES = 3  # that must be alike
FEWEST_COMMON = 2  # characters before the value that they must have in common: 藏書
_MOMENTS = frozenset((Kind.DATE, Kind.TIME))


@dataclass(frozen=True, slots=True)
class Sibling:
    """A value, what is quoted to tell it, and what names the thing that has it: a cell, or the clause it stands in."""

    value: Value
    told: Span
    named: Span


def siblings(query: Query, article: Article, span: Span, kinds: frozenset[Kind] | None = None) -> list[Sibling]:
    """Return the siblings of what is quoted, itself among them, in the article's order; none if they do not compare."""
    record = record_at(article, span)
    if record is None:
        found = _of_sentence(article, span, kinds)
        found = found if len(found) > 1 else _of_sentences(article, span, kinds)
    else:
        found = _of_rows(query, article, record, span, kinds)
    comparable = len({measure(one.value) for one in found}) == 1
    return found if comparable and len(found) > 1 else []


def record_at(article: Article, span: Span) -> Block | None:
    """Return the row of a table that a span stands in, if any; a message of a chat is none."""
    block = block_at(article.blocks, span.start)
    return block if block is not None and block.kind is BlockKind.RECORD and not is_message(block) else None


def column_at(record: Block, span: Span) -> int | None:
    """Return the number of the cell that a span stands in."""
    return next((n for n, cell in enumerate(record.cells) if cell.start <= span.start < cell.end), None)


def _of_rows(query: Query, article: Article, record: Block, span: Span, kinds: frozenset[Kind] | None) -> list[Sibling]:
    """Return the cells of one column, of all rows that the question may mean; none if one of them holds no value."""
    number = column_at(record, span)
    if number is None or record.key in (None, number):
        return []
    whole = Passage(0, article.id, article.title, 0, len(article.text), article.text, blocks=article.blocks)
    named = named_cells(query, [whole])
    found = []
    for row in table_of(article.blocks, record):
        cell, key = row.cells[number], row.cells[record.key if row.key is None else row.key]
        if cell.start == cell.end or is_total(whole, row) or is_foreign(query, whole, row, named):
            continue
        value = the_value(article.text[cell.start : cell.end], kinds)
        if value is None or key.start == key.end:
            return []
        found.append(Sibling(value, Span(cell.start, cell.end), Span(key.start, key.end)))
    return found


def _of_sentence(article: Article, span: Span, kinds: frozenset[Kind] | None) -> list[Sibling]:
    """Return the values of a sentence that are like what is quoted, each with its clause; none if two share one."""
    asked = the_value(span.of(article.text), kinds)
    if asked is None:
        return []
    sentence = sentence_around(article.text, span)
    found = []
    for clause in clauses(article.text, sentence):
        values = [one for one in find_values(clause.of(article.text)) if measure(one) == measure(asked)]
        if len(values) > 1:
            return []
        found += [Sibling(values[0], clause, clause)] if values else []
    return found


def _of_sentences(article: Article, span: Span, kinds: frozenset[Kind] | None) -> list[Sibling]:
    """Return the values of the sentences, one after the other, that each hold one like what is quoted; none of two."""
    asked = the_value(span.of(article.text), kinds)
    if asked is None:
        return []
    start = article.text.rfind("\n", 0, max(0, span.start - AROUND)) + 1
    around = [Span(start + one.start, start + one.end) for one in sentences(article.text[start : span.end + AROUND])]
    own = next((n for n, one in enumerate(around) if one.start <= span.start < one.end), 0)
    known = plain(_besides(article, around[own], span))
    told = [_alike(article, one, asked, known) for one in around]
    before = takewhile(bool, reversed(told[:own]))
    run = [*reversed([*before]), *takewhile(bool, told[own:])]
    found = [one for one in run if one is not None]
    return found if len(found) >= FEWEST_SENTENCES else []


def _alike(article: Article, sentence: Span, asked: Value, known: str) -> Sibling | None:
    """Return the value of a sentence that holds only one like that asked for, if what it says of it is ``known``."""
    text = sentence.of(article.text)
    values = [one for one in find_values(text) if measure(one) == measure(asked)]
    if len(values) != 1:
        return None
    span = Span(sentence.start + values[0].start, sentence.start + values[0].end)
    if longest_common(plain(_besides(article, sentence, span)), known) < FEWEST_COMMON:
        return None
    told = Span(sentence.start, span.end)
    return Sibling(values[0], told, told) if told.end - told.start <= LONGEST_TOLD else None


def _besides(article: Article, sentence: Span, span: Span) -> str:
    """Return the fold of what stands before a value in its clause."""
    clause = next((one for one in clauses(article.text, sentence) if one.start <= span.start < one.end), span)
    return fold(article.text[clause.start : span.start])


def clauses(text: str, within: Span) -> Iterator[Span]:
    """Yield the clauses of a part of a text, without white space around them."""
    for found in _CLAUSE.finditer(fold(within.of(text))):
        said = found.group()
        start = within.start + found.start() + len(said) - len(said.lstrip())
        yield Span(start, max(start, within.start + found.start() + len(said.rstrip())))


def the_value(text: str, kinds: frozenset[Kind] | None) -> Value | None:
    """Return the one value of a text that is of one of the kinds, or a time from … to … of them."""
    found = [one for one in find_values(text) if kinds is None or _kind(one) in kinds]
    return found[0] if len(found) == 1 else None


def _kind(value: Value) -> Kind:
    return value.of if value.of in _MOMENTS else value.kind


def measure(value: Value) -> tuple[Kind, object]:
    """Return what two values must have in common to be compared: their kind, and what they are counted in."""
    if value.kind is Kind.DATE:
        return value.kind, tuple(isinstance(part, int) for part in value.normal)
    if value.kind is Kind.RANGE:
        return value.kind, tuple(map(measure, value.ends))
    return value.kind, value.normal[1] if value.kind in (Kind.MONEY, Kind.QUANTITY) else None


def sizes(values: Sequence[Value]) -> list[tuple[Decimal | int, ...]] | None:
    """Return the sizes of values that compare, ``None`` where they do not; of ranges where they begin."""
    if len({measure(value) for value in values}) != 1:
        return None
    first = [value.ends[0] if value.ends else value for value in values]
    return [tuple(part for part in value.normal if isinstance(part, Decimal | int)) for value in first]
