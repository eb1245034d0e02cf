"""The structure that plain text shows by itself: headings, numbered clauses, list items, questions with answers.

Conservative: a text that shows none of it, as encyclopedias and news do, has no blocks at all.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from embeddings.article import Block, BlockKind, Cell
from embeddings.text.fold import fold

LONGEST_HEADING = 30  # characters
LONGEST_NAME = 12  # characters before the colon of a line that says what its value is
LONGEST_VALUE = 60
FEWEST = 2  # of a kind without which a text is not taken to have it
LEVELS = {"编": 1, "篇": 1, "部": 1, "章": 1, "节": 2}

_NUMERAL = "[一二三四五六七八九十百千零〇两\\d]{1,6}"
_CHAPTER = re.compile(rf"第{_NUMERAL}([编篇部章节])(?:\s|[^\w\s]|$)|第{_NUMERAL}([编篇部章节])(?=\S{{1,20}}$)")
_CLAUSE = re.compile(rf"(第{_NUMERAL}[条点项](?:之{_NUMERAL})?)(?!例|款|第|目)")
_DOTTED = re.compile(r"(\d{1,2}(?:\.\d{1,2}){1,3})(?=[\s、.]|[^\d.%\w])\.?\s*(?=\S)")
_CHINESE_POINT = re.compile(r"([一二三四五六七八九十]{1,3}、)\s*(?=\S)")
_ITEM = re.compile(r"([((][一二三四五六七八九十\d]{1,3}[))]|\d{1,2}[.、))](?!\d)|[①-⑳]|[•●○■◆▪‧·*-](?=\s?\S))\s*(?=\S)")
_ASKED = re.compile(r"(?:问题?|q|question)\s?\d{0,3}\s?[:.、]\s*", re.IGNORECASE)
_ANSWERED = re.compile(r"(?:答案?|回答|a|answer)\s?\d{0,3}\s?[:.、]\s*", re.IGNORECASE)
_BOTH = re.compile(r"(?:问题?|q)\s?\d{0,3}\s?[:.]\s*(.+?)\s*(?:答案?|a)\s?\d{0,3}\s?[:.]\s*(.+)", re.IGNORECASE)
_NAMED = re.compile(rf"([^\s:,。;!?、\d][^:,。;!?、]{{0,{LONGEST_NAME - 1}}}):\s*(\S.{{0,{LONGEST_VALUE}}})$")
_PART = re.compile(r"[^,;]+(?<![,;。\s])")
_NAME = re.compile(rf"\s*([^\s:,。;!?、\d][^:,。;!?、]{{0,{LONGEST_NAME - 1}}}):\s*")
_ENDS = re.compile(r"[。！？!?；;：:，,、…](?:[」』”’）)】》〉]*)$")
_QUESTION = re.compile(r"[？?]\s*$")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of text that says something, with its place and its fold; ``alone`` between blank lines."""

    start: int
    end: int
    folded: str
    alone: bool


def structured(text: str, blocks: Sequence[Block] = ()) -> tuple[Block, ...]:
    """Return the blocks of a text: those given, their paragraphs looked at more closely, or those that it shows.

    None where nothing is given and the text shows no structure.
    """
    if not blocks:
        found = list(_of_lines(_lines(text, 0, len(text)), whole=True))
        return tuple(_with_asking_headings(text, found)) if _is_structured(found) else ()
    refined: list[Block] = []
    paragraphs: list[Block] = []
    for block in blocks:
        if block.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM):
            paragraphs.append(block)
            continue
        refined += _refined(text, paragraphs)
        paragraphs = []
        refined.append(block)
    return tuple(_with_asking_headings(text, refined + _refined(text, paragraphs)))


def _refined(text: str, paragraphs: Sequence[Block]) -> list[Block]:
    """Return paragraphs that stand together with the clauses, entries and items that they show; items stay items."""
    if not paragraphs:
        return []
    found = list(_of_lines(_lines(text, paragraphs[0].start, paragraphs[-1].end), whole=False))
    if not _is_structured(found):
        return list(paragraphs)
    items = {block.start: block for block in paragraphs if block.kind is BlockKind.ITEM}
    return [items.get(block.start, block) if block.kind is BlockKind.PARAGRAPH else block for block in found]


def _is_structured(blocks: Sequence[Block]) -> bool:
    """Return whether blocks are more than paragraphs and a title above them."""
    return any(
        block.kind is not BlockKind.PARAGRAPH and not (block.kind is BlockKind.HEADING and n == 0)
        for n, block in enumerate(blocks)
    )


def _lines(text: str, start: int, end: int) -> list[_Line]:
    lines, place, blank = [], start, True
    raw = text[start:end].split("\n")
    for number, line in enumerate(raw):
        said = line.strip()
        if said:
            first = place + len(line) - len(line.lstrip())
            following = number + 1 >= len(raw) or not raw[number + 1].strip()
            lines.append(_Line(first, first + len(said), fold(said), blank and following))
        blank = not said
        place += len(line) + 1
    return lines


def _of_lines(lines: Sequence[_Line], *, whole: bool) -> Iterator[Block]:
    """Yield the blocks of lines; of a whole text, the first line may be its title, and lone short ones headings."""
    kinds = _Kinds.of(lines)
    number = 0
    while number < len(lines):
        used, block = _block(lines, number, kinds, whole=whole)
        yield block
        number += used


@dataclass(frozen=True, slots=True)
class _Kinds:
    """Which kinds of numbers and marks a text uses often enough to mean something by them."""

    dotted: bool
    points: bool
    items: bool
    named: frozenset[int]  # numbers of the lines that name a value, beside another such line
    headings: bool

    @classmethod
    def of(cls, lines: Sequence[_Line]) -> "_Kinds":
        def often(pattern: re.Pattern[str]) -> bool:
            return sum(pattern.match(line.folded) is not None for line in lines) >= FEWEST

        named = [n for n, line in enumerate(lines) if _NAMED.match(line.folded) and not _ASKED.match(line.folded)]
        beside = frozenset(n for n in named if n - 1 in named or n + 1 in named)
        alone = sum(_may_be_heading(line) for line in lines)
        return cls(often(_DOTTED), often(_CHINESE_POINT), often(_ITEM), beside, alone >= FEWEST)


def _may_be_heading(line: _Line) -> bool:
    short = len(line.folded) <= LONGEST_HEADING and not _ENDS.search(line.folded)
    return line.alone and short and ":" not in line.folded and any(map(str.isalpha, line.folded))


def _block(lines: Sequence[_Line], number: int, kinds: _Kinds, *, whole: bool) -> tuple[int, Block]:
    """Return how many lines the block at a line takes, and the block."""
    line = lines[number]
    entry = _entry(lines, number)
    if entry is not None:
        return entry
    for find in (_chapter, _clause, _point, _item):
        block = find(line, kinds)
        if block is not None:
            return 1, block
    if number in kinds.named:
        return 1, Block(BlockKind.RECORD, line.start, line.end, cells=_named_values(line))
    if whole and kinds.headings and _may_be_heading(line) and number + 1 < len(lines):
        return 1, Block(BlockKind.HEADING, line.start, line.end, level=1 if number == 0 else 3)
    return 1, Block(BlockKind.PARAGRAPH, line.start, line.end)


def _named_values(line: _Line) -> tuple[Cell, ...]:
    """Return the values of a line by their names: 電話：…，聯絡人：…; what has no name goes on with the one before."""
    cells: list[Cell] = []
    for part in _PART.finditer(line.folded):
        named = _NAME.match(part.group())
        start = line.start + part.start() + (named.end() if named is not None else 0)
        end = line.start + part.end()
        if named is not None or not cells:
            cells.append(Cell(named[1].strip() if named is not None else "", start, end))
        else:
            cells[-1] = replace(cells[-1], end=end)
    return tuple(cells)


def _entry(lines: Sequence[_Line], number: int) -> tuple[int, Block] | None:
    """Return the question at a line with its answer: on the same line, or on those below it."""
    line = lines[number]
    both = _BOTH.fullmatch(line.folded)
    if both is not None:
        return 1, _entry_block(
            line.start + both.start(1), line.start + both.end(1), line.start + both.start(2), line.end
        )
    asked = _ASKED.match(line.folded)
    if asked is None or number + 1 >= len(lines):
        return None
    answered = _ANSWERED.match(lines[number + 1].folded)
    if answered is None:
        return None
    last = number + 1
    while last + 1 < len(lines) and _goes_on(lines[last], lines[last + 1]):
        last += 1
    start = lines[number + 1].start + answered.end()
    return last - number + 1, _entry_block(line.start + asked.end(), line.end, start, lines[last].end)


def _goes_on(line: _Line, following: _Line) -> bool:
    """Return whether an answer goes on in the next line: directly beneath, and nothing else begins there."""
    return following.start - line.end <= 1 and _ASKED.match(following.folded) is None


def _entry_block(asked: int, asked_end: int, answer: int, end: int) -> Block:
    cells = (Cell("問", asked, asked_end), Cell("答", answer, end))
    return Block(BlockKind.ENTRY, asked, end, cells=cells, key=0)


def _chapter(line: _Line, kinds: _Kinds) -> Block | None:
    found = _CHAPTER.match(line.folded)
    if found is None or len(line.folded) > LONGEST_HEADING or _ENDS.search(line.folded):
        return None
    return Block(BlockKind.HEADING, line.start, line.end, level=LEVELS[found[1] or found[2]])


def _clause(line: _Line, kinds: _Kinds) -> Block | None:
    found = _CLAUSE.match(line.folded)
    if found is None and kinds.dotted:
        found = _DOTTED.match(line.folded)
    return None if found is None else Block(BlockKind.CLAUSE, line.start, line.end, label=found[1])


def _point(line: _Line, kinds: _Kinds) -> Block | None:
    """Return what 一、 begins: a heading if it is short and no sentence, else a clause."""
    found = _CHINESE_POINT.match(line.folded) if kinds.points else None
    if found is None:
        return None
    if len(line.folded) <= LONGEST_HEADING // 2 and not _ENDS.search(line.folded):
        return Block(BlockKind.HEADING, line.start, line.end, level=3)
    return Block(BlockKind.CLAUSE, line.start, line.end, label=found[1])


def _item(line: _Line, kinds: _Kinds) -> Block | None:
    found = _ITEM.match(line.folded) if kinds.items else None
    return None if found is None else Block(BlockKind.ITEM, line.start, line.end, label=found[1])


def _with_asking_headings(text: str, blocks: list[Block]) -> list[Block]:
    """Return blocks with headings that ask as the questions of entries, where several do."""
    asking = [n for n, block in enumerate(blocks) if _asks(text, blocks, n)]
    if len(asking) < FEWEST:
        return blocks
    merged: list[Block] = []
    number = 0
    while number < len(blocks):
        last = number + 1
        if number in asking:
            while last < len(blocks) and last not in asking and blocks[last].kind in _ANSWERING:
                last += 1
            cells = (
                Cell("問", blocks[number].start, blocks[number].end),
                Cell("答", blocks[number + 1].start, blocks[last - 1].end),
            )
            start, end = blocks[number].start, blocks[last - 1].end
            merged.append(Block(BlockKind.ENTRY, start, end, cells=cells, key=0))
        else:
            merged.append(blocks[number])
        number = last
    return merged


_ANSWERING = (BlockKind.PARAGRAPH, BlockKind.ITEM)


def _asks(text: str, blocks: Sequence[Block], number: int) -> bool:
    """Return whether a heading, or a line of its own, is a question that what follows answers."""
    block = blocks[number]
    if block.kind not in (BlockKind.HEADING, BlockKind.PARAGRAPH) or block.end - block.start > LONGEST_VALUE:
        return False
    follows = number + 1 < len(blocks) and blocks[number + 1].kind in _ANSWERING
    words = text[block.start : block.end]
    return follows and _QUESTION.search(words) is not None and not _QUESTION.search(_text(text, blocks[number + 1]))


def _text(text: str, block: Block) -> str:
    return text[block.start : block.end]
