"""Evidence: how much of what a question says a passage says too, counted by how rare the words are.

BM25 adds up a whole passage; what tells the right passage from its neighbours is more often that one sentence
of it says most of what was asked (sentence-level evidence, as in Yilmaz et al. 2019).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from embeddings.article import Passage, Span
from embeddings.builds.opened import OpenBuild
from embeddings.text.fold import fold
from qa.edges import statements
from qa.query import Query
from qa.synonyms import Alternative

CHARACTER_WEIGHT = 0.5  # of a single character in a sentence, against 1 of a bigram or word


@dataclass(frozen=True, slots=True)
class Evidence:
    """Shares of the question's words, weighted by rarity, 0 to 1."""

    passage: float  # what the passage, or what it stands under, holds
    sentences: tuple[tuple[Span, float], ...]  # the statements of the passage, by their place in the article
    weighed: "Weighed"  # what was asked

    @property
    def places(self) -> list[Span]:
        """Where the statements of the passage stand in the article."""
        return [place for place, _ in self.sentences]

    @property
    def sentence(self) -> float:
        """What the best sentence holds."""
        return max((share for _, share in self.sentences), default=0.0)

    def around(self, span: Span) -> float:
        """Return what the best of the sentences holds in which a span of the article stands."""
        touched = (share for place, share in self.sentences if place.start < span.end and span.start < place.end)
        return max(touched, default=0.0)


@dataclass(frozen=True, slots=True)
class Weighed:
    """A question's terms with their weights: ``whole`` for passages, ``near`` for sentences."""

    whole: Sequence[tuple[str, float]]
    near: Sequence[tuple[str, float]]
    others: Sequence[Alternative] = ()  # what a text may say for a word of the question

    def share_of_passage(self, folded: str) -> float:
        """Return the share of the question that a folded passage says."""
        return _share_held(self.whole, self._understood(folded))

    def share(self, folded: str) -> float:
        """Return the share of the question that a folded part of a passage says."""
        return _share_held(self.near, self._understood(folded))

    def missing(self, folded: str) -> float:
        """Return the weight of the heaviest term of two characters or more that a text lacks, by the heaviest's."""
        said = self._understood(folded)
        long = [(term, weight) for term, weight in self.near if len(term) > 1]
        heaviest = max((weight for _, weight in long), default=0.0)
        lacking = max((weight for term, weight in long if term not in said), default=0.0)
        return lacking / heaviest if heaviest else 0.0

    def _understood(self, folded: str) -> str:
        """Return a text with the words of the question for which it has another word."""
        meant = dict.fromkeys(one.word for one in self.others if one.term in folded and one.word not in folded)
        return "\n".join((folded, *meant))


def weigh_terms(query: Query, build: OpenBuild) -> Weighed:
    """Return the query's terms weighted by their rarity in a build."""
    rare = list(zip(query.terms, build.rarity(query.terms), strict=True))
    near = [(term, weight * (CHARACTER_WEIGHT if len(term) == 1 else 1.0)) for term, weight in rare]
    return Weighed([(term, weight) for term, weight in rare if _is_unit(term)], near, query.others)


def _is_unit(term: str) -> bool:
    return len(term) == 1 or term.isascii()


def find_evidence(weighed: Weighed, passage: Passage) -> Evidence:
    """Return how much of a question a passage holds, and how much of it each of its statements, context counted."""
    folded, above, context = fold(passage.text), fold(above_of(passage)), fold("\n".join(passage.context))

    def share(place: Span) -> float:
        said = folded[place.start - passage.start : place.end - passage.start]
        return weighed.share(f"{said}\n{context}")

    return Evidence(
        weighed.share_of_passage(f"{folded}\n{above}"),
        tuple((place, share(place)) for place in statements(passage)),
        weighed,
    )


def above_of(passage: Passage) -> str:
    """Return what a passage stands under: its title, its headings, and the name of its file.

    A question names the office; the sentence that answers it does not.
    """
    return "\n".join((passage.title, *passage.context, name_of(passage.origin)))


def name_of(origin: str) -> str:
    """Return the name of the file that an article was read from, without its folders and its ending."""
    return PurePath(origin.partition("#")[0]).stem


def _share_held(terms: Sequence[tuple[str, float]], folded: str) -> float:
    """Return the share of the terms' weight that stands in a folded text."""
    total = sum(weight for _, weight in terms)
    return sum(weight for term, weight in terms if term in folded) / total if total else 0.0
