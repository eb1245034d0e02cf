"""The data types of the content layer: articles, their blocks, the passages cut from them, and spans.

All offsets, everywhere, count characters (code points) of ``Article.text``.
"""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of characters of an article's text: ``start`` is included, ``end`` is not."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: start={self.start}, end={self.end}")

    def of(self, text: str) -> str:
        """Return the part of ``text`` that the span covers."""
        return text[self.start : self.end]


class BlockKind(StrEnum):
    """The kinds of block that an article consists of."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"  # of a list
    RECORD = "record"  # a table row, written ``欄名：值，欄名：值``
    ENTRY = "entry"  # a question with its answer, as a FAQ has them: two cells
    CLAUSE = "clause"  # a numbered provision: 第十九條, 1.2.3


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a record, ``text[start:end]``, with the name of its column; an empty cell has ``start == end``."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Block:
    """A part of an article with its kind: ``text[start:end]``. Blocks are in order and do not overlap."""

    kind: BlockKind
    start: int
    end: int
    level: int = 0  # of a heading, from 1
    label: str = ""  # the number of an item or clause as written: 第十九條, 1.2.3, （一）
    cells: tuple[Cell, ...] = ()  # of a record, or the question and the answer of an entry
    key: int | None = None  # index of the cell that identifies the record
    total: bool = False  # a row of totals


@dataclass(frozen=True, slots=True)
class Removal:
    """What one cleaning rule removed: the rule's name, how many times it applied, and how many characters went."""

    rule: str
    count: int
    characters: int


@dataclass(frozen=True, slots=True)
class RawArticle:
    """An article as read from its source, before cleaning.

    ``origin`` is the path of its file, or a name chosen by an API caller.
    """

    origin: str
    title: str
    text: str
    url: str | None = None
    published: str | None = None
    author: str | None = None
    blocks: tuple[Block, ...] = ()  # of ``text``; empty if the format has no structure


@dataclass(frozen=True, slots=True)
class Article:
    """A cleaned article. ``text`` is what users see and what every offset refers to."""

    id: str
    title: str
    text: str
    origin: str
    url: str | None = None
    published: str | None = None
    author: str | None = None
    removals: tuple[Removal, ...] = ()
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A slice of an article on sentence boundaries, ``article.text[start:end] == text``: the unit that is indexed.

    ``id`` stays the same from build to build while the article does not change. ``context`` is what the passage
    stands under apart from its title: the path of headings, or the key of a record that had to be cut.
    """

    id: int
    article_id: str
    title: str
    start: int
    end: int
    text: str
    context: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()  # the blocks within it; offsets are those of the article
    origin: str = ""  # of the article
