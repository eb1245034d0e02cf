"""A build's words, asked one by one: nothing is made of them beforehand, however many they are."""

from collections.abc import Callable, Iterable
from functools import lru_cache

from embeddings.text.words import is_word

LEAST_TOGETHER = 0.6  # of the passages that have the rarer of two characters, for the two to be a word
REMEMBERED = 1 << 15  # counts of terms


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
        return min(map(self.count, pairs_of(word)))

    def is_name(self, pair: str) -> bool:
        """Return whether one of two characters occurs mostly beside the other, which no chance neighbours do."""
        return self.count(pair) >= LEAST_TOGETHER * max(1, min(map(self.count, pair)))

    def knows(self, word: str) -> bool:
        """Return whether what has two characters or more occurs, and is a word."""
        return self.often(word) > 0 and (len(word) > 2 or is_word(word) or self.is_name(word))


def pairs_of(word: str) -> list[str]:
    """Return what stands side by side in a word: 图书 and 书馆 of 图书馆."""
    return [word[at : at + 2] for at in range(len(word) - 1)]
