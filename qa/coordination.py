"""Coordination: two or more names that stand side by side in a question, 木工和陶藝, and where each begins and ends.

A conjunction shows where the one ends and the next begins. How far they reach to either side is told by their shape:
names that stand together end alike (東園, 西園), begin alike (坐畫舫, 坐觀光輪) or are about equally long.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate

from embeddings.text.words import is_word, segment
from qa.kinds import Kind
from qa.values import find_values

LONGEST_NAME = 12  # characters
_TITLE = re.compile(r"《[^《》]*》|「[^「」]*」|“[^“”]*”|\"[^\"]*\"|\([^()]*\)")
_BETWEEN = re.compile(r"\s*(?:、|和|跟|与|及|以及|还有|加|比)\s*")
_CONJUNCTIONS = frozenset("和跟与及")
_LATIN = re.compile(r"[a-z0-9][a-z0-9.]*(?:-[a-z0-9]+)*")
_LATIN_BEFORE = re.compile(r"(?<![a-z0-9-])[a-z0-9][a-z0-9.]*(?:-[a-z0-9]+)*$")
# What a name never reaches over on the right, and where it may end.
_STOP = re.compile(
    r"[,;:?!。]|各(?!种|类)|分别|[那这][两三几]|哪|谁|多少|几|怎|什么|何|如何|两(?!人|天|日)|都|比较|总共|一共|相比"
)
_OPENERS = frozenset("的,、:; 裡里是在把买借租去到寄洗坐用收付")  # behind which a name begins
_NAMED_BY_VALUE = frozenset(Kind) - {Kind.LINK, Kind.RANGE}
_MASK = "\0"  # stands for each character of a title
_GIVEN = 2  # characters of names that begin or end alike which count


@dataclass(frozen=True, slots=True)
class Coordinated:
    """Names side by side, each as start and end in the fold; ``start`` and ``end`` are those of all of them."""

    names: tuple[tuple[int, int], ...]

    @property
    def start(self) -> int:
        """Where the first begins."""
        return self.names[0][0]

    @property
    def end(self) -> int:
        """Where the last ends."""
        return self.names[-1][1]


def coordinated(folded: str, end: int, known: Iterable[tuple[int, int]] = ()) -> Coordinated | None:
    """Return the names that stand side by side before ``end`` in a folded question, ``None`` where there are none.

    Of several pairs the one nearest to ``end`` is taken. ``known`` are the names that were found in the question by
    other means: words begin and end where they do, and another may begin where one ends.
    """
    masked = _TITLE.sub(lambda title: _MASK * len(title.group()), folded)
    words = accumulate((len(part) for word in segment(folded) for part in _parts(word)), initial=0)
    known = tuple(known)
    line = _Line(masked, frozenset((*words, *(at for name in known for at in name))), frozenset(at for _, at in known))
    for joint in reversed(line.joints(end)):
        found = _around(line, joint, end)
        if found is not None:
            return Coordinated(tuple(found))
    return _juxtaposed(line, end)


def _parts(word: str) -> Iterable[str]:
    """Return what a word is made of: of one that was made up of a character and a conjunction, 社和, these."""
    made_up = len(word) == 2 and word[1] in _CONJUNCTIONS and not is_word(word)
    return tuple(word) if made_up else (word,)


@dataclass(frozen=True, slots=True)
class _Line:
    """A folded question, the offsets at which its words begin or end, and those at which names of others end."""

    text: str
    edges: frozenset[int]
    openings: frozenset[int]

    def joints(self, end: int) -> list[tuple[int, int]]:
        """Return where conjunctions stand before an offset that are words of their own: not the 和 of 和平."""
        return [found.span() for found in _BETWEEN.finditer(self.text, 0, end) if self._is_joint(found)]

    def _is_joint(self, found: re.Match[str]) -> bool:
        if found.group().strip() == "、" or {found.start(), found.end()} <= self.edges:
            return found.start() > 0 and found.end() < len(self.text)
        beside = self.text[found.start() - 1 : found.start()] + self.text[found.end() : found.end() + 1]
        return re.search("[a-z0-9]", beside) is not None


def _around(line: _Line, joint: tuple[int, int], end: int) -> list[tuple[int, int]] | None:
    """Return the names on both sides of a conjunction, with those that 、 joins to the first."""
    first, last = joint
    right_end = _right_end(line, last, end, line.text[:first])
    if right_end is None:
        return None
    names = [(last, right_end)]
    right = line.text[last:right_end]
    joints = line.joints(first)
    while first is not None:
        wall = joints[-1][1] if joints else 0
        start = _left_start(line, wall, first, right)
        if start is None:
            break
        names.insert(0, (start, first))
        more = bool(joints) and start == wall and line.text[slice(*joints[-1])].strip() == "、"
        if not more:
            break
        first = joints.pop()[0]
    return names if len(names) > 1 else None


def _right_end(line: _Line, start: int, end: int, left: str) -> int | None:
    """Return where the name ends that begins at an offset: what is before the conjunction ends in the same way."""
    folded = line.text
    latin, latin_before = _LATIN.match(folded, start), _LATIN_BEFORE.search(left)
    if latin is not None and latin_before is not None:
        return latin.end() if latin.end() <= end else None
    value = _value_at(folded, start, left)
    if value is not None:
        return value
    stop = _STOP.search(folded, start + 1, end)
    limit = min(stop.start() if stop else end, start + LONGEST_NAME, end)
    twin = next((at for at in range(start + 2, limit) if _is_twin(left, folded[start:at])), None)
    if twin is not None:
        return twin
    ends = [at for at in range(start + 1, limit + 1) if at in line.edges or at == limit]
    alike = {at: _ends_alike(left, folded[start:at]) for at in ends}
    best = max(alike.values(), default=0)
    if best:
        return min(at for at in ends if alike[at] == best)
    of = folded.find("的", start + 1, limit)
    return of if of > 0 else max(ends, default=None)


def _is_twin(left: str, right: str) -> bool:
    """Return whether a text ends in one that begins and ends like another, and is as long: 第一包, 第二包."""
    one = left[-len(right) :]
    return one[0] == right[0] and one[-1] == right[-1] and len(one) == len(right) > 2 and one != right


def _value_at(folded: str, start: int, left: str) -> int | None:
    """Return the end of the value that begins at an offset, where one of its kind ends before the conjunction."""
    before = next((one for one in find_values(left) if one.end == len(left)), None)
    behind = next((one for one in find_values(folded[start:]) if one.start == 0), None)
    if before is None or behind is None or before.kind is not behind.kind or before.kind not in _NAMED_BY_VALUE:
        return None
    return start + behind.end


def _left_start(line: _Line, wall: int, end: int, right: str) -> int | None:
    """Return where the name begins that ends at an offset: of the words before it as far as ``right`` is like them."""
    left = line.text[:end]
    latin = _LATIN_BEFORE.search(left)
    if latin is not None and _LATIN.match(right):
        return latin.start()
    value = next((one for one in find_values(left) if one.end == end), None)
    if value is not None and any((one.start, one.end) == (0, len(right)) for one in find_values(right)):
        return value.start
    if _is_twin(left, right):
        return end - len(right)
    comma = max(left.rfind(mark) for mark in ",;:。") + 1
    starts = [at for at in range(max(wall, comma, end - LONGEST_NAME - 4), end) if at in line.edges]
    return max(starts, key=lambda at: (_likeness(line, at, end, right), at), default=None)


def _likeness(line: _Line, start: int, end: int, right: str) -> float:
    """Return how well what stands between two offsets goes with the name on the right."""
    left = line.text[start:end]
    likeness = 2.0 * min(_begins_alike(left, right), _GIVEN) - 0.6 * abs(len(left) - len(right))
    if start in line.openings or line.text[start - 1 : start] in _OPENERS:
        likeness += 1.0
    if "的" in left[:-1] and "的" not in right[:-1]:
        likeness -= 1.5
    return likeness - (1.0 if len(left) == 1 < len(right) else 0.0)


def _juxtaposed(line: _Line, end: int) -> Coordinated | None:
    """Return two words of equal length before an offset that share a character: 平日假日, 日游夜游."""
    for length in (2, 3, 4):
        first, middle = end - 2 * length, end - length
        one, other = line.text[max(first, 0) : middle], line.text[middle:end]
        alike = one != other and (one[:1] == other[:1] or one[-1:] == other[-1:])
        if first >= 0 and {first, middle} <= line.edges and alike and _MASK not in one:
            return Coordinated(((first, middle), (middle, end)))
    return None


def _ends_alike(one: str, other: str) -> int:
    """Return how many characters at their ends two texts have in common, all of neither."""
    count = 0
    while count < min(len(one), len(other)) - 1 and one[-1 - count] == other[-1 - count]:
        count += 1
    return count


def _begins_alike(one: str, other: str) -> int:
    count = 0
    while count < min(len(one), len(other)) - 1 and one[count] == other[count]:
        count += 1
    return count
