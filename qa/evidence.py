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
from embeddings.text.sentences import sentences
from qa.query import Query

CHARACTER_WEIGHT = 0.5  # of a single character in a sentence, against 1 of a bigram or word


@dataclass(frozen=True, slots=True)
class Evidence:
    """Shares of the question's words, weighted by rarity, 0 to 1."""

    passage: float  # what the passage holds, or what it stands under
    sentences: tuple[tuple[Span, float], ...]  # the sentences of the passage, by their place in the article

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


def weigh_terms(query: Query, build: OpenBuild) -> Weighed:
    """Return the query's terms weighted by their rarity in a build."""
    rare = list(zip(query.terms, build.rarity(query.terms), strict=True))
    near = [(term, weight * (CHARACTER_WEIGHT if len(term) == 1 else 1.0)) for term, weight in rare]
    return Weighed([(term, weight) for term, weight in rare if _is_unit(term)], near)


def _is_unit(term: str) -> bool:
    return len(term) == 1 or term.isascii()


def find_evidence(weighed: Weighed, passage: Passage) -> Evidence:
    """Return how much of a question a passage holds, and how much of it each of its sentences.

    What the title, the headings above and the file's name say, the passage says, and each of its sentences: a question
    names the office, and the sentence that answers it does not.
    """
    folded = fold(passage.text)
    above = fold("\n".join((passage.title, *passage.context, name_of(passage.origin))))
    return Evidence(
        share_held(weighed.whole, f"{folded}\n{above}"),
        tuple(
            (
                Span(passage.start + place.start, passage.start + place.end),
                share_held(weighed.near, f"{place.of(folded)}\n{above}"),
            )
            for place in sentences(folded)
        ),
    )


def name_of(origin: str) -> str:
    """Return the name of the file that an article was read from, without its folders and its ending."""
    return PurePath(origin.partition("#")[0]).stem


def share_held(terms: Sequence[tuple[str, float]], folded: str) -> float:
    """Return the share of the terms' weight that stands in a folded text."""
    total = sum(weight for _, weight in terms)
    return sum(weight for term, weight in terms if term in folded) / total if total else 0.0
