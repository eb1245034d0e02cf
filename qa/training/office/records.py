"""Questions on tables, rosters and sheets of facts that were made up: each asks for one cell, or for what is not there.

A table is drawn, written in one of the layouts, and asked about several times. Three questions in ten have no answer in
it: the row is missing where a sibling of it is not, the column is, the cell is empty, or it is about another owner.
"""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from qa.training.data import Example
from qa.training.office.keys import CROSSED, FAMILIES, TOTALS, Member
from qa.training.office.layouts import (
    EMPTY,
    LAYOUTS,
    SHEETS,
    Page,
    Row,
    Table,
    as_brackets,
    as_records,
    as_roster,
    as_turned,
)
from qa.training.office.phrases import (
    GENERAL,
    KINDS,
    NEAR_GROUPS,
    OTHER_QUESTIONS,
    REVERSE,
    REVERSE_PERSON,
    REVERSE_ROLE,
)
from qa.training.office.schemas import SCHEMAS, Column, Schema
from qa.training.office.values import VALUES
from qa.training.office.words import (
    ENDINGS,
    GREETINGS,
    NOTES,
    PLACE_LAST,
    TOWNS,
    Draw,
    arabic,
    organisation,
    other_numerals,
)

REMARK = Column(("備註", "備考", "说明"), "remark", "remark")
SHORTEST, LONGEST = 60, 400  # characters of a passage
LONGEST_QUESTION = 64
UNANSWERABLE = 0.325  # of the tries; a few of them find nothing to ask
NUMBERED = frozenset(("sport", "sessions", "floors"))  # families of which the numerals may be changed
_TELLING = frozenset(("person", "phone", "code", "email"))  # groups whose values are enough to ask which row is meant
_SHARED = frozenset(("person", "money", "when"))  # groups in which one column does not answer for another
UNITS = {"money": "元", "small": "元", "big": "元", "kilos": "公斤", "people": "人", "area": "平方公尺", "watts": "W"}
_NO_REVERSE = frozenset(("status", "result", "taste", "payment", "drugtime", "times", "percent", "number"))


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
class Passage:
    """A table as it stands in a text: whose it is, what is not in it, and whether the text says whose."""

    table: Table
    text: str
    title: str
    owner: str
    other_owner: str
    named: bool
    missing_rows: tuple[tuple[Member, ...], ...]
    missing_columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class _Draft:
    """A question before it is dressed: what it says, and the answer with its place."""

    question: str
    why: Why
    answer: tuple[int, str] | None = None
    keys: tuple[Member, ...] = ()
    column: str = ""


Maker = Callable[[Passage, Draw], _Draft | None]
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


# --- passages ---


def draw_passage(draw: Draw) -> Passage | None:
    """Return a made-up table in its text, ``None`` where it came out too short or too long."""
    schema = draw.choice(SCHEMAS)
    choices = LAYOUTS if schema.families else SHEETS
    layout = draw.choices([one for one, _ in choices], [weight for _, weight in choices])[0]
    if layout is as_turned and len(schema.families) != 1:
        layout = as_records
    shown, missing = _columns(schema, 1 if layout is as_brackets else 3 if layout is as_roster else 6, draw)
    columns, names = _named(shown, draw)
    rows, absent = _rows(schema, columns, draw)
    table = Table(schema, [draw.choice(one) for one in schema.keys], columns, names, rows)
    table.numbering = draw.choice(("序號", "項次", "編號", "No")) if draw.random() < 0.1 else ""
    table.dash = draw.choice(EMPTY) if draw.random() < 0.4 or layout is as_brackets else ""
    title, owner = draw.choice(schema.titles), organisation(draw, draw.choice(schema.organisations))
    opening, closing, named = _surroundings(title, owner, draw)
    limit = draw.choice((140, 200, 240, 280, 280, LONGEST))
    text = _written(table, layout, opening, closing, limit, draw)
    while len(text) > limit and len(table.rows) > 2:
        absent = [row.keys for row in table.rows[-1:]] + absent
        del table.rows[-1:]
        text = _written(table, layout, opening, closing, limit, draw)
    if not SHORTEST <= len(text) <= LONGEST:
        return None
    absent = [keys for keys in absent if not any(_same(keys, row.keys) for row in table.rows)]
    other = _other_owner(owner, draw)
    return Passage(table, text, title, owner, other, named, tuple(map(tuple, absent)), tuple(missing))


def _written(
    table: Table, layout: Callable[[Page, Draw], None], opening: str, closing: str, limit: int, draw: Draw
) -> str:
    table.places.clear()
    page = Page(table)
    page.put(opening)
    layout(page, draw)
    return page.text + closing if len(page.text) + len(closing) <= limit or len(page.text) < SHORTEST else page.text


def _surroundings(title: str, owner: str, draw: Draw) -> tuple[str, str, bool]:
    """Return what stands above and below a table, and whether it says whose the table is."""
    lines, named = [], False
    if draw.random() < 0.45:
        named = draw.random() < 0.65
        lines.append((owner if named else "") + draw.choice(("", "", " ") if named else ("",)) + title)
    if draw.random() < 0.2:
        lines.append(draw.choice(NOTES))
    closing = "\n" + draw.choice(NOTES) if draw.random() < 0.22 else ""
    return draw.choice(("\n", "\n", "\n\n")).join(lines), closing, named


def _columns(schema: Schema, most: int, draw: Draw) -> tuple[list[Column], list[Column]]:
    """Return the columns that a table shows, and those it could have shown."""
    fewest = 1 if most == 1 else min(3 if not schema.families else 2, len(schema.columns))
    count = draw.randint(fewest, min(most, len(schema.columns)))
    shown = sorted(draw.sample(range(len(schema.columns)), count))
    if draw.random() < 0.3:
        draw.shuffle(shown)
    remark = [REMARK] if most > 3 and draw.random() < 0.12 else []
    return [*(schema.columns[n] for n in shown), *remark], [c for n, c in enumerate(schema.columns) if n not in shown]


def _named(columns: Sequence[Column], draw: Draw) -> tuple[list[Column], list[str]]:
    """Return the columns with a name for each; some say the unit in the name, and so not in the cells."""
    found, names = [], []
    for column in columns:
        name, unit = draw.choice(column.names), UNITS.get(column.value)
        if unit and draw.random() < 0.15:
            name, column = f"{name}（{unit}）", replace(column, value="bare")
        found.append(column)
        names.append(name)
    return found, names


def _rows(schema: Schema, columns: Sequence[Column], draw: Draw) -> tuple[list[Row], list[list[Member]]]:
    """Return the rows of a table, and the keys of rows that are not in it."""
    if not schema.families:
        return [Row([], _row_cells(columns, [], draw))], []
    members = [FAMILIES[family](draw) for family in schema.families]
    if len(members) == 1:
        keys = [[one] for one in members[0]]
        count = draw.randint(3, 8)
    else:
        first, second = members[0][: draw.randint(2, 4)], members[1][: draw.randint(2, 4)]
        keys = [[one, other] for one in first for other in second]
        count = draw.randint(max(2, len(keys) // 2), max(2, len(keys) - 1))
        absent = set(draw.sample(range(len(keys)), len(keys) - count))
        keys = [one for n, one in enumerate(keys) if n not in absent] + [keys[n] for n in sorted(absent)]
    rows: list[Row] = []
    for one in keys[:count]:
        rows.append(Row(one, _row_cells(columns, rows, draw)))
    return _with_total(rows, keys[count:], columns, draw)


def _with_total(
    rows: list[Row], absent: list[list[Member]], columns: Sequence[Column], draw: Draw
) -> tuple[list[Row], list[list[Member]]]:
    """Return the rows with a total beneath them, or with the total among what is not there."""
    added = [column.kind == "budget" for column in columns]
    if len(rows[0].keys) > 1 or not any(added):
        return rows, absent
    total = [draw.choice(TOTALS)]
    if draw.random() < 0.5:
        return rows, [*absent[:2], total]
    cells = (VALUES[column.value](draw) if one else "" for column, one in zip(columns, added, strict=True))
    return [*rows, Row(total, list(cells))], absent


def _row_cells(columns: Sequence[Column], above: Sequence[Row], draw: Draw) -> list[str]:
    cells = []
    for number, column in enumerate(columns):
        chance = draw.random()
        if chance < (0.6 if column is REMARK else 0.07):
            cells.append("")
        elif chance < 0.2 and above:
            cells.append(above[-1].cells[number])
        else:
            cells.append(VALUES[column.value](draw))
    return cells


def _same(one: Sequence[Member], other: Sequence[Member]) -> bool:
    """Return whether two rows could be called the same."""
    return all(set(a) & set(b) for a, b in zip(one, other, strict=True))


def _other_owner(owner: str, draw: Draw) -> str:
    """Return another owner of nearly the same name."""
    return owner[0] + draw.choice([one for one in PLACE_LAST if one != owner[1]]) + owner[2:]


# --- questions ---


def _draft(passage: Passage, draw: Draw) -> _Draft | None:
    makers = ANSWERED if draw.random() >= UNANSWERABLE else UNANSWERED
    return draw.choice(makers)(passage, draw)


def _of_cell(passage: Passage, draw: Draw) -> _Draft | None:
    table = passage.table
    row, number = draw.randrange(len(table.rows)), draw.randrange(len(table.columns))
    value = table.rows[row].cells[number]
    if not value:
        return None
    subject = _subject(passage, table.rows[row].keys, draw)
    if draw.random() < 0.06 and len(table.schema.families) == 1:
        subject = _with_second(passage, row, number, subject, draw)
    question = _question(passage, number, _owned(passage, subject, draw), draw)
    return _Draft(
        question, Why.CELL, (table.places[row, number], value), tuple(table.rows[row].keys), table.names[number]
    )


def _with_second(passage: Passage, row: int, number: int, subject: str, draw: Draw) -> str:
    """Return the subject with what another column says of it."""
    table = passage.table
    others = [n for n, cell in enumerate(table.rows[row].cells) if n != number and cell]
    if not others:
        return subject
    other = draw.choice(others)
    return f"{table.names[other].split('（')[0]}{table.rows[row].cells[other]}的{subject}"


def _of_key(passage: Passage, draw: Draw) -> _Draft | None:
    table = passage.table
    row, number = draw.randrange(len(table.rows)), draw.randrange(len(table.columns))
    value = table.rows[row].cells[number]
    if not value or len(table.schema.families) != 1 or (row, -1) not in table.places:
        return None
    alike = sum(_plain(one.cells[number]) == _plain(value) for one in table.rows)
    if alike != 1 or passage.text.count(value) != 1 or KINDS[table.columns[number].kind].group in _NO_REVERSE:
        return None
    question = _reverse(passage, number, value, draw)
    key = table.rows[row].keys[0][0]
    return _Draft(question, Why.KEY, (table.places[row, -1], key), tuple(table.rows[row].keys), table.names[number])


def _of_no_key(passage: Passage, draw: Draw) -> _Draft | None:
    table, number = passage.table, draw.randrange(len(passage.table.columns))
    value = VALUES[table.columns[number].value](draw)
    if len(table.schema.families) != 1 or KINDS[table.columns[number].kind].group in _NO_REVERSE | {"origin", "colour"}:
        return None
    cells = {_plain(cell) for row in table.rows for cell in row.cells}
    if value in passage.text or other_numerals(value) in passage.text or _plain(value) in cells:
        return None
    return _Draft(_reverse(passage, number, value, draw), Why.NO_KEY, column=table.names[number])


def _plain(value: str) -> str:
    """Return what two spellings of one value share: the figures, and words other than currency and unit."""
    found = _HAN_FIGURE.sub(lambda one: str(arabic(one[0]) or one[0]), _UNSAID.sub("", value))
    return found or value


def _of_no_row(passage: Passage, draw: Draw) -> _Draft | None:
    if not passage.missing_rows:
        return None
    keys, number = draw.choice(passage.missing_rows[:6]), draw.randrange(len(passage.table.columns))
    if draw.random() < 0.5:
        keys = max(passage.missing_rows, key=lambda one: _nearness(passage, one))
    question = _question(passage, number, _owned(passage, _subject(passage, keys, draw), draw), draw)
    return _Draft(question, Why.NO_ROW, keys=keys, column=passage.table.names[number])


def _nearness(passage: Passage, keys: Sequence[Member]) -> float:
    """Return how like a row of the table's these keys look, from 0 to 1."""
    wanted = set("".join(key[0] for key in keys))
    rows = (set("".join(key[0] for key in row.keys)) for row in passage.table.rows)
    return max(len(wanted & row) / len(wanted | row) for row in rows)


def _of_no_column(passage: Passage, draw: Draw) -> _Draft | None:
    table = passage.table
    groups, kinds = ({KINDS[c.kind].group for c in table.columns}, {c.kind for c in table.columns})
    shown = {name for column in table.columns for name in column.names}
    absent = [
        column
        for column in passage.missing_columns
        if column.kind not in kinds
        and not shown & set(column.names)
        and (KINDS[column.kind].group not in groups or KINDS[column.kind].group in _SHARED)
    ]
    if not absent:
        return None
    column, row = draw.choice(absent), draw.choice(table.rows)
    own = _is_alone(column, table.columns)
    subject = _owned(passage, _subject(passage, row.keys, draw), draw)
    name = draw.choice(column.names)
    return _Draft(_asked(column, name, subject, draw, own=own), Why.NO_COLUMN, keys=tuple(row.keys), column=name)


def _of_no_value(passage: Passage, draw: Draw) -> _Draft | None:
    table = passage.table
    empty = [(n, m) for n, row in enumerate(table.rows) for m, cell in enumerate(row.cells) if not cell]
    if not empty:
        return None
    row, number = draw.choice(empty)
    keys = tuple(table.rows[row].keys)
    question = _question(passage, number, _owned(passage, _subject(passage, keys, draw), draw), draw)
    return _Draft(question, Why.NO_VALUE, keys=keys, column=table.names[number])


def _of_other_owner(passage: Passage, draw: Draw) -> _Draft | None:
    if not passage.named:
        return None
    table = passage.table
    row, number = draw.choice(table.rows), draw.randrange(len(table.columns))
    subject = passage.other_owner + draw.choice(("的", "", "")) + _subject(passage, row.keys, draw)
    return _Draft(_question(passage, number, subject, draw), Why.OTHER_OWNER, column=table.names[number])


def _of_other_matter(passage: Passage, draw: Draw) -> _Draft | None:
    matter = draw.choice(draw.choice(OTHER_QUESTIONS).split("|"))
    owner = passage.owner if draw.random() < 0.6 else ""
    return _Draft(_dressed(owner + draw.choice(("的", "")) * bool(owner) + matter, draw), Why.OTHER_MATTER)


def _subject(passage: Passage, keys: Sequence[Member], draw: Draw) -> str:
    """Return what people call a row."""
    schema = passage.table.schema
    if not keys:
        return draw.choice(schema.row.split("/"))
    called = []
    for key, family in zip(keys, schema.families, strict=True):
        word = key[0] if draw.random() < 0.6 else draw.choice((*key, *_parts(passage.table, key, family)))
        called.append(other_numerals(word) if family in NUMBERED and draw.random() < 0.3 else word)
    return draw.choice(("", "的", "的", " ")).join(called)


def _parts(table: Table, key: Member, family: str) -> list[str]:
    """Return the words of a key of two that no other row has; none if the table has no such row."""
    shown = [one[0] for row in table.rows for one in row.keys if one != key]
    if family not in CROSSED or not any(key in row.keys for row in table.rows):
        return []
    firsts, lasts = CROSSED[family]
    words = [one for one in firsts if key[0] == one + key[0].removeprefix(one) and key[0].removeprefix(one) in lasts]
    words += [one for one in lasts if key[0].endswith(one) and key[0].removesuffix(one) in firsts]
    return [one for one in words if len(one) > 1 and not any(one in other for other in shown)]


def _owned(passage: Passage, subject: str, draw: Draw) -> str:
    """Return the subject with its owner before it, sometimes; the passage need not say whose it is."""
    if draw.random() >= (0.4 if passage.table.schema.families else 0.7):
        return subject
    return _called(passage.owner, draw) + (draw.choice(("的", "", "", " ", "這邊")) if subject else "") + subject


def _called(owner: str, draw: Draw) -> str:
    """Return an owner as people call it: sometimes without the word town or district in its name."""
    town = next((one for one in TOWNS if owner[2:].startswith(one) and len(owner) > len(one) + 3), "")
    return owner[:2] + owner[2 + len(town) :] if draw.random() < 0.25 else owner


def _question(passage: Passage, number: int, subject: str, draw: Draw) -> str:
    table = passage.table
    column = table.columns[number]
    own = _is_alone(column, table.columns)
    shown = table.names[number].split("（")[0]
    name = shown if draw.random() < 0.7 else draw.choice(column.names)
    if any(name in other.names for other in table.columns if other is not column):
        name = shown
    return _asked(column, name, subject, draw, own=own)


def _is_alone(column: Column, shown: Sequence[Column]) -> bool:
    """Return whether no other column that is shown could be meant where the question does not name it."""
    group = KINDS[column.kind].group
    near = {group, *(one for pair in NEAR_GROUPS if group in pair for one in pair)}
    return not any(KINDS[one.kind].group in near for one in shown if one is not column)


def _asked(column: Column, name: str, subject: str, draw: Draw, *, own: bool) -> str:
    """Return a question on a column; phrases without its name only if it alone could be meant: its ``own``."""
    kind = KINDS[column.kind]
    phrases = kind.phrases if own else tuple(one for one in kind.phrases if "{c}" in one)
    if not phrases or draw.random() < 0.3:
        phrases = GENERAL
    phrase = draw.choice(phrases)
    text = phrase.replace("{w}", kind.word).replace("{k}", subject).replace("{c}", name)
    return _dressed(text.removeprefix("的").strip(), draw, whole=phrase.endswith(("{c}", "{k}的", "{k}")))


def _reverse(passage: Passage, number: int, value: str, draw: Draw) -> str:
    table = passage.table
    column, schema = table.columns[number], table.schema
    group = KINDS[column.kind].group
    phrases: Sequence[str] = REVERSE_PERSON if group == "person" and column.kind != "head" else REVERSE
    if column.kind == "holder":
        phrases = REVERSE_ROLE
    if group not in _TELLING:
        phrases = tuple(one for one in phrases if "{c}" in one)
    value = other_numerals(value) if draw.random() < 0.15 and group not in _TELLING else value
    text = draw.choice(phrases).replace("{v}", value).replace("{u}", schema.row)
    owner = passage.owner + draw.choice(("的", "", "裡")) if draw.random() < 0.25 else ""
    return _dressed(
        owner + text.replace("{c}", table.names[number].split("（")[0]).replace("{n}", table.key_names[0]), draw
    )


def _dressed(text: str, draw: Draw, *, whole: bool = False) -> str:
    """Return the question as it is sent; ``whole`` if it names what it asks for without a word that asks."""
    ending = draw.choice(("？", "？", "?", "", "", "", "，謝謝") if whole else ENDINGS)
    greeting = draw.choice(GREETINGS) if draw.random() < 0.25 else ""
    if text.startswith(("查", "告訴", "想知道")):
        greeting, ending = "", draw.choice(("", "", "，謝謝", "。"))
    return greeting + text + ending


ANSWERED: tuple[Maker, ...] = (_of_cell, _of_cell, _of_cell, _of_cell, _of_key)
UNANSWERED: tuple[Maker, ...] = (
    *(_of_no_row, _of_no_row, _of_no_row, _of_no_column, _of_no_column, _of_no_value, _of_no_value),
    *(_of_no_key, _of_other_owner, _of_other_owner, _of_other_matter),
)
