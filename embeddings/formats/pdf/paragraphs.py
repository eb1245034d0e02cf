"""The lines of pages → paragraphs: running heads and page numbers are removed, and lines cut by the margin are joined.

Both are pure functions of the pages; tables among the lines are left as they are.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile
from typing import NamedTuple
from unicodedata import category, east_asian_width, normalize

from embeddings.formats.grid import Grid
from embeddings.formats.pdf.layout import Line

Page = list[Line | Grid]

EDGE = 4  # lines at the top and at the bottom of a page that may be page furniture
SURE = 3  # pages on which a line must recur to be furniture, or all pages if there are two
SHORTEST_HEAD = 4  # characters of a running head besides its page number
_NUMBER = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"[-–—~·•\[(（【《〈｜| ]*(?:第\s*)?(?:page|p\.?|頁|页|頁次|页码|頁碼)?[:：\s]*#"
    r"(?:\s*(?:頁|页))?\s*(?:(?:of|/|／|,|，|共)+\s*(?:共|第)?\s*#\s*(?:頁|页)?)?[-–—~·•\])）】》〉｜| ]*",
    re.IGNORECASE,
)

FULL = 0.85  # share of its column's width from which on a line was ended by the margin
NARROWEST = 25  # half-width columns; narrower lines are headings, verse, or table cells
SAME_TYPE = 0.08  # relative difference of type size within one paragraph, at most
ENDS_PARAGRAPH = re.compile(r"[。！？!?；;：:…][」』”’）)】》〉\]]*$")
_BEGINS_PARAGRAPH = re.compile(
    r"\s|[•●○■□◆◇▲△※★☆◎➢►✓·・–—*-]\s?|第[一二三四五六七八九十百千零〇\d]+[章節节條条款項项編编篇回部卷]"
    r"|[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．](?!\d)|附[錄录件表]|[【〔]"
)
_HYPHENATED = re.compile(r"[a-zA-Z]-$")
_LATIN = re.compile("[a-z0-9]")
_PROSE = re.compile("[，。；：、！？,]")


class _Place(NamedTuple):
    """An occurrence of a line: its page, and the numbers in it."""

    page: int
    numbers: tuple[int, ...]


def without_furniture(pages: Sequence[Page]) -> list[Page]:
    """Return the pages without running heads, footers and page numbers.

    Page furniture is at the edge of a page and recurs at the same edge of neighbouring pages, either identical or
    with a number that counts the pages.
    """
    kept = [[part for part in page if not isinstance(part, Line) or part.text.strip()] for page in pages]
    top = _furniture([page[:EDGE] for page in kept])
    kept = [page[_length_of(page, top) :] for page in kept]
    bottom = _furniture([page[: -EDGE - 1 : -1] for page in kept])
    return [page[: len(page) - _length_of(page[::-1], bottom)] for page in kept]


def joined(pages: Sequence[Page], narrowest: int = NARROWEST) -> Page:
    """Return the paragraphs and tables of the pages, lines joined where the margin alone has ended them.

    Lines of fewer half-width columns than ``narrowest`` stay apart.
    """
    paragraphs: Page = []
    before: Line | Grid = Line("")
    for part in (part for page in pages for part in page):
        last = paragraphs[-1] if paragraphs else None
        if (
            isinstance(part, Line)
            and isinstance(before, Line)
            and isinstance(last, Line)
            and _goes_on(before, part, narrowest)
        ):
            paragraphs[-1] = replace(last, text=_glued(last.text, part.text))
        else:
            paragraphs.append(part)
        before = part
    return paragraphs


def _furniture(edges: Sequence[Page]) -> set[str]:
    """Return the keys of the lines that recur at an edge of neighbouring pages."""
    places: defaultdict[str, list[_Place]] = defaultdict(list)
    for number, edge in enumerate(edges):
        for part in edge:
            if isinstance(part, Line):
                numbers = _NUMBER.findall(normalize("NFKC", part.text))
                places[_key(part.text)].append(_Place(number, tuple(map(int, numbers))))
    return {key for key, found in places.items() if _recurs(found, len(edges)) and _counts_pages(key, found)}


def _key(line: str) -> str:
    """Return a line in the form used for comparison: numbers replaced by ``#``, spaces removed."""
    return _NUMBER.sub("#", "".join(normalize("NFKC", line).split()))


def _recurs(places: Sequence[_Place], pages: int) -> bool:
    """Return whether a line is on enough pages, and on at least every second one from its first to its last."""
    numbers = sorted({place.page for place in places})
    span = numbers[-1] - numbers[0] + 1
    return len(numbers) >= min(SURE, max(pages, 2)) and 2 * len(numbers) >= span


def _counts_pages(key: str, places: Sequence[_Place]) -> bool:
    """Return whether the numbers of a line stay the same, or one of them is a page number."""
    if len({place.numbers for place in places}) == 1:
        return _PAGE_NUMBER.fullmatch(key) is None or len(places) > 1
    columns = zip(*(place.numbers for place in places), strict=True)
    counting = any(_is_count(column, [place.page for place in places]) for column in columns)
    at_the_edge = key.startswith("#") or key.endswith("#")
    long_enough = len(key.replace("#", "")) >= SHORTEST_HEAD
    return counting and (_PAGE_NUMBER.fullmatch(key) is not None or (at_the_edge and long_enough))


def _is_count(numbers: Sequence[int], pages: Sequence[int]) -> bool:
    """Return whether the numbers increase with the pages, with at most one exception in five."""
    steps = [number - page for number, page in zip(numbers, pages, strict=True)]
    usual = max(set(steps), key=steps.count)
    return 5 * steps.count(usual) >= 4 * len(steps)


def _length_of(page: Page, furniture: set[str]) -> int:
    """Return how many of the first lines are furniture."""
    return sum(1 for _ in takewhile(lambda part: isinstance(part, Line) and _key(part.text) in furniture, page[:EDGE]))


def width_of(line: str) -> int:
    """Return the width of a line in half-width columns."""
    return sum(2 if east_asian_width(one) in "WF" else 1 for one in line.rstrip())


def _goes_on(line: Line, following: Line, narrowest: int) -> bool:
    """Return whether a line ends in the middle of a sentence that the next one continues."""
    if _HYPHENATED.search(line.text) and _LATIN.match(following.text):
        return True
    if line.fill < FULL or width_of(line.text) < narrowest or ENDS_PARAGRAPH.search(line.text.rstrip()):
        return False
    if _BEGINS_PARAGRAPH.match(following.text) or abs(line.size - following.size) > SAME_TYPE * line.size:
        return False
    return _PROSE.search(line.text) is not None or _PROSE.search(following.text) is not None


def _glued(line: str, following: str) -> str:
    """Return two lines joined: a hyphen between letters is removed, and only Latin words get a space."""
    line, following = line.rstrip(), following.strip()
    if re.search("[a-z]-$", line) and re.match("[a-z]", following):
        return line[:-1] + following
    number = re.search(r"\d,$", line) is not None and re.match(r"\d{3}(?!\d)", following) is not None  # 1,|200
    apart = _is_latin(line[-1:]) and _is_latin(following[:1]) and not line.endswith("-") and not number
    return f"{line} {following}" if apart else line + following


def _is_latin(character: str) -> bool:
    """Return whether a character belongs to a script that separates words by spaces."""
    return (
        character != ""
        and (character < "\u2000" or not category(character).startswith("L"))
        and (east_asian_width(character) not in "WF")
    )
