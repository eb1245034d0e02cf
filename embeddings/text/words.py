"""Chinese word segmentation. The only module that imports jieba and rjieba.

Segmentation runs on the fold, so 繁 and 簡 are cut alike. Runs of Chinese characters go through rjieba, jieba's
dictionary and model in compiled form; the text between them is cut by jieba's rules. Together they cut exactly as
jieba does, several times as fast and without its second of loading (``tests/benchmarks/bench_segment.py`` compares
the two).
"""

import re
from functools import lru_cache
from itertools import takewhile
from operator import add

_RUN = re.compile(r"[^\W_]+")  # letters and digits of any script, unbroken
_UNIT = re.compile(r"[a-z0-9]+|.")  # one Latin word or number, or one other character
_ALNUM = re.compile(r"[a-z0-9]")
# jieba 0.42 never joins words across punctuation or, except for these dictionary words, across Chinese and other
# characters. These (all that remain in lower case) are likelier than any other segmentation of their characters.
_MIXED = r"c#|c\+\+|4s店|1号店"
_STYLE = "江南style"  # the only one of them that begins in Chinese
_PART = re.compile(
    rf"(?P<mixed>{_MIXED})"
    rf"|(?P<chinese>[\u4e00-\u9fd5、。,:;!?()「」『』《》“”]+)"
    rf"|(?P<latin>(?:(?!{_MIXED})[a-zA-Z0-9+#&._%-])+)|\r\n|.",
    re.DOTALL,
)
_LATIN = re.compile(rf"(?!{_MIXED})[a-zA-Z0-9+#&._%-]")
_LATIN_OR_NOT = re.compile(r"([a-zA-Z0-9]+(?:\.\d+)?%?)")


def segment(folded: str) -> list[str]:
    """Return the words of a folded text in order; joined they are the text again."""
    first, *others = folded.split(_STYLE)
    words = _cut(first)
    for other in others:
        words += [_STYLE, *_cut(other)]
    return words


def _cut(folded: str) -> list[str]:
    """Return the words of a text that does not contain ``_STYLE``."""
    words: list[str] = []
    latin = False  # whether letters or digits precede
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
    """Return the words of Chinese text that has letters or digits before or after it.

    Single characters at its ends that form a dictionary word together, but that the best segmentation keeps apart,
    stay single; beside letters jieba lets its model of unknown words join them.
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
    """Return whether characters that were kept apart form a dictionary word."""
    import rjieba

    return len(characters) > 1 and rjieba.has_word(characters)


def _unknown_words(characters: str) -> list[str]:
    """Return the segmentation of characters by jieba's model of unknown words."""
    import jieba.finalseg

    return list(jieba.finalseg.cut(characters))


def tagged(folded: str) -> list[tuple[str, str]]:
    """Return the words of a folded text with jieba's part-of-speech tags (``nr`` a person, ``ns`` a place)."""
    import rjieba

    tags: list[tuple[str, str]] = rjieba.tag(folded)
    return tags


def is_word(folded: str) -> bool:
    """Return whether a folded word is in jieba's dictionary."""
    import rjieba

    known: bool = rjieba.has_word(folded)
    return known


def part_of_speech(word: str) -> str | None:
    """Return the tag of a folded word in jieba's dictionary, or ``None``."""
    import jieba.posseg

    tag: str | None = jieba.posseg.dt.word_tag_tab.get(word)
    return tag


@lru_cache(maxsize=512)  # a batch of passages: lexical and dense indexing need the same texts in turn
def lexical_terms(folded: str) -> tuple[str, ...]:
    """Return the search terms of a folded text: units, character bigrams, and words of three or more characters.

    A unit is a character, a Latin word or a number. Units and bigrams (``5月``, ``t恤``) match names that no dictionary
    has; words of one and two characters are among them already. Spaces and punctuation are no terms.
    """
    terms: list[str] = []
    for run in _RUN.findall(folded):
        terms += _UNIT.findall(run) if _ALNUM.search(run) else run
        terms += map(add, run, run[1:])
    return (*terms, *(word for word in segment(folded) if len(word) > 2 and not word.isascii()))
