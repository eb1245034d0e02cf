"""Pinyin: the readings of characters, and the words of a build that Latin words of a question spell.

The readings, without tones, are those of ``pinyin.txt`` (from pypinyin's data, MIT; see ``qa.make_word_tables``).
"""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice
from pathlib import Path

from qa.lexicon import Lexicon, pairs_of

LONGEST_WORD = 6  # characters
MOST_FOLLOWED = 30  # prefixes of a word that are extended: the most frequent ones
RARELY_READ = 0.1  # weight of a character's unusual reading
LONGEST_SYLLABLE = 6  # letters
MOST_LOOKED_UP = 5  # homophones whose original spelling is looked up
MOST_PARSES = 4  # of one Latin word into syllables
LEAST_LETTERS = 7  # of a Latin word that counts as pinyin among English words
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_LATIN = re.compile("[a-z]+")
_PLACES = "市县区镇乡村"  # may follow the name of a place
# Question words in pinyin questions; these need not be in the collection.
_ASKING_WORDS = """
几点 jidian, 几时 jishi, 什么 shenme, 什么时候 shenmeshihou, 多少 duoshao, 多少钱 duoshaoqian, 谁 shui, 谁 shei,
哪里 nali, 在哪 zaina, 在哪里 zainali, 怎么 zenme, 怎么办 zenmeban, 电话 dianhua, 时间 shijian, 地址 dizhi,
是 shi, 的 de, 在 zai, 吗 ma, 有 you, 几 ji, 如何 ruhe, 为什么 weishenme, 多久 duojiu, 是谁 shishui, 是谁 shishei,
哪天 natian, 号码 haoma
"""
_ASKING_CHARACTERS = ("几点时么钱谁里办电话间吗为码", "幾點時麼錢誰裡辦電話間嗎為碼")  # simplified, traditional


@dataclass(frozen=True, slots=True)
class Spelled:
    """The position of a Latin word in a question, and the word that it spells: folded, and as the articles write it."""

    start: int
    end: int
    term: str
    written: str


@cache
def _spellings() -> dict[str, tuple[str, str]]:
    """Return the characters of each toneless syllable: those with it as usual reading, and those with it as another."""
    lines = Path(__file__).with_name("pinyin.txt").read_text(encoding="utf-8").splitlines()
    parts = ((*line.split(" "), "")[:3] for line in lines)
    return {syllable: (mostly, also) for syllable, mostly, also in parts}


@cache
def _readings() -> dict[str, tuple[str | None, tuple[str, ...]]]:
    """Return the usual syllable of each character, and its other ones."""
    mostly = {character: syllable for syllable, (some, _) in _spellings().items() for character in some}
    also: dict[str, list[str]] = {}
    for syllable, (_, some) in _spellings().items():
        for character in some:
            also.setdefault(character, []).append(syllable)
    return {one: (mostly.get(one), tuple(also.get(one, ()))) for one in mostly.keys() | also.keys()}


@lru_cache(maxsize=2048)
def homophones(character: str) -> str:
    """Return the homophones of a folded character: the usual reading of one of the two is some reading of the other.

    滑 and 苦 can both be read gu, but nobody confuses them.
    """
    mostly, also = _readings().get(character, (None, ()))
    alike = "" if mostly is None else "".join(_spellings()[mostly])
    alike += "".join(_spellings()[syllable][0] for syllable in also)
    return "".join(dict.fromkeys(alike.replace(character, "")))


def spelled_out(folded: str, words: Lexicon) -> tuple[list[Spelled], bool]:
    """Return the Latin words of a question that spell words of the collection, and whether it is certainly all pinyin.

    If all unknown Latin words are pinyin, question words in pinyin are included.
    """
    latin = [found for found in _LATIN.finditer(folded) if not words.count(found.group())]
    meant = [_spelled(found.group(), words) for found in latin]
    own = [any(word.own for word in some) for some in meant]
    is_traditional = any(word.written != word.term for some in meant for word in some)
    asking = str.maketrans(*_ASKING_CHARACTERS) if is_traditional else {}
    all_pinyin = all(meant) and any(own)
    spelled = []
    for found, some, is_own in zip(latin, meant, own, strict=True):
        if some and (all_pinyin or (is_own and len(found.group()) >= LEAST_LETTERS)):
            term, written = "".join(word.term for word in some), "".join(word.written for word in some)
            spelled.append(Spelled(found.start(), found.end(), term, written.translate(asking)))
    letters = sum(len(found.group()) for found in latin)  # "women" may be English
    return spelled, all_pinyin and letters >= LEAST_LETTERS and _CHINESE.search(folded) is None


@dataclass(frozen=True, slots=True)
class _Word:
    """A folded word spelled by syllables, its original spelling, and whether the collection has it."""

    term: str
    written: str
    own: bool


def _spelled(latin: str, words: Lexicon) -> list[_Word]:
    """Return the words that a Latin word spells, the longest first; empty if it is not pinyin of any."""
    for syllables in _parsed(latin):
        found: list[_Word] = []
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


def _longest(syllables: list[str], words: Lexicon) -> tuple[int, _Word | None]:
    """Return the longest word that begins a row of syllables, and the number of syllables that it takes."""
    sounding = _sounding(syllables[:LONGEST_WORD], words)
    for size in range(min(LONGEST_WORD, len(syllables)), 0, -1):
        asking = _asking().get("".join(syllables[:size]))
        if asking is not None:
            return size, _Word(asking, asking, own=False)
        for term in sounding.get(size, [])[:MOST_LOOKED_UP]:
            for whole in (*_places(term, syllables[size : size + 1], words), term):
                written = words.written(whole)
                if written:
                    return len(whole), _Word(whole, written, own=True)
    return 0, None


def _places(name: str, following: Sequence[str], words: Lexicon) -> list[str]:
    """Return a name extended by the next syllable, as in 榕城市, which is in no dictionary."""
    kinds = [kind for syllable in following for kind in "".join(_spellings()[syllable]) if kind in _PLACES]
    return [name + kind for kind in kinds if words.count(name[-1] + kind)]


def _sounding(syllables: list[str], words: Lexicon) -> dict[int, list[str]]:
    """Return the words of the collection at the beginning of syllables, by length, the most frequent first."""
    begun = [one for one in "".join(_spellings()[syllables[0]]) if words.count(one)]
    found = {}
    for size, syllable in enumerate(syllables[1:], start=2):
        said = "".join(_spellings()[syllable])
        longer = [one + other for one in begun for other in said if words.count(one[-1] + other)]
        begun = sorted(longer, key=lambda term: (-min(map(words.count, pairs_of(term))), term))
        found[size] = sorted(filter(words.knows, begun), key=lambda term: (-_likely(term, syllables, words), term))
        begun = begun[:MOST_FOLLOWED]
    return found


def _likely(term: str, syllables: Sequence[str], words: Lexicon) -> float:
    """Return a word's frequency, reduced for unusual readings: weizhi is 位置 before 机制."""
    rarely = sum(_readings()[one][0] != syllable for one, syllable in zip(term, syllables, strict=False))
    return words.often(term) * float(RARELY_READ**rarely)


@cache
def _asking() -> dict[str, str]:
    """Return the question words by their spelling."""
    pairs = (entry.split() for entry in _ASKING_WORDS.split(","))
    return {spelling: word for word, spelling in pairs}


@lru_cache(maxsize=256)
def _parsed(latin: str) -> list[list[str]]:
    """Return the ways to split a Latin word into syllables, those with the fewest syllables first."""
    leads = {len(latin)}  # offsets from which syllables reach the end
    for at in range(len(latin) - 1, -1, -1):
        if any(end in leads and latin[at:end] in _syllables() for end in range(at + 1, at + LONGEST_SYLLABLE + 1)):
            leads.add(at)
    return sorted(islice(_parses(latin, 0, leads), MOST_PARSES), key=len)


def _parses(latin: str, at: int, leads: Set[int]) -> Iterator[list[str]]:
    """Yield the ways to split a Latin word into syllables from an offset on, the longest syllables first."""
    if at == len(latin):
        yield []
    for end in range(min(at + LONGEST_SYLLABLE, len(latin)), at, -1):
        if end in leads and latin[at:end] in _syllables():
            yield from ([latin[at:end], *rest] for rest in _parses(latin, end, leads))


@cache
def _syllables() -> frozenset[str]:
    return frozenset(_spellings()) - {"m", "n", "ng", "hng"}
