"""What flows through the content side: articles, the passages cut from them, and spans.

All offsets, everywhere, count characters (code points) of ``Article.text``.
"""

from dataclasses import dataclass


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


@dataclass(frozen=True, slots=True)
class Passage:
    """A slice of an article on sentence boundaries: ``article.text[start:end] == text``. The unit indexed.

    ``id`` is the passage's own in a build and in those made from it while its article does not change.
    """

    id: int
    article_id: str
    title: str
    start: int
    end: int
    text: str
