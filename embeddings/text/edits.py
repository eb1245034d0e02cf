"""Edits of a text, and the mapping of offsets from before to after them."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Edit:
    """Replaces ``text[start:end]`` by ``instead``."""

    start: int
    end: int
    instead: str = ""

    @classmethod
    def between(cls, start: int, old: str, new: str) -> Self:
        """Return the smallest edit that turns ``old``, which is at ``start``, into ``new``."""
        same = min(len(old), len(new))
        first = next((n for n in range(same) if old[n] != new[n]), same)
        same -= first
        last = next((n for n in range(same) if old[-1 - n] != new[-1 - n]), same)
        return cls(start + first, start + len(old) - last, new[first : len(new) - last])


def apply_edits(text: str, edits: Sequence[Edit]) -> str:
    """Return a text after edits, which are in order and do not overlap."""
    parts, end = [], 0
    for edit in edits:
        parts += [text[end : edit.start], edit.instead]
        end = edit.end
    return "".join([*parts, text[end:]])


@dataclass(frozen=True, slots=True)
class Shift:
    """The mapping of offsets through edits: for each edit its span, and the length of its replacement."""

    starts: Sequence[int]
    ends: Sequence[int]
    lengths: Sequence[int]
    begins: Sequence[int]  # where the replacement begins in the new text

    @classmethod
    def of(cls, edits: Sequence[Edit]) -> Self:
        """Return the mapping of offsets through edits that are in order."""
        begins, longer = [], 0
        for edit in edits:
            begins.append(edit.start + longer)
            longer += len(edit.instead) - (edit.end - edit.start)
        starts, ends = [edit.start for edit in edits], [edit.end for edit in edits]
        return cls(starts, ends, [len(edit.instead) for edit in edits], begins)

    def moved(self, offset: int) -> int:
        """Return the new position of an offset; one within an edit stays within its replacement, or goes to its end."""
        at = bisect_right(self.starts, offset) - 1
        if at < 0:
            return offset
        if offset >= self.ends[at]:
            return self.begins[at] + self.lengths[at] + offset - self.ends[at]
        return self.begins[at] + min(offset - self.starts[at], self.lengths[at])
