"""Writes ``fold_table.txt``: OpenCC's Traditional→Simplified characters and Unicode's radicals, one pair a line.

Run ``python -m embeddings.text.make_fold_table`` after an OpenCC release (needs the ``train`` extra).
Only pairs of exactly one character each are written, so a fold can never move an offset.
"""

from collections.abc import Callable
from pathlib import Path

TABLE = Path(__file__).with_name("fold_table.txt")
# The radicals that PDFs give for the characters they look like, and these: all of the block CJK Radicals Supplement in
# Unicode 14's EquivalentUnifiedIdeograph.txt. (NFKC knows those of the other block, ⼀ to ⿕, and two of these.)
RADICALS = (
    "⺁⺂⺃⺄⺅⺆⺇⺈⺉⺊⺋⺌⺍⺎⺏⺐⺑⺒⺓⺔⺕⺖⺗⺘⺙⺛⺜⺝⺞⺟⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺪⺫⺬⺭⺮"
    "⺯⺰⺱⺲⺳⺴⺵⺶⺷⺸⺹⺺⺻⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛"
    "⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳"
)
IDEOGRAPHS = (
    "厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣尢𡯂巳幺彑彐忄心扌攵旡日月歺母民氵氺灬爫爫丬牛犭王𤴔目示礻𥫗"
    "糹纟罓罒㓁冗𦉫羊𦍌𦍋耂肀聿肉𦥑艹艹艹虎衤覀西见角𧢲讠贝𧾷车辶辶辶邑钅長镸长门𨸏阝雨青韦页风"
    "飞食𩙿飠饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟"
)
CJK_RANGES = ((0x2E80, 0x2FDF), (0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF))


def pairs_from_opencc() -> list[tuple[str, str]]:
    """Return every (Traditional, Simplified) pair of single characters that OpenCC's ``t2s`` maps."""
    convert = _to_simplified()
    characters = [chr(point) for first, last in CJK_RANGES for point in range(first, last + 1)]
    pairs = [(character, convert(character)) for character in characters]
    return [(old, new) for old, new in pairs if new != old and len(new) == 1]


def pairs_of_radicals() -> list[tuple[str, str]]:
    """Return every radical with the character that it equals, in Simplified."""
    return list(zip(RADICALS, map(_to_simplified(), IDEOGRAPHS), strict=True))


def _to_simplified() -> Callable[[str], str]:
    import opencc

    convert: Callable[[str], str] = opencc.OpenCC("t2s").convert
    return convert


def main() -> None:
    """Write the table next to this module."""
    pairs = (*pairs_from_opencc(), *pairs_of_radicals())
    TABLE.write_text("".join(f"{old}{new}\n" for old, new in pairs), encoding="utf-8")


if __name__ == "__main__":
    main()
