"""Made-up tables in their texts: what is drawn and written, and the rows and columns left out, to be asked for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from qa.training.office.keys import FAMILIES, TOTALS, Member
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
from qa.training.office.schemas import SCHEMAS, Column, Schema
from qa.training.office.values import VALUES
from qa.training.office.words import NOTES, PLACE_LAST, Draw, organisation

REMARK = Column(("備註", "備考", "说明"), "remark", "remark")

SHORTEST, LONGEST = 60, 400  # characters of a passage

ADDED = frozenset(("budget", "stock", "staff", "votes"))  # kinds of columns that are summed up
UNITS = {"money": "元", "small": "元", "big": "元", "kilos": "公斤", "people": "人", "area": "平方公尺", "watts": "W"}


@dataclass(frozen=True, slots=True)
class TableText:
    """A table as it stands in a text: whose it is, what is not in it, and whether the text says whose."""

    table: Table
    text: str
    title: str
    owner: str
    other_owner: str
    named: bool
    missing_rows: tuple[tuple[Member, ...], ...]
    missing_columns: tuple[Column, ...]


def draw_passage(draw: Draw) -> TableText | None:
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
    return TableText(table, text, title, owner, other, named, tuple(map(tuple, absent)), tuple(missing))


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
    added = [column.kind in ADDED for column in columns]
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
