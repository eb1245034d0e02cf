"""A page's characters → its lines in reading order, and its tables: pure geometry.

Characters that are turned (watermarks), or drawn twice (bold made by printing twice), go first. What is left is cut
into segments wherever a line has a gap; segments are then read in columns, in cells between ruled lines, or in cells
that stand aligned under one another.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from unicodedata import east_asian_width

from embeddings.formats.grid import Grid
from embeddings.formats.pdf.glyphs import Glyph, PageContent, Rule

SAME_PLACE = 0.3  # of its size, within which a character that stands twice was printed twice
SAME_LINE = 0.5  # of its size, within which characters stand on one line
CELL_GAP = 0.9  # of its size: a gap at which another segment begins; smaller ones are spaces between words
WORD_GAP = 0.15
SLANT = 5.0  # degrees from the upright beyond which a character belongs to a watermark
FEWEST_STRAIGHT = 0.1  # of the characters: a page that is turned as a whole is read all the same
STAMPED = 4  # times that a line stands on a page without being text of it
LONGER_STAMP = 4  # characters that it has at least
UPRIGHT = 0.6  # of the steps from character to character that go straight down on a page written vertically
FEWEST_CELLS = 3  # of a row, where no more than two rows show that they are a table
FEWEST_LINES = 3  # on either side of the gap between two columns of prose
NARROWEST_COLUMN = 10  # sizes of type; narrower columns are cells
FULL_LINES = 0.4  # of the lines of a column of prose reach its margin
TOUCH = 3.0  # points within which ruled lines meet
MOST_RULES = 2000  # on a page; more are a drawing
LONGEST_CELL = 24  # characters that the cells of an aligned table have on average at most
CONTINUED = 0.8  # of the usual distance between rows, below which a line goes on with the row above


@dataclass(frozen=True, slots=True)
class Segment:
    """Characters that stand together on a line, with their box and the size of their type."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float

    @property
    def middle(self) -> float:
        """The height at which the segment stands."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text, the size of its type in points, and how much of its column's width it fills, from 0 to 1."""

    text: str
    size: float = 0.0
    fill: float = 1.0


def laid_out(content: PageContent) -> list[Line | Grid]:
    """Return the lines and tables of a page in the order in which they are read."""
    glyphs = _once(_without_watermarks(content.glyphs))
    if not glyphs:
        return []
    if _is_vertical(glyphs):
        return _vertical_lines(glyphs)
    rows = _without_stamps([_segments(row) for row in _rows(glyphs)])
    return list(_with_ruled_tables(rows, _ruled_grids(content.rules)))


def _without_watermarks(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Return the characters that stand upright or are turned by right angles, or all if hardly any does."""
    straight = [one for one in glyphs if min(one.angle % 90, -one.angle % 90) <= SLANT]
    return straight if len(straight) >= FEWEST_STRAIGHT * len(glyphs) else list(glyphs)


def _once(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Return the characters without the runs that stand, hardly shifted, upon equal ones."""
    kept: list[Glyph] = []
    places: defaultdict[tuple[str, int, int], list[Glyph]] = defaultdict(list)
    for run in _runs(glyphs):
        again = [_is_there(one, places) for one in run]
        if 2 * sum(again) < len(run):  # a page drawn upon another hits an equal character now and then
            again = [False] * len(run)
        fresh = [one for one, twice in zip(run, again, strict=True) if not twice]
        kept += fresh
    return kept


def _is_there(one: Glyph, places: defaultdict[tuple[str, int, int], list[Glyph]]) -> bool:
    """Return whether an equal character stands at the same place, and note this one."""
    column, row, reach = round(one.left / 8), round(one.bottom / 8), SAME_PLACE * max(one.height, 1.0)
    near = (other for x in (-1, 0, 1) for y in (-1, 0, 1) for other in places[one.text, column + x, row + y])
    found = any(abs(one.left - other.left) < reach and abs(one.bottom - other.bottom) < reach for other in near)
    places[one.text, column, row].append(one)
    return found


def _is_vertical(glyphs: Sequence[Glyph]) -> bool:
    """Return whether most characters stand straight below the one before."""
    shown = [one for one in glyphs if not one.text.isspace()]
    steps = list(pairwise(shown))
    down = sum(abs(b.left - a.left) < SAME_PLACE * a.height and b.top <= a.middle for a, b in steps)
    return len(steps) > 1 and down >= UPRIGHT * len(steps)


def _vertical_lines(glyphs: Sequence[Glyph]) -> list[Line | Grid]:
    """Return the lines of a page written downwards, from the right to the left."""
    columns: list[list[Glyph]] = []
    height = max(one.top for one in glyphs) - min(one.bottom for one in glyphs)
    for one in sorted((one for one in glyphs if not one.text.isspace()), key=lambda one: -one.left):
        if columns and abs(columns[-1][0].left - one.left) < SAME_LINE * one.height:
            columns[-1].append(one)
        else:
            columns.append([one])
    lines: list[Line | Grid] = []
    for column in columns:
        column.sort(key=lambda one: -one.top)
        fill = (column[0].top - column[-1].bottom) / height
        lines.append(Line("".join(one.text for one in column), _size(column), fill))
    return lines


def _rows(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Return the characters by the heights at which they stand, from the top; what is drawn over them comes after.

    Some programs draw one page upon another: runs that lie on runs at the same height are lines of their own.
    """
    layers: list[list[list[Glyph]]] = []
    for run in sorted(_runs(glyphs), key=lambda run: -run[0].middle):
        for rows in layers:
            if not rows or not _on_one_line(rows[-1], run):
                rows.append(list(run))
                break
            if not _covered(rows[-1], run):
                rows[-1] += run
                break
        else:
            layers.append([list(run)])
    return [sorted(row, key=lambda one: one.left) for rows in layers for row in rows]


def _runs(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Return the characters in pieces that were drawn one after the other, to the right and at one height."""
    runs: list[list[Glyph]] = []
    for one in glyphs:
        if runs and one.left > runs[-1][-1].left and _on_one_line(runs[-1][-1:], [one]):
            runs[-1].append(one)
        else:
            runs.append([one])
    return runs


def _on_one_line(row: Sequence[Glyph], run: Sequence[Glyph]) -> bool:
    return abs(row[0].middle - run[0].middle) < SAME_LINE * max(row[0].height, run[0].height)


def _covered(row: Sequence[Glyph], run: Sequence[Glyph]) -> bool:
    """Return whether a run lies, for the most part, on what stands in a row already."""
    shown = [one for one in run if not one.text.isspace()]
    middles = [(one.left + one.right) / 2 for one in shown]
    return 2 * sum(any(other.left < at < other.right for other in row) for at in middles) > len(shown)


def _segments(row: Sequence[Glyph]) -> list[Segment]:
    """Return the characters of one height cut where there are gaps."""
    parts: list[list[Glyph]] = []
    for one in row:
        if one.text.isspace() and (not parts or one.left - parts[-1][-1].right > CELL_GAP * one.height):
            continue
        if parts and one.left - parts[-1][-1].right <= CELL_GAP * max(one.height, parts[-1][-1].height):
            parts[-1].append(one)
        else:
            parts.append([one])
    return [segment for part in parts if (segment := _segment(part)).text]


def _segment(glyphs: Sequence[Glyph]) -> Segment:
    """Return characters that stand together as one piece of text, with the spaces that only their places show."""
    text = glyphs[0].text
    for before, one in pairwise(glyphs):
        gap = one.left - before.right
        latin = _is_narrow(before.text) and _is_narrow(one.text)
        if latin and gap > WORD_GAP * one.height and not (before.text + one.text).isspace():
            text += "" if text.endswith(" ") or one.text == " " else " "
        text += one.text
    shown = [one for one in glyphs if not one.text.isspace()] or list(glyphs)
    return Segment(
        text.strip(),
        shown[0].left,
        shown[-1].right,
        min(one.bottom for one in shown),
        max(one.top for one in shown),
        _size(shown),
    )


def _is_narrow(character: str) -> bool:
    return east_asian_width(character[-1:] or " ") not in "WF"


def _size(glyphs: Sequence[Glyph]) -> float:
    """Return the usual height of characters."""
    return median(one.height for one in glyphs)


def _without_stamps(rows: list[list[Segment]]) -> list[list[Segment]]:
    """Return the rows without a text that is stamped all over the page."""
    counts = Counter(segment.text for row in rows for segment in row if len(segment.text) >= LONGER_STAMP)
    wide = {
        segment.text
        for row in rows
        if len(row) == 1
        for segment in row
        if counts[segment.text] >= STAMPED and not any(map(str.isdigit, segment.text))
    }
    if len(wide) == len({segment.text for row in rows for segment in row}):
        return rows
    kept = ([segment for segment in row if segment.text not in wide] for row in rows)
    return [row for row in kept if row]


@dataclass(frozen=True, slots=True)
class _Lattice:
    """The ruled lines of one table: where its columns and rows begin and end, and the lines themselves."""

    columns: list[float]  # from the left
    rows: list[float]  # from the top
    rules: list[Rule]

    def holds(self, segment: Segment) -> bool:
        """Return whether a segment stands inside."""
        inside = self.rows[-1] - TOUCH <= segment.middle <= self.rows[0] + TOUCH
        return inside and self.columns[0] - TOUCH <= (segment.left + segment.right) / 2 <= self.columns[-1] + TOUCH

    def grid(self, segments: Sequence[Segment]) -> Grid:
        """Return the cells with what stands in them; cells without a line between them are one, and say the same."""
        height, width = len(self.rows) - 1, len(self.columns) - 1
        cells: dict[tuple[int, int], list[Segment]] = defaultdict(list)
        for one in segments:
            row = sum(one.middle < edge for edge in self.rows[1:-1])
            column = sum((one.left + one.right) / 2 > edge for edge in self.columns[1:-1])
            cells[row, column].append(one)
        merged = self._merged(height, width)
        held: dict[tuple[int, int], list[Segment]] = defaultdict(list)
        for at, root in merged.items():
            held[root] += cells[at]
        texts = {root: _cell_text(own) for root, own in held.items()}
        return [[texts[merged[row, column]] for column in range(width)] for row in range(height)]

    def _merged(self, height: int, width: int) -> dict[tuple[int, int], tuple[int, int]]:
        """Return for each cell the upper left one of those that it is one with."""
        root = {(row, column): (row, column) for row in range(height) for column in range(width)}
        for row in range(height):
            middle = (self.rows[row] + self.rows[row + 1]) / 2
            for column in range(width):
                centre = (self.columns[column] + self.columns[column + 1]) / 2
                if column and not self._crossed(self.columns[column], middle, upright=True):
                    root[row, column] = root[row, column - 1]
                elif row and not self._crossed(self.rows[row], centre, upright=False):
                    root[row, column] = root[row - 1, column]
        return root

    def _crossed(self, edge: float, at: float, *, upright: bool) -> bool:
        """Return whether a line is drawn along an edge between two cells."""
        for rule in self.rules:
            along = (rule.left, rule.right, rule.bottom, rule.top)
            first, last, low, high = along if upright else (rule.bottom, rule.top, rule.left, rule.right)
            if (
                first - TOUCH <= edge <= last + TOUCH
                and last - first <= 2 * TOUCH
                and low - TOUCH <= at <= high + TOUCH
            ):
                return True
        return False


def _cell_text(segments: Sequence[Segment]) -> str:
    """Return what stands in a cell, its lines joined."""
    text = ""
    for one in sorted(segments, key=lambda one: (-round(one.middle), one.left)):
        text = _cell_text_of(text, one.text)
    return text


def _ruled_grids(rules: Sequence[Rule]) -> list[_Lattice]:
    """Return the tables whose lines are drawn: lines that touch, with two columns and two rows at least."""
    groups: list[list[Rule]] = []
    for rule in rules if len(rules) <= MOST_RULES else ():
        touching = [group for group in groups if any(_touch(rule, other) for other in group)]
        groups = [group for group in groups if group not in touching]
        groups.append([rule, *(other for group in touching for other in group)])
    lattices = []
    for group in groups:
        columns = _distinct([rule.left for rule in group if rule.right - rule.left <= TOUCH])
        rows = _distinct([rule.bottom for rule in group if rule.top - rule.bottom <= TOUCH])[::-1]
        if len(columns) > 2 and len(rows) > 2:
            lattices.append(_Lattice(columns, rows, group))
    return lattices


def _touch(one: Rule, other: Rule) -> bool:
    beside = one.left - TOUCH > other.right or other.left - TOUCH > one.right
    above = one.bottom - TOUCH > other.top or other.bottom - TOUCH > one.top
    return not beside and not above


def _distinct(places: Sequence[float]) -> list[float]:
    """Return the places in order, those that are as good as the same once."""
    kept: list[float] = []
    for place in sorted(places):
        if not kept or place - kept[-1] > TOUCH:
            kept.append(place)
    return kept


def _with_ruled_tables(rows: Sequence[list[Segment]], lattices: Sequence[_Lattice]) -> Iterator[Line | Grid]:
    """Yield lines and tables, each ruled table where its first row stands."""
    waiting: list[list[Segment]] = []
    held: dict[int, list[Segment]] = defaultdict(list)
    for row in rows:
        for number, lattice in enumerate(lattices):
            held[number] += [one for one in row if lattice.holds(one)]
    done: set[int] = set()
    for row in rows:
        free = [one for one in row if not any(lattice.holds(one) for lattice in lattices)]
        for number, lattice in enumerate(lattices):
            if number not in done and any(lattice.holds(one) for one in row):
                done.add(number)
                yield from _in_columns(waiting)
                waiting = []
                yield lattice.grid(held[number])
        if free:
            waiting.append(free)
    yield from _in_columns(waiting)


def _in_columns(rows: Sequence[list[Segment]]) -> Iterator[Line | Grid]:
    """Yield what two columns of prose say one after the other, and all else as it stands."""
    found = _two_columns(rows)
    if found is None:
        yield from _with_aligned_tables(rows)
        return
    first, last, gutter = found
    yield from _with_aligned_tables(rows[:first])
    for left in (True, False):
        column = [[one for one in row if (one.right <= gutter) is left] for row in rows[first:last]]
        yield from _with_aligned_tables([row for row in column if row])
    yield from _in_columns(rows[last:])


def _two_columns(rows: Sequence[list[Segment]]) -> tuple[int, int, float] | None:
    """Return the first rows that stand in two columns of prose, and where the gap between these is."""
    gaps = [(a.right + b.left) / 2 for row in rows for a, b in pairwise(row)]
    for gutter in dict.fromkeys(sorted(gaps, key=lambda gap: -sum(abs(gap - other) < TOUCH for other in gaps))):
        split = [all(one.right <= gutter or one.left >= gutter for one in row) for row in rows]
        both = [number for number, row in enumerate(rows) if split[number] and len(row) > 1]
        if not both:
            continue
        first, last = both[0], both[0] + 1
        while first and split[first - 1] and _on_one_side(rows[first - 1], gutter):
            first -= 1
        while last < len(rows) and split[last]:
            last += 1
        sides = (
            [one for row in rows[first:last] for one in row if (one.right <= gutter) is left] for left in (True, False)
        )
        if all(map(_is_prose, sides)):
            return first, last, gutter
    return None


def _on_one_side(row: Sequence[Segment], gutter: float) -> bool:
    """Return whether a row fills one column alone, as the last line of the longer one does."""
    return len(row) == 1 and row[0].right - row[0].left > 0.3 * abs(gutter - row[0].left)


def _is_prose(column: Sequence[Segment]) -> bool:
    """Return whether the lines of a column are those of a text: enough, wide, reaching the margin, with stops."""
    if len(column) < FEWEST_LINES:
        return False
    left, right = min(one.left for one in column), max(one.right for one in column)
    size = median(one.size for one in column)
    full = sum(one.right - left >= 0.85 * (right - left) for one in column)
    stops = any(mark in one.text for one in column for mark in "，。；,.")
    return right - left >= NARROWEST_COLUMN * size and full >= FULL_LINES * len(column) and stops


def _with_aligned_tables(rows: Sequence[list[Segment]]) -> Iterator[Line | Grid]:
    """Yield rows of cells that stand under one another as tables, and all others as lines."""
    number = 0
    left, width = _margins(rows)
    while number < len(rows):
        last = number
        while last < len(rows) and (len(rows[last]) > 1 or _continues(rows, number, last)):
            last += 1
        grid = _aligned(rows[number:last])
        if grid is not None:
            yield grid
            number = last
        else:
            yield _line(rows[number], left, width)
            number += 1


def _continues(rows: Sequence[list[Segment]], first: int, number: int) -> bool:
    """Return whether a row of one segment is what a cell of the row above could not hold."""
    if number - first < 2:
        return False
    step = rows[number - 2][0].middle - rows[number - 1][0].middle
    return rows[number - 1][0].middle - rows[number][0].middle < CONTINUED * step


def _aligned(rows: Sequence[list[Segment]]) -> Grid | None:
    """Return rows of segments as a table if they stand in the same columns, ``None`` if they do not."""
    several = [row for row in rows if len(row) > 1]
    if len(several) < 2 or (len(several) == 2 and max(map(len, several)) < FEWEST_CELLS):
        return None
    columns = _columns_of([one for row in several for one in row])
    places = [[_column_of(one, columns) for one in row] for row in rows]
    if len(columns) < 2 or any(len(set(row)) < len(row) for row in places):
        return None
    texts = [one.text for row in several for one in row]
    if sum(map(len, texts)) > LONGEST_CELL * len(texts):
        return None
    grid: Grid = []
    for row, at in zip(rows, places, strict=True):
        if len(row) == 1 and grid:
            grid[-1][at[0]] = _cell_text_of(grid[-1][at[0]], row[0].text)
            continue
        grid.append([""] * len(columns))
        for one, column in zip(row, at, strict=True):
            grid[-1][column] = one.text
    return grid


def _columns_of(segments: Sequence[Segment]) -> list[tuple[float, float]]:
    """Return from where to where the columns reach: what overlaps stands in one."""
    columns: list[tuple[float, float]] = []
    for one in sorted(segments, key=lambda one: one.left):
        if columns and one.left < columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], one.right))
        else:
            columns.append((one.left, one.right))
    return columns


def _column_of(segment: Segment, columns: Sequence[tuple[float, float]]) -> int:
    """Return the column that a segment shares most with."""
    return max(range(len(columns)), key=lambda n: min(segment.right, columns[n][1]) - max(segment.left, columns[n][0]))


def _cell_text_of(above: str, below: str) -> str:
    apart = above and _is_narrow(above[-1]) and _is_narrow(below[0])
    return above + (" " if apart else "") + below


def _margins(rows: Sequence[list[Segment]]) -> tuple[float, float]:
    """Return where the lines of a column begin, and the width that a quarter of them reach."""
    if not rows:
        return 0.0, 1.0
    left, rights = min(row[0].left for row in rows), sorted(row[-1].right for row in rows)
    return left, max(rights[3 * len(rights) // 4] - left, 1.0)


def _line(row: Sequence[Segment], left: float, width: float) -> Line:
    """Return the segments of a row as one line, a space between each two."""
    fill = min((row[-1].right - left) / width, 1.0)
    return Line(" ".join(one.text for one in row), max(one.size for one in row), fill)
