"""Plain text."""

from embeddings.article import RawArticle
from embeddings.formats.title import title_of
from embeddings.text.decode import decode


def read_plain(data: bytes, name: str, origin: str) -> tuple[RawArticle, ...]:
    """Return a plain text as one article. Its title, if the first line gives one, stays in the text."""
    text = decode(data, name)
    return (RawArticle(origin, title_of(text, name), text),)
