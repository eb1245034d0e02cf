"""Chinese words: the one home of jieba.

Segmentation runs on the fold, so 繁 and 簡 are cut alike. Runs of Chinese characters go through rjieba, jieba's own
dictionary and model compiled, and what stands between them is cut by jieba's rules; together they cut exactly as jieba
does, several times as fast and without its second of loading (``tests/benchmarks/bench_segment.py`` compares the two).
"""

import re
from functools import lru_cache
from itertools import takewhile
from operator import add

_RUN = re.compile(r"[^\W_]+")  # letters and digits of any script, unbroken
_UNIT = re.compile(r"[a-z0-9]+|.")  # one Latin word or number, or one other character
_ALNUM = re.compile(r"[a-z0-9]")
# jieba 0.42 never joins words across punctuation nor, but for these words of its dictionary, across Chinese characters
# and others; and these (in lower case no more are left) are likelier than any other way through their characters.
_MIXED = r"c#|c\+\+|4s店|1号店"
_STYLE = "江南style"  # the one of them that begins in Chinese
_PART = re.compile(
    rf"(?P<mixed>{_MIXED})"
    rf"|(?P<chinese>[\u4e00-\u9fd5、。,:;!?()「」『』《》“”]+)"
    rf"|(?P<latin>(?:(?!{_MIXED})[a-zA-Z0-9+#&._%-])+)|\r\n|.",
    re.DOTALL,
)
_LATIN = re.compile(rf"(?!{_MIXED})[a-zA-Z0-9+#&._%-]")
_LATIN_OR_NOT = re.compile(r"([a-zA-Z0-9]+(?:\.\d+)?%?)")


def segment(folded: str) -> list[str]:
    """Return the words of a folded text, in order; joined they are the text again."""
    first, *others = folded.split(_STYLE)
    words = _cut(first)
    for other in others:
        words += [_STYLE, *_cut(other)]
    return words


def _cut(folded: str) -> list[str]:
    """Return the words of a text without ``_STYLE``."""
    words: list[str] = []
    latin = False  # whether letters or digits come before
    for part in _PART.finditer(folded):
        if part.lastgroup == "chinese":
            latin_follows = _LATIN.match(folded, part.end()) is not None
            words += _beside_latin(part.group(), before=latin, after=latin_follows)
        elif part.lastgroup == "latin":
            words += [word for word in _LATIN_OR_NOT.split(part.group()) if word]
        else:
            words.append(part.group())
        latin = part.lastgroup == "latin"
    return words


def _beside_latin(text: str, *, before: bool, after: bool) -> list[str]:
    """Return the words of Chinese text, before or after which there may be letters or digits.

    Single characters at its ends that together are a word of the dictionary, but which the best way through the text
    keeps apart, stay apart by themselves; beside letters jieba lets its model of unknown words join them.
    """
    import rjieba

    words: list[str] = rjieba.cut(text)
    if not (before and _is_word(_singles(words))) and not (after and _is_word(_singles(words[::-1])[::-1])):
        return words
    way = rjieba.cut(text, False)
    first, last = _singles(way), _singles(way[::-1])[::-1]
    if after and _is_word(last):
        words = words[: len(words) - len(last)] + _unknown_words(last)
    if before and _is_word(first) and len(first) < len(text):
        words = _unknown_words(first) + words[len(first) :]
    elif before and _is_word(first):
        words = _unknown_words(first)
    return words


def _singles(words: list[str]) -> str:
    """Return the single Chinese characters that the words begin with."""
    return "".join(takewhile(lambda word: len(word) == 1 and word >= "一", words))


def _is_word(characters: str) -> bool:
    """Return whether characters that were kept apart are a word of the dictionary."""
    import rjieba

    return len(characters) > 1 and rjieba.has_word(characters)


def _unknown_words(characters: str) -> list[str]:
    """Return what jieba's model of unknown words makes of characters."""
    import jieba.finalseg

    return list(jieba.finalseg.cut(characters))


def tagged(folded: str) -> list[tuple[str, str]]:
    """Return the words of a folded text with jieba's tags of parts of speech (``nr`` a person, ``ns`` a place)."""
    import rjieba

    tags: list[tuple[str, str]] = rjieba.tag(folded)
    return tags


def is_word(folded: str) -> bool:
    """Return whether jieba's dictionary has a folded word."""
    import rjieba

    known: bool = rjieba.has_word(folded)
    return known


def part_of_speech(word: str) -> str | None:
    """Return the tag that jieba's dictionary has for a folded word, or ``None`` if it has none."""
    import jieba.posseg

    tag: str | None = jieba.posseg.dt.word_tag_tab.get(word)
    return tag


@lru_cache(maxsize=512)  # a batch of passages: both legs ask for the same texts in turn
def lexical_terms(folded: str) -> tuple[str, ...]:
    """Return the terms by which a folded text is found: units, character bigrams, and words of three or more.

    A unit is a character, a Latin word or a number. Units and bigrams (``5月``, ``t恤``) find the names that
    no dictionary has; words of one and two characters are among them already. Spaces and punctuation are none.
    """
    terms: list[str] = []
    for run in _RUN.findall(folded):
        terms += _UNIT.findall(run) if _ALNUM.search(run) else run
        terms += map(add, run, run[1:])
    return (*terms, *(word for word in segment(folded) if len(word) > 2 and not word.isascii()))
