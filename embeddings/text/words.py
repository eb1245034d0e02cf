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


# A run of CJK characters (letters of any script but Latin), or one Latin word or number.
_RUN = re.compile(r"(?P<latin>[a-z0-9]+)|(?P<cjk>[^\W_a-z0-9]+)")


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


def lexical_terms(folded: str) -> list[str]:
    """Return the terms by which a folded text is found: characters, bigrams, and words of three or more.

    Characters and bigrams find the names that no dictionary has; words of one and two characters are among
    them already. A Latin word or a number is one term; spaces and punctuation are none.
    """
    terms = []
    for run in _RUN.finditer(folded):
        text = run.group()
        if run.lastgroup == "latin":
            terms.append(text)
        else:
            terms += [*text, *map("".join, pairwise(text))]
            terms += [word for word in segment(text) if len(word) > 2]
    return terms
