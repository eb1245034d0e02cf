"""The columns of an article in SQLite that a collection and a build share, and their conversion to an ``Article``."""

import json
from collections.abc import Sequence
from typing import Any

from embeddings.article import Article, Removal
from embeddings.blocks import read_blocks_once

ARTICLES = "SELECT id, title, text, origin, url, published, author, removals, blocks FROM articles"


def article_of(row: Sequence[Any]) -> Article:
    """Return the article in a row selected with ``ARTICLES``."""
    id, title, text, origin, url, published, author, removals, blocks = row
    rules = tuple(Removal(**removal) for removal in json.loads(removals))
    return Article(id, title, text, origin, url, published, author, rules, read_blocks_once(blocks))
