"""Mojibake: text that was read in the wrong encoding once and saved again, as a whole or a line of it.

It is known by undoing the mistake. A line that does not look Chinese, and does once it is written in the wrong
encoding and read in the right one, is garbled; so no rare language is taken for it.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice, product

from embeddings.text.fold import fold
from embeddings.text.plausibility import ASCII, COMMON, FEWEST, PLAUSIBLE, SAMPLE, evidence, plausibility

# Encodings in which Chinese text is read by mistake: of the West, of Russia, and of the neighbours.
WRONG = (
    *("latin-1", "cp1252", "iso8859-15", "mac_roman", "cp437", "cp850", "cp1251"),
    *("gb18030", "cp950", "big5hkscs", "cp932", "cp949"),
)
RIGHT = ("utf-8", "gb18030", "cp950")
SAME = {("gb18030", "gb18030"), ("cp950", "cp950"), ("big5hkscs", "cp950")}
CONFUSIONS = tuple(pair for pair in product(WRONG, RIGHT) if pair not in SAME)

MOST_PIECES = 100  # of lines that do not look Chinese are looked at one by one,
LONGEST_PIECE = 400  # of so many characters at most
STRANGE = 6  # characters in a row that are not common ones, without which a piece is not looked at
CERTAIN = 6  # common characters that a piece must come to
MOST_LOST = 0.04  # of the characters: more question marks within words stand for what an encoding did not have
FEWEST_LOST = 10  # question marks
EXCERPT = 12  # characters that are shown of what is garbled

# What a replacement character becomes when it is read in the wrong encoding: in GBK they come in pairs.
_MARKS = re.compile("\ufffd|(?:锟斤拷){2}|ï¿½")
# Single ones between few characters, as no dialogue is; or many that do not follow, as those of the astonished do.
_LOST = re.compile(
    r"(?<=[\u4e00-\u9fff])\?[\u4e00-\u9fff]{1,3}\?|(?<![\u4e00-\u9fff?])\?{4,}|\?{4,}(?=[\u4e00-\u9fff])"
)
_PIECE = re.compile(rf"[^\n\r]{{1,{LONGEST_PIECE}}}")
_PRIVATE = re.compile("[\ue000-\uf8ff]")


def garbled_part(text: str) -> str | None:
    """Return the beginning of what was damaged before the text was saved, ``None`` if nothing was."""
    mark = _MARKS.search(text)
    if mark is not None:
        return _excerpt(text, max(mark.start() - 2, 0))
    lost = list(_LOST.finditer(text))
    marks = sum(found.group().count("?") for found in lost)
    if marks >= FEWEST_LOST and marks > MOST_LOST * len(text):
        return _excerpt(text, lost[0].start())
    return None if text.isascii() else _mojibake(text)


def _mojibake(text: str) -> str | None:
    """Return the beginning of the first piece that is Chinese once a wrong reading of it is undone."""
    strange = _strange_run()
    runs = ((piece, strange.search(piece)) for piece in _PIECE.findall(text))
    suspects = ((piece, run) for piece, run in runs if run is not None and plausibility(piece) < PLAUSIBLE)
    for piece, run in islice(suspects, MOST_PIECES):
        if _is_undone(piece, CERTAIN):
            return _excerpt(piece, run.start())
    # Lines that are too short to tell alone may do so together.
    if plausibility(text) < PLAUSIBLE and _is_undone(text[:SAMPLE], FEWEST):
        return _excerpt(ASCII.sub(" ", text), 0)
    return None


@cache
def _strange_run() -> re.Pattern[str]:
    """Return the pattern of several characters in a row that are no common ones: few lines of Chinese have any."""
    points = "".join(map(chr, range(0x3400, 0xA000)))
    common = "".join(point for point, folded in zip(points, fold(points), strict=True) if folded in COMMON)
    return re.compile(f"[^\x00-\x7f，。、；：！？「」『』（）《》“”‘’…—·　{common}]{{{STRANGE},}}")


def _is_undone(text: str, fewest: int) -> bool:
    """Return whether one of the ways to undo a wrong reading makes Chinese of a text: most of it, no accident."""
    least = max(fewest, len(ASCII.sub("", text)) // 10 + 1)
    for undone in _undone(text):
        common, others = evidence(undone)
        # A table drawn with strokes may come to one common character, many times over.
        if common >= least and common > others and len(COMMON & set(fold(undone))) >= FEWEST:
            return True
    return False


def _undone(text: str) -> Iterator[str]:
    """Yield what a text may have been before it was read in a wrong encoding, once or twice."""
    for wrong, right in CONFUSIONS:
        yield _reread(text, wrong, right)
    for wrong in ("latin-1", "cp1252"):
        once = _reread(text, wrong, "utf-8")
        if len(once) > len(text) // 4:
            yield _reread(once, "latin-1", "utf-8")
            yield _reread(once, "cp1252", "utf-8")


def _reread(text: str, wrong: str, right: str) -> str:
    """Return a text that was read in the wrong encoding as it is in the right one; what fits neither is dropped."""
    return _PRIVATE.sub("", text.encode(wrong, "ignore").decode(right, "ignore"))


def _excerpt(text: str, place: int) -> str:
    """Return a few characters of a text, on one line, and none that cannot be printed."""
    return "".join(one if one.isprintable() else " " for one in text[place : place + EXCERPT]).strip()
