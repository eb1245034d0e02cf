"""How an answer comes about: retrieve, read, decide. The one place where the three follow one another."""

from collections.abc import Sequence
from dataclasses import dataclass

from embeddings.builds.opened import OpenBuild
from embeddings.encoders.protocol import Encoder
from qa.closer import look_closer
from qa.decide import Choice, Decision, is_settled
from qa.query import Query
from qa.read.reader import Candidate, Reader
from qa.retrieve import Hit, retrieve

PASSAGES_READ = 5
READ_FIRST = 2  # of them; the others only if these leave the answer open


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The two models, and the fitted decision between what they find."""

    encoder: Encoder
    reader: Reader
    decision: Decision

    @property
    def calibrated(self) -> bool:
        """Whether the decision was fitted to this very reader, so that its confidences are probabilities."""
        return self.reader.fingerprint in self.decision.readers

    def retrieve(self, queries: Sequence[Query], build: OpenBuild, limit: int = PASSAGES_READ) -> list[list[Hit]]:
        """Return for each query up to ``limit`` hits, best first."""
        return retrieve(queries, build, self.encoder, limit)

    def read(self, query: Query, hits: Sequence[Hit]) -> list[list[Candidate]]:
        """Return the reader's candidates in each hit; none in the later ones if the first settle the answer."""
        passages = [hit.passage for hit in hits]
        found = self.reader.read(query.text, passages[:READ_FIRST])
        if is_settled(hits, found):
            return found + [[] for _ in passages[READ_FIRST:]]
        return found + self.reader.read(query.text, passages[READ_FIRST:])

    def choose(self, query: Query, hits: Sequence[Hit]) -> list[Choice]:
        """Return what the hits answer, each with its confidence, the likeliest first."""
        found = self.read(query, hits)
        return self.decision.choose(query, hits, found, look_closer(self.reader, query, hits, found))
