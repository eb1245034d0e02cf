"""Boundaries of quotes: where a quote may begin and end. A reader's span is snapped to them first.

A quote never crosses the end of a cell, record, entry, list item, paragraph, line or sentence. It never cuts a word
or a value (a number with its unit, a time, a code), except for a date, which may be cut to its year or month; a short
cell is quoted whole.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from embeddings.article import Block, BlockKind, Cell, Passage, Span
from embeddings.blocks import block_at, is_message
from embeddings.text.fold import fold
from embeddings.text.sentences import sentences
from embeddings.text.words import is_word, segment
from qa.kinds import Kind
from qa.names import SURNAMES
from qa.read.reader import Candidate
from qa.values import Value, covering, find_values

LONGEST_CELL = 60  # characters of a cell that is quoted whole whichever part was read
LONGEST_WORD = 6  # characters; of a longer one, a name or a term, a part may be asked for
MARKS = "，,。．；;：:、！!？?…·—|"  # trimmed from both ends of a quote
CLAUSE_MARKS = "，。；！？"
DATE_UNITS = "年月"
_BUT = re.compile(r"\s?(?:但|惟|唯|不過|不过|然而)")
_EXCEPTED = re.compile(
    r"[，,；;](?:但|惟|唯|不過|不过|然而|除)[^。！？\n；;]{1,40}|[，,；;][^，。！？\n；;]{1,24}(?:除外|不在此限|例外)"
)
# Letters and digits, and numerals, that stand together and are no value: a quote cuts them no more than a word.
_TOGETHER = re.compile(r"[a-z0-9]+(?:[.,:][0-9]+)*|[〇零一二三四五六七八九十百千万亿两]{2,}")
# The ending of a body's name, which stands alone behind no other name; and who does what: 由宗九如任教.
_BODY = re.compile("事务所|委员会|协会|学会|基金会|联合会|公司|集团|俱乐部|合作社|研究所|派出所")
_DOER = re.compile(
    f"(?<=由)[{''.join(sorted(SURNAMES))}][\u4e00-\u9fff]{{1,2}}"
    "(?=(?:任教|担任|主持|负责|接任|兼任|代理|主讲|授课|执教|带队|领队|审核|核准))"
)
BRACKETS = ("「」", "『』", "《》", "〈〉", "（）", "()", "“”", "〔〕", "［］", "【】")


class Edges:
    """The boundaries of quotes in one passage."""

    def __init__(self, passage: Passage) -> None:
        self._passage = passage
        self._text = passage.text
        self._values = find_values(passage.text)
        self._words = list(_words(passage.text))
        self._folded = fold(passage.text)
        self._together = [
            Span(*found.span())
            for pattern in (_TOGETHER, _DOER)
            for found in pattern.finditer(self._folded)
            if not any(value.start < found.end() and found.start() < value.end for value in self._values)
        ]

    def draw(self, candidate: Candidate, *, whole: bool = False) -> Candidate | None:
        """Return the candidate with its span snapped to boundaries, or ``None`` if no answer is left of it.

        With ``whole``, the span grows to its clause, exceptions included, as an answer to a yes-or-no question needs.
        """
        span = self._drawn(candidate.span, whole=whole)
        return None if span is None else replace(candidate, span=span)

    def _drawn(self, span: Span, *, whole: bool) -> Span | None:
        shift = self._passage.start
        start, end = span.start - shift, span.end - shift
        block = block_at(self._passage.blocks, span.start)
        if block is not None and block.cells:
            cell = _cell_of(block, span)
            if cell is None:
                return None
            first, last = cell.start - shift, cell.end - shift
            if block.kind is BlockKind.RECORD and self._is_one_thing(block, first, last):
                return _span(first, last, shift)
            first, last = self._line_of(start, end, first, last)
        else:
            first, last = self._line(start) if block is None else (block.start - shift, block.end - shift)
            first, last = self._sentence(start, end, first, last)
        first, last = max(first, 0), min(last, len(self._text))
        start, end = max(start, first), min(end, last)
        if start >= end:
            return None
        if whole:
            start, end = self._settling(start, end, first, last)
        start, end = self._whole(start, end, first, last)
        return _span(*self._trimmed(start, end), shift)

    def _is_one_thing(self, block: Block, first: int, last: int) -> bool:
        """Return whether a cell is quoted whole: text after a label in prose may say several things."""
        said = self._text[max(first, 0) : last]
        if is_message(block) or "\n" in said.strip():
            return False
        return last - first <= LONGEST_CELL and (len(block.cells) > 1 or not any(mark in said for mark in CLAUSE_MARKS))

    def _line_of(self, start: int, end: int, first: int, last: int) -> tuple[int, int]:
        """Return the line of a cell that holds most of a span: a quote goes over no line's end."""
        lines, place = [], max(first, 0)
        for line in self._text[place : max(last, place)].splitlines(keepends=True):
            lines.append((place, place + len(line)))
            place += len(line)
        held = [(min(to, end) - max(from_, start), -from_, (from_, to)) for from_, to in lines]
        return max(held, default=(0, 0, (first, last)))[2]

    def _sentence(self, start: int, end: int, first: int, last: int) -> tuple[int, int]:
        """Return the sentence, among those between two offsets, that contains most of a span."""
        first = max(first, 0)
        found = [(first + one.start, first + one.end) for one in sentences(self._text[first : max(last, first)])]
        held = [(min(to, end) - max(from_, start), -from_, (from_, to)) for from_, to in found]
        return max(held, default=(0, 0, (first, last)))[2]

    def _settling(self, start: int, end: int, first: int, last: int) -> tuple[int, int]:
        """Return the clauses that a span touches, with exceptions that follow them."""
        text = self._text
        if block_at(self._passage.blocks, first + self._passage.start) is not None:
            first, last = self._sentence(start, end, first, last)
        least, first = first, max(first, *(text.rfind(mark, first, start) + 1 for mark in "，,；;"))
        if _BUT.match(text, first) and first > least:  # only the exception
            first = max(least, *(text.rfind(mark, least, first - 1) + 1 for mark in "，,；;"))
        last = min((at for mark in "，,；;" if (at := text.find(mark, end, last)) >= 0), default=last)
        behind = _EXCEPTED.match(text, last)
        return first, behind.end() if behind else last

    def _line(self, place: int) -> tuple[int, int]:
        """Return the line that contains an offset."""
        end = self._text.find("\n", place)
        return self._text.rfind("\n", 0, place) + 1, len(self._text) if end < 0 else end

    def _whole(self, start: int, end: int, first: int, last: int) -> tuple[int, int]:
        """Return a span widened, within its block, to the words and values that it cuts."""
        for word in (*self._words, *self._together):
            if word.start < start < word.end:
                start = max(word.start, first)
            if word.start < end < word.end:
                end = min(word.end, last)
        body = _BODY.match(self._folded, end, last)
        if body is not None and self._folded[end - 1].isalpha() and not any(one.end == end for one in self._values):
            end = body.end()
        wide, far = covering([one for one in self._values if not self._is_coarser(one, start, end)], start, end)
        return max(wide, first), min(far, last)

    def _is_coarser(self, value: Value, start: int, end: int) -> bool:
        """Return whether a span is the year, or the year and month, of a date, which may be enough as an answer."""
        return value.kind is Kind.DATE and start <= value.start and self._text[end - 1] in DATE_UNITS

    def _trimmed(self, start: int, end: int) -> tuple[int, int]:
        """Return a span without punctuation and white space at its ends, and with balanced brackets."""
        before = None
        while before != (start, end):  # without a bracket that stands alone, a mark may be at the end
            before = start, end
            while start < end and (self._text[start].isspace() or self._text[start] in MARKS):
                start += 1
            while start < end and (self._text[end - 1].isspace() or self._text[end - 1] in MARKS):
                end -= 1
            for pair in BRACKETS:
                start, end = self._paired(start, end, pair[0], pair[1])
        return start, end

    def _paired(self, start: int, end: int, opening: str, closing: str) -> tuple[int, int]:
        """Return a span extended by an adjacent bracket that balances it, or without an unbalanced one."""
        text = self._text
        open_, closed = text.count(opening, start, end), text.count(closing, start, end)
        if open_ > closed:
            if text.startswith(closing, end):
                return start, end + 1
            return start + text.startswith(opening, start), end
        if closed > open_:
            if start and text[start - 1] == opening:
                return start - 1, end
            return start, end - text.startswith(closing, end - 1)
        return start, end


def statement_at(places: Sequence[Span], span: Span) -> Span:
    """Return the statement that contains a span, from the first to the last if it crosses several."""
    around = [place for place in places if place.start < span.end and span.start < place.end]
    return Span(around[0].start, around[-1].end) if around else span


def statements(passage: Passage) -> list[Span]:
    """Return the spans, in the article, of a passage's statements: records, entries, items, and otherwise sentences."""
    found: list[Span] = []
    place = passage.start
    for block in passage.blocks:
        found += _sentences(passage, place, block.start)
        if block.cells or block.kind is BlockKind.ITEM:
            found.append(Span(block.start, block.end))
        else:
            found += _sentences(passage, block.start, block.end)
        place = block.end
    return found + _sentences(passage, place, passage.end)


def _sentences(passage: Passage, start: int, end: int) -> list[Span]:
    """Return the sentences between two offsets of the article."""
    start, end = max(start, passage.start), min(end, passage.end)
    text = passage.text[start - passage.start : end - passage.start]
    return [Span(start + one.start, start + one.end) for one in sentences(text)]


def _cell_of(block: Block, span: Span) -> Cell | None:
    """Return the cell that a span covers most of; never the question of an entry."""
    cells = block.cells[1:] if block.kind is BlockKind.ENTRY else block.cells
    held = [(min(cell.end, span.end) - max(cell.start, span.start), -cell.start, cell) for cell in cells]
    best = max(held, default=None, key=lambda one: one[:2])
    return best[2] if best is not None and best[0] > 0 else None


def _words(text: str) -> Iterator[Span]:
    """Yield the words of at least two characters, which a quote must not cut."""
    place = 0
    for word in segment(fold(text)):
        if 1 < len(word) <= LONGEST_WORD and word.isalpha() and is_word(word):
            yield Span(place, place + len(word))
        place += len(word)


def _span(start: int, end: int, shift: int) -> Span | None:
    return Span(start + shift, end + shift) if start < end else None
