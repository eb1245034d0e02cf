"""Cleaning rules for scraped Chinese text.

Each rule removes one kind of noise and reports how often. The visible text is otherwise not rewritten: half-width
commas, the spaces of headings and verse, and the author's own wording stay. A rule returns edits with their offsets,
so that blocks found in the raw text can be located in the clean text.
"""

import html
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html.entities import html5
from itertools import pairwise, takewhile

from embeddings.article import Removal
from embeddings.text.edits import Edit, Shift, apply_edits
from embeddings.text.fold import fold

Rule = Callable[[str], tuple[Sequence[Edit], int]]
"""Returns what it would edit in a text, in order and apart, and how many of the things that it cures it found."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A cleaned text, what each rule removed, and how offsets moved."""

    text: str
    removals: tuple[Removal, ...]
    shifts: tuple[Shift, ...] = ()

    def moved(self, offset: int) -> int:
        """Return the offset in the clean text of a raw offset; removed text maps to the place of its removal."""
        for shift in self.shifts:
            offset = shift.moved(offset)
        return offset


def clean(text: str) -> Cleaned:
    """Return the text with every rule applied in order. Idempotent: cleaning a clean text changes nothing."""
    removals, shifts = [], []
    for rule in RULES:
        edits, count = rule(text)
        if not edits:
            continue
        cured = apply_edits(text, edits)
        removals.append(Removal(rule.__name__, count, len(text) - len(cured)))
        shifts.append(Shift.of(edits))
        text = cured
    return Cleaned(text, tuple(removals), tuple(shifts))


# Control, formatting and private-use characters. A joiner after an emoji is part of the emoji and stays.
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f"
    r"\ufeff\ufff9-\ufffb\ue000-\uf8ff\U000e0001-\U000e007f\U000f0000-\U0010ffff\ud800-\udfff]"
    r"|(?<![\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])\u200d"
)
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# The look-behinds keep a long run from being matched again from each of its characters, which would be quadratic.
_BLANK_LINES = re.compile(r"\A\n+|(?<!\n)\n+\Z|(?<=\n\n\n)(?<!\n\n\n\n)\n+")


def invisible_characters(text: str) -> tuple[Sequence[Edit], int]:
    """Remove zero-width, byte-order, control and private-use characters."""
    if text.replace("\n", "").isprintable():  # true of nearly all texts, and quick to check
        return (), 0
    return _without(_INVISIBLE.finditer(text))


def _without(found: Iterable[re.Match[str]], instead: str = "") -> tuple[Sequence[Edit], int]:
    """Return the edits that replace each match by ``instead``."""
    edits = [Edit(match.start(), match.end(), instead) for match in found]
    return edits, len(edits)


# An entity with its semicolon, left over where HTML was saved as text.
_ENTITY = re.compile("&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


# Every character that an entity can consist of: a run of these covers what was escaped several times.
_ENTITIES = re.compile("(?<![&#A-Za-z0-9;])[#A-Za-z0-9;]*+&[&#A-Za-z0-9;]*+")
_LONGEST_ENTITY = 34


def html_entities(text: str) -> tuple[Sequence[Edit], int]:
    """Replace HTML entities by the characters that they stand for, also where they were escaped twice."""
    edits, decoded = [], 0
    if "&" in text and ";" in text:
        for run in _ENTITIES.finditer(text):
            plain, count = _decoded(run.group())
            decoded += count
            if count:
                edits.append(Edit.between(run.start(), run.group(), plain))
    return edits, decoded


def _decoded(run: str) -> tuple[str, int]:
    """Return a run of letters with its entities decoded, and how many there were.

    An entity ends at its semicolon, and its character may be part of another entity. Characters move from one stack
    to another, so that each is looked at a few times however often it was escaped.
    """
    count, done, left = 0, [], list(reversed(run))
    while left:
        done.append(left.pop())
        if done[-1] != ";":
            continue
        tail = "".join(done[-_LONGEST_ENTITY:])
        entity = tail[max(tail.rfind("&"), 0) :]
        plain = _character_of(entity) if _ENTITY.fullmatch(entity) else entity
        if plain != entity:
            del done[-len(entity) :]
            left += reversed(plain)
            count += 1
    return "".join(done), count


def _character_of(entity: str) -> str:
    """Return the character of an entity: empty if invisible, the entity itself if unknown."""
    if entity[1] != "#":
        plain = html5.get(entity[1:], entity)
    else:
        plain = html.unescape(entity)
        if plain == "\ufffd" or not plain:  # not the number of a character
            return entity
    return _INVISIBLE.sub("", plain).replace("\xa0", " ")


def line_ends(text: str) -> tuple[Sequence[Edit], int]:
    r"""Replace every other kind of line break, and page breaks, by ``\n``."""
    return _without(_LINE_ENDS.finditer(text), "\n")


def trailing_spaces(text: str) -> tuple[Sequence[Edit], int]:
    """Remove white space at the ends of lines."""
    edits, start = [], 0
    for line in text.split("\n"):
        end, kept = start + len(line), len(line.rstrip())
        if kept < len(line):
            edits.append(Edit(start + kept, end))
        start = end + 1
    return edits, len(edits)


def blank_lines(text: str) -> tuple[Sequence[Edit], int]:
    """Leave at most two blank lines in a row, and none at either end."""
    if "\n\n\n\n" not in text and text == text.strip("\n"):
        return (), 0
    return _without(_BLANK_LINES.finditer(text))


# A pinyin syllable without its tone: an initial, if any, and a final.
_SYLLABLE = re.compile(
    "(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?"
    "(?:a|ai|an|ang|ao|e|ei|en|eng|er|o|ong|ou|i|ia|ian|iang|iao|ie|in|ing|iong|iu|u|ua|uai|uan|uang|ue|ui|un|uo"
    "|ü|üe|üan|ün)"
)
_TONES = frozenset("\u0300\u0301\u0304\u0306\u030c")  # grave, acute, macron, caron, and the breve used in its place
_LETTER_FORMS = str.maketrans("ɑɡ", "ag")  # the letters of phonetic fonts
_NEUTRAL = frozenset(["ba", "bo", "de", "ge", "la", "le", "li", "ma", "me", "men", "ne", "tou", "ya", "zhe", "zi"])
_HAN = r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]"
_IN_BRACKETS = r"[(（][^\W\d_][\w\u0300-\u030c]{0,9}[)）]"
_GLOSSES = re.compile(rf"(?<={_HAN})(?:{_IN_BRACKETS})+")
_GLOSS = re.compile(_IN_BRACKETS)


def pinyin_glosses(text: str) -> tuple[Sequence[Edit], int]:
    """Remove pinyin inserted after its characters, as in 電(diàn)腦.

    A syllable with a tone mark is a gloss wherever it follows a Chinese character. One without, like (de), may be an
    English word; it is removed only where the text has at least two marked ones.
    """
    runs = [(run.start(), _GLOSS.findall(run.group())) for run in _GLOSSES.finditer(text)]
    marked = sum(1 for _, brackets in runs for _ in takewhile(_is_marked, brackets))
    is_gloss = _is_marked if marked < 2 else _is_gloss
    glosses = [(start, list(takewhile(is_gloss, brackets))) for start, brackets in runs]
    edits = [Edit(start, start + sum(map(len, some))) for start, some in glosses if some]
    return edits, sum(len(some) for _, some in glosses)


def _is_marked(bracket: str) -> bool:
    """Return whether the brackets hold one pinyin syllable with exactly one tone mark."""
    letters = unicodedata.normalize("NFD", bracket[1:-1].translate(_LETTER_FORMS))
    plain = "".join(letter for letter in letters if letter not in _TONES)
    one_tone = len(letters) - len(plain) == 1
    return one_tone and _SYLLABLE.fullmatch(unicodedata.normalize("NFC", plain)) is not None


def _is_gloss(bracket: str) -> bool:
    """Return whether the brackets hold a pinyin syllable, with a tone mark or of a neutral tone."""
    return bracket[1:-1] in _NEUTRAL or _is_marked(bracket)


_SPACES = " \u3000\xa0"
_SPACE = f"[{_SPACES}]"
_MARKS = "，。、；：！？「」『』（）《》"
_ONE = f"(?:{_HAN}|[0-9])"
_MARK = f"[{_MARKS}]{_SPACE}?"
# Characters with a space, or punctuation, between each two: 今 天 的 天 氣 很 好 ， 我 們
_SPACED_OUT = re.compile(
    rf"(?<![^\s{_MARKS}]){_ONE}(?:(?:{_SPACE}(?:{_MARK})*|(?:{_MARK})+){_ONE}){{5,}}(?:{_SPACE}?[{_MARKS}])*(?![^\s{_MARKS}])"
)
_LONGEST_LIST = 12  # single characters; hours and months are listed like this
# A single space beside a particle that cannot begin a clause, or cannot end one. Many writers use a space as a stop,
# so 也, 將 and 在, which may begin a clause, are not among them.
_BESIDE_PARTICLE = re.compile(
    rf"(?<={_HAN}){_SPACE}(?=(?:的(?![確确士])|[於與与及]){_HAN})|(?<={_HAN}[是於于與与及把被從从由並并而]){_SPACE}(?={_HAN})"
)
_STOPS = re.compile("[，。；：！？]")
# What a space separates at the beginning of a line: the number of a clause, the salutation of a letter.
_HEAD = re.compile(
    r"\s*(?:[（(]?第?[一二三四五六七八九十百千零〇\d]+\S?[)）]?|主旨|說明|说明|依據|依据|附註|附注|備註|备注)\Z"
)
_LONGEST_CLAUSE = 200  # characters on either side of a space that are looked at
_SHORTEST_HEMISTICH = 4
_SHORTEST_LEAD = 8  # characters before a full-width space; fewer are a label


def spaces_in_sentences(text: str) -> tuple[Sequence[Edit], int]:
    """Remove the spaces between the characters of a Chinese sentence.

    That is where every character is spaced out, and where a single space is beside a particle in the middle of a
    sentence. Spaces of headings, labels, verse, names and tables stay, since they may mean something.
    """
    edits: list[Edit] = []
    start = 0
    for line in text.split("\n"):
        closed = _without_spaces(line)
        if closed != line:
            edits += (Edit(start + place, start + place + 1) for place in _left_out(line, closed))
        start += len(line) + 1
    return edits, len(edits)


def _left_out(line: str, closed: str) -> Iterable[int]:
    """Yield the offsets in a line of the characters that its closed-up form has lost."""
    kept = 0
    for place, character in enumerate(line):
        if kept < len(closed) and closed[kept] == character:
            kept += 1
        else:
            yield place


def _without_spaces(line: str) -> str:
    """Return a line without the spaces in its sentences; repeats until no more are found."""
    while any(space in line for space in _SPACES):
        before, line = line, _BESIDE_PARTICLE.sub(_closed_space, _SPACED_OUT.sub(_closed_run, line))
        if line == before:
            break
    return line


def _closed_run(run: re.Match[str]) -> str:
    """Return spaced-out characters without their spaces, unchanged if they may be a list or figures."""
    plain = re.sub(_SPACE, "", run.group())
    is_text = len(plain) > _LONGEST_LIST or _STOPS.search(plain) is not None
    is_spaced_out = 3 * len(run.group()) > 4 * len(plain) and 2 * len(re.findall(_HAN, plain)) > len(plain)
    return plain if is_text and is_spaced_out else run.group()


def _closed_space(space: re.Match[str]) -> str:
    """Return an empty string for a space in the middle of a sentence, else the space."""
    return "" if _in_sentence(space.string, space.start()) else space.group()


def _in_sentence(line: str, place: int) -> bool:
    """Return whether a space is in the middle of a sentence, and separates neither a lead-in nor half a verse."""
    stop = _STOPS.search(line, place, place + _LONGEST_CLAUSE)
    if stop is None:
        return False
    start = max(place - _LONGEST_CLAUSE, 0)
    begin = max((found.end() for found in _STOPS.finditer(line, start, place)), default=start)
    left, right = line[begin:place].strip(), line[place + 1 : stop.start()]
    label = begin == 0 and (_HEAD.match(left) or (line[place] == "\u3000" and len(left) < _SHORTEST_LEAD))
    return not label and (len(left) != len(right) or len(left) < _SHORTEST_HEMISTICH)


# The words of share bars and page furniture, folded, between separators. The companions, names of networks and
# bare words, count as furniture only beside or beneath one of these.
_FURNITURE = re.compile(
    "(?:官方)?微信(?:公众号|公众平台)|官方(?:微信|微博|抖音|网站)|新浪官方微博"
    "|(?:分享|转发|转载)(?:到|至|给):?(?:朋友圈|微信好友|微信|微博|好友)?|(?:一键)?分享:"
    "|(?:责任编辑|责编|网络编辑|本文编辑|本版编辑):[^。!?]{1,20}"
    "|扫(?:一扫|码)(?:$|[,在用关分下打手添查二识])[^。!?]{0,24}"
    "|(?:打印|列印)(?:本页|本文|此页)|关闭(?:窗口|视窗|本页|页面)|(?:返回|回到)(?:顶部|首页|列表|上一页)"
    "|(?:加入|添加)收藏|收藏(?:本页|本文)|点击查看更多"
    "|微信扫一扫(?:关注该公众号|可打开此内容,?(?:使用完整服务)?)?|关注该公众号|(?:轻触|点击|长按)?阅读原文(?:阅读)?"
    "|(?:继续|向上|向左)滑动看下一个|预览时标签不可点|[-—–]+\\s*(?:end|完|the end)\\s*[-—–]+"
    "|网站标识码:?\\d+|[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼台港澳]?icp备\\d+号(?:-\\d+)?|网站地图"
    "|[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]?公网安备\\s?\\d+号|(?:版权所有|copyright|©).{0,40}"
)
_COMPANION = re.compile(
    "微信好友|微信|微博|新浪微博|腾讯微博|朋友圈|qq空间|qq好友|qq|豆瓣|人人网|百度贴吧|抖音|脸书|facebook|twitter"
    "|line|x|在看|赞|留言|精选留言|写留言|复制链接|关注我们|分享|关闭|打印|列印|收藏|点赞|举报|字号:?|大|中|小"
)
_SEPARATORS = re.compile(r"[\s|/·•>»【】\[\]()]+")
_LONGEST_FURNITURE = 60


def share_bar_tail(text: str) -> tuple[Sequence[Edit], int]:
    """Remove the closing lines that belong to the page: share bars, editors, QR hints."""
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
    return (_all_but(lines, range(cut)) if removed else ()), removed


def _all_but(lines: Sequence[str], kept: Sequence[int]) -> list[Edit]:
    """Return the edits that leave only the lines with these indices."""
    ends, end = [], -1
    for line in lines:
        end += 1 + len(line)
        ends.append(end)
    if not kept:
        return [Edit(0, end)]
    gaps = [(before, after) for before, after in pairwise(kept) if after > before + 1]
    edits = [Edit(ends[before], ends[after - 1]) for before, after in gaps]
    return edits + ([Edit(ends[kept[-1]], end)] if kept[-1] < len(lines) - 1 else [])


def _words_of_line(line: str) -> list[str]:
    """Return the parts of a line between separators, folded; a long line is one part."""
    folded = re.sub(r":\s+", ":", fold(line.strip()))
    if len(folded) > _LONGEST_FURNITURE:
        return [folded]
    return [word for word in _SEPARATORS.split(folded) if word]


SHORTEST_REPEATED = 20  # characters; shorter lines may be repeated on purpose, as in songs and forms


def repeated_paragraphs(text: str) -> tuple[Sequence[Edit], int]:
    """Remove immediate repetitions: of a long paragraph, or of the text as a whole."""
    lines = text.split("\n")
    kept: list[int] = []
    last, removed = "", 0
    for number, line in enumerate(lines):
        words = line.strip()
        if words == last and len(words) >= SHORTEST_REPEATED:
            removed += 1
            while not lines[kept[-1]].strip():  # ends: a repeated line that is not blank was kept before
                kept.pop()
            continue
        kept.append(number)
        last = words or last
    once = _once([lines[number] for number in kept])
    removed += sum(1 for number in kept[once:] if lines[number].strip())
    return (_all_but(lines, kept[:once]) if removed else ()), removed


def _once(lines: list[str]) -> int:
    """Return the number of lines after which the whole text repeats, or the number of all lines."""
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
