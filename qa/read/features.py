"""What the reader reads of a text: tokens of its fold with their places, ids, words and word boundaries.

A token is one character, a single digit, or up to four letters of a Latin word; spaces are none. Beside its
token, each position carries the jieba word it stands in (for the word's vector), its place in that word
(begin, middle, end, single) and how well it matches the other text: not at all, as a character, in a common
bigram, or in a common trigram. Question-match features are DrQA's (Chen et al. 2017), made graded.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from embeddings.text.fold import fold
from embeddings.text.words import segment

Ints = NDArray[np.int64]

# The style token says what answers are wanted: short phrases, long ones, or what suits the question.
PADDING, UNKNOWN, SEPARATOR, SHORT, LONG, ANY = range(6)
SPECIAL_TOKENS = ("[PAD]", "[UNK]", "[SEP]", "[SHORT]", "[LONG]", "[ANY]")
NO_WORD = 0  # the row of zeros in the table of word vectors

_TOKEN = re.compile(r"[a-z]{1,4}|\S")
BOUNDARIES, MATCHES = 4, 4
SPECIAL_TYPE = 0  # style token, separators, padding
TYPES = 1 + 2 * BOUNDARIES * MATCHES


class Boundary(IntEnum):
    """Where in its jieba word a token stands."""

    BEGIN = 0
    MIDDLE = 1
    END = 2
    SINGLE = 3


@dataclass(frozen=True, slots=True)
class Tokens:
    """A tokenised text; all arrays ``(tokens,)``. ``starts`` and ``ends`` count characters of the text."""

    ids: Ints
    words: Ints
    boundaries: Ints
    starts: Ints
    ends: Ints

    def __len__(self) -> int:
        return len(self.ids)

    def slice(self, first: int, last: int) -> "Tokens":
        """Return tokens ``first`` up to but not including ``last``."""
        parts = (self.ids, self.words, self.boundaries, self.starts, self.ends)
        return Tokens(*(part[first:last] for part in parts))


def split_tokens(folded: str) -> list[str]:
    """Return the tokens of a folded text."""
    return _TOKEN.findall(folded)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The ids of tokens and of words; both tables belong to one set of weights."""

    tokens: Mapping[str, int]
    words: Mapping[str, int]

    def tokenise(self, text: str) -> Tokens:
        """Return the tokens of the fold of ``text``, with their places in ``text`` itself."""
        folded = fold(text)
        found = list(_TOKEN.finditer(folded))
        starts = np.array([match.start() for match in found], dtype=np.int64)
        ends = np.array([match.end() for match in found], dtype=np.int64)
        ids = [self.tokens.get(match.group(), UNKNOWN) for match in found]
        words, begins, finishes = self._words_at(folded)
        opens, closes = begins[starts] == starts, finishes[starts] == ends
        boundaries = np.select([opens & closes, opens, closes], [3, 0, 2], default=1).astype(np.int64)
        return Tokens(np.array(ids, dtype=np.int64), words[starts], boundaries, starts, ends)

    def _words_at(self, folded: str) -> tuple[Ints, Ints, Ints]:
        """Return for each character the id, the start and the end of the word it stands in."""
        words = segment(folded)
        lengths = np.array([len(word) for word in words], dtype=np.int64)
        ends = np.cumsum(lengths)
        ids = np.array([self.words.get(word, NO_WORD) for word in words], dtype=np.int64)
        return np.repeat(ids, lengths), np.repeat(ends - lengths, lengths), np.repeat(ends, lengths)


def match_levels(tokens: Ints, other: Ints) -> Ints:
    """Return for each of ``tokens`` 0 to 3: the longest n-gram it stands in that ``other`` holds, up to 3."""
    levels = np.isin(tokens, other).astype(np.int64)
    for size in (2, 3):
        if min(len(tokens), len(other)) < size:
            break
        hits = np.flatnonzero(np.isin(_grams(tokens, size), _grams(other, size)))
        for offset in range(size):
            levels[hits + offset] = size
    return levels


def _grams(tokens: Ints, size: int) -> Ints:
    """Return the n-grams of ``size`` tokens as single numbers; a vocabulary has fewer than 2**20 tokens."""
    count = len(tokens) - size + 1
    return sum((tokens[i : i + count] << (20 * i) for i in range(size)), start=np.zeros(count, dtype=np.int64))


def types_of(boundaries: Ints, levels: Ints, *, passage: bool) -> Ints:
    """Return the type of each token: its text, its boundary and its match in one number from 1."""
    return 1 + (int(passage) * BOUNDARIES + boundaries) * MATCHES + levels
