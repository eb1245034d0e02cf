"""Mojibake: text, or a line of it, that was once decoded in the wrong encoding and saved again.

It is detected by undoing the mistake: a line is garbled if it does not look Chinese, and does once it is encoded in
the wrong encoding and decoded in the right one. So rare languages are not mistaken for it.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice, product

from embeddings.text.fold import fold
from embeddings.text.plausibility import ASCII, COMMON, FEWEST, PLAUSIBLE, SAMPLE, evidence, plausibility

# Encodings that Chinese text is decoded in by mistake: Western, Russian, Japanese and Korean.
WRONG = (
    *("latin-1", "cp1252", "iso8859-15", "mac_roman", "cp437", "cp850", "cp1251"),
    *("gb18030", "cp950", "big5hkscs", "cp932", "cp949"),
)
RIGHT = ("utf-8", "gb18030", "cp950")
SAME = {("gb18030", "gb18030"), ("cp950", "cp950"), ("big5hkscs", "cp950")}
CONFUSIONS = tuple(pair for pair in product(WRONG, RIGHT) if pair not in SAME)

MOST_PIECES = 100  # lines, of those that do not look Chinese, that are examined one by one,
LONGEST_PIECE = 400  # characters of each at most
STRANGE = 6  # uncommon characters in a row that a line must have to be examined
CERTAIN = 6  # common characters that a line must have once the mistake is undone
MOST_LOST = 0.04  # share of question marks within words; beyond, they replace characters that were lost
FEWEST_LOST = 10  # question marks
EXCERPT = 12  # characters of the garbled text that are shown

# What a replacement character becomes when decoded in the wrong encoding: in GBK they come in pairs.
_MARKS = re.compile("\ufffd|(?:锟斤拷){2}|ï¿½")
# Single question marks between few characters, unlike dialogue; or many that are not in a row, unlike exclamations.
_LOST = re.compile(
    r"(?<=[\u4e00-\u9fff])\?[\u4e00-\u9fff]{1,3}\?|(?<![\u4e00-\u9fff?])\?{4,}|\?{4,}(?=[\u4e00-\u9fff])"
)
_PIECE = re.compile(rf"[^\n\r]{{1,{LONGEST_PIECE}}}")
_PRIVATE = re.compile("[\ue000-\uf8ff]")


def garbled_part(text: str) -> str | None:
    """Return the beginning of the text that was damaged before it was saved, or ``None``."""
    mark = _MARKS.search(text)
    if mark is not None:
        return _excerpt(text, max(mark.start() - 2, 0))
    lost = list(_LOST.finditer(text))
    marks = sum(found.group().count("?") for found in lost)
    if marks >= FEWEST_LOST and marks > MOST_LOST * len(text):
        return _excerpt(text, lost[0].start())
    return None if text.isascii() else _mojibake(text)


def _mojibake(text: str) -> str | None:
    """Return the beginning of the first line that becomes Chinese once a wrong decoding is undone, or ``None``."""
    strange = _strange_run()
    runs = ((piece, strange.search(piece)) for piece in _PIECE.findall(text))
    suspects = ((piece, run) for piece, run in runs if run is not None and plausibility(piece) < PLAUSIBLE)
    for piece, run in islice(suspects, MOST_PIECES):
        if _is_undone(piece, CERTAIN):
            return _excerpt(piece, run.start())
    # Lines that are too short to judge alone may be judged together.
    if plausibility(text) < PLAUSIBLE and _is_undone(text[:SAMPLE], FEWEST):
        return _excerpt(ASCII.sub(" ", text), 0)
    return None


@cache
def _strange_run() -> re.Pattern[str]:
    """Return the pattern for several uncommon characters in a row: few lines of Chinese have any."""
    points = "".join(map(chr, range(0x3400, 0xA000)))
    common = "".join(point for point, folded in zip(points, fold(points), strict=True) if folded in COMMON)
    return re.compile(f"[^\x00-\x7f，。、；：！？「」『』（）《》“”‘’…—·　{common}]{{{STRANGE},}}")


def _is_undone(text: str, fewest: int) -> bool:
    """Return whether undoing a wrong decoding makes a text mostly Chinese: ``fewest`` common characters or more."""
    least = max(fewest, len(ASCII.sub("", text)) // 10 + 1)
    for undone in _undone(text):
        common, others = evidence(undone)
        # A table drawn with strokes may become one common character, many times over.
        if common >= least and common > others and len(COMMON & set(fold(undone))) >= FEWEST:
            return True
    return False


def _undone(text: str) -> Iterator[str]:
    """Yield what a text may have been before it was decoded wrongly, once or twice."""
    for wrong, right in CONFUSIONS:
        yield _reread(text, wrong, right)
    for wrong in ("latin-1", "cp1252"):
        once = _reread(text, wrong, "utf-8")
        if len(once) > len(text) // 4:
            yield _reread(once, "latin-1", "utf-8")
            yield _reread(once, "cp1252", "utf-8")


def _reread(text: str, wrong: str, right: str) -> str:
    """Return a text re-encoded in the wrong encoding and decoded in the right one; invalid characters are dropped."""
    return _PRIVATE.sub("", text.encode(wrong, "ignore").decode(right, "ignore"))


def _excerpt(text: str, place: int) -> str:
    """Return a few characters of a text at an offset, on one line, without unprintable ones."""
    return "".join(one if one.isprintable() else " " for one in text[place : place + EXCERPT]).strip()
