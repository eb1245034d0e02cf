"""What flows through the content side: articles, the passages cut from them, and spans.

All offsets, everywhere, count characters (code points) of ``Article.text``.
"""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Span:
    """Characters ``start`` up to but not including ``end`` of an article's text."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: start={self.start}, end={self.end}")

    def of(self, text: str) -> str:
        """Return the characters of ``text`` that the span covers."""
        return text[self.start : self.end]


class BlockKind(StrEnum):
    """What a part of an article is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"  # of a list
    RECORD = "record"  # a table row, written ``欄名：值，欄名：值``
    ENTRY = "entry"  # a question with its answer, as a FAQ has them: two cells
    CLAUSE = "clause"  # a numbered provision: 第十九條, 1.2.3


@dataclass(frozen=True, slots=True)
class Cell:
    """A value of a record under the name of its column: ``text[start:end]``, nothing where the cell is empty."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Block:
    """A part of an article with its kind: ``text[start:end]``. Blocks come in order and do not overlap."""

    kind: BlockKind
    start: int
    end: int
    level: int = 0  # of a heading, from 1
    label: str = ""  # the number of an item or clause as it is written: 第十九條, 1.2.3, （一）
    cells: tuple[Cell, ...] = ()  # of a record, or the question and the answer of an entry
    key: int | None = None  # which of the cells says what the record is about
    total: bool = False  # the record sums up others


@dataclass(frozen=True, slots=True)
class Removal:
    """What a cleaning rule took out: the rule's name, and how many times and characters."""

    rule: str
    count: int
    characters: int


@dataclass(frozen=True, slots=True)
class RawArticle:
    """A source as it was read, before cleaning. ``origin`` is a file's path or an API caller's own name."""

    origin: str
    title: str
    text: str
    url: str | None = None
    published: str | None = None
    author: str | None = None
    blocks: tuple[Block, ...] = ()  # of ``text``; none where the reader of the file tells none
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """A source text, cleaned. ``text`` is what people see and what every offset counts in."""

    id: str
    title: str
    text: str
    origin: str
    url: str | None = None
    published: str | None = None
    author: str | None = None
    removals: tuple[Removal, ...] = ()
    blocks: tuple[Block, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A slice of an article on sentence boundaries: ``article.text[start:end] == text``. The unit indexed.

    ``id`` is the passage's own in a build and in those made from it while its article does not change. ``context``
    is what it stands under beside its title: the path of headings, the key of a record that had to be cut.
    """

    id: int
    article_id: str
    title: str
    start: int
    end: int
    text: str
    context: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()  # those it holds, in characters of the article
    origin: str = ""  # of the article
