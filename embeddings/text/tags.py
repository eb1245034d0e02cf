"""Tags: the short labels that people put on articles, as they are kept and as they are compared."""

import re
import unicodedata
from collections.abc import Iterable

from embeddings.text.fold import fold

MOST_TAGS = 50
LONGEST_TAG = 50  # characters
_BETWEEN = re.compile(r"[,，、;；\n]")


def tags_of(value: object) -> tuple[str, ...]:
    """Return the tags in what a file has in their place: a list, or words with commas between them.

    What is no tag is left out: a number of them beyond ``MOST_TAGS``, and one beyond ``LONGEST_TAG``.
    """
    given = value if isinstance(value, list) else _BETWEEN.split(value) if isinstance(value, str) else []
    words = (one for one in given if isinstance(one, str))
    return tuple(tag for tag in joined_tags(words) if len(tag) <= LONGEST_TAG)[:MOST_TAGS]


def joined_tags(words: Iterable[str]) -> tuple[str, ...]:
    """Return words as tags: on one line, without control characters, each once, in the order given."""
    found: dict[str, str] = {}
    for tag in filter(None, map(_plain, words)):
        found.setdefault(folded_tag(tag), tag)
    return tuple(found.values())


def folded_tag(tag: str) -> str:
    """Return a tag as it is compared: in one script, half width, lower case."""
    return fold(_plain(tag))


def _plain(word: str) -> str:
    shown = "".join(" " if unicodedata.category(c) in ("Cc", "Cf", "Cs") else c for c in word)
    return " ".join(shown.split())
