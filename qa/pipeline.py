"""The pipeline: retrieve, read, decide. The only place that calls the three in sequence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from embeddings.builds.opened import OpenBuild
from embeddings.encoders.protocol import Encoder
from embeddings.index.filter import EVERYTHING, ArticleFilter
from qa.closer import look_closer
from qa.decide import Choice, Decision, is_settled
from qa.query import Query
from qa.read.reader import Candidate, Reader
from qa.retrieve import Hit, retrieve

PASSAGES_READ = 5
READ_FIRST = 2  # of them; the others are read only if these do not settle the answer


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The encoder, the reader, and the decision model."""

    encoder: Encoder
    reader: Reader
    decision: Decision

    @property
    def calibrated(self) -> bool:
        """Whether the decision model was fitted to this reader, so that its confidences are probabilities."""
        return self.reader.fingerprint in self.decision.readers

    def retrieve(
        self,
        queries: Sequence[Query],
        build: OpenBuild,
        limit: int = PASSAGES_READ,
        within: ArticleFilter = EVERYTHING,
    ) -> list[list[Hit]]:
        """Return for each query up to ``limit`` hits, best first, of the articles that a filter lets through."""
        return retrieve(queries, build, self.encoder, limit, within)

    def read(self, query: Query, hits: Sequence[Hit]) -> list[list[Candidate]]:
        """Return the reader's candidates in each hit; the later lists are empty if the first hits settle the answer."""
        *_, candidates = self.readings(query, hits)
        return candidates

    def readings(self, query: Query, hits: Sequence[Hit]) -> Iterator[list[list[Candidate]]]:
        """Yield the reader's candidates in each hit: in the first ones, then in all if these leave the answer open."""
        passages = [hit.passage for hit in hits]
        found = self.reader.read(query.read, passages[:READ_FIRST])
        yield found + [[] for _ in passages[READ_FIRST:]]
        if not is_settled(hits, found):
            yield found + self.reader.read(query.read, passages[READ_FIRST:])

    def choose(self, query: Query, hits: Sequence[Hit]) -> list[Choice]:
        """Return the choices in the hits with their confidences, best first."""
        return self.decide(query, hits, self.read(query, hits))

    def decide(self, query: Query, hits: Sequence[Hit], found: Sequence[Sequence[Candidate]]) -> list[Choice]:
        """Return the choices in the hits, best first, after a closer look at what was ``found`` in them."""
        return self.decision.choose(query, hits, found, look_closer(self.reader, query, hits, found))
