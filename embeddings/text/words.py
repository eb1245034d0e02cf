"""Chinese words: the one home of jieba.

Segmentation runs on the fold, so 繁 and 簡 are cut alike, and returns spans, so nothing is ever searched
for again afterwards.
"""

import logging
import re
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import jieba


_RUN = re.compile(r"[^\W_]+")  # letters and digits of any script, unbroken
_UNIT = re.compile(r"[a-z0-9]+|.")  # one Latin word or number, or one other character


@cache
def _segmenter() -> "jieba.Tokenizer":
    """Return a segmenter with jieba's own dictionary, loaded once, explicitly, and silently."""
    import jieba

    jieba.setLogLevel(logging.WARNING)
    segmenter = jieba.Tokenizer()
    segmenter.initialize()
    return segmenter


def segment(folded: str) -> list[str]:
    """Return the words of a folded text, in order; joined they are the text again."""
    return list(_segmenter().cut(folded))


def part_of_speech(word: str) -> str | None:
    """Return the tag that jieba's dictionary has for a folded word, or ``None`` if it has none."""
    import jieba.posseg

    tag: str | None = jieba.posseg.dt.word_tag_tab.get(word)
    return tag


def lexical_terms(folded: str) -> list[str]:
    """Return the terms by which a folded text is found: units, character bigrams, and words of three or more.

    A unit is a character, a Latin word or a number. Units and bigrams (``5月``, ``t恤``) find the names that
    no dictionary has; words of one and two characters are among them already. Spaces and punctuation are none.
    """
    terms = []
    for run in _RUN.findall(folded):
        terms += [*_UNIT.findall(run), *map("".join, pairwise(run))]
        terms += [word for word in segment(run) if len(word) > 2 and not word.isascii()]
    return terms
