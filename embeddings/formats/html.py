"""Web pages, single or saved with their parts (MHTML): the body of an article without what stands around it.

The home of trafilatura, which tells a news page's text from its furniture. Where it finds nothing, as on a
short page, all that a visitor sees of the body is the text. Chapters of a book come here for that as well.
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

SHORTEST_BODY = 50  # characters; where less is found, the visible text is the text
MOST_ELEMENTS = 50_000  # a larger or deeper page is a program's output: its visible text is the text
DEEPEST = 200
LONGEST_HEADING = 60  # characters
LONGEST_CELL = 60  # characters that the cells of a table of data have on average at most
MOST_DATA_CELLS = 100_000  # of a table, each as often as it reaches
WIDEST = 200  # rows or columns that one cell reaches over
MOST_ATTRIBUTES = 5000  # of one tag; the parser compares each with every other

_BROKEN_CODE = (InvalidBase64CharactersDefect, InvalidBase64LengthDefect, InvalidBase64PaddingDefect)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_UNSEEN = (
    "//script|//style|//noscript|//noframes|//template"
    "|//rt|//rp|//nav|//aside|//footer|//select|//button|//textarea|//*[@hidden]"
)
# The elements that begin and end lines, and the cells of a row: HTML's, and those of trafilatura's own mark-up.
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
_MARK = "\u2063"  # an invisible character: what stands for a table, between two of them
_TAG = re.compile(r"<[A-Za-z][^\s/>]*+")
_ATTRIBUTE = re.compile(r"""[\s/]*+[^\s/>=]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>]*+))?""")
_SPACES = re.compile(r"\s+")
# The families of encodings by the names that pages give them.
_FAMILY_OF = {
    **dict.fromkeys(("gb2312", "gbk", "gb18030", "x-gbk", "gb_2312-80", "cp936", "euc-cn"), FAMILIES[0]),
    **dict.fromkeys(("big5", "big5-hkscs", "big5hkscs", "x-x-big5", "cp950", "big5-eten"), FAMILIES[1]),
}


def read_html(data: bytes, name: str, origin: str) -> tuple[RawArticle, ...]:
    """Return a web page as one article: its body, title, date, author and canonical address."""
    with reading(name, "HTML"):
        return (_article(decode_page(data, name), name, origin),)


def read_mhtml(data: bytes, name: str, origin: str) -> tuple[RawArticle, ...]:
    """Return a web page that was saved with its parts as one article."""
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
    """Return whether a part breaks off: not where its code ends, or at the end of a file that is not whole."""
    broken = any(isinstance(defect, _BROKEN_CODE) for defect in part.defects)
    unclosed = any(isinstance(defect, CloseBoundaryNotFoundDefect) for one in parts for defect in one.defects)
    return broken or (unclosed and part is parts[-1])


def decode_page(data: bytes, name: str, declared: str | None = None) -> str:
    """Return the source of a page, in the encoding that it or its envelope declares if that is plausible.

    A wrong declaration is passed over, and the bytes are asked as those of any other text.
    """
    if declared is None:
        found = _DECLARED.search(data[:4096].replace(b"\0", b""))
        declared = found[1].decode("ascii", "ignore") if found is not None else ""
    for encoding in _FAMILY_OF.get(declared.lower(), ()):
        try:
            source = data.decode(encoding)
        except UnicodeDecodeError:  # declared wrongly
            continue
        if plausibility(source) >= PLAUSIBLE:
            return source
    return decode(data, name)


def parse_page(source: str, name: str) -> "HtmlElement":
    """Return the tree of a page without comments and what is never seen, or raise if it is nested beyond sense."""
    return _only_seen(_whole_page(source, name))


def _whole_page(source: str, name: str) -> "HtmlElement":
    """Return the tree of a page, or raise if it is nested beyond sense."""
    from lxml import etree, html

    _refuse_endless_tags(source, name)
    parser = html.HTMLParser(huge_tree=True)
    tree = html.document_fromstring(_DECLARATION.sub("", source), parser=parser)
    if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
        raise SourceError(f"「{name}」的標籤巢狀過深，讀不完整；請用瀏覽器打開，把內文另存成純文字再加入。")
    return tree


def _only_seen(tree: "HtmlElement") -> "HtmlElement":
    """Return the tree of a page after taking out the comments and what is never seen."""
    from lxml import etree

    etree.strip_elements(tree, etree.Comment, etree.ProcessingInstruction, with_tail=False)
    for element in tree.xpath(_UNSEEN):
        if element.getparent() is not None:
            element.drop_tree()
    return tree


def visible_lines(tree: "HtmlElement") -> list["_Line"]:
    """Return what a visitor sees of a page, block by block, the cells of a table's row on one line."""
    body = tree.find("body")
    if body is None:  # as of a page of frames, which has but a head
        body = tree
        for head in body.xpath("./head"):
            head.drop_tree()
    for element in body.xpath(".//header"):
        element.drop_tree()
    whole = len(body.text_content())
    for element in body.xpath(".//form"):
        # Some servers put the whole page into a form: only what is no more than a form goes.
        if 2 * len(element.text_content()) < whole:
            element.drop_tree()
    return _parts_of(body)


def text_of_page(tree: "HtmlElement") -> TextWriter:
    """Return all that a visitor sees of a page, with its blocks."""
    grids = take_tables(tree)
    return _written(visible_lines(tree), grids)


def take_tables(tree: "HtmlElement") -> dict[str, Grid]:
    """Put the tables of a page that hold data out of it, each for a line that stands for it; return them by that.

    The line repeats what the table says, so that whoever weighs the parts of the page weighs it right.
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
    for cell in tree.xpath("//*[@rowspan or @colspan]"):  # of layout: trafilatura would fill what they reach over
        cell.attrib.pop("rowspan", None)
        cell.attrib.pop("colspan", None)
    return grids


def _grid_of(table: "HtmlElement") -> Grid:
    """Return the cells of a table; those that reach over several rows or columns say the same in all of them.

    None where they come to more cells than a table that people read has.
    """
    grid: Grid = []
    held: dict[tuple[int, int], str] = {}  # by row and column, what reaches there from above
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
    """Return whether a table is one of data, and not of the layout of a page: several short cells in several rows."""
    rows = [row for row in grid if sum(map(bool, row)) > 1]
    cells = [cell for row in grid for cell in row if cell]
    short = sum(map(len, cells)) <= LONGEST_CELL * len(cells)
    return len(rows) > 1 and short and not table.xpath(".//form|.//ul//ul")


def _written(lines: Sequence["_Line"], grids: Mapping[str, Grid]) -> TextWriter:
    """Return the lines of a page as what they are, and the tables in the places of the lines that stand for them."""
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
    """Return the first heading of a page, or else what its ``title`` says."""
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
    """Return trafilatura's document of a page, ``None`` where it finds none or the page is not for it."""
    from trafilatura import bare_extraction
    from trafilatura.settings import DEFAULT_CONFIG

    if _is_monstrous(tree):
        return None
    config = deepcopy(DEFAULT_CONFIG)
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", str(SHORTEST_BODY))
    return bare_extraction(
        deepcopy(tree),
        favor_recall=True,  # paragraphs in mere divisions are lost without it, and many Chinese sites have no others
        include_comments=False,
        with_metadata=True,
        # The first date that the page gives for itself: a search of its prose would find dates of events.
        date_extraction_params={"original_date": True, "extensive_search": False},
        config=config,
    )


def _refuse_endless_tags(source: str, name: str) -> None:
    """Raise if a tag has more attributes than the parser could read in a reasonable time."""
    tag = _TAG.search(source)
    while tag is not None:
        count, end = 0, tag.end()
        while (attribute := _ATTRIBUTE.match(source, end)) is not None:
            count, end = count + 1, attribute.end()
            if count > MOST_ATTRIBUTES:
                raise SourceError(f"「{name}」有標籤的屬性多得不合理，讀不出來；請把內文另存成純文字再加入。")
        tag = _TAG.search(source, end)


def _is_of_page(lines: Sequence["_Line"], seen: Sequence[str]) -> bool:
    """Return whether most of a text stands in lines of the page; else trafilatura has strung words together."""
    known = set(seen)
    return 2 * sum(len(one.text) for one in lines if one.text in known) >= sum(len(one.text) for one in lines)


def _is_monstrous(tree: "HtmlElement") -> bool:
    """Return whether a page has more elements, or deeper ones, than a page written for people."""
    from lxml import etree

    depth = 0
    for steps, (event, _) in enumerate(etree.iterwalk(tree, events=("start", "end"))):
        depth += 1 if event == "start" else -1
        if depth > DEEPEST or steps > 2 * MOST_ELEMENTS:
            return True
    return False


@dataclass(slots=True)
class _Line:
    """A line of a page: its text, the level of the heading that it is, and whether it is an item of a list."""

    text: str = ""
    level: int = 0
    item: bool = False


def _parts_of(tree: "HtmlElement") -> list[_Line]:
    """Return the lines of a tree, one for each of its blocks and rows."""
    from lxml import etree

    lines = [_Line()]
    cells = 0  # that we are inside of: there, blocks stand beside one another
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
    """Return the level of a heading, 0 of all else; trafilatura's headings carry that of HTML."""
    found = _HEADING.fullmatch(str(element.get("rend", "h2") if element.tag == "head" else element.tag))
    return int(found[1]) if found is not None else 0


def _without_rule(line: str) -> str:
    """Return a line without the stroke that ends its last cell, and nothing where all cells are empty."""
    line = _SPACES.sub(" ", line).strip()
    return line.removesuffix("|").rstrip() if line.strip("| ") else ""


def _web_address(url: str | None) -> str | None:
    """Return an address of the web, ``None`` for anything else."""
    return url if url is not None and url.startswith(("http://", "https://")) else None
