"""Slips of the pen: words that a collection does not have, spelled like words that it has.

榕成市 for 榕城市, 图书管 for 图书馆, or pinyin in Latin letters. Only suggestions are made, and never for a word that
the collection has, nor for one of two characters that the dictionary has: 实物 and 事务 are both words. Readings are
those of ``pinyin.txt`` (from pypinyin's data, MIT; see ``qa.make_word_tables``), without tones, and all of each
character's: a slip takes any of them, as 馆常 does for 馆长.

Nothing is made of a collection beforehand: what sounds alike is spelled out character by character, and the index is
asked how often it occurs. A question whose words are known asks for some twenty terms, of a microsecond each.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import combinations, islice, product
from pathlib import Path

from embeddings.text.fold import fold
from embeddings.text.words import is_word, segment

LONGEST_TERM = 6  # characters
LONGEST_QUESTION = 120  # characters in which slips are sought
MOST_DOUBTFUL = 24  # characters; where more are unknown, the question is about something else
MOST_CHANGED = 2  # characters of one word
MOST_FOLLOWED = 30  # beginnings of a word in pinyin: the most frequent
LEAST_TOGETHER = 0.6  # of the passages that have the rarer of two characters, for the two to be a word
RARELY_READ = 0.1  # how likely a character is by a reading that is not its usual one
MOST_PARSES = 4  # of one Latin word into syllables
LEAST_LETTERS = 7  # of a Latin word that is taken for pinyin among English words, or is asked in the place of one
REMEMBERED = 1 << 15  # counts of terms
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")
_LATIN = re.compile("[a-z]+")
# Characters of grammar and numbers, which are no slips of a name's, and those that are words by themselves: two of
# either side by side are no slip of another word.
_GRAMMAR = frozenset(
    "的是在有和与及或到从去给对把被为由让请想要会能可不没无多少几谁哪什么怎吗呢吧啊了着过也都就还又再才只很太最更比以于之其此这那我你他她它们"
    "上下里外中前后地得第各每某所将并但而且若如因故则即已一二三四五六七八九十百千万两"
)
_ALONE = _GRAMMAR | frozenset(
    "左右大小高低长短新旧好坏开关来回进出看说问做用买卖带拿放走坐住吃喝写读听学教办交付收发借还年月日时分个名位次本条张件"
)
_PLACES = "市县区镇乡村"  # with which the name of a place goes on
# What pinyin questions ask with; these need not stand in the collection.
_ASKING_WORDS = """
几点 jidian, 几时 jishi, 什么 shenme, 什么时候 shenmeshihou, 多少 duoshao, 多少钱 duoshaoqian, 谁 shui, 谁 shei,
哪里 nali, 在哪 zaina, 在哪里 zainali, 怎么 zenme, 怎么办 zenmeban, 电话 dianhua, 时间 shijian, 地址 dizhi,
是 shi, 的 de, 在 zai, 吗 ma, 有 you, 几 ji, 如何 ruhe, 为什么 weishenme, 多久 duojiu, 是谁 shishui, 是谁 shishei,
哪天 natian, 号码 haoma
"""


_ASKING_CHARACTERS = ("几点时么钱谁里办电话间吗为码", "幾點時麼錢誰裡辦電話間嗎為碼")  # where the articles are so
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Slip:
    """Where a question has a slip, and the word that may have been meant: folded, and as it is to be shown."""

    start: int
    end: int
    meant: str
    shown: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question as it may have been meant, and its slips; ``spelled`` where all of it was pinyin."""

    question: str
    slips: tuple[Slip, ...] = ()
    spelled: bool = False


class Vocabulary:
    """A collection's words: how many passages have each, and how they write it. Remembers counts, and no words."""

    def __init__(self, count: Callable[[str], int], written: Callable[[str], str]) -> None:
        """Take what counts the passages with a folded term, and what gives a word as one of them writes it, if any."""
        self.count = lru_cache(REMEMBERED)(count)
        self.written = written

    @classmethod
    def from_terms(cls, terms: Iterable[tuple[str, int]]) -> "Vocabulary":
        """Make one of folded terms with their counts: characters, pairs, and words of three characters or more."""
        counts = dict(terms)
        return cls(lambda term: counts.get(term, 0), lambda term: term)

    def often(self, word: str) -> int:
        """Return in how many passages a folded word is; of a word within others, as 图书馆 in 市图书馆, at most."""
        counted = self.count(word)
        if counted or len(word) < 3 or not is_word(word):
            return counted
        return min(map(self.count, _pairs(word)))

    def is_name(self, pair: str) -> bool:
        """Return whether one of two characters occurs mostly beside the other, which no chance neighbours do."""
        return self.count(pair) >= LEAST_TOGETHER * max(1, min(map(self.count, pair)))

    def knows(self, word: str) -> bool:
        """Return whether what has two characters or more occurs, and is a word."""
        return self.often(word) > 0 and (len(word) > 2 or is_word(word) or self.is_name(word))


def suggest(question: str, words: Vocabulary) -> Suggestion:
    """Return the question with its slips replaced by words of the collection; unchanged where none is found."""
    folded = fold(question)
    if len(folded) > LONGEST_QUESTION:
        return Suggestion(question)
    slips, spelled = _pinyin(folded, words)
    for place, term in [] if slips else _Written(folded, words).slips():
        if all(place[1] <= other.start or other.end <= place[0] for other in slips):
            written = words.written(term)
            if written:
                slips.append(Slip(*place, term, _in_script(question, place, term, written)))
    slips.sort(key=lambda slip: slip.start)
    meant, at = "", 0
    for slip in slips:
        between = question[at : slip.start]
        meant += ("" if between.isspace() else between) + slip.shown
        at = slip.end
    return Suggestion(meant + question[at:], tuple(slips), spelled)


def _in_script(question: str, place: Place, term: str, written: str) -> str:
    """Return a word as the question would have it: characters that were right stay, the others are of its script."""
    is_simplified = all(character == folded for character, folded in zip(question, fold(question), strict=True))
    said = question[place[0] : place[1]]
    other = term if is_simplified else written
    return "".join(old if fold(old) == new else shown for old, new, shown in zip(said, term, other, strict=True))


# Readings


@cache
def _spellings() -> dict[str, tuple[str, str]]:
    """Return the characters of each toneless syllable: those mostly read so, and others that can be."""
    lines = Path(__file__).with_name("pinyin.txt").read_text(encoding="utf-8").splitlines()
    parts = ((*line.split(" "), "")[:3] for line in lines)
    return {syllable: (mostly, also) for syllable, mostly, also in parts}


@cache
def _readings() -> dict[str, tuple[str | None, tuple[str, ...]]]:
    """Return the syllable of each character, and those that it can be besides."""
    mostly = {character: syllable for syllable, (some, _) in _spellings().items() for character in some}
    also: dict[str, list[str]] = {}
    for syllable, (_, some) in _spellings().items():
        for character in some:
            also.setdefault(character, []).append(syllable)
    return {one: (mostly.get(one), tuple(also.get(one, ()))) for one in mostly.keys() | also.keys()}


@lru_cache(maxsize=2048)
def homophones(character: str) -> str:
    """Return the characters that sound like a folded one; one of the two is mostly read so, the other at least can be.

    滑 and 苦 can both be read gu, and nobody takes one for the other.
    """
    mostly, also = _readings().get(character, (None, ()))
    alike = "" if mostly is None else "".join(_spellings()[mostly])
    alike += "".join(_spellings()[syllable][0] for syllable in also)
    return "".join(dict.fromkeys(alike.replace(character, "")))


# Homophones


class _Written:
    """A folded question, and what of it is known: words of the collection, and of two characters the dictionary's."""

    def __init__(self, folded: str, words: Vocabulary) -> None:
        self._folded = folded
        self._words = words
        known = [*self._known_words()]
        names = [pair for pair in self._pairs() if words.is_name(folded[slice(*pair)])]
        self._fixed = {at for start, end in (*known, *names) for at in range(start, end)}
        self._inside = {at for start, end in known for at in range(start + 1, end)}
        doubtful = {*self._doubtful_places()}
        self._doubtful = doubtful if len(doubtful) <= MOST_DOUBTFUL else set()

    def _known_words(self) -> Iterator[Place]:
        at = 0
        for word in segment(self._folded):
            if len(word) > 1 and (self._words.often(word) or (len(word) == 2 and is_word(word))):
                yield at, at + len(word)
            at += len(word)

    def _pairs(self) -> Iterator[Place]:
        """Yield where two Chinese characters are side by side."""
        for run in _CHINESE.finditer(self._folded):
            yield from ((at, at + 2) for at in range(run.start(), run.end() - 1))

    def _doubtful_places(self) -> Iterator[int]:
        """Yield where a character of no known word stands beside one that the collection never has there."""
        for start, end in self._pairs():
            if not self._words.count(self._folded[start:end]):
                places = (at for at in range(start, end) if at not in self._fixed)
                yield from (at for at in places if self._folded[at] not in _GRAMMAR)

    def slips(self) -> list[tuple[Place, str]]:
        """Return the places where a word of the collection sounds like what is written, the likeliest first."""
        ranked = []
        for start, end in self._windows():
            term = self._meant(start, end)
            if term is not None:
                kept = sum(one == other for one, other in zip(self._folded[start:end], term, strict=True))
                ranked.append((-kept, start - end, -self._words.often(term), start, end, term))
        return [((start, end), term) for *_, start, end, term in sorted(ranked)]

    def _windows(self) -> Iterator[Place]:
        """Yield the places around doubtful characters that cut no known word."""
        around = {
            (start, end)
            for at in self._doubtful
            for start in range(max(0, at - LONGEST_TERM + 1), at + 1)
            for end in range(max(at + 1, start + 2), start + LONGEST_TERM + 1)
        }
        for start, end in sorted(around):
            if _CHINESE.fullmatch(self._folded, start, end) and self._inside.isdisjoint((start, end)):
                yield start, end

    def _meant(self, start: int, end: int) -> str | None:
        """Return the word that a place sounds like, the fewest characters changed, if it is worth suggesting.

        Nothing is changed of two characters that the collection has side by side.
        """
        written = self._folded[start:end]
        is_pair = len(written) == 2 and (is_word(written) or not _ALONE.isdisjoint(written))
        if len(written) < end - start or is_pair or self._words.often(written):
            return None
        held = {at + one for at, pair in enumerate(_pairs(written)) if self._words.count(pair) for one in (0, 1)}
        doubtful = [at - start for at in range(start, end) if at in self._doubtful and at - start not in held]
        for most in range(1, min(MOST_CHANGED, len(written) - 1) + 1):
            alike = (term for changed in combinations(doubtful, most) for term in self._alike(written, changed))
            fitting = (term for term in alike if self._fits(term, start, end))
            found = max(fitting, key=lambda term: (self._words.often(term), term), default=None)
            if found is not None:
                return found
        return None

    def _alike(self, written: str, changed: Sequence[int]) -> Iterator[str]:
        """Yield the words of the collection that sound like what is written and differ at these places only."""

        def goes(character: str, at: int) -> bool:
            """Whether a character goes with those of its neighbours in the word that stay."""
            beside = [written[at - 1] + character] if at and at - 1 not in changed else []
            beside += [character + written[at + 1]] if at + 1 < len(written) and at + 1 not in changed else []
            return all(map(self._words.count, beside))

        options = [[one for one in homophones(written[at]) if goes(one, at)] for at in changed]
        for chosen in product(*options):
            term = list(written)
            for at, character in zip(changed, chosen, strict=True):
                term[at] = character
            if self._words.knows("".join(term)):
                yield "".join(term)

    def _fits(self, term: str, start: int, end: int) -> bool:
        """Return whether a word may begin and end where it would: at known words, or where the collection has both."""
        left, right = self._folded[start - 1 : start], self._folded[end : end + 1]
        return (self._ends(start - 1, left) or self._words.count(left + term[0]) > 0) and (
            self._ends(end, right) or self._words.count(term[-1] + right) > 0
        )

    def _ends(self, at: int, character: str) -> bool:
        return at in self._fixed or character in _GRAMMAR or _CHINESE.fullmatch(character) is None


def _pairs(word: str) -> list[str]:
    return [word[at : at + 2] for at in range(len(word) - 1)]


# Pinyin in Latin letters


def _pinyin(folded: str, words: Vocabulary) -> tuple[list[Slip], bool]:
    """Return the Latin words of a question that are pinyin of the collection's, and whether it surely is all pinyin.

    Where all Latin words that the collection does not have are pinyin, those that ask are taken along.
    """
    latin = [found for found in _LATIN.finditer(folded) if not words.count(found.group())]
    meant = [_spelled(found.group(), words) for found in latin]
    own = [any(word.own for word in some) for some in meant]
    is_traditional = any(word.written != word.term for some in meant for word in some)
    asking = str.maketrans(*_ASKING_CHARACTERS) if is_traditional else {}
    all_pinyin = all(meant) and any(own)
    slips = []
    for found, some, is_own in zip(latin, meant, own, strict=True):
        if some and (all_pinyin or (is_own and len(found.group()) >= LEAST_LETTERS)):
            term, shown = "".join(word.term for word in some), "".join(word.written for word in some)
            slips.append(Slip(found.start(), found.end(), term, shown.translate(asking)))
    letters = sum(len(found.group()) for found in latin)  # women may be the English word
    return slips, all_pinyin and letters >= LEAST_LETTERS and _CHINESE.search(folded) is None


@dataclass(frozen=True, slots=True)
class _Spelled:
    """A folded word that syllables spell, as it is written, and whether the collection has it."""

    term: str
    written: str
    own: bool


def _spelled(latin: str, words: Vocabulary) -> list[_Spelled]:
    """Return the words that a Latin word spells, the longest first; nothing if it is no pinyin of theirs."""
    for syllables in _parsed(latin):
        found: list[_Spelled] = []
        at = 0
        while at < len(syllables):
            size, word = _longest(syllables[at:], words)
            if word is None:
                break
            found.append(word)
            at += size
        if found and at == len(syllables):
            return found
    return []


def _longest(syllables: list[str], words: Vocabulary) -> tuple[int, _Spelled | None]:
    """Return the longest word that syllables begin with, and how many it takes."""
    sounding = _sounding(syllables[:LONGEST_TERM], words)
    for size in range(min(LONGEST_TERM, len(syllables)), 0, -1):
        asking = _asking().get("".join(syllables[:size]))
        if asking is not None:
            return size, _Spelled(asking, asking, own=False)
        for term in sounding.get(size, []):
            for whole in (*_places(term, syllables[size : size + 1], words), term):
                written = words.written(whole)
                if written:
                    return len(whole), _Spelled(whole, written, own=True)
    return 0, None


def _places(name: str, following: Sequence[str], words: Vocabulary) -> list[str]:
    """Return a name with what the syllable after it may make of it: 榕城市, which is in no dictionary."""
    kinds = [kind for syllable in following for kind in "".join(_spellings()[syllable]) if kind in _PLACES]
    return [name + kind for kind in kinds if words.count(name[-1] + kind)]


def _sounding(syllables: list[str], words: Vocabulary) -> dict[int, list[str]]:
    """Return the words of the collection that syllables begin with, by their length, the most frequent first."""
    begun = [one for one in "".join(_spellings()[syllables[0]]) if words.count(one)]
    found = {}
    for size, syllable in enumerate(syllables[1:], start=2):
        said = "".join(_spellings()[syllable])
        longer = [one + other for one in begun for other in said if words.count(one[-1] + other)]
        begun = sorted(longer, key=lambda term: (-min(map(words.count, _pairs(term))), term))
        found[size] = sorted(filter(words.knows, begun), key=lambda term: (-_likely(term, syllables, words), term))
        begun = begun[:MOST_FOLLOWED]
    return found


def _likely(term: str, syllables: Sequence[str], words: Vocabulary) -> float:
    """Return how often a word occurs, less where its characters are rarely read so: weizhi is 位置 before 机制."""
    rarely = sum(_readings()[one][0] != syllable for one, syllable in zip(term, syllables, strict=False))
    return words.often(term) * float(RARELY_READ**rarely)


@cache
def _asking() -> dict[str, str]:
    """Return the words that ask by how they are spelled."""
    pairs = (entry.split() for entry in _ASKING_WORDS.split(","))
    return {spelling: word for word, spelling in pairs}


@lru_cache(maxsize=256)
def _parsed(latin: str) -> list[list[str]]:
    """Return the ways in which a Latin word is a row of syllables, those of the fewest syllables first."""
    return sorted(islice(_parses(latin), MOST_PARSES), key=len)


def _parses(latin: str) -> Iterator[list[str]]:
    if not latin:
        yield []
        return
    for size in range(min(6, len(latin)), 0, -1):
        if latin[:size] in _syllables():
            yield from ([latin[:size], *rest] for rest in _parses(latin[size:]))


@cache
def _syllables() -> frozenset[str]:
    return frozenset(_spellings()) - {"m", "n", "ng", "hng"}
