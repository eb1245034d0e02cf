"""The script of a text, and conversion between Simplified and Traditional, character by character.

Only for display: words inserted into a question are written in its script. Search uses folded text anyway. Of several
Traditional forms of a Simplified character the most common is used.
"""

from functools import cache

from embeddings.text.fold import EXTRA_PAIRS, fold, fold_table

# The most common form where there are several, or where the Simplified form is a Traditional character as well.
_COMMONEST = dict(
    zip(
        "发复历汇获尽钟饥坛团当脏签苏弥纤证么云后里几余",
        "發復歷匯獲盡鐘飢壇團當髒簽蘇彌纖證麼雲後裡幾餘",
        strict=True,
    )
)
_FREQUENT = (0xA4, 0xC6)  # first bytes of Big5's level of common characters


def in_script_of(text: str, model: str) -> str:
    """Return a text in the script of ``model``, unchanged if that has no characters specific to a script."""
    traditional = sum(_simplified(character) != character for character in model)
    simplified = sum(character in _traditional() for character in model)
    if traditional == simplified:
        return text
    if traditional > simplified:
        return "".join(_traditional().get(character, character) for character in text)
    return "".join(map(_simplified, text))


def _simplified(character: str) -> str:
    return fold(character) if _is_han(character) and character not in EXTRA_PAIRS else character


def _is_han(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


@cache
def _traditional() -> dict[str, str]:
    """Return the Traditional form of each character that only Simplified has."""
    forms: dict[str, list[str]] = {}
    for point, folded in sorted(fold_table().items()):
        if _is_han(chr(point)) and _is_han(folded) and _is_common(chr(point)) and not _is_common(folded):
            forms.setdefault(folded, []).append(chr(point))
    return {simplified: found[0] for simplified, found in forms.items()} | _COMMONEST


def _is_common(character: str) -> bool:
    code = character.encode("big5", "ignore")
    return len(code) == 2 and _FREQUENT[0] <= code[0] <= _FREQUENT[1]
