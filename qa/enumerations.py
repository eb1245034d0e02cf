"""Enumerations: where 甲、乙和丙 begins and ends in a sentence, and how many things it names.

Clauses side by side that each end in an amount of one kind enumerate too: 公積金三成，公益金一成，分配金五成.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from embeddings.text.words import segment
from qa.numerals import NUMERAL
from qa.values import find_values

LONGEST_ITEM = 30  # characters
FEWEST_AMOUNTS = 3  # clauses with amounts side by side that are taken for an enumeration
ENDS = "。;!?\n"  # of what one enumeration may stand in
_CLAUSE_MARKS, _COMMA = ",:", "、"
_OPENING, _CLOSING = "([{“‘《〈「『【〔", ")]}”’》〉」』】〕"
_LAST_TWO = re.compile("以及|和|及|与|或|跟|暨")
_COUNTED = re.compile(rf"(?<=.)(?:{NUMERAL})\s?(?P<unit>[^\W\d])$")
_LABEL = re.compile(r"(?:(?<=^)|(?<=\n))\s*[一二三四五六七八九十]{1,3}、")  # of a paragraph, which enumerates nothing
_AND = re.compile("以及|及|还有|和|与")
OPEN_END = re.compile(r"\s*等(?!候|待|级|于|额|比|高|分)(?!\d)")
# What stands before the first of the things enumerated, and is none of them.
_INTRODUCE = """
是 有 为 包括 包含 含 含有 设 设有 下设 带 携带 需 须 要 附 须附 分 分为 分成 分别 置 吃 喝 提供 准备 备 备有 招 开 开设
开放 教 考 采购 如 例如 凭 持 由 列出 即 计有 共有 还有 只有 没有 起草 负责
"""
_INTRODUCING = frozenset(_INTRODUCE.split())


@dataclass(frozen=True, slots=True)
class Enumeration:
    """Things enumerated in ``text[start:end]``: how many, and whether 等 leaves their end open."""

    start: int
    end: int
    items: int
    open_end: bool
    clause: int  # where the clause begins in which it stands


def enumerations(text: str) -> list[Enumeration]:
    """Return the enumerations of a folded text in order; what stands in brackets belongs to the item before."""
    text = _LABEL.sub(lambda label: " " * len(label.group()), text)
    found: list[Enumeration] = []
    for start, end in _split(text, 0, len(text), ENDS):
        for run in _runs(text, _split(text, start, end, _CLAUSE_MARKS)):
            whole = _enumeration(text, run)
            if whole is not None:
                found.append(whole)
    return found


def _split(text: str, start: int, end: int, marks: str) -> list[tuple[int, int]]:
    """Return the parts of a text between marks that stand in no brackets; a colon of a time divides nothing."""
    parts, depth, first = [], 0, start
    for at in range(start, end):
        character = text[at]
        if character in _OPENING:
            depth += 1
        elif character in _CLOSING:
            depth = max(0, depth - 1)
        elif character in marks and not depth and not _in_number(text, at):
            parts.append((first, at))
            first = at + 1
    parts.append((first, end))
    return [part for part in parts if text[part[0] : part[1]].strip()]


def _in_number(text: str, at: int) -> bool:
    return text[at] in ",:" and text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit()


def _runs(text: str, clauses: Sequence[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """Yield the clauses that enumerate together: one with 、 alone, and those with like amounts around it."""
    run: list[tuple[int, int]] = []
    for clause in clauses:
        if run and not _goes_on(text, run[-1], clause):
            yield run
            run = []
        run.append(clause)
    if run:
        yield run


def _goes_on(text: str, last: tuple[int, int], clause: tuple[int, int]) -> bool:
    """Return whether a clause behind a comma goes on enumerating: 以及 …, or an amount like the last item's."""
    if text[last[1]] != ",":
        return False
    if _AND.match(text, *clause):
        return _COMMA in text[last[0] : last[1]]
    before = _split(text, *last, _COMMA)[-1]
    after = _split(text, *clause, _COMMA)[0]
    measures = [_measure_at_end(text[one[0] : one[1]]) for one in (before, after)]
    return measures[0] is not None and measures[0] == measures[1]


def _measure_at_end(piece: str) -> tuple[object, ...] | None:
    """Return what the amount is measured in with which a part of a sentence ends, behind the name of what it is of."""
    stripped = piece.rstrip()
    counted = _COUNTED.search(stripped)
    if counted is not None:
        return (counted["unit"],)
    values = find_values(stripped)
    last = values[-1] if values else None
    return (last.kind,) if last is not None and last.end == len(stripped) and last.start > 0 else None


def _enumeration(text: str, run: Sequence[tuple[int, int]]) -> Enumeration | None:
    """Return the enumeration that clauses are, if they are one."""
    pieces = [piece for clause in run for piece in _split(text, *clause, _COMMA)]
    if len(pieces) == len(run) and len(run) < FEWEST_AMOUNTS:
        return None
    start, end = pieces[0][0], pieces[-1][1]
    open_end = OPEN_END.search(text, pieces[-1][0], end)
    if open_end is not None:
        end = open_end.start()
    clause, start = start, _first_item(text, *pieces[0])
    pieces = [(start, pieces[0][1]), *pieces[1:-1], (pieces[-1][0], end)]
    if max(last - first for first, last in pieces) > LONGEST_ITEM:
        return None
    joined = _LAST_TWO.search(text, *pieces[-1])
    items = len(pieces) + (joined is not None and joined.start() > pieces[-1][0])
    while start < end and (text[start].isspace() or text[start] == "-"):
        start += 1
    return Enumeration(start, end, items, open_end is not None, clause)


def _first_item(text: str, start: int, end: int) -> int:
    """Return where the first item begins: behind the last word that introduces things."""
    place, first = start, start
    words = segment(text[start:end])
    for word, _ in pairwise((*words, "")):
        place += len(word)
        if word in _INTRODUCING and place < end - 1:
            first = place
    return first
