"""Markdown files; ``embeddings.text.markdown`` parses the language."""

from dataclasses import replace

from embeddings.article import RawArticle
from embeddings.errors import SourceError
from embeddings.formats.grid import write_grid
from embeddings.formats.title import title_of
from embeddings.formats.writer import TextWriter
from embeddings.text.decode import decode
from embeddings.text.markdown import LONGEST_HEADING, Document, Element, read_markdown


def read_markdown_file(data: bytes, name: str, origin: str) -> tuple[RawArticle, ...]:
    """Return a Markdown file as one article. A first heading that is used as the title is removed from the text."""
    document = read_markdown(decode(data, name), name)
    title, document = _markdown_title(document)
    writer = TextWriter()
    for element in document.elements:
        _write(writer, element)
    if not writer.text.strip():
        raise SourceError(f"「{name}」除了標題之外沒有內文；請補上內文之後再加入。")
    title = title or title_of(writer.text, name)
    url, published, author = (document.fields.get(key) or None for key in ("url", "date", "author"))
    return (RawArticle(origin, title, writer.text, url, published, author, writer.blocks, document.tags),)


def _write(writer: TextWriter, element: Element) -> None:
    """Write one element."""
    if element.rows:
        write_grid(writer, element.rows)
    elif element.level:
        writer.heading(element.text, element.level)
    elif element.label:
        writer.item(element.text, element.label)
    else:
        writer.paragraph(element.text, tight=element.tight)


def _markdown_title(document: Document) -> tuple[str | None, Document]:
    """Return the title, and the document without it.

    The title is that of the front matter; else the first heading of level 1; else a lower heading that begins the
    text. A heading is removed from the text only if it begins it, equals the title, and is the only one of level 1.
    """
    headings = [element for element in document.elements if element.level and _is_title(element)]
    top = [element for element in headings if element.level == 1]
    opening = headings[0] if headings and headings[0] is document.elements[0] else None
    title = document.fields.get("title") or (top[0].text if top else opening.text if opening else None)
    if opening is not None and title == opening.text and len(top) < 2:
        document = replace(document, elements=document.elements[1:])
    return title, document


def _is_title(heading: Element) -> bool:
    """Return whether a heading is short enough, and on one line, to be a title."""
    return len(heading.text) <= LONGEST_HEADING and "\n" not in heading.text
