"""Cures for the diseases of scraped Chinese text.

Each rule takes out one thing that it can name and says how often; what people see is otherwise not rewritten,
so half-width commas, the spaces of headings and verse, and the author's own wording stay. A rule says what it would
edit and where, so that what was found in the raw text, as its blocks were, can be found in the clean one.
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
    """A text after cleaning, what was taken out of it by which rule, and how that moved its characters."""

    text: str
    removals: tuple[Removal, ...]
    shifts: tuple[Shift, ...] = ()

    def moved(self, offset: int) -> int:
        """Return where an offset of the raw text is in the clean one; what is gone is where it was taken out."""
        for shift in self.shifts:
            offset = shift.moved(offset)
        return offset


def clean(text: str) -> Cleaned:
    """Return the text with every rule applied in order; cleaning it again changes nothing."""
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


# Control, formatting and private-use characters. A joiner after an emoji is part of a picture and stays.
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f"
    r"\ufeff\ufff9-\ufffb\ue000-\uf8ff\U000e0001-\U000e007f\U000f0000-\U0010ffff\ud800-\udfff]"
    r"|(?<![\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])\u200d"
)
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# The look-behinds keep a long run from being tried again from each of its characters.
_BLANK_LINES = re.compile(r"\A\n+|(?<!\n)\n+\Z|(?<=\n\n\n)(?<!\n\n\n\n)\n+")


def invisible_characters(text: str) -> tuple[Sequence[Edit], int]:
    """Take out zero-width, byte-order, control and private-use characters."""
    if text.replace("\n", "").isprintable():  # as nearly all texts are, and this is told at once
        return (), 0
    return _without(_INVISIBLE.finditer(text))


def _without(found: Iterable[re.Match[str]], instead: str = "") -> tuple[Sequence[Edit], int]:
    """Return the edits that put something, or nothing, in the place of each match."""
    edits = [Edit(match.start(), match.end(), instead) for match in found]
    return edits, len(edits)


# An entity with its semicolon, as it is left over where a page was taken for text.
_ENTITY = re.compile("&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


# All that one can be made of, where it stands: so far reaches what was escaped several times.
_ENTITIES = re.compile("(?<![&#A-Za-z0-9;])[#A-Za-z0-9;]*+&[&#A-Za-z0-9;]*+")
_LONGEST_ENTITY = 34


def html_entities(text: str) -> tuple[Sequence[Edit], int]:
    """Put the characters that HTML entities stand for in their place, also where they were escaped twice."""
    edits, decoded = [], 0
    if "&" in text and ";" in text:
        for run in _ENTITIES.finditer(text):
            plain, count = _decoded(run.group())
            decoded += count
            if count:
                edits.append(Edit.between(run.start(), run.group(), plain))
    return edits, decoded


def _decoded(run: str) -> tuple[str, int]:
    """Return a run of letters without its entities, and how many there were.

    An entity ends where its semicolon comes, and what it stands for may be part of another: characters come from
    a stack and go to one, so that each is looked at a few times however often it was escaped.
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
    """Return what an entity stands for, nothing where that is invisible, and the entity itself if it is unknown."""
    if entity[1] != "#":
        plain = html5.get(entity[1:], entity)
    else:
        plain = html.unescape(entity)
        if plain == "\ufffd" or not plain:  # a number that no character has
            return entity
    return _INVISIBLE.sub("", plain).replace("\xa0", " ")


def line_ends(text: str) -> tuple[Sequence[Edit], int]:
    r"""Put ``\n`` in the place of every other kind of line and page break."""
    return _without(_LINE_ENDS.finditer(text), "\n")


def trailing_spaces(text: str) -> tuple[Sequence[Edit], int]:
    """Take out white space at the ends of lines."""
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
_TONES = frozenset("\u0300\u0301\u0304\u0306\u030c")  # grave, acute, macron, and caron or the breve put for it
_LETTER_FORMS = str.maketrans("ɑɡ", "ag")  # the letters of phonetic fonts
_NEUTRAL = frozenset(["ba", "bo", "de", "ge", "la", "le", "li", "ma", "me", "men", "ne", "tou", "ya", "zhe", "zi"])
_HAN = r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]"
_IN_BRACKETS = r"[(（][^\W\d_][\w\u0300-\u030c]{0,9}[)）]"
_GLOSSES = re.compile(rf"(?<={_HAN})(?:{_IN_BRACKETS})+")
_GLOSS = re.compile(_IN_BRACKETS)


def pinyin_glosses(text: str) -> tuple[Sequence[Edit], int]:
    """Take out pinyin spliced in after its characters, as in 電(diàn)腦.

    A syllable with a tone mark is a gloss wherever it follows a Chinese character. One without, like (de), is
    an English word as well; it is taken out only where two or more marked ones show the disease.
    """
    runs = [(run.start(), _GLOSS.findall(run.group())) for run in _GLOSSES.finditer(text)]
    marked = sum(1 for _, brackets in runs for _ in takewhile(_is_marked, brackets))
    is_gloss = _is_marked if marked < 2 else _is_gloss
    glosses = [(start, list(takewhile(is_gloss, brackets))) for start, brackets in runs]
    edits = [Edit(start, start + sum(map(len, some))) for start, some in glosses if some]
    return edits, sum(len(some) for _, some in glosses)


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


def spaces_in_sentences(text: str) -> tuple[Sequence[Edit], int]:
    """Take out the spaces that stand between the characters of a Chinese sentence.

    They are where every character is spaced out, and where a single one stands beside a particle in the middle
    of a sentence. Those of headings, labels, verse, names and tables stay: nobody can say that they mean nothing.
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
    """Yield the places in a line of the characters that it has lost."""
    kept = 0
    for place, character in enumerate(line):
        if kept < len(closed) and closed[kept] == character:
            kept += 1
        else:
            yield place


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


def share_bar_tail(text: str) -> tuple[Sequence[Edit], int]:
    """Take out the lines at the end that belong to the page: share bars, editors, QR hints."""
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
    """Return the edits that leave of lines only those of some numbers, in order."""
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
    """Return what stands between the separators of a line, folded; a long line is one word."""
    folded = re.sub(r":\s+", ":", fold(line.strip()))
    if len(folded) > _LONGEST_FURNITURE:
        return [folded]
    return [word for word in _SEPARATORS.split(folded) if word]


SHORTEST_REPEATED = 20  # characters; shorter lines are repeated on purpose, as in songs and forms


def repeated_paragraphs(text: str) -> tuple[Sequence[Edit], int]:
    """Take out what is said twice in a row: a long paragraph, or the text as a whole."""
    lines = text.split("\n")
    kept: list[int] = []
    last, removed = "", 0
    for number, line in enumerate(lines):
        words = line.strip()
        if words == last and len(words) >= SHORTEST_REPEATED:
            removed += 1
            while not lines[kept[-1]].strip():  # what is said twice was said, so there is a line that is not blank
                kept.pop()
            continue
        kept.append(number)
        last = words or last
    once = _once([lines[number] for number in kept])
    removed += sum(1 for number in kept[once:] if lines[number].strip())
    return (_all_but(lines, kept[:once]) if removed else ()), removed


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
