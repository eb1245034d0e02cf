"""Spelling correction: words that a collection does not have and that sound like words that it has.

榕成市 for 榕城市, 图书管 for 图书馆, or pinyin in Latin letters. Corrections are only suggested, and never for a word
that the collection has, nor for a dictionary word of two characters: 实物 and 事务 are both words.

Nothing is precomputed for a collection: homophones are generated character by character and their counts are looked
up in the index. A question of known words needs some twenty look-ups of a microsecond each.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from embeddings.text.fold import fold
from embeddings.text.words import is_word, segment
from qa.lexicon import Lexicon, pairs_of
from qa.pinyin import LONGEST_WORD, homophones, spelled_out

LONGEST_QUESTION = 120  # characters of a question that is checked
MOST_DOUBTFUL = 24  # unknown characters; with more the question is about something else
MOST_CHANGED = 2  # characters of one word that are replaced
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")
# Function words and numerals, which are not misspellings within a name, and characters that are words by themselves:
# two of either next to each other are not a misspelling of another word.
_GRAMMAR = frozenset(
    "的是在有和与及或到从去给对把被为由让请想要会能可不没无多少几谁哪什么怎吗呢吧啊了着过也都就还又再才只很太最更比以于之其此这那我你他她它们"
    "上下里外中前后地得第各每某所将并但而且若如因故则即已一二三四五六七八九十百千万两"
)
_ALONE = _GRAMMAR | frozenset(
    "左右大小高低长短新旧好坏开关来回进出看说问做用买卖带拿放走坐住吃喝写读听学教办交付收发借还年月日时分个名位次本条张件"
)
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Slip:
    """A misspelling in a question, and the word that may have been meant: folded, and as shown to the user."""

    start: int
    end: int
    meant: str
    shown: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A corrected question and its misspellings; ``spelled`` if the whole question was pinyin."""

    question: str
    slips: tuple[Slip, ...] = ()
    spelled: bool = False


def suggest(question: str, words: Lexicon) -> Suggestion:
    """Return the question with misspellings replaced by words of the collection, unchanged if there are none."""
    folded = fold(question)
    if len(folded) > LONGEST_QUESTION:
        return Suggestion(question)
    latin, spelled = spelled_out(folded, words)
    slips = [Slip(one.start, one.end, one.term, one.written) for one in latin]
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
    """Return a word in the script of the question: correct characters stay, the others are converted."""
    is_simplified = all(character == folded for character, folded in zip(question, fold(question), strict=True))
    said = question[place[0] : place[1]]
    other = term if is_simplified else written
    return "".join(old if fold(old) == new else shown for old, new, shown in zip(said, term, other, strict=True))


class _Written:
    """A folded question and the known parts of it: words of the collection, and two-character dictionary words."""

    def __init__(self, folded: str, words: Lexicon) -> None:
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
        """Yield the offsets at which two Chinese characters are adjacent."""
        for run in _CHINESE.finditer(self._folded):
            yield from ((at, at + 2) for at in range(run.start(), run.end() - 1))

    def _doubtful_places(self) -> Iterator[int]:
        """Yield the offsets of characters outside known words, next to one that the collection never has there."""
        for start, end in self._pairs():
            if not self._words.count(self._folded[start:end]):
                places = (at for at in range(start, end) if at not in self._fixed)
                yield from (at for at in places if self._folded[at] not in _GRAMMAR)

    def slips(self) -> list[tuple[Place, str]]:
        """Return the places that sound like a word of the collection, the likeliest first."""
        ranked = []
        for start, end in self._windows():
            term = self._meant(start, end)
            if term is not None:
                kept = sum(one == other for one, other in zip(self._folded[start:end], term, strict=True))
                ranked.append((-kept, start - end, -self._words.often(term), start, end, term))
        return [((start, end), term) for *_, start, end, term in sorted(ranked)]

    def _windows(self) -> Iterator[Place]:
        """Yield the spans around doubtful characters that cut no known word."""
        around = {
            (start, end)
            for at in self._doubtful
            for start in range(max(0, at - LONGEST_WORD + 1), at + 1)
            for end in range(max(at + 1, start + 2), start + LONGEST_WORD + 1)
        }
        for start, end in sorted(around):
            if _CHINESE.fullmatch(self._folded, start, end) and self._inside.isdisjoint((start, end)):
                yield start, end

    def _meant(self, start: int, end: int) -> str | None:
        """Return the word that a span sounds like, with the fewest characters changed, or ``None``.

        Two characters that occur next to each other in the collection are never changed.
        """
        written = self._folded[start:end]
        is_pair = len(written) == 2 and (is_word(written) or not _ALONE.isdisjoint(written))
        if len(written) < end - start or is_pair or self._words.often(written):
            return None
        held = {at + one for at, pair in enumerate(pairs_of(written)) if self._words.count(pair) for one in (0, 1)}
        doubtful = [at - start for at in range(start, end) if at in self._doubtful and at - start not in held]
        for most in range(1, min(MOST_CHANGED, len(written) - 1) + 1):
            alike = (term for changed in combinations(doubtful, most) for term in self._alike(written, changed))
            fitting = (term for term in alike if self._fits(term, start, end))
            found = max(fitting, key=lambda term: (self._words.often(term), term), default=None)
            if found is not None:
                return found
        return None

    def _alike(self, written: str, changed: Sequence[int]) -> Iterator[str]:
        """Yield the words of the collection that sound like the text and differ from it only at these positions."""

        def goes(character: str, at: int) -> bool:
            """Return whether a character is compatible with its unchanged neighbours in the word."""
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
        """Return whether a word's boundaries are possible: at known words, or if the collection has both neighbours."""
        left, right = self._folded[start - 1 : start], self._folded[end : end + 1]
        return (self._ends(start - 1, left) or self._words.count(left + term[0]) > 0) and (
            self._ends(end, right) or self._words.count(term[-1] + right) > 0
        )

    def _ends(self, at: int, character: str) -> bool:
        return at in self._fixed or character in _GRAMMAR or _CHINESE.fullmatch(character) is None
