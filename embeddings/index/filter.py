"""Which articles a search is kept to: by id, by day, by tag. A filter narrows the search itself, never its results."""

from collections.abc import Iterable
from dataclasses import dataclass

from embeddings.formats.byline import day_of
from embeddings.text.tags import folded_tag


@dataclass(frozen=True, slots=True)
class ArticleFilter:
    """Articles of these ids, of a day from ``first`` to ``last`` (ISO 8601, both included), with all of these tags.

    What is not given narrows nothing. An article whose day is not known lies in no span of days.
    """

    ids: frozenset[str] | None = None
    first: str | None = None
    last: str | None = None
    tags: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether it lets every article through."""
        return self == EVERYTHING

    def admits(self, article_id: str, published: str | None, tags: Iterable[str]) -> bool:
        """Return whether an article passes."""
        if self.ids is not None and article_id not in self.ids:
            return False
        day = day_of(published) if published is not None and (self.first or self.last) else None
        if self.first is not None and (day is None or day < self.first):
            return False
        if self.last is not None and (day is None or day > self.last):
            return False
        return {folded_tag(tag) for tag in self.tags} <= {folded_tag(tag) for tag in tags}


EVERYTHING = ArticleFilter()
