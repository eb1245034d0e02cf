"""Reading ends when the first passages settle the answer; the others are then not read."""

import pytest

from embeddings.article import Passage, Span
from qa.decide import SETTLING_DISTANCE, SETTLING_SCORE, Decision
from qa.evidence import Evidence, Weighed
from qa.pipeline import PASSAGES_READ, READ_FIRST, Pipeline
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


def test_a_good_answer_far_ahead_ends_reading():
    reader = ScoringReader(dict.fromkeys(range(5), SETTLING_SCORE))
    found = read(reader, 20.0, 19.0, 20.0 - SETTLING_DISTANCE, 10.0, 9.0)
    assert reader.read_passages == list(range(READ_FIRST))
    assert [len(one) for one in found] == [1, 1, 0, 0, 0]


@pytest.mark.parametrize(
    ("best", "third"),
    [(SETTLING_SCORE - 0.1, 0.0), (SETTLING_SCORE, 20.1 - SETTLING_DISTANCE)],
    ids=["an answer not good enough", "a passage close behind"],
)
def test_else_every_passage_is_read_once_and_each_keeps_its_own_candidates(best, third):
    reader = ScoringReader(dict.fromkeys(range(PASSAGES_READ), best))
    found = read(reader, 20.0, 19.0, third, -1.0, -2.0)
    assert reader.read_passages == list(range(PASSAGES_READ))
    assert [[one.passage.id for one in row] for row in found] == [[0], [1], [2], [3], [4]]


@pytest.mark.parametrize("count", [0, 1, 2])
def test_fewer_passages_than_are_read_first_are_all_there_is(count):
    reader = ScoringReader(dict.fromkeys(range(count), 0.0))
    assert len(read(reader, *[1.0] * count)) == count
    assert reader.read_passages == list(range(count))


def test_a_decision_is_of_its_own_readers_alone():
    reader = ScoringReader({})
    fitted = [
        Decision(LinearOrder({}), {}, {}, 0.0, readers) for readers in [("scoring-1",), ("scoring-1", "x"), ("x",), ()]
    ]
    assert [Pipeline(HashEncoder(), reader, one).calibrated for one in fitted] == [True, True, False, False]
