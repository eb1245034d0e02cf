"""Markdown files; ``embeddings.text.markdown`` parses the language."""

from embeddings.article import RawArticle
from embeddings.errors import SourceError
from embeddings.formats.grid import write_grid
from embeddings.formats.title import title_of
from embeddings.formats.writer import TextWriter
from embeddings.text.decode import decode
from embeddings.text.markdown import LONGEST_HEADING, Block, Document, read_markdown


def read_markdown_file(data: bytes, name: str, origin: str) -> tuple[RawArticle, ...]:
    """Return a Markdown file as one article. A first heading that is used as the title is removed from the text."""
    document = read_markdown(decode(data, name), name)
    title, document = _markdown_title(document)
    writer = TextWriter()
    for block in document.blocks:
        _write(writer, block)
    if not writer.text.strip():
        raise SourceError(f"「{name}」除了標題之外沒有內文；請補上內文之後再加入。")
    title = title or title_of(writer.text, name)
    url, published, author = (document.fields.get(key) or None for key in ("url", "date", "author"))
    return (RawArticle(origin, title, writer.text, url, published, author, writer.blocks),)


def _write(writer: TextWriter, block: Block) -> None:
    """Write one block."""
    if block.rows:
        write_grid(writer, block.rows)
    elif block.level:
        writer.heading(block.text, block.level)
    elif block.label:
        writer.item(block.text, block.label)
    else:
        writer.paragraph(block.text, tight=block.tight)


def _markdown_title(document: Document) -> tuple[str | None, Document]:
    """Return the title, and the document without it.

    The title is that of the front matter; else the first heading of level 1; else a lower heading that begins the
    text. A heading is removed from the text only if it begins it, equals the title, and is the only one of level 1.
    """
    headings = [block for block in document.blocks if block.level and _is_title(block)]
    top = [block for block in headings if block.level == 1]
    opening = headings[0] if headings and headings[0] is document.blocks[0] else None
    title = document.fields.get("title") or (top[0].text if top else opening.text if opening else None)
    if opening is not None and title == opening.text and len(top) < 2:
        document = Document(document.fields, document.blocks[1:])
    return title, document


def _is_title(heading: Block) -> bool:
    """Return whether a heading is short enough, and on one line, to be a title."""
    return len(heading.text) <= LONGEST_HEADING and "\n" not in heading.text
