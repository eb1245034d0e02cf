"""Questions on tables, rosters and sheets of facts that were made up: each asks for one cell, or for what is not there.

A table is drawn, written in one of the layouts, and asked about several times. Three questions in ten have no answer in
it: the row is missing where a sibling of it is not, the column is, the cell is empty, or it is about another owner.
"""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from qa.training.data import Example
from qa.training.office.asking import asked_back, asked_for, dressed, is_alone, owned, question_on, subject_of
from qa.training.office.keys import TOTALS, Member
from qa.training.office.layouts import Row, Table
from qa.training.office.passages import ADDED, TableText, draw_passage
from qa.training.office.phrases import KINDS, OTHER_QUESTIONS
from qa.training.office.values import VALUES
from qa.training.office.words import Draw, arabic, other_numerals

LONGEST_QUESTION = 64
UNANSWERABLE = 0.325  # of the tries; a few of them find nothing to ask
_SHARED = frozenset(("person", "money", "when"))  # groups in which one column does not answer for another
_NO_REVERSE = frozenset(("status", "result", "taste", "payment", "drugtime", "times", "percent", "number", "remark"))
_UNSAID = re.compile(r"[\s,元人名位件本冊個台支組箱]|NT|[$¥]")
_HAN_FIGURE = re.compile("[一二三四五六七八九十百千零]+")


class Why(Enum):
    """What a question is after."""

    CELL = auto()
    KEY = auto()
    NO_ROW = auto()
    NO_COLUMN = auto()
    NO_VALUE = auto()
    NO_KEY = auto()
    OTHER_OWNER = auto()
    OTHER_MATTER = auto()


@dataclass(frozen=True, slots=True)
class Asked:
    """An example, what it is after, and the keys of the row and the column that it asks for."""

    example: Example
    why: Why
    keys: tuple[Member, ...]
    column: str


@dataclass(frozen=True, slots=True)
class _Draft:
    """A question before it is dressed: what it says, and the answer with its place."""

    question: str
    why: Why
    answer: tuple[int, str] | None = None
    keys: tuple[Member, ...] = ()
    column: str = ""


Maker = Callable[[TableText, Draw], _Draft | None]

"""Returns a question, ``None`` where the passage gives none of its sort."""


def record_examples(count: int, seed: int) -> Iterator[Example]:
    """Yield ``count`` distinct examples on made-up tables; the same ones for the same seed."""
    for asked in asked_records(count, seed):
        yield asked.example


def asked_records(count: int, seed: int) -> Iterator[Asked]:
    """Yield the examples with what is known of each."""
    draw = random.Random(f"records-{seed}")
    seen: set[tuple[str, str]] = set()
    while len(seen) < count:
        passage = draw_passage(draw)
        for _ in range(draw.choice((1, 2, 3, 3, 4)) if passage is not None else 0):
            draft = _draft(passage, draw) if passage is not None else None
            if passage is None or draft is None or len(seen) >= count:
                continue
            if len(draft.question) > LONGEST_QUESTION or (passage.text, draft.question) in seen:
                continue
            seen.add((passage.text, draft.question))
            answers = () if draft.answer is None else (draft.answer,)
            name = f"office-records-{seed}-{len(seen)}"
            example = Example(name, "office", passage.owner + passage.title, draft.question, passage.text, answers)
            yield Asked(example, draft.why, draft.keys, draft.column)


def _draft(passage: TableText, draw: Draw) -> _Draft | None:
    makers = ANSWERED if draw.random() >= UNANSWERABLE else UNANSWERED
    return draw.choice(makers)(passage, draw)


def _of_cell(passage: TableText, draw: Draw) -> _Draft | None:
    table = passage.table
    row, number = draw.randrange(len(table.rows)), draw.randrange(len(table.columns))
    value = table.rows[row].cells[number]
    if not value:
        return None
    subject = subject_of(passage, table.rows[row].keys, draw)
    if draw.random() < 0.06 and len(table.schema.families) == 1:
        subject = _with_second(passage, row, number, subject, draw)
    question = question_on(passage, number, owned(passage, subject, draw), draw)
    return _Draft(
        question, Why.CELL, (table.places[row, number], value), tuple(table.rows[row].keys), table.names[number]
    )


def _with_second(passage: TableText, row: int, number: int, subject: str, draw: Draw) -> str:
    """Return the subject with what another column says of it."""
    table = passage.table
    others = [n for n, cell in enumerate(table.rows[row].cells) if n != number and cell]
    if not others:
        return subject
    other = draw.choice(others)
    return f"{table.names[other].split('（')[0]}{table.rows[row].cells[other]}的{subject}"


def _of_key(passage: TableText, draw: Draw) -> _Draft | None:
    table = passage.table
    row, number = draw.randrange(len(table.rows)), draw.randrange(len(table.columns))
    value = table.rows[row].cells[number]
    if not value or len(table.schema.families) != 1 or (row, -1) not in table.places:
        return None
    alike = sum(_plain(one.cells[number]) == _plain(value) for one in table.rows)
    if alike != 1 or passage.text.count(value) != 1 or KINDS[table.columns[number].kind].group in _NO_REVERSE:
        return None
    question = asked_back(passage, number, value, draw)
    key = table.rows[row].keys[0][0]
    return _Draft(question, Why.KEY, (table.places[row, -1], key), tuple(table.rows[row].keys), table.names[number])


def _of_no_key(passage: TableText, draw: Draw) -> _Draft | None:
    table, number = passage.table, draw.randrange(len(passage.table.columns))
    value = VALUES[table.columns[number].value](draw)
    if len(table.schema.families) != 1 or KINDS[table.columns[number].kind].group in _NO_REVERSE | {"origin", "colour"}:
        return None
    cells = {_plain(cell) for row in table.rows for cell in row.cells}
    if value in passage.text or other_numerals(value) in passage.text or _plain(value) in cells:
        return None
    return _Draft(asked_back(passage, number, value, draw), Why.NO_KEY, column=table.names[number])


def _plain(value: str) -> str:
    """Return what two spellings of one value share: the figures, and words other than currency and unit."""
    found = _HAN_FIGURE.sub(lambda one: str(arabic(one[0]) or one[0]), _UNSAID.sub("", value))
    return found or value


def _of_no_row(passage: TableText, draw: Draw) -> _Draft | None:
    if not passage.missing_rows:
        return None
    keys, number = draw.choice(passage.missing_rows[:6]), draw.randrange(len(passage.table.columns))
    if draw.random() < 0.5:
        keys = max(passage.missing_rows, key=lambda one: _nearness(passage, one))
    if _is_total(keys):
        number = next(n for n, column in enumerate(passage.table.columns) if column.kind in ADDED)
    question = question_on(passage, number, owned(passage, subject_of(passage, keys, draw), draw), draw)
    return _Draft(question, Why.NO_ROW, keys=keys, column=passage.table.names[number])


def _is_total(keys: Sequence[Member]) -> bool:
    """Return whether these are the keys of a row that sums up the others."""
    return len(keys) == 1 and keys[0] in TOTALS


def _counted(table: Table) -> list[Row]:
    """Return the rows that are no totals."""
    return [row for row in table.rows if not _is_total(row.keys)]


def _nearness(passage: TableText, keys: Sequence[Member]) -> float:
    """Return how like a row of the table's these keys look, from 0 to 1."""
    wanted = set("".join(key[0] for key in keys))
    rows = (set("".join(key[0] for key in row.keys)) for row in passage.table.rows)
    return max(len(wanted & row) / len(wanted | row) for row in rows)


def _of_no_column(passage: TableText, draw: Draw) -> _Draft | None:
    table = passage.table
    groups, kinds = ({KINDS[c.kind].group for c in table.columns}, {c.kind for c in table.columns})
    shown = {name for column in table.columns for name in column.names}
    absent = [
        column
        for column in passage.missing_columns
        if column.kind not in kinds
        and not any(name in other for name in column.names for other in shown)
        and (KINDS[column.kind].group not in groups or KINDS[column.kind].group in _SHARED)
    ]
    if not absent:
        return None
    column, row = draw.choice(absent), draw.choice(_counted(table))
    own = is_alone(column, table.columns)
    subject = owned(passage, subject_of(passage, row.keys, draw), draw)
    name = draw.choice(column.names)
    return _Draft(asked_for(column, name, subject, draw, own=own), Why.NO_COLUMN, keys=tuple(row.keys), column=name)


def _of_no_value(passage: TableText, draw: Draw) -> _Draft | None:
    table = passage.table
    empty = [(row, n) for row in _counted(table) for n, cell in enumerate(row.cells) if not cell]
    if not empty:
        return None
    row, number = draw.choice(empty)
    keys = tuple(row.keys)
    question = question_on(passage, number, owned(passage, subject_of(passage, keys, draw), draw), draw)
    return _Draft(question, Why.NO_VALUE, keys=keys, column=table.names[number])


def _of_other_owner(passage: TableText, draw: Draw) -> _Draft | None:
    if not passage.named:
        return None
    table = passage.table
    row, number = draw.choice(_counted(table)), draw.randrange(len(table.columns))
    subject = passage.other_owner + draw.choice(("的", "", "")) + subject_of(passage, row.keys, draw)
    return _Draft(question_on(passage, number, subject, draw), Why.OTHER_OWNER, column=table.names[number])


def _of_other_matter(passage: TableText, draw: Draw) -> _Draft | None:
    matter = draw.choice(draw.choice(OTHER_QUESTIONS).split("|"))
    owner = passage.owner if draw.random() < 0.6 else ""
    return _Draft(dressed(owner + draw.choice(("的", "")) * bool(owner) + matter, draw), Why.OTHER_MATTER)


ANSWERED: tuple[Maker, ...] = (_of_cell, _of_cell, _of_cell, _of_cell, _of_key)

UNANSWERED: tuple[Maker, ...] = (
    *(_of_no_row, _of_no_row, _of_no_row, _of_no_column, _of_no_column, _of_no_value, _of_no_value),
    *(_of_no_key, _of_other_owner, _of_other_owner, _of_other_matter),
)
