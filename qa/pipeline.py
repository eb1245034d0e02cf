"""The pipeline: retrieve, read, decide. The only place that calls the three in sequence."""

from collections.abc import Sequence
from dataclasses import dataclass

from embeddings.builds.opened import OpenBuild
from embeddings.encoders.protocol import Encoder
from embeddings.index.filter import EVERYTHING, ArticleFilter
from qa.closer import look_closer
from qa.decide import Choice, Decision
from qa.query import Query
from qa.read.reader import Candidate, Reader
from qa.retrieve import Hit, retrieve

PASSAGES = 5  # in which the answer is looked for
READ_WHOLE = 2  # of them, the first; of the others only the likeliest statements are read (``qa.closer``)


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
        limit: int = PASSAGES,
        within: ArticleFilter = EVERYTHING,
    ) -> list[list[Hit]]:
        """Return for each query up to ``limit`` hits, best first, of the articles that a filter lets through."""
        return retrieve(queries, build, self.encoder, limit, within)

    def read(self, query: Query, hits: Sequence[Hit]) -> list[list[Candidate]]:
        """Return the reader's candidates in each hit; the lists of hits that are not read whole are empty."""
        found = self.reader.read(query.read, [hit.passage for hit in hits[:READ_WHOLE]])
        return found + [[] for _ in hits[READ_WHOLE:]]

    def choose(self, query: Query, hits: Sequence[Hit]) -> list[Choice]:
        """Return the choices in the hits with their confidences, best first."""
        return self.decide(query, hits, self.read(query, hits))

    def decide(self, query: Query, hits: Sequence[Hit], found: Sequence[Sequence[Candidate]]) -> list[Choice]:
        """Return the choices in the hits, best first, after a closer look at what was ``found`` in them."""
        return self.decision.choose(query, hits, found, look_closer(self.reader, query, hits, found))
