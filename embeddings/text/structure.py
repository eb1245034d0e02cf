"""Structure found in plain paragraphs: clauses, FAQ entries, list items, headings, key–value lines, chat messages.

Only a pattern that repeats counts as structure: a single line that begins with 第三條 or 一、 is an ordinary sentence.
File readers report the structure that their formats declare; this module examines plain paragraphs, and decides what
belongs to a clause.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from embeddings.article import Article, Block, BlockKind, Cell
from embeddings.blocks import MESSAGE, without_gaps

_NUMBER = r"[一二三四五六七八九十百千零〇○兩两\d０-９]+"
_CLAUSE = re.compile(rf"第\s?{_NUMBER}\s?[條条點点項项](?:之{_NUMBER})?(?=[\s：:、，（(【]|\Z)")
_BARE_CLAUSE = re.compile(rf"第{_NUMBER}[條条](?:之{_NUMBER})?(?![款路街線线])")
_DOTTED = re.compile(r"\d{1,3}(?:\.\d{1,3}){1,5}(?=[\s、][^\d%％]|[\u4e00-\u9fff][^年月日萬万億亿公元倍]{2})")
_CHAPTER = re.compile(rf"第\s?{_NUMBER}\s?(?:([編编篇部])|([章])|([節节]))(?=[\s：:]|\Z)")
_QUESTION = re.compile(r"(?:問題?|问题?|[QＱ])\s?(?:\d{1,3}|[一二三四五六七八九十]{1,3})?\s?[：:.、．]\s*")
_ANSWER = re.compile(r"(?:答[案覆复]?|[AＡ])\s?(?:\d{1,3}|[一二三四五六七八九十]{1,3})?\s?[：:.、．]\s*")
_INLINE_ANSWER = re.compile(r"[？?。]\s*((?:答[案覆复]?|[AＡ]\s?\d{0,3})[：:]\s*)")
_ITEMS = {
    "一": re.compile(r"[一二三四五六七八九十]{1,3}、"),
    "（一）": re.compile(r"[（(][一二三四五六七八九十]{1,3}[）)]"),
    "1": re.compile(r"\d{1,2}(?:[、．)）]|\.(?!\d))"),
    "(1)": re.compile(r"[（(]\d{1,2}[）)]"),
    "①": re.compile(r"[①-⑳⑴-⒇]"),
    "•": re.compile(r"[•●○■□◆◇▪▸►‧·◎※✓✔](?=\s?\S)|[-*–—](?=[ \u3000])"),
}
_PAIR = re.compile(
    r"([^\s：:，。、；？！「」（）()\d][^：:，。；？！「」]{0,11})"
    r"(?:(?<!\d)[：:]|[：:](?!\d\d(?!\d)))[ \t\u3000]*(?=\S)(?!//)"  # 下午16:30 is a time
)
_CLOCK = r"(?:\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?[ \u3000]+)?(?:[上下]午)?\d{1,2}[:：]\d{2}(?:[:：]\d{2})?"
_MESSAGE = re.compile(
    r"(?P<name>[^\s：:，。]{1,12})[ \u3000]+"
    rf"(?P<time>{_CLOCK})"
)
_INLINE_MESSAGE = re.compile(
    rf"(?:[\[［(（]?(?P<time>{_CLOCK})[\]］)）]?[ \u3000]+(?P<name>[^：:，。]{{1,16}}?)"
    rf"|(?P<first>[^\s：:，。]{{1,12}})[ \u3000]+[\[［(（]?(?P<late>{_CLOCK})[\]］)）]?)[：:][ \u3000]*(?=\S)"
)
_PART = re.compile("[^，；,;]+(?<![，；,;。 ])")
_END_MARKS = "。！？；，、：…!?;,:."
_LONGEST_HEADING = 30
_LONGEST_LONE_HEADING = 20
_SHORTEST_BODY = 40  # characters of a paragraph beneath a heading that is known by its position alone
_LONGEST_VALUE = 60
_FEWEST_PAIRS = 2  # lines in a row
_INSIDE_A_HEADING = re.compile("[，。；！？,;!?「」『』]")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a paragraph without surrounding space, or a whole item or clause that the reader reported."""

    start: int
    end: int
    text: str
    apart: bool  # a blank line is above it
    told: Block | None = None


def structured_article(article: Article) -> Article:
    """Return an article with the structure found in its paragraphs added to its blocks."""
    return replace(article, blocks=structured(article.text, article.blocks))


def structured(text: str, blocks: Sequence[Block] = ()) -> tuple[Block, ...]:
    """Return the blocks of a text, with the structure found in its paragraphs; none if there is none at all.

    Blocks that the reader reported stay, except that a clause takes in the items and paragraphs up to the next
    clause. A question that is a heading stays a heading: it is in one passage with its answer anyway.
    """
    found: list[Block] = []
    regions = list(_regions(text, blocks))
    shown = _Shown.by([line for region in regions if not isinstance(region, Block) for line in region])
    deepest = max((block.level for block in blocks), default=0)
    for region in regions:
        if isinstance(region, Block):
            found.append(region)
        else:
            found += _structure(region, shown, deepest)
    return tuple(found) if blocks or any(block.kind is not BlockKind.PARAGRAPH for block in found) else ()


def _regions(text: str, blocks: Sequence[Block]) -> Iterator[Block | list[_Line]]:
    """Yield the blocks that stay as they are, and the lines of the text between them."""
    lines: list[_Line] = []
    for block in without_gaps(blocks, text):
        if block.kind is BlockKind.PARAGRAPH:
            lines += _lines(text, block)
        elif block.kind in (BlockKind.ITEM, BlockKind.CLAUSE):
            lines.append(_Line(block.start, block.end, text[block.start : block.end], apart=False, told=block))
        else:
            if lines:
                yield lines
            yield block
            lines = []
    if lines:
        yield lines


def _lines(text: str, block: Block) -> Iterator[_Line]:
    start, apart = block.start, "\n\n" in text[max(block.start - 2, 0) : block.start] or block.start == 0
    for line in text[block.start : block.end].split("\n"):
        words = line.strip()
        if words:
            first = start + line.index(words)
            yield _Line(first, first + len(words), words, apart)
        apart = not words
        start += len(line) + 1


@dataclass(frozen=True, slots=True)
class _Shown:
    """The clause numbering styles that an article uses more than once."""

    clause: re.Pattern[str] | None
    dotted: bool

    @classmethod
    def by(cls, lines: Sequence[_Line]) -> "_Shown":
        """Return the numbering styles found in the lines of an article."""
        plain = [line.text for line in lines if line.told is None]
        told = sum(line.told is not None and line.told.kind is BlockKind.CLAUSE for line in lines)
        spaced = sum(_CLAUSE.match(line) is not None for line in plain) + told
        bare = sum(_BARE_CLAUSE.match(line) is not None for line in plain)
        numbers = [tuple(map(int, found.group().split("."))) for line in plain if (found := _DOTTED.match(line))]
        dotted = any((a[:-1] == b[:-1] and b[-1] == a[-1] + 1) or b[:-1] == a for a, b in pairwise(numbers))
        pattern = _BARE_CLAUSE if bare >= 3 and bare > spaced else _CLAUSE if spaced >= 2 else None
        return cls(pattern, dotted)

    def label(self, line: _Line) -> str | None:
        """Return the number of the clause that a line begins, or ``None``."""
        if line.told is not None:
            return line.told.label if line.told.kind is BlockKind.CLAUSE else None
        found = self.clause.match(line.text) if self.clause else None
        found = found or (_DOTTED.match(line.text) if self.dotted else None)
        return found.group() if found else None


def _structure(lines: Sequence[_Line], shown: _Shown, deepest: int) -> list[Block]:
    """Return the blocks of adjacent lines."""
    marks = _item_marks(lines)
    lone = _lone_headings(lines, marks)
    takers: tuple[Callable[[int], tuple[Block, int] | None], ...] = (
        lambda at: _heading(lines, at, marks, lone, deepest),
        lambda at: _clause(lines, at, shown),
        lambda at: _entry(lines, at),
    )
    pairs, messages = _pairs(lines), _messages(lines)
    blocks: list[Block] = []
    at = 0
    while at < len(lines):
        taken = next((found for take in takers if (found := take(at))), None) or pairs.get(at) or messages.get(at)
        block, at = taken if taken else (_other(lines[at], marks.get(at)), at + 1)
        blocks.append(block)
    return blocks


def _other(line: _Line, mark: str | None) -> Block:
    """Return a line as a list item if it is one, else as a paragraph."""
    if line.told is not None:
        return line.told
    kind = BlockKind.PARAGRAPH if mark is None else BlockKind.ITEM
    return Block(kind, line.start, line.end, label=mark or "")


def _item_marks(lines: Sequence[_Line]) -> dict[int, str]:
    """Return the numbers or bullets of list items by line index; a list has at least two items."""
    marks: dict[int, str] = {}
    for pattern in _ITEMS.values():
        found = {at: match.group() for at, line in enumerate(lines) if (match := pattern.match(line.text))}
        if len(found) > 1:
            marks |= found
    return marks


def _lone_headings(lines: Sequence[_Line], marks: dict[int, str]) -> frozenset[int]:
    """Return the indices of short lines alone above a paragraph, if there are at least two."""
    found = [
        at
        for at, (line, below) in enumerate(pairwise(lines))
        if line.apart
        and line.told is below.told is None
        and at not in marks
        and len(line.text) <= _LONGEST_LONE_HEADING
        and line.text[-1] not in _END_MARKS
        and not _INSIDE_A_HEADING.search(line.text)
        and not _PAIR.match(line.text)
        and len(below.text) >= _SHORTEST_BODY
        and below.text[-1] in "。！？"
    ]
    return frozenset(found if len(found) > 1 else ())


def _heading(
    lines: Sequence[_Line], at: int, marks: dict[int, str], lone: frozenset[int], deepest: int
) -> tuple[Block, int] | None:
    """Return the heading at a line index and the index of the next line, or ``None``."""
    line = lines[at]
    if line.told is not None:
        return None
    chapter = _CHAPTER.match(line.text)
    if chapter and len(line.text) <= _LONGEST_HEADING and not _INSIDE_A_HEADING.search(line.text):
        level = chapter.lastindex or 1
    elif _heads(lines, at, marks):
        level = 4
    elif at in lone:
        level = 5
    else:
        return None
    return Block(BlockKind.HEADING, line.start, line.end, level=deepest + level), at + 1


def _heads(lines: Sequence[_Line], at: int, marks: dict[int, str]) -> bool:
    """Return whether a line such as 一、報名方式 is a heading of the text below it."""
    text, mark = lines[at].text, marks.get(at, "")
    if not _ITEMS["一"].fullmatch(mark) or len(text) > _LONGEST_HEADING or text[-1] in _END_MARKS:
        return False
    if _INSIDE_A_HEADING.search(text) or _PAIR.match(text[len(mark) :]) or at + 1 == len(lines):
        return False
    return not _ITEMS["一"].fullmatch(marks.get(at + 1, ""))


def _clause(lines: Sequence[_Line], at: int, shown: _Shown) -> tuple[Block, int] | None:
    """Return the clause that a line begins with its items and paragraphs, and the next line's index, or ``None``.

    The last clause ends with its items and its sentence: a paragraph after it may be about all clauses.
    """
    label = shown.label(lines[at])
    if label is None:
        return None
    end = at + 1
    while end < len(lines) and not _begins(lines[end], shown):
        end += 1
    if end == len(lines):
        end = at + 1
        while end < len(lines) and (_is_item(lines[end]) or lines[end - 1].text[-1] not in "。！？"):
            end += 1
    return Block(BlockKind.CLAUSE, lines[at].start, lines[end - 1].end, label=label), end


def _begins(line: _Line, shown: _Shown) -> bool:
    """Return whether a line begins another clause, a chapter, or a FAQ entry."""
    return shown.label(line) is not None or (line.told is None and _CHAPTER.match(line.text) is not None)


def _is_item(line: _Line) -> bool:
    return line.told is not None or any(pattern.match(line.text) for pattern in _ITEMS.values())


def _entry(lines: Sequence[_Line], at: int) -> tuple[Block, int] | None:
    """Return the FAQ entry that begins at a line, and the index of the next line, or ``None``."""
    question = _QUESTION.match(lines[at].text) if lines[at].told is None else None
    if question is None:
        return None
    line = lines[at]
    inline = _INLINE_ANSWER.search(line.text, question.end())
    first = line.start + question.end()
    if inline:
        asked, answer, end = line.start + inline.start() + 1, line.start + inline.end(), at + 1
    else:
        below = lines[at + 1] if at + 1 < len(lines) else None
        found = _ANSWER.match(below.text) if below and below.told is None else None
        if below is None or found is None:
            return None
        asked, answer, end = line.end, below.start + found.end(), at + 2
    while end < len(lines) and not lines[end].apart and not _QUESTION.match(lines[end].text):
        end += 1
    cells = (Cell("問", first, asked), Cell("答", answer, lines[end - 1].end))
    return Block(BlockKind.ENTRY, line.start, lines[end - 1].end, cells=cells, key=0), end


def _pairs(lines: Sequence[_Line]) -> dict[int, tuple[Block, int]]:
    """Return the key–value lines (值班電話：8803) by index, each as a record, and the next line's index.

    There are at least two in a row, and no key occurs twice, as speakers' names do.
    """
    found: dict[int, tuple[Block, int]] = {}
    run: list[tuple[int, str, Block]] = []
    for at, line in enumerate([*lines, None]):
        pair = _pair(line) if line is not None else None
        if pair is not None:
            run.append((at, *pair))
            continue
        if len(run) >= _FEWEST_PAIRS and len({name for _, name, _ in run}) == len(run):
            found |= {number: (block, number + 1) for number, _, block in run}
        run = []
    return found


def _pair(line: _Line) -> tuple[str, Block] | None:
    """Return the key and the record of a line that is a key and a short value, or ``None``."""
    match = _PAIR.match(line.text) if line.told is None else None
    if match is None or len(line.text) - match.end() > _LONGEST_VALUE:
        return None
    cells = _named_values(line)
    return (cells[0].name, Block(BlockKind.RECORD, line.start, line.end, cells=cells)) if cells else None


def _named_values(line: _Line) -> tuple[Cell, ...]:
    """Return the values of a line by their keys (電話：…，聯絡人：…); text without a key belongs to the last one."""
    cells: list[Cell] = []
    for part in _PART.finditer(line.text):
        named = _PAIR.match(part.group().lstrip())
        start = part.start() + len(part.group()) - len(part.group().lstrip())
        if named is not None:
            cells.append(Cell(named.group(1).strip(), line.start + start + named.end(), line.start + part.end()))
        elif cells:
            cells[-1] = replace(cells[-1], end=line.start + part.end())
    return tuple(cells)


def _messages(lines: Sequence[_Line]) -> dict[int, tuple[Block, int]]:
    """Return chat messages by the index of their first line: sender, time, content; at least two."""
    heads = {at: match for at, line in enumerate(lines) if (match := _MESSAGE.fullmatch(line.text))}
    if len(heads) < 2:
        return _inline_messages(lines)
    found: dict[int, tuple[Block, int]] = {}
    for at, after in pairwise([*heads, len(lines)]):
        if after == at + 1:
            continue
        head, start = heads[at], lines[at].start
        cells = (
            Cell(MESSAGE[0], start + head.start("name"), start + head.end("name")),
            Cell(MESSAGE[1], start + head.start("time"), start + head.end("time")),
            Cell(MESSAGE[2], lines[at + 1].start, lines[after - 1].end),
        )
        found[at] = Block(BlockKind.RECORD, start, lines[after - 1].end, cells=cells, key=0), after
    return found


def _inline_messages(lines: Sequence[_Line]) -> dict[int, tuple[Block, int]]:
    """Return chat messages of one line each, sender and time before a colon; at least two."""
    heads = {at: match for at, line in enumerate(lines) if (match := _INLINE_MESSAGE.match(line.text))}
    if len(heads) < 2:
        return {}
    found: dict[int, tuple[Block, int]] = {}
    for at, head in heads.items():
        line = lines[at]
        name, time = ("name", "time") if head["name"] else ("first", "late")
        cells = (
            Cell(MESSAGE[0], line.start + head.start(name), line.start + head.end(name)),
            Cell(MESSAGE[1], line.start + head.start(time), line.start + head.end(time)),
            Cell(MESSAGE[2], line.start + head.end(), line.end),
        )
        found[at] = Block(BlockKind.RECORD, line.start, line.end, cells=cells, key=0), at + 1
    return found
