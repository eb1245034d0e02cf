"""Plain text, its lines joined where a file wraps them by hand; and files of any name that turn out to be such."""

import re
from collections import Counter
from pathlib import PurePath

from embeddings.article import RawArticle
from embeddings.errors import SourceError
from embeddings.formats.pdf.layout import Line
from embeddings.formats.pdf.paragraphs import ENDS_PARAGRAPH, Page, joined, width_of
from embeddings.formats.title import first_line_title, title_of
from embeddings.text.decode import decode

FEWEST_LINES = 3  # full lines; with fewer a file does not count as wrapped
NEARLY = 3  # half-width columns by which full lines may differ, because punctuation may hang over
SHORT = 6  # columns by which a wrapped line may be shorter, because words and numbers are not cut
FULL = 0.6  # share of full lines in a wrapped file, not counting the last lines of paragraphs
BROKEN = 0.5  # share of the full lines that end in the middle of a sentence
CHINESE = 0.15  # of the letters of a file of unknown suffix; below it lie programs, and what they write for themselves
NARROWEST, WIDEST = 24, 120  # half-width columns at which people wrap text

_STAMP = re.compile(r"\s*[\[(（]?\d{1,4}[-/.:年]\d")  # the time with which each line of a log begins
_CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
_LATIN = re.compile(r"[A-Za-z]")


def read_plain(data: bytes, name: str, origin: str) -> tuple[RawArticle, ...]:
    """Return a text file as one article. A title taken from the first line stays in the text."""
    text = unwrapped(decode(data, name))
    return (RawArticle(origin, title_of(text, name), text),)


def read_unknown(data: bytes, name: str, origin: str) -> tuple[RawArticle, ...]:
    """Return a file of a suffix that no reader is for as a plain text, or raise if hardly any of it is Chinese."""
    text = decode(data, name)
    chinese, latin = len(_CHINESE.findall(text)), len(_LATIN.findall(text))
    if chinese < CHINESE * (chinese + latin) or not chinese:
        share = chinese / max(chinese + latin, 1)
        raise SourceError(
            f"還不能讀「{name}」這種格式：當作純文字看，字母裡只有 {share:.0%} 是中文（至少要 {CHINESE:.0%}），"
            "像是程式或設定檔；請把要查的文字另存成 .txt 再加入。"
        )
    text = unwrapped(text)
    title = first_line_title(text)
    named = title is not None and _CHINESE.search(title) is not None
    return (RawArticle(origin, title if title is not None and named else PurePath(name).stem, text),)


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
    narrowest = width - SHORT  # a file that wraps so narrowly shows it by all of its lines
    said = (
        "\n".join(one.text for one in joined([part], narrowest) if isinstance(one, Line)) for part in paragraphs if part
    )
    return "\n\n".join(said)


def _wrapped_at(lines: list[str]) -> int | None:
    """Return the width in half-width columns at which lines are wrapped, or ``None`` if they are not."""
    widths = [width_of(line) for line in lines if line.strip()]
    if len(widths) < FEWEST_LINES or 2 * sum(_STAMP.match(line) is not None for line in lines) > len(widths):
        return None
    width = max(widths)
    full = [line for line in lines if width_of(line) >= width - NEARLY]
    usual, _ = Counter(widths).most_common(1)[0]
    broken = sum(ENDS_PARAGRAPH.search(line.rstrip()) is None for line in full)
    ends = sum(ENDS_PARAGRAPH.search(line.rstrip()) is not None for line in lines if line.strip())
    enough = len(full) >= max(FEWEST_LINES, FULL * (len(widths) - ends)) and broken >= BROKEN * len(full)
    return width if enough and NARROWEST <= width <= WIDEST and usual >= width - NEARLY else None
