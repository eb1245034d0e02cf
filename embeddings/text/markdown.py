"""Markdown → the plain text that readers of the rendered page see. Only this module imports markdown-it and PyYAML.

Answers are verbatim quotes of this text, so markup is removed (hashes, emphasis, link targets, tags, pictures) and
its content stays: list bullets and numbers, code, and the cells of a table, one row a line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from embeddings.errors import SourceError
from embeddings.text.tags import tags_of

TAGS = ("tags", "標籤", "标签")
LONGEST_HEADING = 100  # characters; a longer one is a paragraph that happens to be above a line of dashes

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
# Emphasis that CommonMark misses: Chinese punctuation inside and a character outside, as in **「好」**的.
_EMPHASIS = re.compile(r"\*\*(?=\S)(.{1,200}?)(?<=\S)\*\*")
_TAG = re.compile(r"<!--.*?(?:-->|\Z)|</?[A-Za-z][^<>]*>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Element:
    """A heading (``level`` 1 to 6), or a paragraph, list item, table or code block (``level`` 0), as plain text."""

    text: str
    level: int = 0
    tight: bool = False  # no blank line before it
    label: str = ""  # bullet or number of a list item; its text begins with it
    rows: tuple[tuple[str, ...], ...] = ()  # of a table, whose text is empty


@dataclass(frozen=True, slots=True)
class Document:
    """A Markdown file: its front matter and its elements."""

    fields: dict[str, str] = field(default_factory=dict)
    elements: tuple[Element, ...] = ()
    tags: tuple[str, ...] = ()


def read_markdown(source: str, name: str) -> Document:
    """Return the front matter and the plain text of a Markdown source; ``name`` is for error messages."""
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    loaded, body = _front_matter(source, name)
    fields = {key: value.strip() for key, value in loaded.items() if isinstance(value, str)}
    tags = next((tags_of(loaded[name]) for name in TAGS if name in loaded), ())
    parser = MarkdownIt("commonmark", {"maxNesting": 100}).enable(["table", "strikethrough"])
    return Document(fields, tuple(_elements(SyntaxTreeNode(parser.parse(body)))), tags)


def _front_matter(source: str, name: str) -> tuple[dict[str, object], str]:
    """Return the ``key: value`` pairs of the front matter, if there is one, and the text after it."""
    found = _FRONT_MATTER.match(source)
    if found is None:
        return {}, source
    try:
        # BaseLoader makes only strings, lists and dicts: a date stays as written.
        loaded = yaml.load(found[1], Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError) as error:
        raise SourceError(f"「{name}」開頭的 front matter 讀不懂；含有冒號的值請加上引號，再加入一次。") from error
    if not isinstance(loaded, dict):
        return {}, source
    return {str(key).lower(): value for key, value in loaded.items()}, source[found.end() :]


def _elements(node: SyntaxTreeNode, bullet: str = "", *, tight: bool = False) -> Iterator[Element]:
    """Yield the elements of a syntax node; ``bullet`` is prefixed to the first."""
    match node.type:
        case "table":
            rows = (row for part in node.children for row in part.children)
            yield Element("", rows=tuple(tuple(map(_text_of, row.children)) for row in rows))
        case "heading" | "paragraph" | "fence" | "code_block" | "html_block":
            text = _text_of(node).strip("\n")
            level = int(node.tag[1:]) if node.type == "heading" else 0
            if text.strip():
                yield Element(bullet + text, level, tight=tight, label=bullet.strip())
        case "list_item":
            bullet = f"{node.info}{node.markup} " if node.info else "- "
            for child in node.children:
                yield from _elements(child, bullet, tight=True)
                bullet = ""
        case _:
            for child in node.children:
                yield from _elements(child, bullet, tight=tight)
                bullet = ""


def _text_of(node: SyntaxTreeNode) -> str:
    """Return the visible text of a node, without markup and tags."""
    match node.type:
        case "text":
            return _EMPHASIS.sub(r"\1", node.content)
        case "softbreak" | "hardbreak":
            return "\n"
        case "html_inline":
            return "\n" if node.content.lower().startswith("<br") else ""
        case "html_block":
            return _TAG.sub("", node.content)
        case "image" | "code_inline" | "fence" | "code_block":
            return node.content
        case _:
            return "".join(map(_text_of, node.children))
