"""The first passages are read whole, the others not."""

import pytest

from embeddings.article import Passage, Span
from qa.decide import Decision
from qa.evidence import Evidence, Weighed
from qa.pipeline import PASSAGES, READ_WHOLE, Pipeline
from qa.query import parse_question
from qa.read.reader import Candidate
from qa.retrieve import Hit
from tests.fakes.encoder import HashEncoder
from tests.fakes.order import LinearOrder

TEXT = "甲館三月一日開放。"
NO_EVIDENCE = Evidence(0.0, (), Weighed((), ()))


class ScoringReader:
    """Finds one span in every passage, of the score its passage was given; remembers what it read."""

    fingerprint = "scoring-1"

    def __init__(self, scores: dict[int, float]) -> None:
        self.scores = scores
        self.read_passages: list[int] = []

    def read(self, question, passages, *, titled=False):
        self.read_passages += [passage.id for passage in passages]
        return [[Candidate(passage, Span(2, 6), self.scores[passage.id])] for passage in passages]


def hits(*scores: float) -> list[Hit]:
    found = [Passage(number, f"{number:012d}", "", 0, len(TEXT), TEXT) for number in range(len(scores))]
    return [Hit(passage, None, None, NO_EVIDENCE, score) for passage, score in zip(found, scores, strict=True)]


def read(reader: ScoringReader, *scores: float) -> list[list[Candidate]]:
    pipeline = Pipeline(HashEncoder(), reader, Decision(LinearOrder({}), {}, {}, 0.0))
    return pipeline.read(parse_question("甲館何時開放？"), hits(*scores))


def test_the_first_passages_are_read_whole_and_each_keeps_its_own_candidates():
    reader = ScoringReader(dict.fromkeys(range(PASSAGES), 1.0))
    found = read(reader, 20.0, 19.0, 18.0, -1.0, -2.0)
    assert reader.read_passages == list(range(READ_WHOLE))
    assert [[one.passage.id for one in row] for row in found] == [[0], [1], [], [], []]


@pytest.mark.parametrize("count", [0, 1, 2])
def test_fewer_passages_than_are_read_whole_are_all_there_is(count):
    reader = ScoringReader(dict.fromkeys(range(count), 0.0))
    assert len(read(reader, *[1.0] * count)) == count
    assert reader.read_passages == list(range(count))


def test_a_decision_is_of_its_own_readers_alone():
    reader = ScoringReader({})
    fitted = [
        Decision(LinearOrder({}), {}, {}, 0.0, readers) for readers in [("scoring-1",), ("scoring-1", "x"), ("x",), ()]
    ]
    assert [Pipeline(HashEncoder(), reader, one).calibrated for one in fitted] == [True, True, False, False]
