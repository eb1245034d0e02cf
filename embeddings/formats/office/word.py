"""Word documents: paragraphs, tables, text boxes, notes and automatic numbers. Only this module imports python-docx."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from embeddings.article import RawArticle
from embeddings.formats.containers import open_container
from embeddings.formats.failures import empty, reading
from embeddings.formats.grid import Grid, write_grid
from embeddings.formats.office.numbering import Numbering
from embeddings.formats.ooxml import plain_package
from embeddings.formats.title import first_line_title, given_title
from embeddings.formats.writer import TextWriter

if TYPE_CHECKING:
    from docx.document import Document

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_PARAGRAPH, _RUN, _ROW, _BOX = f"{_W}p", f"{_W}r", f"{_W}tr", f"{_W}txbxContent"
_HIDDEN, _DELETED_ROW = f"{_W}rPr/{_W}vanish", f"{_W}trPr/{_W}del"
_NOTES = ("/footnotes", "/endnotes")  # suffixes of relationship types
# Skipped elements: deleted text, phonetic guides, and fallback copies for old programs.
_PASSED_OVER = frozenset([f"{_W}del", f"{_W}moveFrom", f"{_W}rt", _FALLBACK])
_SIGNS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_HEADINGS = ("Title", "Heading")
OPENING = 30  # first paragraphs that are searched for the document's heading
_TABLE, _CELL = f"{_W}tbl", f"{_W}tc"
MOST_COLUMNS = 200  # that one cell may span
_SET_APART = "條条點点項项章節节"  # a label that ends in one of these is followed by a space
_HEADING_STYLE = ("heading", "標題", "标题", "title")

_Xml = Any  # an XML element; python-docx leaves them untyped


@dataclass(frozen=True, slots=True)
class _Text:
    """A paragraph as Word shows it, with its automatic number; ``level`` is that of a heading, else 0."""

    text: str
    level: int = 0


def read_docx(data: bytes, name: str, origin: str) -> tuple[RawArticle, ...]:
    """Return a Word document as one article: its paragraphs and tables in order, then its notes."""
    with reading(name, "Word"):
        import docx

        document = docx.Document(plain_package(open_container(data, name, "Word"), data))
        writer = _written([*_DocumentParser.of(document).parts(document.element.body), *_notes(document)])
        title = given_title(document.core_properties.title, name) or _first_heading(document)
    if not writer.text.strip():
        raise empty(name)
    title = title or first_line_title(writer.text) or PurePath(name).stem
    return (RawArticle(origin, title, writer.text, blocks=writer.blocks),)


def _written(parts: list[_Text | Grid]) -> TextWriter:
    """Return the parts of a document written as text and blocks."""
    writer = TextWriter()
    for part in parts:
        if not isinstance(part, _Text):
            write_grid(writer, part)
        elif part.level:
            writer.heading(part.text, part.level)
        else:
            writer.paragraph(part.text, tight=True)
    return writer


@dataclass(frozen=True, slots=True)
class _DocumentParser:
    """Parses the body of one document, counting its numbered paragraphs on the way."""

    numbering: Numbering
    levels: dict[str, int]  # heading levels by style id

    @classmethod
    def of(cls, document: "Document") -> "_DocumentParser":
        """Return the parser of a document."""
        return cls(Numbering.of(document), _heading_levels(document))

    def parts(self, parent: _Xml) -> Iterator[_Text | Grid]:
        """Yield the paragraphs and tables at and below an element, including frames and content controls."""
        for element in parent:
            if element.tag == _PARAGRAPH:
                yield from self._paragraph(element)
                for box in _boxes(element):
                    yield from self.parts(box)
            elif element.tag == _TABLE:
                yield self._grid(element)
            elif element.tag not in _PASSED_OVER:
                yield from self.parts(element)

    def _paragraph(self, element: _Xml) -> Iterator[_Text]:
        text = "".join(_strings(element)).strip("\n")
        if not text.strip():
            return
        style = element.find(f"{_W}pPr/{_W}pStyle")
        style_id = style.get(f"{_W}val") if style is not None else None
        label = self.numbering.label(element, style_id)
        apart = " " if label and (label[-1].isascii() or label[-1] in _SET_APART) else ""
        yield _Text(f"{label}{apart}{text}", self.levels.get(style_id or "", 0))

    def _grid(self, table: _Xml) -> Grid:
        """Return the cells of a table, those merged across or down repeated."""
        grid: Grid = []
        for row in table.iter(_ROW):
            if row.find(_DELETED_ROW) is not None or next(row.iterancestors(_TABLE)) is not table:
                continue
            cells: list[str] = []
            for cell in row.xpath("./w:tc | ./w:sdt/w:sdtContent/w:tc"):
                merged = cell.find(f"{_W}tcPr/{_W}vMerge")
                goes_on = merged is not None and merged.get(f"{_W}val", "continue") == "continue"
                above = grid[-1][len(cells)] if goes_on and grid and len(cells) < len(grid[-1]) else None
                span = cell.find(f"{_W}tcPr/{_W}gridSpan")
                width = min(int(span.get(f"{_W}val", "1")), MOST_COLUMNS) if span is not None else 1
                cells += [self._cell(cell) if above is None else above] * width
            grid.append(cells)
        return grid

    def _cell(self, cell: _Xml) -> str:
        """Return the text of a cell on one line, nested tables row by row."""
        said = []
        for part in self.parts(cell):
            said.append(part.text if isinstance(part, _Text) else "；".join("，".join(filter(None, r)) for r in part))
        return " ".join(" ".join(said).split())


def _heading_levels(document: "Document") -> dict[str, int]:
    """Return the levels of heading styles by style id."""
    levels = {}
    for style in document.styles.element.findall(f"{_W}style"):
        name, outline = style.find(f"{_W}name"), style.find(f"{_W}pPr/{_W}outlineLvl")
        words = str(name.get(f"{_W}val", "")).lower() if name is not None else ""
        number = int(outline.get(f"{_W}val", "9")) + 1 if outline is not None else 0
        if words.startswith(_HEADING_STYLE):
            tail = words.split()[-1]
            levels[style.get(f"{_W}styleId")] = number or (int(tail) if tail.isdecimal() else 1)
    return levels


def _strings(parent: _Xml) -> Iterator[str]:
    """Yield the strings of a paragraph in order, without those of text boxes."""
    for element in parent:
        if element.tag == f"{_W}t":
            yield element.text or ""
        elif element.tag in _SIGNS:
            yield _SIGNS[element.tag]
        elif element.tag != _BOX and element.tag not in _PASSED_OVER and not _is_hidden(element):
            yield from _strings(element)


def _is_hidden(element: _Xml) -> bool:
    """Return whether an element is a run of hidden text."""
    mark = element.find(_HIDDEN) if element.tag == _RUN else None
    return mark is not None and mark.get(f"{_W}val") not in ("0", "false", "off")


def _notes(document: "Document") -> Iterator[_Text | Grid]:
    """Yield the footnotes and endnotes, which are separate parts; separator lines, which have a type, are skipped."""
    from docx.oxml import parse_xml

    reader = _DocumentParser(Numbering({}, {}, {}), {})
    for relationship in document.part.rels.values():
        if relationship.reltype.endswith(_NOTES) and not relationship.is_external:
            for note in parse_xml(relationship.target_part.blob):
                yield from [] if note.get(f"{_W}type") else reader.parts(note)


def _boxes(parent: _Xml) -> Iterator[_Xml]:
    """Yield the text boxes anchored to a paragraph."""
    for element in parent:
        if element.tag == _BOX:
            yield element
        elif element.tag not in _PASSED_OVER:
            yield from _boxes(element)


def _first_heading(document: "Document") -> str | None:
    """Return the first of the opening paragraphs with a heading style, or ``None``."""
    for paragraph in islice(document.paragraphs, OPENING):
        style = paragraph.style
        if style is not None and (style.name or "").startswith(_HEADINGS) and paragraph.text.strip():
            return given_title(paragraph.text, "")
    return None
