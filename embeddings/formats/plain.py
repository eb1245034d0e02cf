"""Plain text files; hard-wrapped lines are joined."""

from collections import Counter

from embeddings.article import RawArticle
from embeddings.formats.pdf.layout import Line
from embeddings.formats.pdf.paragraphs import ENDS_PARAGRAPH, Page, joined, width_of
from embeddings.formats.title import title_of
from embeddings.text.decode import decode

FEWEST_LINES = 3  # full lines; with fewer a file does not count as wrapped
NEARLY = 3  # half-width columns by which full lines may differ, because punctuation may hang over
SHORT = 6  # columns by which a wrapped line may be shorter, because words and numbers are not cut
FULL = 0.6  # share of full lines in a wrapped file, not counting the last lines of paragraphs
BROKEN = 0.5  # share of the full lines that end in the middle of a sentence
NARROWEST, WIDEST = 24, 120  # half-width columns at which people wrap text


def read_plain(data: bytes, name: str, origin: str) -> tuple[RawArticle, ...]:
    """Return a text file as one article. A title taken from the first line stays in the text."""
    text = unwrapped(decode(data, name))
    return (RawArticle(origin, title_of(text, name), text),)


def unwrapped(text: str) -> str:
    """Return a text with its lines joined if they were wrapped at a fixed width, else unchanged."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    width = _wrapped_at(lines)
    if width is None:
        return text
    paragraphs: list[Page] = [[]]
    for line in lines:
        if line.strip():
            paragraphs[-1].append(Line(line.rstrip(), 1.0, min(1.0, (width_of(line) + SHORT) / width)))
        elif paragraphs[-1]:
            paragraphs.append([])
    said = ("\n".join(one.text for one in joined([part]) if isinstance(one, Line)) for part in paragraphs if part)
    return "\n\n".join(said)


def _wrapped_at(lines: list[str]) -> int | None:
    """Return the width in half-width columns at which lines are wrapped, or ``None`` if they are not."""
    widths = [width_of(line) for line in lines if line.strip()]
    if len(widths) < FEWEST_LINES:
        return None
    width = max(widths)
    full = [line for line in lines if width_of(line) >= width - NEARLY]
    usual, _ = Counter(widths).most_common(1)[0]
    broken = sum(ENDS_PARAGRAPH.search(line.rstrip()) is None for line in full)
    ends = sum(ENDS_PARAGRAPH.search(line.rstrip()) is not None for line in lines if line.strip())
    enough = len(full) >= max(FEWEST_LINES, FULL * (len(widths) - ends)) and broken >= BROKEN * len(full)
    return width if enough and NARROWEST <= width <= WIDEST and usual >= width - NEARLY else None
