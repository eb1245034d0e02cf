"""Office documents: Word, PowerPoint and Excel. The home of python-docx, python-pptx and openpyxl."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from embeddings.article import RawArticle
from embeddings.errors import SourceError
from embeddings.formats.bounds import bounded_rows
from embeddings.formats.containers import open_container
from embeddings.formats.failures import empty, reading
from embeddings.formats.ooxml import plain_package
from embeddings.formats.tables import Cells, articles_of
from embeddings.formats.title import first_line_title, given_title

if TYPE_CHECKING:
    from docx.document import Document
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet
    from pptx.shapes.base import BaseShape
    from pptx.slide import Slide

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_PARAGRAPH, _RUN, _ROW, _BOX = f"{_W}p", f"{_W}r", f"{_W}tr", f"{_W}txbxContent"
_HIDDEN, _DELETED_ROW = f"{_W}rPr/{_W}vanish", f"{_W}trPr/{_W}del"
_NOTES = ("/footnotes", "/endnotes")  # the ends of the types of relationships
# What is not read: what was deleted, phonetic guides, and the copies that old programs are given.
_PASSED_OVER = frozenset([f"{_W}del", f"{_W}moveFrom", f"{_W}rt", _FALLBACK])
_SIGNS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_HEADINGS = ("Title", "Heading")
OPENING = 30  # paragraphs among which a document's heading is looked for
_SHEET_NAMES = ("Sheet", "工作表", "工作簿")  # what programs call a sheet, with a number

_Xml = Any  # an element of python-docx, which leaves them untyped


def read_docx(data: bytes, name: str, origin: str) -> tuple[RawArticle, ...]:
    """Return a Word document as one article: its paragraphs and tables in order, a row a line; then its notes."""
    with reading(name, "Word"):
        import docx

        document = docx.Document(plain_package(open_container(data, name, "Word"), data))
        text = "\n".join([*_blocks(document.element.body), *_notes(document)])
        title = given_title(document.core_properties.title, name) or _first_heading(document)
    return (_article(text, title, name, origin),)


def read_pptx(data: bytes, name: str, origin: str) -> tuple[RawArticle, ...]:
    """Return a presentation as one article: slide by slide, each with its notes."""
    with reading(name, "PowerPoint"):
        import pptx

        presentation = pptx.Presentation(plain_package(open_container(data, name, "PowerPoint"), data))
        slides = ["\n".join(_lines_of_slide(slide)) for slide in presentation.slides]
        title = given_title(presentation.core_properties.title, name)
    return (_article("\n\n".join(filter(None, slides)), title, name, origin),)


def read_xlsx(data: bytes, name: str, origin: str) -> tuple[RawArticle | SourceError, ...]:
    """Return the sheets of a workbook that can be seen: each as one article, or an article for each of its texts."""
    with reading(name, "Excel"):
        import openpyxl

        package = plain_package(open_container(data, name, "Excel"), data)
        workbook = openpyxl.load_workbook(package, read_only=True, data_only=True)
        sheets = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
        articles = [article for sheet in sheets for article in _articles_of_sheet(sheet, name, origin)]
    if not articles:
        raise empty(name)
    return tuple(articles)


def _articles_of_sheet(sheet: "ReadOnlyWorksheet", name: str, origin: str) -> Sequence[RawArticle | SourceError]:
    """Return the articles of a sheet, or its refusal; an empty one has none."""
    sheet.reset_dimensions()  # some programs write them wrong, and cells would be missed
    try:
        rows = list(_rows(bounded_rows(sheet.iter_rows(), name)))
        return articles_of(rows, name, f"{origin}#{sheet.title}", _sheet_title(sheet.title, name)) if rows else ()
    except SourceError as error:
        return (error,)


def _article(text: str, title: str | None, name: str, origin: str) -> RawArticle:
    """Return the article of a text, or raise if there is none."""
    if not text.strip():
        raise empty(name)
    return RawArticle(origin, title or first_line_title(text) or PurePath(name).stem, text)


def _blocks(parent: _Xml) -> Iterator[str]:
    """Yield the paragraphs and rows at and below an element, those in frames and content controls as well."""
    for element in parent:
        if element.tag == _PARAGRAPH:
            yield from filter(str.strip, ["".join(_strings(element)).strip("\n")])
            for box in _boxes(element):
                yield from _blocks(box)
        elif element.tag == _ROW and element.find(_DELETED_ROW) is None:
            cells = element.xpath("./w:tc | ./w:sdt/w:sdtContent/w:tc")
            texts = [" ".join(" ".join(_blocks(cell)).split()) for cell in cells]
            yield from filter(lambda line: line.strip(" |"), [" | ".join(texts)])
        elif element.tag != _ROW and element.tag not in _PASSED_OVER:
            yield from _blocks(element)


def _strings(parent: _Xml) -> Iterator[str]:
    """Yield the strings of a paragraph in order, but not those of the boxes in it."""
    for element in parent:
        if element.tag == f"{_W}t":
            yield element.text or ""
        elif element.tag in _SIGNS:
            yield _SIGNS[element.tag]
        elif element.tag != _BOX and element.tag not in _PASSED_OVER and not _is_hidden(element):
            yield from _strings(element)


def _is_hidden(element: _Xml) -> bool:
    """Return whether an element is a run of characters that the writer has hidden."""
    mark = element.find(_HIDDEN) if element.tag == _RUN else None
    return mark is not None and mark.get(f"{_W}val") not in ("0", "false", "off")


def _notes(document: "Document") -> Iterator[str]:
    """Yield the footnotes and endnotes, which stand in parts of their own; the strokes above them have a type."""
    from docx.oxml import parse_xml

    for relationship in document.part.rels.values():
        if relationship.reltype.endswith(_NOTES) and not relationship.is_external:
            for note in parse_xml(relationship.target_part.blob):
                yield from [] if note.get(f"{_W}type") else _blocks(note)


def _boxes(parent: _Xml) -> Iterator[_Xml]:
    """Yield the text boxes that hang on a paragraph."""
    for element in parent:
        if element.tag == _BOX:
            yield element
        elif element.tag not in _PASSED_OVER:
            yield from _boxes(element)


def _first_heading(document: "Document") -> str | None:
    """Return the first of the opening paragraphs that is in the style of a heading."""
    for paragraph in islice(document.paragraphs, OPENING):
        style = paragraph.style
        if style is not None and (style.name or "").startswith(_HEADINGS) and paragraph.text.strip():
            return given_title(paragraph.text, "")
    return None


def _lines_of_slide(slide: "Slide") -> Iterator[str]:
    """Yield the lines of a slide: its title, what stands on it, and its notes."""
    title = slide.shapes.title
    shapes = [shape for shape in slide.shapes if title is None or shape.shape_id != title.shape_id]
    yield from _lines_of_shapes(shapes if title is None else [title, *shapes])
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        yield from _lines(slide.notes_slide.notes_text_frame.text)


def _lines_of_shapes(shapes: Iterable["BaseShape"]) -> Iterator[str]:
    """Yield the lines of shapes: of their texts and tables, and of the shapes grouped in them."""
    from pptx.shapes.graphfrm import GraphicFrame
    from pptx.shapes.group import GroupShape

    for shape in shapes:
        if isinstance(shape, GroupShape):
            yield from _lines_of_shapes(shape.shapes)
        elif isinstance(shape, GraphicFrame) and shape.has_table:
            for row in shape.table.rows:
                yield " | ".join(" ".join(cell.text.split()) for cell in row.cells)
        elif shape.has_text_frame and not _is_slide_furniture(shape):
            yield from _lines(shape.text_frame.text)  # type: ignore[attr-defined]  # typed on the subclasses alone


def _is_slide_furniture(shape: "BaseShape") -> bool:
    """Return whether a shape holds what every slide repeats: its number, the date, the foot."""
    from pptx.enum.shapes import PP_PLACEHOLDER

    furniture = (PP_PLACEHOLDER.SLIDE_NUMBER, PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.HEADER)
    return shape.is_placeholder and shape.placeholder_format.type in furniture


def _lines(text: str) -> list[str]:
    """Return the lines of a text frame that say anything."""
    return [line.strip() for line in text.replace("\v", "\n").split("\n") if line.strip()]


def _sheet_title(sheet: str, name: str) -> str:
    """Return the title of a sheet: the file's name, and its own if somebody gave it one."""
    made_up = sheet.rstrip("0123456789 ()") in _SHEET_NAMES
    return PurePath(name).stem if made_up else f"{PurePath(name).stem}：{sheet}"


def _rows(rows: Iterable[Iterable[Any]]) -> Iterator[Cells]:
    """Yield the rows of a sheet that hold anything, as they are shown."""
    for row in rows:
        cells = [_shown(cell.value, cell.number_format or "") if cell.value is not None else "" for cell in row]
        if any(cells):
            yield cells


def _shown(value: object, number_format: str) -> str:
    """Return a cell's value as a reader of the sheet would write it, dates as in ISO 8601."""
    match value:
        case bool():
            return str(value).upper()
        case datetime():
            bare = value.time() == time()
            return value.date().isoformat() if bare else value.isoformat(" ", "minutes")
        case timedelta():
            minutes = round(value.total_seconds() / 60)
            return f"{minutes // 60}:{minutes % 60:02}"
        case date() | time():
            return value.isoformat() if isinstance(value, date) else value.isoformat("minutes")
        case float() | int() if number_format.rstrip().endswith("%"):
            return f"{value * 100:.10g}%"
        case float():
            return f"{value:.15g}"
        case _:
            return str(value).strip()
