"""Cures for the diseases of scraped Chinese text.

Each rule takes out one thing that it can name and says how often; what people see is otherwise not rewritten,
so half-width commas, odd spacing and the author's own wording stay.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from itertools import takewhile

from embeddings.article import Removal
from embeddings.text.fold import fold

Rule = Callable[[str], tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A text after cleaning, and what was taken out of it by which rule."""

    text: str
    removals: tuple[Removal, ...]


def clean(text: str) -> Cleaned:
    """Return the text with every rule applied in order; cleaning it again changes nothing."""
    removals = []
    for rule in RULES:
        cured, count = rule(text)
        if count:
            removals.append(Removal(rule.__name__, count, len(text) - len(cured)))
        text = cured
    return Cleaned(text, tuple(removals))


# Control, formatting and private-use characters. A joiner after an emoji is part of a picture and stays.
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f"
    r"\ufeff\ufff9-\ufffb\ue000-\uf8ff\U000e0001-\U000e007f\U000f0000-\U0010ffff\ud800-\udfff]"
    r"|(?<![\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])\u200d"
)
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# The look-behinds keep a long run from being tried again from each of its characters.
_TRAILING = re.compile(r"(?<![^\S\n])[^\S\n]+$", re.MULTILINE)
_BLANK_LINES = re.compile(r"\A\n+|(?<!\n)\n+\Z|(?<=\n\n\n)(?<!\n\n\n\n)\n+")


def invisible_characters(text: str) -> tuple[str, int]:
    """Return the text without zero-width, byte-order, control and private-use characters."""
    return _INVISIBLE.subn("", text)


def line_ends(text: str) -> tuple[str, int]:
    r"""Return the text with ``\n`` for every kind of line and page break."""
    return _LINE_ENDS.subn("\n", text)


def trailing_spaces(text: str) -> tuple[str, int]:
    """Return the text without white space at the ends of lines."""
    return _TRAILING.subn("", text)


def blank_lines(text: str) -> tuple[str, int]:
    """Return the text with at most two blank lines in a row, and none at either end."""
    return _BLANK_LINES.subn("", text)


# A pinyin syllable without its tone: an initial, if any, and a final.
_SYLLABLE = re.compile(
    "(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?"
    "(?:a|ai|an|ang|ao|e|ei|en|eng|er|o|ong|ou|i|ia|ian|iang|iao|ie|in|ing|iong|iu|u|ua|uai|uan|uang|ue|ui|un|uo"
    "|ü|üe|üan|ün)"
)
_TONES = frozenset("\u0300\u0301\u0304\u0306\u030c")  # grave, acute, macron, and caron or the breve put for it
_LETTER_FORMS = str.maketrans("ɑɡ", "ag")  # the letters of phonetic fonts
_NEUTRAL = frozenset(["ba", "bo", "de", "ge", "la", "le", "li", "ma", "me", "men", "ne", "tou", "ya", "zhe", "zi"])
_HAN = r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]"
_IN_BRACKETS = r"[(（][^\W\d_][\w\u0300-\u030c]{0,9}[)）]"
_GLOSSES = re.compile(rf"(?<={_HAN})(?:{_IN_BRACKETS})+")
_GLOSS = re.compile(_IN_BRACKETS)


def pinyin_glosses(text: str) -> tuple[str, int]:
    """Return the text without pinyin spliced in after its characters, as in 電(diàn)腦.

    A syllable with a tone mark is a gloss wherever it follows a Chinese character. One without, like (de), is
    an English word as well; it is taken out only where two or more marked ones show the disease.
    """
    marked = 0
    for run in _GLOSSES.finditer(text):
        marked += sum(1 for _ in takewhile(_is_marked, _GLOSS.findall(run.group())))
    is_gloss = _is_marked if marked < 2 else _is_gloss
    removed = 0

    def without_glosses(run: re.Match[str]) -> str:
        nonlocal removed
        glosses = list(takewhile(is_gloss, _GLOSS.findall(run.group())))
        removed += len(glosses)
        return run.group()[sum(map(len, glosses)) :]

    return _GLOSSES.sub(without_glosses, text), removed


def _is_marked(bracket: str) -> bool:
    """Return whether the bracket holds one pinyin syllable with exactly one tone mark."""
    letters = unicodedata.normalize("NFD", bracket[1:-1].translate(_LETTER_FORMS))
    plain = "".join(letter for letter in letters if letter not in _TONES)
    one_tone = len(letters) - len(plain) == 1
    return one_tone and _SYLLABLE.fullmatch(unicodedata.normalize("NFC", plain)) is not None


def _is_gloss(bracket: str) -> bool:
    """Return whether the bracket holds a pinyin syllable: marked, or one of those that lose their tone."""
    return bracket[1:-1] in _NEUTRAL or _is_marked(bracket)


# What share bars and page furniture say, folded, between separators. The companions, names of networks and
# bare words, are furniture only beside or beneath one of these.
_FURNITURE = re.compile(
    "(?:官方)?微信(?:公众号|公众平台)|官方(?:微信|微博|抖音|网站)|新浪官方微博"
    "|(?:分享|转发|转载)(?:到|至|给):?(?:朋友圈|微信好友|微信|微博|好友)?|(?:一键)?分享:"
    "|(?:责任编辑|责编|网络编辑|本文编辑|本版编辑):[^。!?]{1,20}"
    "|扫(?:一扫|码)(?:$|[,在用关分下打手添查二识])[^。!?]{0,24}"
    "|(?:打印|列印)(?:本页|本文|此页)|关闭(?:窗口|视窗|本页|页面)|(?:返回|回到)(?:顶部|首页|列表|上一页)"
    "|(?:加入|添加)收藏|收藏(?:本页|本文)|点击查看更多"
)
_COMPANION = re.compile(
    "微信好友|微信|微博|新浪微博|腾讯微博|朋友圈|qq空间|qq好友|qq|豆瓣|人人网|百度贴吧|抖音|脸书|facebook|twitter"
    "|line|x|复制链接|关注我们|分享|关闭|打印|列印|收藏|点赞|举报|字号:?|大|中|小"
)
_SEPARATORS = re.compile(r"[\s|/·•>»【】\[\]()]+")
_LONGEST_FURNITURE = 60


def share_bar_tail(text: str) -> tuple[str, int]:
    """Return the text without the lines at its end that belong to the page: share bars, editors, QR hints."""
    lines = text.split("\n")
    cut = len(lines)
    for number in range(len(lines) - 1, -1, -1):
        words = _words_of_line(lines[number])
        furniture = [word for word in words if _FURNITURE.fullmatch(word)]
        if len(furniture) + sum(1 for word in words if _COMPANION.fullmatch(word)) < len(words):
            break
        if furniture:
            cut = number
    removed = sum(1 for line in lines[cut:] if line.strip())
    return ("\n".join(lines[:cut]), removed) if removed else (text, 0)


def _words_of_line(line: str) -> list[str]:
    """Return what stands between the separators of a line, folded; a long line is one word."""
    folded = re.sub(r":\s+", ":", fold(line.strip()))
    if len(folded) > _LONGEST_FURNITURE:
        return [folded]
    return [word for word in _SEPARATORS.split(folded) if word]


RULES: tuple[Rule, ...] = (
    invisible_characters,
    line_ends,
    pinyin_glosses,
    share_bar_tail,
    trailing_spaces,
    blank_lines,
)
