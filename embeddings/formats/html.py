"""Web pages, single or saved with their parts (MHTML): the text of the article without the page around it.

Only this module imports trafilatura, which extracts the main text of news pages. Where it finds nothing, as on a
short page, the text is everything visible in the body. Chapters of e-books are read in the same way.
"""

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.errors import (
    CloseBoundaryNotFoundDefect,
    InvalidBase64CharactersDefect,
    InvalidBase64LengthDefect,
    InvalidBase64PaddingDefect,
)
from email.message import EmailMessage, Message
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from embeddings.article import RawArticle
from embeddings.errors import SourceError
from embeddings.formats.byline import declared, own_author, own_day
from embeddings.formats.failures import damaged, reading
from embeddings.formats.grid import Grid, write_grid
from embeddings.formats.kind import outdated
from embeddings.formats.title import first_line_title, given_title
from embeddings.formats.writer import TextWriter
from embeddings.text.decode import FAMILIES, decode
from embeddings.text.plausibility import PLAUSIBLE, plausibility

if TYPE_CHECKING:
    from lxml.html import HtmlElement

SHORTEST_BODY = 50  # characters; if trafilatura finds less, the whole visible text is used
MOST_ELEMENTS = 50_000  # of a larger or deeper page, a program's output, the whole visible text is used
DEEPEST = 200
LONGEST_HEADING = 60  # characters
LONGEST_CELL = 60  # characters; the average of the cells of a data table is at most this
MOST_DATA_CELLS = 100_000  # of a table; a spanning cell counts once for each place
WIDEST = 200  # rows or columns that one cell may span
MOST_ATTRIBUTES = 5000  # of one tag; the parser compares each pair

_BROKEN_CODE = (InvalidBase64CharactersDefect, InvalidBase64LengthDefect, InvalidBase64PaddingDefect)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_UNSEEN = (
    "//script|//style|//noscript|//noframes|//template"
    "|//rt|//rp|//nav|//aside|//footer|//select|//button|//textarea|//*[@hidden]"
)
# The elements that begin and end lines, and the cells of a row: of HTML, and of trafilatura's output.
_LINES = frozenset(
    re.findall(
        r"\w+",
        "address article blockquote body br caption center dd div dl dt figcaption figure form h1 h2 h3 h4 h5 h6 hr li"
        " main ol p pre section table tr ul ab head item lb list quote row",
    )
)
_CELLS = frozenset(["td", "th", "cell"])
_ITEMS = frozenset(["li", "item"])
_HEADING = re.compile("h([1-6])")
_MARK = "\u2063"  # an invisible character that encloses a table's placeholder
_TAG = re.compile(r"<[A-Za-z][^\s/>]*+")
_ATTRIBUTE = re.compile(r"""[\s/]*+[^\s/>=]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>]*+))?""")
_SPACES = re.compile(r"\s+")
# The families of encodings by the names that pages declare.
_FAMILY_OF = {
    **dict.fromkeys(("gb2312", "gbk", "gb18030", "x-gbk", "gb_2312-80", "cp936", "euc-cn"), FAMILIES[0]),
    **dict.fromkeys(("big5", "big5-hkscs", "big5hkscs", "x-x-big5", "cp950", "big5-eten"), FAMILIES[1]),
}


def read_html(data: bytes, name: str, origin: str) -> tuple[RawArticle, ...]:
    """Return a web page as one article: its body, title, date, author and canonical address."""
    with reading(name, "HTML"):
        return (_article(decode_page(data, name), name, origin),)


def read_mhtml(data: bytes, name: str, origin: str) -> tuple[RawArticle, ...]:
    """Return a web page that was saved with its parts (MHTML) as one article."""
    with reading(name, "MHTML"):
        message = message_from_bytes(data, policy=policy.default)
        parts = list(message.walk())
        part = next((part for part in parts if part.get_content_type() == "text/html"), None)
        if part is None and any(one.get_content_type() == "text/plain" and "from" in message for one in parts):
            raise outdated(name, ".eml")
        body = part.get_payload(decode=True) if part is not None else None
        if not isinstance(part, EmailMessage) or not isinstance(body, bytes) or _is_cut(part, parts):
            raise damaged(name, "MHTML")
        source = decode_page(body, name, part.get_content_charset())
        address = part["Content-Location"] or message["Snapshot-Content-Location"]
        return (_article(source, name, origin, str(address or "")),)


def _is_cut(part: EmailMessage, parts: Sequence[Message]) -> bool:
    """Return whether a part is truncated: its transfer encoding is incomplete, or the file ends within it."""
    broken = any(isinstance(defect, _BROKEN_CODE) for defect in part.defects)
    unclosed = any(isinstance(defect, CloseBoundaryNotFoundDefect) for one in parts for defect in one.defects)
    return broken or (unclosed and part is parts[-1])


def decode_page(data: bytes, name: str, declared: str | None = None) -> str:
    """Return the source of a page, decoded as it or its MIME part declares if that is plausible.

    A wrong declaration is ignored, and the encoding is detected as for any other text.
    """
    if declared is None:
        found = _DECLARED.search(data[:4096].replace(b"\0", b""))
        declared = found[1].decode("ascii", "ignore") if found is not None else ""
    for encoding in _FAMILY_OF.get(declared.lower(), ()):
        try:
            source = data.decode(encoding)
        except UnicodeDecodeError:  # wrong declaration
            continue
        if plausibility(source) >= PLAUSIBLE:
            return source
    return decode(data, name)


def parse_page(source: str, name: str) -> "HtmlElement":
    """Return the tree of a page without comments and invisible parts; raise if it is nested too deeply."""
    return _only_seen(_whole_page(source, name))


def _whole_page(source: str, name: str) -> "HtmlElement":
    """Return the tree of a page; raise if it is nested too deeply."""
    from lxml import etree, html

    _refuse_endless_tags(source, name)
    parser = html.HTMLParser(huge_tree=True)
    tree = html.document_fromstring(_DECLARATION.sub("", source), parser=parser)
    if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
        raise SourceError(f"「{name}」的標籤巢狀過深，讀不完整；請用瀏覽器打開，把內文另存成純文字再加入。")
    return tree


def _only_seen(tree: "HtmlElement") -> "HtmlElement":
    """Return the tree of a page after removing comments and invisible parts."""
    from lxml import etree

    etree.strip_elements(tree, etree.Comment, etree.ProcessingInstruction, with_tail=False)
    for element in tree.xpath(_UNSEEN):
        if element.getparent() is not None:
            element.drop_tree()
    return tree


def visible_lines(tree: "HtmlElement") -> list["_Line"]:
    """Return the visible text of a page, block by block, the cells of a table row on one line."""
    body = tree.find("body")
    if body is None:  # for example, a page of frames
        body = tree
        for head in body.xpath("./head"):
            head.drop_tree()
    for element in body.xpath(".//header"):
        element.drop_tree()
    whole = len(body.text_content())
    for element in body.xpath(".//form"):
        # Some servers put the whole page into a form: a form is removed only if it is just a form.
        if 2 * len(element.text_content()) < whole:
            element.drop_tree()
    return _parts_of(body)


def text_of_page(tree: "HtmlElement") -> TextWriter:
    """Return the whole visible text of a page, with its blocks."""
    grids = take_tables(tree)
    return _written(visible_lines(tree), grids)


def take_tables(tree: "HtmlElement") -> dict[str, Grid]:
    """Replace the data tables of a page by placeholder lines, and return the tables by their placeholders.

    A placeholder also repeats the table's text, so that trafilatura weighs that part of the page correctly.
    """
    from lxml.html import Element

    grids: dict[str, Grid] = {}
    for table in tree.xpath("//table[not(.//table)]"):
        grid = _grid_of(table)
        if table.getparent() is None or not _holds_data(grid, table):
            continue
        mark = f"{_MARK}{len(grids)}{_MARK}"
        grids[mark] = grid
        line = Element("p")
        line.text = mark + "，".join(cell for row in grid for cell in row)
        line.tail = table.tail
        table.getparent().replace(table, line)
    for cell in tree.xpath("//*[@rowspan or @colspan]"):  # in layout tables: trafilatura would repeat them
        cell.attrib.pop("rowspan", None)
        cell.attrib.pop("colspan", None)
    return grids


def _grid_of(table: "HtmlElement") -> Grid:
    """Return the cells of a table; spanning cells are repeated at every place.

    Empty if there are more cells than people would read.
    """
    grid: Grid = []
    held: dict[tuple[int, int], str] = {}  # by row and column, cells that span down to there
    caption, rows, room = table.find("caption"), list(table.iter("tr")), MOST_DATA_CELLS
    for number, row in enumerate(rows):
        cells: list[str] = []
        for cell in row.xpath("./td|./th"):
            while (number, len(cells)) in held:
                cells.append(held[number, len(cells)])
            said = _SPACES.sub(" ", " ".join(cell.itertext())).strip()
            wide, high = _reach(cell, "colspan"), min(_reach(cell, "rowspan"), len(rows) - number)
            room -= wide * high
            if room < 0:
                return []
            for _ in range(wide):
                held |= {(number + down, len(cells)): said for down in range(1, high)}
                cells.append(said)
        while (number, len(cells)) in held:
            cells.append(held[number, len(cells)])
        grid.append(cells)
    title = _SPACES.sub(" ", str(caption.text_content())).strip() if caption is not None else ""
    return [[title] * max(map(len, grid), default=1), *grid] if title else grid


def _reach(cell: "HtmlElement", name: str) -> int:
    said = str(cell.get(name, "1")).strip()
    return min(max(int(said), 1), WIDEST) if said.isdecimal() else 1


def _holds_data(grid: Grid, table: "HtmlElement") -> bool:
    """Return whether a table is for data and not for layout: several short cells in several rows."""
    rows = [row for row in grid if sum(map(bool, row)) > 1]
    cells = [cell for row in grid for cell in row if cell]
    short = sum(map(len, cells)) <= LONGEST_CELL * len(cells)
    return len(rows) > 1 and short and not table.xpath(".//form|.//ul//ul")


def _written(lines: Sequence["_Line"], grids: Mapping[str, Grid]) -> TextWriter:
    """Return the lines of a page as blocks, with the tables in the place of their placeholders."""
    writer = TextWriter()
    for line in lines:
        mark = line.text[: line.text.find(_MARK, 1) + 1] if line.text.startswith(_MARK) else ""
        if mark in grids:
            write_grid(writer, grids[mark])
        elif line.level and len(line.text) <= LONGEST_HEADING:
            writer.heading(line.text, line.level)
        elif line.item:
            writer.item(line.text)
        else:
            writer.paragraph(line.text, tight=True)
    return writer


def heading_of(tree: "HtmlElement") -> str | None:
    """Return the first heading of a page, or else its ``title``, or ``None``."""
    for element in tree.xpath("//h1|//h2|//h3") + tree.xpath("//title"):
        heading = given_title(str(element.text_content()), "")
        if heading is not None:
            return heading
    return None


def _article(source: str, name: str, origin: str, address: str = "") -> RawArticle:
    """Return the article in the source of a page."""
    tree = _whole_page(source, name)
    told = declared(tree)
    tree = _only_seen(tree)
    grids = take_tables(tree)
    seen = [line.text for line in _parts_of(tree)]
    found = _extracted(tree)
    lines = _parts_of(found.body) if found is not None else []
    title = given_title(found.title if found is not None else None, name) or heading_of(tree)
    if title is not None and lines and lines[0].text == title:
        lines = lines[1:]
    if sum(len(line.text) + 1 for line in lines) < SHORTEST_BODY or not _is_of_page(lines, seen):
        lines = visible_lines(tree) or lines
    writer = _written(lines, grids)
    text = writer.text
    if not text.strip():
        raise SourceError(
            f"「{name}」裡沒有內文，可能由頁框組成，或要靠程式才顯示；請用瀏覽器打開，把內文另存成純文字再加入。"
        )
    url, published, author = (found.url, found.date, found.author) if found is not None else (None, None, None)
    published = told.published or published or own_day(seen)
    author = own_author(seen) or told.author or author
    title = title or first_line_title(text) or PurePath(name).stem
    place = _web_address(url) or _web_address(address)
    return RawArticle(origin, title, text, place, published, author, writer.blocks)


def _extracted(tree: "HtmlElement") -> Any:  # noqa: ANN401 -- trafilatura's Document: it is loaded only to read a page
    """Return trafilatura's document of a page, or ``None`` if it finds none or the page is too large for it."""
    from trafilatura import bare_extraction
    from trafilatura.settings import DEFAULT_CONFIG

    if _is_monstrous(tree):
        return None
    config = deepcopy(DEFAULT_CONFIG)
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", str(SHORTEST_BODY))
    return bare_extraction(
        deepcopy(tree),
        favor_recall=True,  # otherwise paragraphs in ``div`` are lost, and many Chinese sites have no others
        include_comments=False,
        with_metadata=True,
        # Only dates that the page declares: a search of its prose would find dates of events.
        date_extraction_params={"original_date": True, "extensive_search": False},
        config=config,
    )


def _refuse_endless_tags(source: str, name: str) -> None:
    """Raise if a tag has more attributes than the parser can read in reasonable time."""
    tag = _TAG.search(source)
    while tag is not None:
        count, end = 0, tag.end()
        while (attribute := _ATTRIBUTE.match(source, end)) is not None:
            count, end = count + 1, attribute.end()
            if count > MOST_ATTRIBUTES:
                raise SourceError(f"「{name}」有標籤的屬性多得不合理，讀不出來；請把內文另存成純文字再加入。")
        tag = _TAG.search(source, end)


def _is_of_page(lines: Sequence["_Line"], seen: Sequence[str]) -> bool:
    """Return whether most of an extracted text is lines of the page; otherwise trafilatura has joined fragments."""
    known = set(seen)
    return 2 * sum(len(one.text) for one in lines if one.text in known) >= sum(len(one.text) for one in lines)


def _is_monstrous(tree: "HtmlElement") -> bool:
    """Return whether a page has more elements, or deeper ones, than pages written for people."""
    from lxml import etree

    depth = 0
    for steps, (event, _) in enumerate(etree.iterwalk(tree, events=("start", "end"))):
        depth += 1 if event == "start" else -1
        if depth > DEEPEST or steps > 2 * MOST_ELEMENTS:
            return True
    return False


@dataclass(slots=True)
class _Line:
    """A line of a page: its text, its heading level (0 for none), and whether it is a list item."""

    text: str = ""
    level: int = 0
    item: bool = False


def _parts_of(tree: "HtmlElement") -> list[_Line]:
    """Return the lines of a tree, one for each block and table row."""
    from lxml import etree

    lines = [_Line()]
    cells = 0  # nesting depth of cells: within them, blocks are joined on one line
    levels: list[int] = []
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        starts = event == "start"
        if element.tag in _CELLS:
            cells += 1 if starts else -1
            lines[-1].text += "" if starts else " | "
        elif element.tag in _LINES and cells:
            lines[-1].text += " "
        elif element.tag in _LINES:
            level = _heading_level(element)
            if level:
                levels = [*levels, level] if starts else levels[:-1]
            lines.append(_Line(level=levels[-1] if levels else 0, item=starts and element.tag in _ITEMS))
        following = element.text if starts else element.tail
        lines[-1].text += _SPACES.sub(" ", following or "")
    for line in lines:
        line.text = _without_rule(line.text)
    return [line for line in lines if line.text]


def _heading_level(element: "HtmlElement") -> int:
    """Return the level of a heading, 0 for other elements; trafilatura keeps the level in ``rend``."""
    found = _HEADING.fullmatch(str(element.get("rend", "h2") if element.tag == "head" else element.tag))
    return int(found[1]) if found is not None else 0


def _without_rule(line: str) -> str:
    """Return a line without the trailing cell separator; empty if all cells are empty."""
    line = _SPACES.sub(" ", line).strip()
    return line.removesuffix("|").rstrip() if line.strip("| ") else ""


def _web_address(url: str | None) -> str | None:
    """Return a web address, or ``None`` for any other value."""
    return url if url is not None and url.startswith(("http://", "https://")) else None
