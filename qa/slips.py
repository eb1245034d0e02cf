"""Slips of the pen: words that a collection does not have, spelled like words that it has.

榕成市 for 榕城市, 图书管 for 图书馆, or pinyin in Latin letters. Only suggestions are made, and never for a word that
the collection has, nor for one of two characters that the dictionary has: 实物 and 事务 are both words.

Nothing is made of a collection beforehand: what sounds alike is spelled out character by character, and the index is
asked how often it occurs. A question whose words are known asks for some twenty terms, of a microsecond each.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from embeddings.text.fold import fold
from embeddings.text.words import is_word, segment
from qa.pinyin import LONGEST_WORD, homophones, spelled_out
from qa.vocabulary import Vocabulary, pairs_of

LONGEST_QUESTION = 120  # characters in which slips are sought
MOST_DOUBTFUL = 24  # characters; where more are unknown, the question is about something else
MOST_CHANGED = 2  # characters of one word
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")
# Characters of grammar and numbers, which are no slips of a name's, and those that are words by themselves: two of
# either side by side are no slip of another word.
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
    """Where a question has a slip, and the word that may have been meant: folded, and as it is to be shown."""

    start: int
    end: int
    meant: str
    shown: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question as it may have been meant, and its slips; ``spelled`` where all of it was pinyin."""

    question: str
    slips: tuple[Slip, ...] = ()
    spelled: bool = False


def suggest(question: str, words: Vocabulary) -> Suggestion:
    """Return the question with its slips replaced by words of the collection; unchanged where none is found."""
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
    """Return a word as the question would have it: characters that were right stay, the others are of its script."""
    is_simplified = all(character == folded for character, folded in zip(question, fold(question), strict=True))
    said = question[place[0] : place[1]]
    other = term if is_simplified else written
    return "".join(old if fold(old) == new else shown for old, new, shown in zip(said, term, other, strict=True))


class _Written:
    """A folded question, and what of it is known: words of the collection, and of two characters the dictionary's."""

    def __init__(self, folded: str, words: Vocabulary) -> None:
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
        """Yield where two Chinese characters are side by side."""
        for run in _CHINESE.finditer(self._folded):
            yield from ((at, at + 2) for at in range(run.start(), run.end() - 1))

    def _doubtful_places(self) -> Iterator[int]:
        """Yield where a character of no known word stands beside one that the collection never has there."""
        for start, end in self._pairs():
            if not self._words.count(self._folded[start:end]):
                places = (at for at in range(start, end) if at not in self._fixed)
                yield from (at for at in places if self._folded[at] not in _GRAMMAR)

    def slips(self) -> list[tuple[Place, str]]:
        """Return the places where a word of the collection sounds like what is written, the likeliest first."""
        ranked = []
        for start, end in self._windows():
            term = self._meant(start, end)
            if term is not None:
                kept = sum(one == other for one, other in zip(self._folded[start:end], term, strict=True))
                ranked.append((-kept, start - end, -self._words.often(term), start, end, term))
        return [((start, end), term) for *_, start, end, term in sorted(ranked)]

    def _windows(self) -> Iterator[Place]:
        """Yield the places around doubtful characters that cut no known word."""
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
        """Return the word that a place sounds like, the fewest characters changed, if it is worth suggesting.

        Nothing is changed of two characters that the collection has side by side.
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
        """Yield the words of the collection that sound like what is written and differ at these places only."""

        def goes(character: str, at: int) -> bool:
            """Whether a character goes with those of its neighbours in the word that stay."""
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
        """Return whether a word may begin and end where it would: at known words, or where the collection has both."""
        left, right = self._folded[start - 1 : start], self._folded[end : end + 1]
        return (self._ends(start - 1, left) or self._words.count(left + term[0]) > 0) and (
            self._ends(end, right) or self._words.count(term[-1] + right) > 0
        )

    def _ends(self, at: int, character: str) -> bool:
        return at in self._fixed or character in _GRAMMAR or _CHINESE.fullmatch(character) is None
