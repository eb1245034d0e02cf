"""Bytes → text, or an error: mojibake is never accepted.

Byte-order marks are trusted, and so is UTF-8 that can be nothing else. Everything else is decoded strictly in each
encoding that Chinese files come in, and the decoding with the largest share of everyday characters wins, if it is
large enough and clearly ahead. General-purpose detectors guess wrong on short Chinese texts, and a wrong guess is
worse than an error.
"""

import codecs
import re

from embeddings.errors import SourceError
from embeddings.text.fold import fold
from embeddings.text.mojibake import garbled_part
from embeddings.text.plausibility import ASCII, COMMON, PLAUSIBLE, plausibility

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: it begins with the mark of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
# In each family the first encoding that can decode the bytes is used: Windows' Big5, else Hong Kong's.
FAMILIES = (("gb18030",), ("cp950", "big5hkscs"), ("utf-16-le",), ("utf-16-be",))
SEVEN_BIT = (("hz", b"~{"), ("utf-7", b"+"))  # Chinese as ASCII, from early e-mail, and a sign of each
MARGIN = 0.1  # how far ahead of every other encoding the winner must be
DOUBTFUL = 200  # bytes; a shorter ASCII text may be UTF-16
CHINESE = 0.5  # share of common characters from which on a short text in another encoding casts doubt on UTF-8
MOST_WRONG = 0.03  # share of invalid bytes up to which a text is damaged; beyond, it is in another encoding

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_SHIFTS = re.compile(rb"\x1b\$|\x0e[!-~]")  # to another character set, as ISO 2022 does
_THREE_BYTES = re.compile("[\u0800-\U0010ffff]")
_ODD_LETTERS = re.compile("[\u0180-\u036f\u0460-\u07ff]")  # two bytes in UTF-8, rare in European languages
_WORDS = re.compile(r"(?:[A-Z]?[a-z]{2,}+|[A-Z]{2,}+|[aI]\b|[0-9]++|\r?\n|[ .,:;!?'\"()/@_+-]++)++")  # as people write
_PUNCTUATION = frozenset("，。、；：！？「」『』（）《》“”‘’…—·　")


def decode(data: bytes, name: str) -> str:
    """Return the text in a file's bytes; raise ``SourceError`` if it is garbled, or not certain.

    ``name`` is the file's name, for the message.
    """
    text = _by_bom(data, name)
    if text is None and b"\0" not in data:
        text = _as_utf8(data, name)
    if text is None:
        text = _by_plausibility(data, name)
    if not text.strip():
        raise SourceError(f"「{name}」是空的；請放入文字之後再加入。")
    _refuse_binary(text, name)
    refuse_garbled(text, name)
    return text


def refuse_garbled(text: str, name: str) -> None:
    """Raise if the text was damaged before it was saved: replacement characters, question marks, or mojibake."""
    part = garbled_part(text)
    if part is not None:
        raise SourceError(f"「{name}」裡有亂碼（{part}）；請從沒有亂碼的原稿重新存檔，純文字請存成 UTF-8，再加入。")


def _strictly(data: bytes, encoding: str) -> str | None:
    """Return the bytes decoded in that encoding, or ``None`` if any byte is invalid."""
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _by_bom(data: bytes, name: str) -> str | None:
    """Return the text after a byte-order mark, or ``None`` if there is no mark."""
    for mark, encoding in BOMS:
        if data.startswith(mark):
            text = _strictly(data[len(mark) :], encoding)
            if text is None:
                raise _unknown_encoding(data, name)
            return text
    return None


def _as_utf8(data: bytes, name: str) -> str | None:
    """Return the text if it is in UTF-8 or an ASCII-based form; raise if valid UTF-8 may be an accident."""
    text = _strictly(data, "utf-8")
    if text is None or _THREE_BYTES.search(text):
        return text
    if text.isascii():
        chinese = _seven_bit(data)
        if chinese is not None:
            return chinese
    if _is_accident(data, text):
        raise _unknown_encoding(data, name)
    return text


def _is_accident(data: bytes, text: str) -> bool:
    """Return whether bytes that are valid UTF-8, of one or two each, may as well be Chinese in another encoding."""
    if text.isascii() and _SHIFTS.search(data):
        return True
    if _ODD_LETTERS.search(text) and any(_is_chinese(data, one) for one in ("gb18030", "cp950")):
        return True
    if len(data) > DOUBTFUL or _WORDS.fullmatch(text):
        return False
    return any(_is_chinese(data, one) for one in ("utf-16-le", "utf-16-be"))


def _seven_bit(data: bytes) -> str | None:
    """Return the text of ASCII bytes if it is Chinese in HZ or UTF-7, else ``None``."""
    for encoding, sign in SEVEN_BIT:
        text = _strictly(data, encoding) if sign in data else None
        if text is not None and not text.isascii() and plausibility(text) >= PLAUSIBLE:
            return text
    return None


def _is_chinese(data: bytes, encoding: str) -> bool:
    """Return whether the bytes are a few everyday Chinese characters in that encoding, with or without ASCII."""
    text = _strictly(data, encoding)
    rest = [one for one in fold(ASCII.sub("", text or "")) if one not in _PUNCTUATION]
    return bool(rest) and sum(one in COMMON for one in rest) >= CHINESE * len(rest)


def _by_plausibility(data: bytes, name: str) -> str:
    """Return the one decoding of the bytes that looks like Chinese, or raise."""
    readings = []
    for family in FAMILIES:
        texts = (_strictly(data, encoding) for encoding in family)
        text = next((text for text in texts if text is not None), None)
        if text is not None:
            readings.append((plausibility(text), text))
    readings.sort(key=lambda reading: reading[0], reverse=True)
    best, runner_up = [*readings, (0.0, ""), (0.0, "")][:2]
    if best[0] >= PLAUSIBLE and best[0] - runner_up[0] >= MARGIN:
        return best[1]
    raise _unknown_encoding(data, name)


def _refuse_binary(text: str, name: str) -> None:
    """Raise if the characters are those of a binary file: a NUL, or more than 1 % control characters."""
    if "\0" in text or len(_CONTROL.findall(text)) * 100 > len(text):
        raise _damaged(text.encode("utf-8", "replace"), name) or _not_text(name)


def _damaged(data: bytes, name: str) -> SourceError | None:
    """Return the error for mostly valid text with corrupt bytes, or ``None`` if the bytes are no such text."""
    for encoding in ("utf-8", "gb18030", "cp950"):
        text = re.sub("\0+", "\ufffd", data.decode(encoding, "replace"))
        wrong = text.count("\ufffd")
        if 0 < wrong <= max(1.0, MOST_WRONG * len(text)) and plausibility(text) >= PLAUSIBLE:
            line = text.count("\n", 0, text.index("\ufffd")) + 1
            reason = f"「{name}」第 {line} 行有損壞的字元，檔案可能不完整"
            return SourceError(f"{reason}；請重新取得檔案，或從原稿另存為 UTF-8 再加入。")
    return None


def _not_text(name: str) -> SourceError:
    """Return the error for a file that is not text."""
    return SourceError(f"「{name}」不是文字檔；請用原來的程式另存為純文字（UTF-8）再加入。")


def _unknown_encoding(data: bytes, name: str) -> SourceError:
    """Return the error for bytes of no certain encoding: damaged text, binary data, or an unknown encoding."""
    if b"\0" in data and not data.startswith(tuple(mark for mark, _ in BOMS)):
        return _damaged(data, name) or _not_text(name)
    unknown = SourceError(f"「{name}」的文字編碼無法確定；請用文字編輯器另存為 UTF-8 再加入。")
    return _damaged(data, name) or unknown
