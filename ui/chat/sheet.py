"""The article beside the conversation: its text with a place marked, and its tables drawn as tables.

Every stretch of text says in ``data-at`` with which character of the article it begins, so that what somebody selects
is known by its place in the article, in a table too.
"""

import re
from collections.abc import Iterator, Sequence

from embeddings.article import Article, Block, BlockKind, Span
from embeddings.blocks import is_message
from embeddings.text.structure import structured_article
from ui.chat.markup import escaped, marked_part, safe_link
from ui.chat.place import Place
from ui.languages import say

FEWEST_ROWS = 2  # of what is drawn as a table
BETWEEN = re.compile(r"[\s，、；。:：]*")


def article(shown: Article, place: Place) -> str:
    """Return an article with a place highlighted; the page scrolls to it."""
    known = (escaped(part) for part in (shown.author, shown.published) if part)
    meta = " · ".join(filter(None, [*known, safe_link(shown.url)]))
    opened, correct = escaped(place.model_dump_json()), say("正確答案是「」")
    return (
        f'<article class="sheet" data-article="{escaped(shown.id)}" data-place="{opened}" data-correct="{correct}">'
        f"{tools()}"
        f'<header><h2>{escaped(shown.title)}</h2><p class="meta">{meta}</p></header>'
        f'<div class="text">{"".join(parts(shown, place))}</div></article>'
    )


def tools() -> str:
    """Return what finds words in the article, and leads to other quotes."""
    find, none = say("在文章裡找"), say("沒有")
    return (
        f'<div class="tools"><input type="search" class="find" placeholder="{find}" aria-label="{find}">'
        f'<span class="found" role="status" data-none="{none}"></span>'
        f'<button type="button" class="previous" title="{say("上一個引文")}">{say("↑ 引文")}</button>'
        f'<button type="button" class="next" title="{say("下一個引文")}">{say("↓ 引文")}</button></div>'
    )


def parts(shown: Article, place: Place) -> Iterator[str]:
    """Yield the text of an article from its start to its end, its tables as tables."""
    around, quote, at = Span(place.around_start, place.around_end), Span(place.start, place.end), 0
    for rows in tables(structured_article(shown)):
        yield stretch(shown.text, Span(at, rows[0].start), around, quote)
        yield table(shown.text, rows, around, quote)
        at = rows[-1].end
    yield stretch(shown.text, Span(at, len(shown.text)), around, quote)


def stretch(text: str, part: Span, around: Span, quote: Span) -> str:
    """Return running text; nothing for none."""
    if part.start == part.end:
        return ""
    return f'<span data-at="{part.start}">{marked_part(text, part, around, quote)}</span>'


def table(text: str, rows: Sequence[Block], around: Span, quote: Span) -> str:
    """Return records as the rows of a table, the one around a place tinted, and the place in its cell marked."""
    head = "".join(f"<th scope=col>{escaped(cell.name)}</th>" for cell in rows[0].cells)
    body = "".join(row(text, one, around, quote) for one in rows)
    return f'<div class="table"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def row(text: str, record: Block, around: Span, quote: Span) -> str:
    """Return a record as a row."""
    is_around = record.start < around.end and around.start < record.end
    cells = "".join(
        f'<td data-at="{cell.start}">{marked_part(text, Span(cell.start, cell.end), around, quote)}</td>'
        for cell in record.cells
    )
    return f"<tr{' class=around' if is_around else ''}>{cells}</tr>"


def tables(shown: Article) -> list[list[Block]]:
    """Return the runs of records of an article that can be drawn as tables: the same columns, nothing between."""
    found: list[list[Block]] = []
    for block in shown.blocks:
        if not is_row(shown.text, block):
            continue
        last = found[-1][-1] if found else None
        if last is not None and columns(last) == columns(block) and not shown.text[last.end : block.start].strip():
            found[-1].append(block)
        else:
            found.append([block])
    return [rows for rows in found if len(rows) >= FEWEST_ROWS]


def columns(block: Block) -> tuple[str, ...]:
    """Return the names of a record's columns."""
    return tuple(cell.name for cell in block.cells)


def is_row(text: str, block: Block) -> bool:
    """Return whether a block is a record of which nothing is lost if only its columns' names and cells are shown."""
    if block.kind is not BlockKind.RECORD or len(block.cells) < 2 or is_message(block):
        return False
    at = block.start
    for cell in block.cells:
        if cell.start < cell.end:
            if BETWEEN.fullmatch(text[at : cell.start].replace(cell.name, "")) is None:
                return False
            at = cell.end
    return BETWEEN.fullmatch(text[at : block.end]) is not None
