"""Slips of the pen: words that a collection does not have, spelled like words that it has.

榕成市 for 榕城市, 图书管 for 图书馆, or pinyin in Latin letters. Only suggestions are made, and never for a word that
the collection has, nor for one of two characters that the dictionary has: 实物 and 事务 are both words. Readings are
those of ``pinyin.txt`` (from pypinyin's data, MIT; see ``qa.make_word_tables``), without tones, and all of each
character's: a slip takes any of them, as 馆常 does for 馆长.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice, product
from pathlib import Path

from embeddings.text.fold import fold
from embeddings.text.words import is_word, segment

LONGEST_TERM = 6  # characters
MOST_READINGS = 8  # of one term that are indexed
MOST_PARSES = 4  # of one Latin word into syllables
LEAST_LETTERS = 5  # of a Latin word that is taken for pinyin among English words
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")
_LATIN = re.compile("[a-z]+")
# Characters that stand alone as words; two of them side by side are no slip of another word.
_ALONE = frozenset(
    "的是在有和与及或到从去给对把被为由让请想要会能可不没无多少几谁哪什么怎吗呢吧啊了着过也都就还又再才只很太最更比以于之其此这那我你他她它们"
    "上下里外中前后左右大小高低长短新旧好坏开关来回进出看说问做用买卖带拿放走坐住吃喝写读听学教办交付收发借还年月日时分个名位次本条张件"
)
# What pinyin questions ask with; these need not stand in the collection.
_ASKING_WORDS = """
几点 jidian, 几时 jishi, 什么 shenme, 什么时候 shenmeshihou, 多少 duoshao, 多少钱 duoshaoqian, 谁 shui, 谁 shei,
哪里 nali, 在哪 zaina, 在哪里 zainali, 怎么 zenme, 怎么办 zenmeban, 电话 dianhua, 时间 shijian, 地址 dizhi,
是 shi, 的 de, 在 zai, 吗 ma, 有 you, 几 ji, 如何 ruhe, 为什么 weishenme, 多久 duojiu, 是谁 shishui, 是谁 shishei,
哪天 natian, 号码 haoma
"""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question as it may have been meant, and the words replaced in it: as written, as meant (folded)."""

    question: str
    replaced: tuple[tuple[str, str], ...] = ()


class PinyinIndex:
    """A collection's words by how they sound."""

    def __init__(self, counts: Mapping[str, int], by_sound: Mapping[str, tuple[str, ...]]) -> None:
        """Take how often each folded word occurs, and for each sound its words, the most frequent first."""
        self.counts = counts
        self._by_sound = by_sound

    @classmethod
    def from_terms(cls, terms: Iterable[tuple[str, int]]) -> "PinyinIndex":
        """Make one of a collection's folded words with their counts; only Chinese ones are found by their sound."""
        counts = dict(terms)
        by_sound: dict[str, list[str]] = {}
        for term in sorted(counts, key=lambda term: (-counts[term], term)):
            if 2 <= len(term) <= LONGEST_TERM and _CHINESE.fullmatch(term):
                for sound in sounds(term):
                    by_sound.setdefault(sound, []).append(term)
        return cls(counts, {sound: tuple(words) for sound, words in by_sound.items()})

    def sounding(self, sound: str) -> tuple[str, ...]:
        """Return the words of one sound, the most frequent first."""
        return self._by_sound.get(sound, ())

    def alike(self, word: str) -> Iterator[str]:
        """Yield the words that sound like a folded Chinese word."""
        for sound in sounds(word):
            yield from self.sounding(sound)


@cache
def _readings() -> dict[str, tuple[str, ...]]:
    """Return the toneless syllables of each character."""
    readings: dict[str, list[str]] = {}
    for line in Path(__file__).with_name("pinyin.txt").read_text(encoding="utf-8").splitlines():
        syllable, _, characters = line.partition(" ")
        for character in characters:
            readings.setdefault(character, []).append(syllable)
    return {character: tuple(found) for character, found in readings.items()}


def sounds(word: str) -> list[str]:
    """Return how a folded Chinese word may sound, syllables divided by blanks; nothing if a character is unknown."""
    readings = _readings()
    if any(character not in readings for character in word):
        return []
    return [" ".join(said) for said in islice(product(*(readings[character] for character in word)), MOST_READINGS)]


def suggest(question: str, index: PinyinIndex) -> Suggestion:
    """Return the question with its slips replaced by words of the collection; unchanged where none is found."""
    folded = fold(question)
    chosen: list[tuple[int, int, str]] = []
    found = [*_pinyin(folded, index)] or [*_homophones(folded, index)]
    for start, end, term in found:
        if all(end <= first or last <= start for first, last, _ in chosen):
            chosen.append((start, end, term))
    chosen.sort()
    meant, at = "", 0
    for start, end, term in chosen:
        between = question[at:start]
        meant += ("" if between.isspace() else between) + term
        at = end
    return Suggestion(meant + question[at:], tuple((question[start:end], term) for start, end, term in chosen))


# Homophones


def _homophones(folded: str, index: PinyinIndex) -> list[tuple[int, int, str]]:
    """Return the places where a word of the collection sounds like what is written, the likeliest first."""
    ranked = []
    fixed = _known_words(folded, index)
    for run in _CHINESE.finditer(folded):
        for start, end in _windows(run.start(), run.end()):
            if any(first < edge < last for first, last in fixed for edge in (start, end)):
                continue  # a known word would be cut
            term = _meant(folded, start, end, fixed, index)
            if term is not None:
                kept = sum(one == other for one, other in zip(folded[start:end], term, strict=True))
                ranked.append((-kept, start - end, -index.counts[term], start, end, term))
    return [(start, end, term) for *_, start, end, term in sorted(ranked)]


def _windows(start: int, end: int) -> Iterator[tuple[int, int]]:
    for first in range(start, end - 1):
        for last in range(first + 2, min(first + LONGEST_TERM, end) + 1):
            yield first, last


def _known_words(folded: str, index: PinyinIndex) -> list[tuple[int, int]]:
    """Return where the words of two characters or more stand that the collection or the dictionary has."""
    known, at = [], 0
    for word in segment(folded):
        if len(word) > 1 and (word in index.counts or is_word(word)):
            known.append((at, at + len(word)))
        at += len(word)
    return known


def _meant(folded: str, start: int, end: int, fixed: list[tuple[int, int]], index: PinyinIndex) -> str | None:
    """Return the word of the collection that a place sounds like, if it is one worth suggesting."""
    written = folded[start:end]
    if written in index.counts or (len(written) == 2 and (is_word(written) or not _ALONE.isdisjoint(written))):
        return None
    within = [place for place in fixed if start <= place[0] and place[1] <= end and place != (start, end)]
    inside = [(first - start, last - start) for first, last in within]
    for term in index.alike(written):
        kept = sum(one == other for one, other in zip(written, term, strict=True))
        enough = kept > 0 and (len(term) > 2 or index.counts[term] > 1 or is_word(term))
        if enough and all(term[first:last] == written[first:last] for first, last in inside):
            return term
    return None


# Pinyin in Latin letters


def _pinyin(folded: str, index: PinyinIndex) -> Iterator[tuple[int, int, str]]:
    """Yield the Latin words of a question that are pinyin of words of the collection, with those words.

    Where all Latin words are pinyin, those that ask are taken along.
    """
    latin = [found for found in _LATIN.finditer(folded) if found.group() not in index.counts]
    meant = [_spelled(found.group(), index) for found in latin]
    all_pinyin = all(meant) and any(from_collection for words in meant for _, from_collection in words)
    for found, words in zip(latin, meant, strict=True):
        own = any(from_collection for _, from_collection in words)
        if words and (all_pinyin or (own and len(found.group()) >= LEAST_LETTERS)):
            yield found.start(), found.end(), "".join(word for word, _ in words)


def _spelled(latin: str, index: PinyinIndex) -> list[tuple[str, bool]]:
    """Return the words that a Latin word spells, each with whether the collection has it; nothing if it is none."""
    for syllables in _parsed(latin):
        words: list[tuple[str, bool]] = []
        at = 0
        while at < len(syllables):
            size, word, own = _longest(syllables[at:], index)
            if not size:
                break
            words.append((word, own))
            at += size
        if words and at == len(syllables):
            return words
    return []


def _longest(syllables: list[str], index: PinyinIndex) -> tuple[int, str, bool]:
    """Return the longest word that syllables begin with: how many it takes, itself, whether the collection has it."""
    for size in range(min(LONGEST_TERM, len(syllables)), 0, -1):
        words = index.sounding(" ".join(syllables[:size])) if size > 1 else ()
        if words:
            return size, words[0], True
        asking = _asking().get("".join(syllables[:size]))
        if asking is not None:
            return size, asking, False
    return 0, "", False


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
    return frozenset(syllable for said in _readings().values() for syllable in said) - {"m", "n", "ng", "hng"}
