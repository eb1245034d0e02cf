"""PDF: the text of the pages, joined again where the printed page had cut it. The home of pypdfium2.

A page is a list of lines. What is taken out or joined is decided by pure functions of the pages: running
heads and page numbers (``without_furniture``), and lines that break off in the middle of a sentence (``joined``).
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import takewhile
from pathlib import PurePath
from threading import Lock
from typing import NamedTuple
from unicodedata import category, east_asian_width, normalize

from embeddings.article import RawArticle
from embeddings.errors import SourceError
from embeddings.formats.failures import damaged, reading
from embeddings.formats.title import first_line_title, given_title
from embeddings.text.fold import fold
from embeddings.text.plausibility import COMMON, SAMPLE

Page = list[str]

_PDFIUM = Lock()  # the library may not be entered by two threads at once
_HYPHEN = "\ufffe"  # what PDFium puts for a hyphen at the end of a line, which it has joined with the next
_SOFT_HYPHEN = re.compile(rf"(?<=[a-z]){_HYPHEN}(?=[a-z])")

EDGE = 4  # lines at the top and at the bottom of a page that may be furniture
SURE = 3  # pages on which a line must recur to be furniture; or all, if there are but two
SHORTEST_HEAD = 4  # characters beside a number that counts the pages
_NUMBER = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"[-–—~·•\[(（【《〈｜| ]*(?:第\s*)?(?:page|p\.?|頁|页|頁次|页码|頁碼)?[:：\s]*#"
    r"(?:\s*(?:頁|页))?\s*(?:(?:of|/|／|,|，|共)+\s*(?:共|第)?\s*#\s*(?:頁|页)?)?[-–—~·•\])）】》〉｜| ]*",
    re.IGNORECASE,
)

FULL = 0.85  # of the usual width: a line as wide as this was ended by the margin
NARROWEST = 28  # half-width columns; narrower lines are headings, verse, or cells
_ENDS_PARAGRAPH = re.compile(r"[。！？!?；;：:…][」』”’）)】》〉\]]*$")
_BEGINS_PARAGRAPH = re.compile(
    r"\s|[•●○■□◆◇▲△※★☆◎➢►✓·・–—*-]\s?|第[一二三四五六七八九十百千零〇\d]+[章節节條条款項项編编篇回部卷]"
    r"|[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．](?!\d)|附[錄录件表]|[【〔]"
)
_PROSE = re.compile("[，。；：、！？,]")
# What scanning programs write on every page of pictures.
_SCANNER = re.compile(
    r"(?:scanned|created|generated)\s+(?:by|with|using)\s.{2,40}|.{0,8}[扫掃]描全能王.{0,12}", re.IGNORECASE
)
GARBLED = 0.2  # the least share of everyday characters among the Chinese ones; a wrong map of a font gives 0.05
ENOUGH = 30  # Chinese characters by which that can be told
UNREADABLE = 0.05  # the most that may be control and private-use characters, which are what a missing map gives


class _Place(NamedTuple):
    """Where a line stands: its page, and the numbers in it."""

    page: int
    numbers: tuple[int, ...]


def read_pdf(data: bytes, name: str, origin: str) -> tuple[RawArticle, ...]:
    """Return a PDF as one article; one without text, or locked by a password, is refused."""
    with reading(name, "PDF"), _PDFIUM:
        pages, given = _pages(data, name)
    if not any(line.strip() and not _SCANNER.fullmatch(line.strip()) for page in pages for line in page):
        raise SourceError(f"「{name}」沒有文字，可能是掃描的圖片；請先做文字辨識（OCR）再加入。")
    text = joined(without_furniture(pages)) or joined(pages)  # the same form, many times over
    _refuse_unreadable(text, name)
    title = given_title(given, name) or first_line_title(text) or PurePath(name).stem
    return (RawArticle(origin, title, text),)


def without_furniture(pages: Sequence[Page]) -> list[Page]:
    """Return the pages without running heads and feet, and without page numbers.

    Furniture stands at the edge of a page and recurs at the same edge of its neighbours: the same words, or
    the same words with a number that counts the pages.
    """
    kept = [[line for line in page if line.strip()] for page in pages]
    top = _furniture([page[:EDGE] for page in kept])
    kept = [page[_length_of(page, top) :] for page in kept]
    bottom = _furniture([page[: -EDGE - 1 : -1] for page in kept])
    return [page[: len(page) - _length_of(page[::-1], bottom)] for page in kept]


def joined(pages: Sequence[Page]) -> str:
    """Return the text of the pages, a paragraph a line where the margins tell where paragraphs end."""
    lines = [line for page in pages for line in page]
    full = FULL * _usual_width(lines)
    paragraphs: list[str] = []
    before = ""
    for line in lines:
        if paragraphs and _goes_on(before, line, full):
            paragraphs[-1] = _glued(paragraphs[-1], line)
        else:
            paragraphs.append(line.rstrip())
        before = line
    return "\n".join(paragraphs)


def _pages(data: bytes, name: str) -> tuple[list[Page], str | None]:
    """Return the lines of each page, and the title that the file gives itself."""
    from pypdfium2 import PdfDocument, PdfiumError, raw

    try:
        document = PdfDocument(data)
    except PdfiumError as error:
        # The code may be that of an earlier file: PDFium sets none for one without pages.
        if b"/Encrypt" in data and error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
            raise SourceError(f"「{name}」有密碼保護；請先解除密碼，另存之後再加入。") from error
        raise damaged(name, "PDF") from error
    try:
        texts = [page.get_textpage().get_text_range() for page in document]
        return [_lines(text) for text in texts], document.get_metadata_value("Title")
    finally:
        document.close()


def _lines(text: str) -> Page:
    """Return the lines of a page's text, the hyphens at line ends undone."""
    text = _SOFT_HYPHEN.sub("", text).replace(_HYPHEN, "-")
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _furniture(edges: Sequence[Page]) -> set[str]:
    """Return the keys of the lines that recur at an edge of neighbouring pages."""
    places: defaultdict[str, list[_Place]] = defaultdict(list)
    for number, edge in enumerate(edges):
        for line in edge:
            places[_key(line)].append(_Place(number, tuple(map(int, _NUMBER.findall(normalize("NFKC", line))))))
    return {key for key, found in places.items() if _recurs(found, len(edges)) and _counts_pages(key, found)}


def _key(line: str) -> str:
    """Return a line as it is compared: every number the same, no matter the spaces."""
    return _NUMBER.sub("#", "".join(normalize("NFKC", line).split()))


def _recurs(places: Sequence[_Place], pages: int) -> bool:
    """Return whether a line stands on enough pages, and on every second one at least from its first to its last."""
    numbers = sorted({place.page for place in places})
    span = numbers[-1] - numbers[0] + 1
    return len(numbers) >= min(SURE, max(pages, 2)) and 2 * len(numbers) >= span


def _counts_pages(key: str, places: Sequence[_Place]) -> bool:
    """Return whether the numbers of a line stay the same, or one of them counts the pages as page numbers do."""
    if len({place.numbers for place in places}) == 1:
        return _PAGE_NUMBER.fullmatch(key) is None or len(places) > 1
    columns = zip(*(place.numbers for place in places), strict=True)
    counting = any(_is_count(column, [place.page for place in places]) for column in columns)
    at_the_edge = key.startswith("#") or key.endswith("#")
    long_enough = len(key.replace("#", "")) >= SHORTEST_HEAD
    return counting and (_PAGE_NUMBER.fullmatch(key) is not None or (at_the_edge and long_enough))


def _is_count(numbers: Sequence[int], pages: Sequence[int]) -> bool:
    """Return whether the numbers go up with the pages, but for one in five."""
    steps = [number - page for number, page in zip(numbers, pages, strict=True)]
    usual = max(set(steps), key=steps.count)
    return 5 * steps.count(usual) >= 4 * len(steps)


def _length_of(lines: Page, furniture: set[str]) -> int:
    """Return how many of the first lines are furniture."""
    return sum(1 for _ in takewhile(lambda line: _key(line) in furniture, lines[:EDGE]))


def _width(line: str) -> int:
    """Return the width of a line in half-width columns."""
    return sum(2 if east_asian_width(one) in "WF" else 1 for one in line.rstrip())


def _usual_width(lines: Sequence[str]) -> int:
    """Return the width that a quarter of the lines reach: that of the lines which fill the page."""
    widths = sorted(map(_width, lines))
    return widths[3 * len(widths) // 4] if widths else 0


def _goes_on(line: str, following: str, full: float) -> bool:
    """Return whether a line breaks off in the middle of a sentence that the next one takes up."""
    if _width(line) < max(full, NARROWEST) or _ENDS_PARAGRAPH.search(line.rstrip()):
        return False
    if _BEGINS_PARAGRAPH.match(following):
        return False
    return _PROSE.search(line) is not None or _PROSE.search(following) is not None


def _glued(line: str, following: str) -> str:
    """Return two lines as one: a hyphen between letters goes, and only Latin words are kept apart."""
    line, following = line.rstrip(), following.strip()
    if re.search(r"[a-z]-$", line) and re.match("[a-z]", following):
        return line[:-1] + following
    apart = _is_latin(line[-1:]) and _is_latin(following[:1]) and not line.endswith("-")
    return f"{line} {following}" if apart else line + following


def _is_latin(character: str) -> bool:
    """Return whether a character belongs to text that is written with spaces."""
    return (
        character != ""
        and (character < "\u2000" or not category(character).startswith("L"))
        and (east_asian_width(character) not in "WF")
    )


def _refuse_unreadable(text: str, name: str) -> None:
    """Raise if a font without its map to Unicode has given characters that nobody wrote."""
    sample = fold(text[:SAMPLE])
    strange = sum(1 for one in sample if category(one) in ("Co", "Cn", "Cc") and one not in "\n\t")
    han = [one for one in sample if "\u3400" <= one <= "\u9fff"]
    wrong = len(han) >= ENOUGH and sum(one in COMMON for one in han) < GARBLED * len(han)
    if strange > UNREADABLE * len(sample) or wrong:
        raise SourceError(f"「{name}」的字型沒有文字對照，讀出來的是亂碼；請先做文字辨識（OCR），或改用原稿再加入。")
