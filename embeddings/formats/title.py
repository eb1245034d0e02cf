"""Choosing an article's title: a first line that looks like one, or the title in a file's metadata."""

import re
from pathlib import PurePath

LONGEST_TITLE = 40  # characters of a first line that is used as the title
LONGEST_GIVEN_TITLE = 120  # characters of a title in metadata
SENTENCE_ENDS = tuple("。！？；：，、…!?;:,.")

# Default titles that programs write: their own names, those of templates, file names.
_MADE_BY_PROGRAMS = re.compile(
    r"microsoft\s+(?:word|excel|powerpoint)\b.*|(?:word|powerpoint|excel)\s+(?:document|presentation|workbook)"
    r"|(?:powerpoint|word)\s*(?:簡報|演示文稿|文件|文档)|(?:未命名|无标题|無標題)\s*\S{0,6}\s*\d*"
    r"|(?:新增|新建)\s*(?:microsoft\s+\w+\s*)?(?:\S{0,4}(?:文件|文档|工作表|工作簿|簡報|演示文稿))?\s*\(?\d*\)?"
    r"|untitled\s*\d*|\(?(?:anonymous|unspecified)\)?|(?:document|presentation|slide|doc|文件|文档|簡報|幻灯片|投影片)\s*\d*|標題|标题|title"
    r"|.*\.(?:docx?|pptx?|xlsx?|pdf|indd|tex|dvi|wps|odt|html?|txt)",
    re.IGNORECASE,
)


_LINE_END = re.compile("[\n\r\v\f\x85\u2028\u2029]")


def first_line_title(text: str) -> str | None:
    """Return the first line if it looks like a title: short, not a sentence, and followed by text; else ``None``."""
    line, *rest = _LINE_END.split(text.strip(), maxsplit=1)
    line = line.strip()
    if len(line) > LONGEST_TITLE or line.endswith(SENTENCE_ENDS) or not rest or not rest[0].strip():
        return None
    return line


def given_title(title: str | None, name: str) -> str | None:
    """Return the title in a file's metadata, on one line, or ``None`` if it is missing or a program's default."""
    title = " ".join((title or "").split())
    letters = sum(map(str.isalpha, title))
    if not letters or len(title) > LONGEST_GIVEN_TITLE or _MADE_BY_PROGRAMS.fullmatch(title):
        return None
    return None if title == name or is_misread(title) or not title.isprintable() else title


def is_misread(title: str) -> bool:
    """Return whether a title is Chinese decoded as a Western encoding, as old programs leave it."""
    return "\ufffd" in title or 3 * sum("\x80" <= one <= "\xff" for one in title) > len(title)


def title_of(text: str, name: str) -> str:
    """Return the first line of a text if it looks like a title, else the file's name."""
    return first_line_title(text) or PurePath(name).stem
