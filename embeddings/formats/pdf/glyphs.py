"""The characters on the pages of a PDF with their boxes, and the ruled lines.

PDFium is used, which is fast. It drops text objects of one character whose font is not embedded; a page on which it
does so is read by pdfminer.six instead, which knows the fonts' own widths and character maps.
"""

from collections.abc import Iterator
from ctypes import byref
from dataclasses import dataclass
from io import BytesIO
from math import atan2, degrees
from threading import Lock
from typing import TYPE_CHECKING, Any

from embeddings.errors import SourceError
from embeddings.formats.failures import damaged

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage, PdfTextPage

_PDFIUM = Lock()  # the library may not be entered by two threads at once
THIN = 3.0  # points; a drawn shape up to this thick is a line
HYPHENS = "\ufffe\x02"  # PDFium's codes for a hyphen at the end of a line


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character with its box in points, measured from the lower left of the page, and its rotation in degrees."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    angle: float = 0.0

    @property
    def height(self) -> float:
        """The height of the box: the type size."""
        return self.top - self.bottom

    @property
    def middle(self) -> float:
        """The vertical centre of the box."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Rule:
    """A ruled line, or an edge of a drawn rectangle, in points."""

    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class PageContent:
    """The characters of a page in drawing order, and its ruled lines."""

    glyphs: tuple[Glyph, ...]
    rules: tuple[Rule, ...]


def contents_of(data: bytes, name: str) -> tuple[list[PageContent], str | None]:
    """Return the content of each page and the title in the file's metadata; raise ``SourceError``."""
    from pypdfium2 import PdfDocument, PdfiumError, raw

    with _PDFIUM:
        try:
            document = PdfDocument(data)
        except PdfiumError as error:
            # The code may be left from an earlier file: PDFium sets none for a file without pages.
            if b"/Encrypt" in data and error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
                raise SourceError(f"「{name}」有密碼保護；請先解除密碼，另存之後再加入。") from error
            raise damaged(name, "PDF") from error
        try:
            pages, incomplete = _pages(document)
            title = document.get_metadata_value("Title")
        finally:
            document.close()
    for number, glyphs in _read_by_pdfminer(data, incomplete):
        pages[number] = PageContent(glyphs, pages[number].rules)
    return pages, title


def _pages(document: "PdfDocument") -> tuple[list[PageContent], list[int]]:
    """Return the pages as PDFium reads them, and the numbers of the pages on which it misses text."""
    pages, incomplete = [], []
    for number, page in enumerate(document):
        text = page.get_textpage()
        rules, lost = _objects(page, text)
        pages.append(PageContent(tuple(_glyphs(text)), tuple(rules)))
        if lost:
            incomplete.append(number)
    return pages, incomplete


def _glyphs(text: "PdfTextPage") -> Iterator[Glyph]:
    """Yield the characters of a page, without those that PDFium generates between lines."""
    from pypdfium2 import raw

    box = raw.FS_RECTF()
    for number in range(text.count_chars()):
        character = chr(raw.FPDFText_GetUnicode(text, number))
        if raw.FPDFText_IsGenerated(text, number) == 1 or character in "\r\n\0":
            continue
        raw.FPDFText_GetLooseCharBox(text, number, byref(box))
        character = "-" if character in HYPHENS else character
        angle = degrees(raw.FPDFText_GetCharAngle(text, number)) % 360
        yield Glyph(character, box.left, box.bottom, box.right, box.top, angle)


def _objects(page: "PdfPage", text: "PdfTextPage") -> tuple[list[Rule], bool]:
    """Return the ruled lines of a page, and whether PDFium misses any of its text."""
    from pypdfium2 import raw

    rules: list[Rule] = []
    lost = False
    for drawn in page.get_objects(filter=(raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_TEXT)):
        if drawn.type == raw.FPDF_PAGEOBJ_PATH:
            rules += _edges(*drawn.get_bounds())
        elif not lost:
            lost = raw.FPDFTextObj_GetText(drawn, text, None, 0) <= 2  # bytes: only the terminating zero
    return rules, lost


def _edges(left: float, bottom: float, right: float, top: float) -> list[Rule]:
    """Return the lines of a drawn shape: itself if thin, else its four sides."""
    if right - left <= THIN or top - bottom <= THIN:
        return [Rule(left, bottom, right, top)]
    sides = [(left, bottom, left, top), (right, bottom, right, top), (left, bottom, right, bottom)]
    return [Rule(*side) for side in [*sides, (left, top, right, top)]]


def _read_by_pdfminer(data: bytes, numbers: list[int]) -> Iterator[tuple[int, tuple[Glyph, ...]]]:
    """Yield the characters of these pages as pdfminer reads them."""
    if not numbers:
        return
    from pdfminer.converter import PDFPageAggregator
    from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
    from pdfminer.pdfpage import PDFPage

    resources = PDFResourceManager()
    device = PDFPageAggregator(resources, laparams=None)
    interpreter = PDFPageInterpreter(resources, device)
    for number, page in zip(numbers, PDFPage.get_pages(BytesIO(data), pagenos=set(numbers)), strict=True):
        interpreter.process_page(page)
        yield number, tuple(_characters(device.get_result()))


def _characters(parent: Any) -> Iterator[Glyph]:  # noqa: ANN401 -- pdfminer's containers have no common type
    """Yield the characters on a page, including those in figures."""
    from pdfminer.layout import LTChar, LTFigure

    for one in parent:
        if isinstance(one, LTFigure):
            yield from _characters(one)
        elif isinstance(one, LTChar):
            across, up = one.matrix[0], one.matrix[1]
            yield Glyph(one.get_text(), one.x0, one.y0, one.x1, one.y1, degrees(atan2(up, across)) % 360)
