"""Writes ``fold_table.txt``: OpenCC's Traditional→Simplified character dictionary, one pair a line.

Run ``python -m embeddings.text.make_fold_table`` after an OpenCC release (needs the ``train`` extra). Only pairs of
single characters are written, so a fold cannot move an offset.
"""

from pathlib import Path

TABLE = Path(__file__).with_name("fold_table.txt")
CJK_RANGES = ((0x2E80, 0x2FDF), (0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF))


def pairs_from_opencc() -> list[tuple[str, str]]:
    """Return every (Traditional, Simplified) pair of single characters that OpenCC's ``t2s`` maps."""
    import opencc

    convert = opencc.OpenCC("t2s").convert
    characters = [chr(point) for first, last in CJK_RANGES for point in range(first, last + 1)]
    pairs = [(character, convert(character)) for character in characters]
    return [(old, new) for old, new in pairs if new != old and len(new) == 1]


def main() -> None:
    """Write the table next to this module."""
    TABLE.write_text("".join(f"{old}{new}\n" for old, new in pairs_from_opencc()), encoding="utf-8")


if __name__ == "__main__":
    main()
