"""The lexicon of a build, looked up word by word in its index: nothing is precomputed."""

from collections.abc import Callable, Iterable
from functools import lru_cache

from embeddings.text.words import is_word

LEAST_TOGETHER = 0.6  # share of the rarer character's passages that contain both, for the two to be a word
REMEMBERED = 1 << 15  # term counts that are cached


class Lexicon:
    """The words of a collection: document frequencies, and original spellings. Caches counts."""

    def __init__(self, count: Callable[[str], int], written: Callable[[str], str]) -> None:
        """Take functions that count the passages with a folded term, and return a word's original spelling."""
        self.count = lru_cache(REMEMBERED)(count)
        self.written = written

    @classmethod
    def from_terms(cls, terms: Iterable[tuple[str, int]]) -> "Lexicon":
        """Return a lexicon of folded terms with counts: characters, pairs, and words of three characters or more."""
        counts = dict(terms)
        return cls(lambda term: counts.get(term, 0), lambda term: term)

    def often(self, word: str) -> int:
        """Return how many passages have a folded word; an upper bound for words within others (图书馆 in 市图书馆)."""
        counted = self.count(word)
        if counted or len(word) < 3 or not is_word(word):
            return counted
        return min(map(self.count, pairs_of(word)))

    def is_name(self, pair: str) -> bool:
        """Return whether one of two characters occurs mostly next to the other, unlike chance neighbours."""
        return self.count(pair) >= LEAST_TOGETHER * max(1, min(map(self.count, pair)))

    def knows(self, word: str) -> bool:
        """Return whether a string of two characters or more is a word that occurs."""
        return self.often(word) > 0 and (len(word) > 2 or is_word(word) or self.is_name(word))


def pairs_of(word: str) -> list[str]:
    """Return the character bigrams of a word: 图书 and 书馆 of 图书馆."""
    return [word[at : at + 2] for at in range(len(word) - 1)]
