"""Proposals: candidate answers from the structure of an article, in addition to those of the reader.

A table answers by row and column, a FAQ by its entry, a regulation by clause number, a yes-or-no question by the
sentence that decides it. Each proposal is a span with scores of how well its structure fits the question; the
decision model weighs these with all other signals.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from embeddings.article import Block, BlockKind, Cell, Passage, Span
from embeddings.blocks import block_at, is_message
from embeddings.text.fold import fold
from embeddings.text.words import is_word
from qa.anchors import AnchorKind, Verdict, verdict
from qa.asking import INSTEAD, LONGEST_INSTEAD, QuestionType, suits
from qa.columns import SURE_COLUMN, asked_of_cells, asks_for_empty, column_fit, gives_way, is_misplaced
from qa.evidence import Evidence, Weighed, is_title, path_of
from qa.kinds import Kind
from qa.names import ROLE, SURNAMES
from qa.query import Query, clause_number
from qa.tables import Named, is_said, is_total, plain, sums, value_of
from qa.values import Value, find_values

CELLS_PROPOSED = 3  # cells of one record
# How much better another cell of a record must fit, so that one is certainly not asked for: an empty one than any, a
# filled one than one that fits by neither name nor kind.
CLEARLY_EMPTY, CLEARLY_FILLED, BARELY = 0.4, 0.3, 0.1
PROPOSED_FROM = 0.2  # fit of a column from which on its cell is proposed
STATEMENTS, LEAST_SHARE = 4, 0.15  # statements of a passage that are examined, and their minimal share of the question
RULING = re.compile(
    "不|无|未|免|没|非|禁|勿|可以|可|允许|准许|得|能|会|须|需|应|必|限|只|仅|均|皆|除外|例外|有效|适用|提供|开放|照常|暂停|停|取消|受理|退|收"
    "|包括|包含|属于|有|是|要|闭|休|止|开|设"
)
_CONDITION = re.compile("(?:[^目]的|者|时|后|前)$")  # endings of clauses that only say when or for whom
_CLAUSE = re.compile("[^，,；;。！？!?\n]{4,}")
LONGEST_STATEMENT = 60  # characters; a longer statement does not answer a yes-or-no question
_MOMENTS = {Kind.DATE, Kind.WEEKDAY, Kind.TIME}
VALUED = {
    QuestionType.WHEN,
    QuestionType.DAY,
    QuestionType.CLOCK,
    QuestionType.PHONE,
    QuestionType.HOW_MUCH,
    QuestionType.HOW_MANY,
    QuestionType.HOW_LONG,
    QuestionType.TOTAL,
}
CODES = {Kind.CODE, Kind.DOCUMENT}
_CODED = "(?:型号|编号|货号|代号|代码|文号|字号|车牌|序号|工号|学号)"
_ASKS_CODE = re.compile(
    rf"{_CODED}(?:是|为)?(?:多少|什么|哪个?|几号?|[?]?$)|(?:什么|哪[个款种]?|对应)[^,]{{0,4}}{_CODED}"
)
_POST = re.compile("职务|职位|职称|担任|身份|做什么|什么人|什么工作|负责什么|是谁")
_POST_BEFORE = r"(?:^|[,。;:、\s])(?:由|为)?(?P<post>[\u4e00-\u9fff]{2,10}?)[:\s]{0,2}(?:为|是|由)?"
# A name after a role: 站長范乾元, 館長：魯星遙, 所長為農志銘.
NAME_BEHIND = re.compile(
    r"(?:一职)?[:\s]{0,2}(?:现为|仍由|现由|由|为|是|系)?(?P<name>[\u4e00-\u9fff·]{2,4}?)"
    r"(?=[,、。;:()!?\s]|同志|先生|女士|老师|担任|兼|介绍|表示|说|认为|指出|强调|回应|透露|宣布|$)"
)


@dataclass(frozen=True, slots=True)
class Fit:
    """How well the structure around a span fits a question; each field from 0 to 1, 0 if there is no such structure.

    ``offered`` says whether the span is proposed as an answer even if the reader did not find it.
    """

    row: float = 0.0  # share of the question in the record and its context
    column: float = 0.0  # fit of the cell's column
    entry: float = 0.0  # similarity to the question of a FAQ entry
    clause: float = 0.0  # 1 if the question names the clause by its number
    key: float = 0.0  # 1 if the question names the record's key
    empty: float = 0.0  # 1 if another cell of the record is asked for, and is empty
    misplaced: float = 0.0  # 1 if its column's name is for another kind of thing
    outdone: float = 0.0  # how much better another column of the record fits what is asked for
    paired: float = 0.0  # 1 if it is next to the role or the person asked about
    elsewhere: bool = False  # whether another cell of the record is certainly the one asked for
    offered: bool = True


NO_FIT = Fit(offered=False)


def propose(query: Query, passage: Passage, evidence: Evidence, named: Named) -> dict[Span, Fit]:
    """Return the spans, in the article, that a passage's structure proposes, with the fit of each.

    ``named`` are the table cells that the question names.
    """
    found: dict[Span, Fit] = {}
    for block in passage.blocks:
        found |= dict(_of_block(query, evidence.weighed, passage, block, named))
    found |= dict(_replies(query, evidence.weighed, passage))
    if asks_for_code(query):
        found |= {place: Fit(column=1.0) for place in _numbers_of_documents(passage)}
    for place in _statements(passage, evidence):
        if query.asks is QuestionType.YES_NO:
            settling = (span for span in _clauses(passage, place) if rules(text_of(passage, span)))
            found |= {span: Fit() for span in settling if span not in found}
        for span, fit in (*_pairs(query, passage, place), *_values(query, passage, place)):
            found.setdefault(span, fit)
    return found


def _numbers_of_documents(passage: Passage) -> Iterator[Span]:
    """Yield the document numbers that stand in a line of their own, as at the head of an official document."""
    for value in find_values(passage.text):
        before, behind = passage.text[: value.start].rstrip(" \u3000"), passage.text[value.end :].lstrip(" \u3000")
        if value.kind is Kind.DOCUMENT and before[-1:] in ("", "\n") and behind[:1] in ("", "\n"):
            yield Span(passage.start + value.start, passage.start + value.end)


def _replies(query: Query, weighed: Weighed, passage: Passage) -> Iterator[tuple[Span, Fit]]:
    """Yield the chat messages that reply to a message similar to the question."""
    messages = [block for block in passage.blocks if is_message(block)]
    for message, reply in pairwise(messages):
        asked = text_of(passage, message.cells[-1]).strip()
        alike = similarity(query, weighed, asked) if asked.endswith(("？", "?", "吗", "嗎")) else 0.0
        if alike:
            yield Span(reply.cells[-1].start, reply.cells[-1].end), Fit(entry=alike)


def _statements(passage: Passage, evidence: Evidence) -> list[Span]:
    """Return the statements of a passage, without headings, that contain most of the question."""
    found = (one for one in evidence.sentences if not is_title(passage, one[0]))
    ranked = sorted(found, key=lambda one: (-one[1], one[0].start))
    return [place for place, share in ranked[:STATEMENTS] if share >= LEAST_SHARE]


def rules(clause: str) -> bool:
    """Return whether a clause states what is allowed, required or true: what decides a yes-or-no question."""
    folded = fold(clause)
    return RULING.search(folded) is not None and not _CONDITION.search(folded)


def _clauses(passage: Passage, place: Span) -> Iterator[Span]:
    """Yield a statement, unless it is long, and its clauses."""
    if place.end - place.start <= LONGEST_STATEMENT:
        yield place
    for clause in _CLAUSE.finditer(text_of(passage, place)):
        yield Span(place.start + clause.start(), place.start + clause.end())


def fits_kind(query: Query, quote: str, values: Iterable[Value]) -> bool:
    """Return whether a quote, with its values, is of the kind that a question asks for."""
    values = tuple(values)
    return suits(query.asks, quote, values) or (asks_for_code(query) and any(one.kind in CODES for one in values))


def asks_for_code(query: Query) -> bool:
    """Return whether a question asks for a code or for the number of a document."""
    return _ASKS_CODE.search(query.folded) is not None


def _values(query: Query, passage: Passage, place: Span) -> Iterator[tuple[Span, Fit]]:
    """Yield the values of a prose statement that are of the type asked for."""
    block = block_at(passage.blocks, place.start)
    codes = asks_for_code(query)
    if not (codes or query.asks in VALUED) or (block is not None and block.cells and not is_message(block)):
        return
    if block is not None and is_message(block):
        place = Span(max(place.start, block.cells[-1].start), place.end)  # the message's content, not its time
    text = text_of(passage, place)
    last: Span | None = None
    for value in find_values(text):
        span = Span(place.start + value.start, place.start + value.end)
        written = text_of(passage, span)
        if value.of in _MOMENTS and last is not None and not text[last.end - place.start : value.start].strip():
            yield Span(last.start, span.end), Fit()  # 週六九時至十二時
        last = span if value.of in _MOMENTS else None
        suited = value.kind in CODES if codes else suits(query.asks, written, (value,))
        if suited and fold(written) not in query.folded:
            yield span, Fit()
    for clause in _CLAUSE.finditer(text):
        if len(clause.group()) <= LONGEST_INSTEAD and INSTEAD.search(fold(clause.group())):
            yield Span(place.start + clause.start(), place.start + clause.end()), Fit()


def _pairs(query: Query, passage: Passage, place: Span) -> Iterator[tuple[Span, Fit]]:
    """Yield the names after the role asked about, and the roles before the person asked about."""
    roles = [anchor for anchor in query.anchors if anchor.kind is AnchorKind.ROLE]
    persons = [anchor.text for anchor in query.anchors if anchor.kind is AnchorKind.PERSON]
    folded = fold(text_of(passage, place))
    if persons and _POST.search(query.folded):
        for post in (found for one in persons for found in re.finditer(_POST_BEFORE + re.escape(one), folded)):
            yield Span(place.start + post.start("post"), place.start + post.end("post")), Fit(paired=1.0)
    if not roles:
        return
    for role in ROLE.finditer(folded):
        name = NAME_BEHIND.match(folded, role.end())
        if name is None or not (name["name"][0] in SURNAMES or "·" in name["name"] or not is_word(name["name"])):
            continue
        if query.asks is QuestionType.WHO and any(verdict(one, role.group()) is Verdict.NAMED for one in roles):
            yield Span(place.start + name.start("name"), place.start + name.end("name")), Fit(paired=1.0)


def _of_block(
    query: Query, weighed: Weighed, passage: Passage, block: Block, named: Named
) -> Iterator[tuple[Span, Fit]]:
    """Yield the proposals of one block."""
    match block.kind:
        case BlockKind.RECORD:
            yield from _of_record(query, weighed, passage, block, named)
        case BlockKind.ENTRY:
            asked, answer = block.cells[:2]
            alike = similarity(query, weighed, text_of(passage, asked))
            if alike and answer.end > answer.start:
                yield Span(answer.start, answer.end), Fit(entry=alike)
        case BlockKind.CLAUSE:
            if clause_number(block.label) in query.clauses:
                yield Span(block.start, block.end), Fit(clause=1.0)


def _of_record(
    query: Query, weighed: Weighed, passage: Passage, block: Block, named: Named
) -> Iterator[tuple[Span, Fit]]:
    """Yield the cells of a record that may be asked for, except those that the question gives."""
    values = [value_of(passage, cell) for cell in block.cells]
    if not any(values) or is_message(block):
        return
    context = fold(" ".join((passage.title, path_of(passage, block.start))))
    names = " ".join(fold(cell.name) for cell in block.cells)
    row = weighed.share("\n".join((*values, names, context)))
    said = [is_said(query, value) for value in values]
    key = float((block.key is not None and said[block.key]) or (is_total(passage, block) and sums(query)))
    asked = asked_of_cells(query, [cell.name for cell, is_in in zip(block.cells, said, strict=True) if is_in])
    fits = [
        (column_fit(query, cell, value, asked, said=[v for v, s in zip(values, said, strict=True) if s]), cell)
        for cell, value, is_said_itself in zip(block.cells, values, said, strict=True)
        if not is_said_itself and not _is_given(passage, cell, named)
    ]
    giving_way = {cell for _, cell in fits if _gives_way(query, cell, fits)}
    fits.sort(key=lambda fit: (-fit[0], fit[1].start))
    filled = [fit for fit in fits if fit[1] not in giving_way]
    empty = float(asks_for_empty(asked, filled))
    for place, (column, cell) in enumerate(fits):
        yield (
            Span(cell.start, cell.end),
            Fit(
                row=row,
                column=column,
                key=key,
                empty=empty,
                outdone=fits[0][0] - column,
                misplaced=float(column < SURE_COLUMN and is_misplaced(asked, cell.name)),
                elsewhere=cell in giving_way or _is_elsewhere(fits[0][0], column, empty=empty > 0),
                offered=place < CELLS_PROPOSED and column >= PROPOSED_FROM,
            ),
        )


def _is_elsewhere(best: float, column: float, *, empty: bool) -> bool:
    """Return whether the best-fitting cell of a record, and not one of a given fit, is the one asked for."""
    return best - column >= CLEARLY_EMPTY if empty else column < BARELY and best - column >= CLEARLY_FILLED


def _gives_way(query: Query, cell: Cell, fits: Sequence[tuple[float, Cell]]) -> bool:
    """Return whether another cell of a record is asked for by what its column's name has and this one's has not."""
    return any(gives_way(query, cell.name, other.name) for _, other in fits)


def _is_given(passage: Passage, cell: Cell, named: Named) -> bool:
    """Return whether the question gives the value of a cell's column, and so does not ask for it.

    If it names only a part of the value, the rest may be asked for: the day of a year.
    """
    values = named.get((passage.article_id, cell.name), frozenset())
    return bool(values) and plain(value_of(passage, cell)) not in values


def similarity(query: Query, weighed: Weighed, asked: str) -> float:
    """Return the similarity of the question to that of a FAQ entry, from 0 to 1.

    The harmonic mean of the share of the first in the second, and of the share of the second that is not additional.
    """
    folded = fold(asked)
    held = weighed.share(folded)
    own = [character for character in folded if character.isalnum()]
    back = sum(character in query.folded for character in own) / len(own) if own else 0.0
    return 2 * held * back / (held + back) if held and back else 0.0


def text_of(passage: Passage, place: Cell | Span | Block) -> str:
    """Return the article's text of a part of a passage."""
    return passage.text[max(place.start - passage.start, 0) : max(place.end - passage.start, 0)]
