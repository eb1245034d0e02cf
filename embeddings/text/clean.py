"""Cures for the diseases of scraped Chinese text.

Each rule takes out one thing that it can name and says how often; what people see is otherwise not rewritten,
so half-width commas, the spaces of headings and verse, and the author's own wording stay.
"""

import html
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from html.entities import html5
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
_BLANK_LINES = re.compile(r"\A\n+|(?<!\n)\n+\Z|(?<=\n\n\n)(?<!\n\n\n\n)\n+")


def invisible_characters(text: str) -> tuple[str, int]:
    """Return the text without zero-width, byte-order, control and private-use characters."""
    if text.replace("\n", "").isprintable():  # as nearly all texts are, and this is told at once
        return text, 0
    return _INVISIBLE.subn("", text)


# An entity with its semicolon, as it is left over where a page was taken for text.
_ENTITY = re.compile("&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def html_entities(text: str) -> tuple[str, int]:
    """Return the text with the characters that its HTML entities stand for, also where they were escaped twice."""
    decoded = 0

    def character(found: re.Match[str]) -> str:
        nonlocal decoded
        plain = _character_of(found.group())
        decoded += plain != found.group()
        return plain

    while True:
        before, text = decoded, _ENTITY.sub(character, text)
        if decoded == before:
            return text, decoded


def _character_of(entity: str) -> str:
    """Return what an entity stands for, nothing where that is invisible, and the entity itself if it is unknown."""
    if entity[1] != "#":
        plain = html5.get(entity[1:], entity)
    else:
        plain = html.unescape(entity)
        if plain == "\ufffd" or not plain:  # a number that no character has
            return entity
    return _INVISIBLE.sub("", plain).replace("\xa0", " ")


def line_ends(text: str) -> tuple[str, int]:
    r"""Return the text with ``\n`` for every kind of line and page break."""
    return _LINE_ENDS.subn("\n", text)


def trailing_spaces(text: str) -> tuple[str, int]:
    """Return the text without white space at the ends of lines."""
    lines = text.split("\n")
    cured = [line.rstrip() for line in lines]
    return "\n".join(cured), sum(len(old) != len(new) for old, new in zip(lines, cured, strict=True))


def blank_lines(text: str) -> tuple[str, int]:
    """Return the text with at most two blank lines in a row, and none at either end."""
    if "\n\n\n\n" not in text and text == text.strip("\n"):
        return text, 0
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


_SPACES = " \u3000\xa0"
_SPACE = f"[{_SPACES}]"
_MARKS = "，。、；：！？「」『』（）《》"
_ONE = f"(?:{_HAN}|[0-9])"
_MARK = f"[{_MARKS}]{_SPACE}?"
# Characters one by one, with a space between each two, or a mark: 今 天 的 天 氣 很 好 ， 我 們
_SPACED_OUT = re.compile(
    rf"(?<![^\s{_MARKS}]){_ONE}(?:(?:{_SPACE}(?:{_MARK})*|(?:{_MARK})+){_ONE}){{5,}}(?:{_SPACE}?[{_MARKS}])*(?![^\s{_MARKS}])"
)
_LONGEST_LIST = 12  # of single characters, as the hours and the months are listed
# A single space beside a particle with which no clause begins, or none ends. Many writers put a space for a stop,
# so 也, 將 and 在 do not count, with which a clause may well begin.
_BESIDE_PARTICLE = re.compile(
    rf"(?<={_HAN}){_SPACE}(?=(?:的(?![確确士])|[於與与及]){_HAN})|(?<={_HAN}[是於于與与及把被從从由並并而]){_SPACE}(?={_HAN})"
)
_STOPS = re.compile("[，。；：！？]")
# What a space sets apart at the beginning of a line: the number of a clause, the heading of a letter.
_HEAD = re.compile(
    r"\s*(?:[（(]?第?[一二三四五六七八九十百千零〇\d]+\S?[)）]?|主旨|說明|说明|依據|依据|附註|附注|備註|备注)\Z"
)
_LONGEST_CLAUSE = 200  # characters on either side of a space in which its sentence must show itself
_SHORTEST_HEMISTICH = 4
_SHORTEST_LEAD = 8  # characters before a full-width space, without which they are a label


def spaces_in_sentences(text: str) -> tuple[str, int]:
    """Return the text without the spaces that stand between the characters of a Chinese sentence.

    They are where every character is spaced out, and where a single one stands beside a particle in the middle
    of a sentence. Those of headings, labels, verse, names and tables stay: nobody can say that they mean nothing.
    """
    closed = "\n".join(map(_without_spaces, text.split("\n")))
    return closed, len(text) - len(closed)


def _without_spaces(line: str) -> str:
    """Return a line without the spaces in its sentences; what the first ones hid is looked at again."""
    while any(space in line for space in _SPACES):
        before, line = line, _BESIDE_PARTICLE.sub(_closed_space, _SPACED_OUT.sub(_closed_run, line))
        if line == before:
            break
    return line


def _closed_run(run: re.Match[str]) -> str:
    """Return spaced-out characters without their spaces, but as they are if they may be a list or figures."""
    plain = re.sub(_SPACE, "", run.group())
    is_text = len(plain) > _LONGEST_LIST or _STOPS.search(plain) is not None
    is_spaced_out = 3 * len(run.group()) > 4 * len(plain) and 2 * len(re.findall(_HAN, plain)) > len(plain)
    return plain if is_text and is_spaced_out else run.group()


def _closed_space(space: re.Match[str]) -> str:
    """Return nothing in the place of a space in the middle of a sentence, else the space."""
    return "" if _in_sentence(space.string, space.start()) else space.group()


def _in_sentence(line: str, place: int) -> bool:
    """Return whether a space stands in the middle of a sentence, and does not set its head or a hemistich apart."""
    stop = _STOPS.search(line, place, place + _LONGEST_CLAUSE)
    if stop is None:
        return False
    start = max(place - _LONGEST_CLAUSE, 0)
    begin = max((found.end() for found in _STOPS.finditer(line, start, place)), default=start)
    left, right = line[begin:place].strip(), line[place + 1 : stop.start()]
    label = begin == 0 and (_HEAD.match(left) or (line[place] == "\u3000" and len(left) < _SHORTEST_LEAD))
    return not label and (len(left) != len(right) or len(left) < _SHORTEST_HEMISTICH)


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


SHORTEST_REPEATED = 20  # characters; shorter lines are repeated on purpose, as in songs and forms


def repeated_paragraphs(text: str) -> tuple[str, int]:
    """Return the text without what is said twice in a row: a long paragraph, or the text as a whole."""
    lines: list[str] = []
    last, removed = "", 0
    for line in text.split("\n"):
        words = line.strip()
        if words == last and len(words) >= SHORTEST_REPEATED:
            removed += 1
            lines = lines[: _end_of_text(lines)]
            continue
        lines.append(line)
        last = words or last
    once = _once(lines)
    if not removed and once == len(lines):
        return text, 0
    return "\n".join(lines[:once]), removed + sum(1 for line in lines[once:] if line.strip())


def _end_of_text(lines: list[str]) -> int:
    """Return the number of lines up to the last that is not blank."""
    return next((number for number in range(len(lines), 0, -1) if lines[number - 1].strip()), 0)


def _once(lines: list[str]) -> int:
    """Return the number of lines after which the text says itself all over again, or that of all."""
    places = [number for number, line in enumerate(lines) if line.strip()]
    words = [lines[number].strip() for number in places]
    for period in range(1, len(words) // 2 + 1):
        if len(words) % period == 0 and words[period:] == words[:-period]:
            long_enough = sum(map(len, words[:period])) >= SHORTEST_REPEATED
            return places[period - 1] + 1 if long_enough else len(lines)
    return len(lines)


RULES: tuple[Rule, ...] = (
    invisible_characters,
    html_entities,
    line_ends,
    pinyin_glosses,
    spaces_in_sentences,
    share_bar_tail,
    repeated_paragraphs,
    trailing_spaces,
    blank_lines,
)
