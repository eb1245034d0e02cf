"""Edits of a text, and where they leave the characters around them."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Edit:
    """What stands from ``start`` up to but not including ``end`` gives way to ``instead``."""

    start: int
    end: int
    instead: str = ""

    @classmethod
    def between(cls, start: int, old: str, new: str) -> Self:
        """Return the least edit that makes ``new`` of ``old``, which stands at ``start``."""
        same = min(len(old), len(new))
        first = next((n for n in range(same) if old[n] != new[n]), same)
        same -= first
        last = next((n for n in range(same) if old[-1 - n] != new[-1 - n]), same)
        return cls(start + first, start + len(old) - last, new[first : len(new) - last])


def apply_edits(text: str, edits: Sequence[Edit]) -> str:
    """Return a text after edits, which come in order and do not overlap."""
    parts, end = [], 0
    for edit in edits:
        parts += [text[end : edit.start], edit.instead]
        end = edit.end
    return "".join([*parts, text[end:]])


@dataclass(frozen=True, slots=True)
class Shift:
    """Where edits leave the offsets of a text: for each edit its span, and how long what stands there now is."""

    starts: Sequence[int]
    ends: Sequence[int]
    lengths: Sequence[int]
    begins: Sequence[int]  # where it begins in the new text

    @classmethod
    def of(cls, edits: Sequence[Edit]) -> Self:
        """Return what edits, in order, do to offsets."""
        begins, longer = [], 0
        for edit in edits:
            begins.append(edit.start + longer)
            longer += len(edit.instead) - (edit.end - edit.start)
        starts, ends = [edit.start for edit in edits], [edit.end for edit in edits]
        return cls(starts, ends, [len(edit.instead) for edit in edits], begins)

    def moved(self, offset: int) -> int:
        """Return the new place of an offset; one within an edit stays within, or goes to the end of, what is there."""
        at = bisect_right(self.starts, offset) - 1
        if at < 0:
            return offset
        if offset >= self.ends[at]:
            return self.begins[at] + self.lengths[at] + offset - self.ends[at]
        return self.begins[at] + min(offset - self.starts[at], self.lengths[at])
