"""Writes ``regional_words.txt`` from OpenCC's regional phrases, and ``pinyin.txt`` from pypinyin's characters.

Run ``python -m qa.make_word_tables`` after a release of either (needs the ``train`` extra). The output is folded:
pairs of words that differ between Taiwan, Hong Kong and the Mainland, and the characters of each toneless syllable,
those with it as usual reading before the others. OpenCC is Apache-2.0, pypinyin MIT.
"""

import subprocess
import tempfile
from pathlib import Path

from embeddings.text.fold import fold

REGIONAL = Path(__file__).with_name("regional_words.txt")
PINYIN = Path(__file__).with_name("pinyin.txt")
DICTIONARIES = ("TWPhrases", "TWPhrasesRev", "HKPhrases", "HKPhrasesRev", "TWVariantsPhrases", "HKVariantsPhrases")


def regional_pairs() -> list[tuple[str, str]]:
    """Return the pairs of folded words of at least two characters that OpenCC converts into each other."""
    pairs = set()
    for line in "\n".join(map(_dictionary, DICTIONARIES)).splitlines():
        word, _, others = line.partition("\t")
        for other in others.split(" "):
            one, two = sorted((fold(word), fold(other)))
            if one != two and len(one) > 1 and len(two) > 1:
                pairs.add((one, two))
    return sorted(pairs)


def _dictionary(name: str) -> str:
    """Return one of OpenCC's dictionaries as text: word, tab, other words."""
    import opencc

    home = Path(opencc.__file__).parent / "clib"
    with tempfile.TemporaryDirectory() as folder:
        text = Path(folder) / "dictionary.txt"
        source = home / "share" / "opencc" / f"{name}.ocd2"
        command = [str(home / "bin" / "opencc_dict"), "-i", str(source), "-o", str(text), "-f", "ocd2", "-t", "text"]
        subprocess.run(command, check=True)
        return text.read_text(encoding="utf-8")


def syllables() -> dict[str, tuple[str, str]]:
    """Return the characters of each toneless syllable: those with it as usual reading, and those with it as another.

    Only characters of GB 2312 are included, which are nearly all that occur in folded text.
    """
    from pypinyin import Style, pinyin

    found: dict[str, tuple[list[str], list[str]]] = {}
    for point in range(0x4E00, 0x9FA6):
        character = chr(point)
        if fold(character) != character or not _is_common(character):
            continue
        for number, reading in enumerate(pinyin(character, style=Style.NORMAL, heteronym=True)[0]):
            found.setdefault(reading.replace("ü", "v"), ([], []))[min(number, 1)].append(character)
    said = {syllable: found[syllable] for syllable in sorted(found) if syllable.isalpha() and syllable.isascii()}
    return {syllable: ("".join(mostly), "".join(also)) for syllable, (mostly, also) in said.items()}


def _is_common(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def main() -> None:
    """Write both tables next to this module."""
    REGIONAL.write_text("".join(f"{one}={two}\n" for one, two in regional_pairs()), encoding="utf-8")
    lines = (f"{syllable} {mostly} {also}".rstrip() for syllable, (mostly, also) in syllables().items())
    PINYIN.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


if __name__ == "__main__":
    main()
