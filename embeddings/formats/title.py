"""What may stand as an article's title: a first line, or what a file says of itself if that says anything."""

import re
from pathlib import PurePath

LONGEST_TITLE = 40  # characters of a first line that may be the title
LONGEST_GIVEN_TITLE = 120  # characters of a title that a file gives itself
SENTENCE_ENDS = tuple("。！？；：，、…!?;:,.")

# What programs write where their users wrote nothing: their own names, a template's, the name of a file.
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
    """Return the first line if it looks like a title: short, not a sentence, and with text beneath it."""
    line, *rest = _LINE_END.split(text.strip(), maxsplit=1)
    line = line.strip()
    if len(line) > LONGEST_TITLE or line.endswith(SENTENCE_ENDS) or not rest or not rest[0].strip():
        return None
    return line


def given_title(title: str | None, name: str) -> str | None:
    """Return the title that a file gives itself, on one line, or ``None`` where a program made it up."""
    title = " ".join((title or "").split())
    letters = sum(map(str.isalpha, title))
    if not letters or len(title) > LONGEST_GIVEN_TITLE or _MADE_BY_PROGRAMS.fullmatch(title):
        return None
    return None if title == name or is_misread(title) or not title.isprintable() else title


def is_misread(title: str) -> bool:
    """Return whether bytes of a Chinese encoding were taken for Western letters, as old programs leave them."""
    return "\ufffd" in title or 3 * sum("\x80" <= one <= "\xff" for one in title) > len(title)


def title_of(text: str, name: str) -> str:
    """Return the title of a text that gives none but by its first line: that, or the file's name."""
    return first_line_title(text) or PurePath(name).stem
