"""Candidates with their signals, over a passage of one's own."""

from qa.closer import Closer
from qa.evidence import find_evidence, weigh_terms
from qa.query import parse_question
from qa.read.reader import Candidate
from qa.retrieve import Hit
from qa.signals import Known, know


class EveryTermAlike:
    """A build in which all terms are equally rare."""

    def rarity(self, terms):
        return [1.0] * len(terms)


def known(question, *passages, read=(), closer=None) -> dict[str, Known]:
    """Return what is known of the candidates of passages by their quotes; of equal quotes the last one's."""
    query = parse_question(question)
    weighed = weigh_terms(query, EveryTermAlike())
    hits = [Hit(passage, None, None, find_evidence(weighed, passage), 1.0) for passage in passages]
    found = [[Candidate(one.passage, one.span, one.score) for one in read if one.passage == p] for p in passages]
    return {one.candidate.quote: one for one in know(query, hits, found, closer or Closer())}
