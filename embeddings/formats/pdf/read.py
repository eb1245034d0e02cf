"""A PDF → one article, with checks for scans and unreadable fonts, and the choice of a title."""

import re
from collections.abc import Sequence
from pathlib import PurePath
from statistics import median
from unicodedata import category

from embeddings.article import RawArticle
from embeddings.errors import SourceError
from embeddings.formats.failures import reading
from embeddings.formats.grid import Grid, write_grid
from embeddings.formats.pdf.glyphs import contents_of
from embeddings.formats.pdf.layout import Line, laid_out
from embeddings.formats.pdf.paragraphs import Page, joined, without_furniture
from embeddings.formats.title import first_line_title, given_title
from embeddings.formats.writer import TextWriter
from embeddings.text.fold import fold
from embeddings.text.plausibility import COMMON, SAMPLE

# The marks that scanning programs print on every page image.
_SCANNER = re.compile(
    r"(?:scanned|created|generated)\s+(?:by|with|using)\s.{2,40}|.{0,8}[扫掃]描全能王.{0,12}", re.IGNORECASE
)
GARBLED = 0.2  # least share of common characters among Chinese ones; a wrong font map gives about 0.05
ENOUGH = 30  # Chinese characters needed for that test
UNREADABLE = 0.05  # share of control and private-use characters, which a missing font map gives, at most


LONGEST_HEADING = 40  # characters
LARGER = 1.15  # times the usual type size from which on a line may be the title or a heading


def read_pdf(data: bytes, name: str, origin: str) -> tuple[RawArticle, ...]:
    """Return a PDF as one article; raise ``SourceError`` for one without text or with a password."""
    with reading(name, "PDF"):
        contents, given = contents_of(data, name)
        pages = [laid_out(content) for content in contents]
    if not any(_says_something(part) for page in pages for part in page):
        raise SourceError(f"「{name}」沒有文字，可能是掃描的圖片；請先做文字辨識（OCR）再加入。")
    kept = without_furniture(pages)
    if not any(kept):
        kept = pages  # the same form, many times over
    writer = TextWriter()
    usual = _usual_size(kept)
    for part in joined(kept):
        if not isinstance(part, Line):
            write_grid(writer, part)
        elif part.size >= LARGER * usual and len(part.text) <= LONGEST_HEADING:
            writer.heading(part.text, 2)
        else:
            writer.paragraph(part.text.rstrip(), tight=True)
    _refuse_unreadable(writer.text, name)
    title = (
        given_title(given, name) or _largest_line(kept, usual) or first_line_title(writer.text) or PurePath(name).stem
    )
    return (RawArticle(origin, title, writer.text, blocks=writer.blocks),)


def _says_something(part: Line | Grid) -> bool:
    """Return whether a line or table has text besides the mark of a scanning program."""
    if isinstance(part, Line):
        return bool(part.text.strip()) and _SCANNER.fullmatch(part.text.strip()) is None
    return any(map(any, part))


def _largest_line(pages: Sequence[Page], usual: float) -> str | None:
    """Return the line of the first page with the largest type, if that is larger than usual, or ``None``."""
    lines = [part for part in (pages[0] if pages else []) if isinstance(part, Line)]
    if not lines or max(one.size for one in lines) < LARGER * usual:
        return None
    return given_title(max(lines, key=lambda one: one.size).text, "")


def _usual_size(pages: Sequence[Page]) -> float:
    """Return the median type size of the lines."""
    return median([part.size for page in pages for part in page if isinstance(part, Line)] or [0.0])


def _refuse_unreadable(text: str, name: str) -> None:
    """Raise if a font without a map to Unicode has produced characters that nobody wrote."""
    sample = fold(text[:SAMPLE])
    strange = sum(1 for one in sample if category(one) in ("Co", "Cn", "Cc") and one not in "\n\t")
    han = [one for one in sample if "\u3400" <= one <= "\u9fff"]
    wrong = len(han) >= ENOUGH and sum(one in COMMON for one in han) < GARBLED * len(han)
    if strange > UNREADABLE * len(sample) or wrong:
        raise SourceError(f"「{name}」的字型沒有文字對照，讀出來的是亂碼；請先做文字辨識（OCR），或改用原稿再加入。")
