"""Page layout analysis: the characters of a page → its lines in reading order, and its tables. Pure geometry.

Rotated characters (watermarks) and characters drawn twice (fake bold) are removed first. The rest is cut into
segments at gaps; segments are then arranged in text columns, in the cells of ruled tables, or in the cells of tables
whose columns are only aligned.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from unicodedata import east_asian_width

from embeddings.formats.grid import Grid
from embeddings.formats.pdf.glyphs import Glyph, PageContent, Rule

SAME_PLACE = 0.3  # type sizes within which two equal characters count as one printed twice
SAME_LINE = 0.5  # type sizes of vertical distance within which characters are on one line
CELL_GAP = 0.9  # type sizes; a larger gap begins another segment, a smaller one is a space between words
WORD_GAP = 0.15
SLANT = 5.0  # degrees of rotation beyond which a character belongs to a watermark
FEWEST_STRAIGHT = 0.1  # share of upright characters; with fewer the whole page is rotated, and read anyway
STAMPED = 4  # repetitions on a page from which on a line is a watermark,
LONGER_STAMP = 4  # if it has this many characters at least
UPRIGHT = 0.6  # share of steps between characters that go straight down in vertical writing
FEWEST_CELLS = 3  # of a row, in a table of only two rows
FEWEST_LINES = 3  # on either side of the gap between two text columns
NARROWEST_COLUMN = 10  # type sizes; narrower columns are table cells
FULL_LINES = 0.4  # share of the lines of a text column that reach its margin
TOUCH = 3.0  # points within which ruled lines meet
MOST_RULES = 2000  # on a page; more belong to a drawing
LONGEST_CELL = 24  # characters; the average of the cells of an aligned table is at most this
CONTINUED = 0.8  # row distances; a line that is closer continues the row above


@dataclass(frozen=True, slots=True)
class Segment:
    """Adjacent characters on a line, with their box and type size."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float

    @property
    def middle(self) -> float:
        """The vertical centre of the segment."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text, its type size in points, and the share of its column's width that it fills."""

    text: str
    size: float = 0.0
    fill: float = 1.0


def laid_out(content: PageContent) -> list[Line | Grid]:
    """Return the lines and tables of a page in reading order."""
    glyphs = _once(_without_watermarks(content.glyphs))
    if not glyphs:
        return []
    if _is_vertical(glyphs):
        return _vertical_lines(glyphs)
    rows = _without_stamps([_segments(row) for row in _rows(glyphs)])
    return list(_with_ruled_tables(rows, _ruled_grids(content.rules)))


def _without_watermarks(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Return the characters that are upright or rotated by right angles, or all if there are hardly any."""
    straight = [one for one in glyphs if min(one.angle % 90, -one.angle % 90) <= SLANT]
    return straight if len(straight) >= FEWEST_STRAIGHT * len(glyphs) else list(glyphs)


def _once(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Return the characters without runs drawn again, slightly shifted, over equal ones."""
    kept: list[Glyph] = []
    places: defaultdict[tuple[str, int, int], list[Glyph]] = defaultdict(list)
    for run in _runs(glyphs):
        again = [_is_there(one, places) for one in run]
        if 2 * sum(again) < len(run):  # where one page is drawn over another, a few characters match by chance
            again = [False] * len(run)
        fresh = [one for one, twice in zip(run, again, strict=True) if not twice]
        kept += fresh
    return kept


def _is_there(one: Glyph, places: defaultdict[tuple[str, int, int], list[Glyph]]) -> bool:
    """Return whether an equal character is at the same place, and record this one."""
    column, row, reach = round(one.left / 8), round(one.bottom / 8), SAME_PLACE * max(one.height, 1.0)
    near = (other for x in (-1, 0, 1) for y in (-1, 0, 1) for other in places[one.text, column + x, row + y])
    found = any(abs(one.left - other.left) < reach and abs(one.bottom - other.bottom) < reach for other in near)
    places[one.text, column, row].append(one)
    return found


def _is_vertical(glyphs: Sequence[Glyph]) -> bool:
    """Return whether most characters are straight below the one before."""
    shown = [one for one in glyphs if not one.text.isspace()]
    steps = list(pairwise(shown))
    down = sum(abs(b.left - a.left) < SAME_PLACE * a.height and b.top <= a.middle for a, b in steps)
    return len(steps) > 1 and down >= UPRIGHT * len(steps)


def _vertical_lines(glyphs: Sequence[Glyph]) -> list[Line | Grid]:
    """Return the lines of a page in vertical writing, from right to left."""
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
    """Return the characters in rows from the top; text drawn over other text follows it.

    Some programs draw one page over another: runs that overlap runs at the same height form rows of their own.
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
    """Return the characters in runs, each drawn in sequence from left to right at one height."""
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
    """Return whether most of a run overlaps the characters of a row."""
    shown = [one for one in run if not one.text.isspace()]
    middles = [(one.left + one.right) / 2 for one in shown]
    return 2 * sum(any(other.left < at < other.right for other in row) for at in middles) > len(shown)


def _segments(row: Sequence[Glyph]) -> list[Segment]:
    """Return the characters of one row, split at gaps."""
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
    """Return adjacent characters as one segment, with the spaces that only gaps show."""
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
    """Return the median height of characters."""
    return median(one.height for one in glyphs)


def _without_stamps(rows: list[list[Segment]]) -> list[list[Segment]]:
    """Return the rows without a text that is repeated all over the page."""
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
    """The ruled lines of one table, and the edges of its columns and rows."""

    columns: list[float]  # edges from the left
    rows: list[float]  # edges from the top
    rules: list[Rule]

    def holds(self, segment: Segment) -> bool:
        """Return whether a segment is inside the table."""
        inside = self.rows[-1] - TOUCH <= segment.middle <= self.rows[0] + TOUCH
        return inside and self.columns[0] - TOUCH <= (segment.left + segment.right) / 2 <= self.columns[-1] + TOUCH

    def grid(self, segments: Sequence[Segment]) -> Grid:
        """Return the table's cells with their text; cells without a line between them are merged and repeated."""
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
        """Return for each cell the upper left cell of its merged range."""
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
    """Return the text of a cell, its lines joined."""
    text = ""
    for one in sorted(segments, key=lambda one: (-round(one.middle), one.left)):
        text = _cell_text_of(text, one.text)
    return text


def _ruled_grids(rules: Sequence[Rule]) -> list[_Lattice]:
    """Return the ruled tables: lines that touch, with at least two columns and two rows."""
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
    """Return the positions in order, nearly equal ones merged."""
    kept: list[float] = []
    for place in sorted(places):
        if not kept or place - kept[-1] > TOUCH:
            kept.append(place)
    return kept


def _with_ruled_tables(rows: Sequence[list[Segment]], lattices: Sequence[_Lattice]) -> Iterator[Line | Grid]:
    """Yield lines and tables, each ruled table at the position of its first row."""
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
    """Yield lines and tables in reading order: where there are two text columns, the left one first."""
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
    """Return the range of the first rows in two text columns and the position of the gap, or ``None``."""
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
    """Return whether a row is in one column only, like the last lines of the longer column."""
    return len(row) == 1 and row[0].right - row[0].left > 0.3 * abs(gutter - row[0].left)


def _is_prose(column: Sequence[Segment]) -> bool:
    """Return whether the lines of a column are running text: enough, wide, reaching the margin, with punctuation."""
    if len(column) < FEWEST_LINES:
        return False
    left, right = min(one.left for one in column), max(one.right for one in column)
    size = median(one.size for one in column)
    full = sum(one.right - left >= 0.85 * (right - left) for one in column)
    stops = any(mark in one.text for one in column for mark in "，。；,.")
    return right - left >= NARROWEST_COLUMN * size and full >= FULL_LINES * len(column) and stops


def _with_aligned_tables(rows: Sequence[list[Segment]]) -> Iterator[Line | Grid]:
    """Yield rows whose segments are aligned in columns as tables, and all others as lines."""
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
    """Return whether a row of one segment is the overflow of a cell in the row above."""
    if number - first < 2:
        return False
    step = rows[number - 2][0].middle - rows[number - 1][0].middle
    return rows[number - 1][0].middle - rows[number][0].middle < CONTINUED * step


def _aligned(rows: Sequence[list[Segment]]) -> Grid | None:
    """Return rows of segments as a table, or ``None`` if they are not aligned in columns."""
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
    """Return the left and right edges of columns: overlapping segments are in the same one."""
    columns: list[tuple[float, float]] = []
    for one in sorted(segments, key=lambda one: one.left):
        if columns and one.left < columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], one.right))
        else:
            columns.append((one.left, one.right))
    return columns


def _column_of(segment: Segment, columns: Sequence[tuple[float, float]]) -> int:
    """Return the index of the column that a segment overlaps most."""
    return max(range(len(columns)), key=lambda n: min(segment.right, columns[n][1]) - max(segment.left, columns[n][0]))


def _cell_text_of(above: str, below: str) -> str:
    apart = above and _is_narrow(above[-1]) and _is_narrow(below[0])
    return above + (" " if apart else "") + below


def _margins(rows: Sequence[list[Segment]]) -> tuple[float, float]:
    """Return the left edge of a column of lines, and the width that a quarter of them reach."""
    if not rows:
        return 0.0, 1.0
    left, rights = min(row[0].left for row in rows), sorted(row[-1].right for row in rows)
    return left, max(rights[3 * len(rights) // 4] - left, 1.0)


def _line(row: Sequence[Segment], left: float, width: float) -> Line:
    """Return the segments of a row as one line, separated by spaces."""
    fill = min((row[-1].right - left) / width, 1.0)
    return Line(" ".join(one.text for one in row), max(one.size for one in row), fill)
