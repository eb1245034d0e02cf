"""A reading is remembered for as long as question and passages stay the same, and nobody can spoil it."""

from collections.abc import Sequence

from embeddings.article import Passage, Span
from qa.read.cached import CachedReader
from qa.read.reader import Candidate

PASSAGE = Passage(1, "a", "題", 0, 5, "三月三日。")
LATER = Passage(1, "a", "題", 0, 5, "四月四日。")  # the same place in an article that has changed


class CountingReader:
    """Finds the first two characters, and counts how often it is asked."""

    fingerprint = "counting"

    def __init__(self) -> None:
        self.asked = 0

    def read(self, question: str, passages: Sequence[Passage]) -> list[list[Candidate]]:
        self.asked += 1
        return [[Candidate(passage, Span(0, 2), 1.0)] for passage in passages]


def test_the_same_reading_is_not_done_twice() -> None:
    reader = CountingReader()
    cached = CachedReader(reader)
    first = cached.read("何時？", [PASSAGE])
    assert cached.read("何時？", [PASSAGE]) == first == reader.read("何時？", [PASSAGE])
    assert reader.asked == 2  # one of them by this test
    assert cached.fingerprint == reader.fingerprint


def test_another_question_or_a_changed_passage_is_read() -> None:
    reader = CountingReader()
    cached = CachedReader(reader)
    cached.read("何時？", [PASSAGE])
    assert [found.quote for [found] in cached.read("何時？", [LATER])] == ["四月"]
    cached.read("何日？", [PASSAGE])
    cached.read("何時？", [PASSAGE, LATER])
    assert reader.asked == 4


def test_what_a_caller_does_to_a_reading_is_not_remembered() -> None:
    cached = CachedReader(CountingReader())
    cached.read("何時？", [PASSAGE])[0].clear()
    assert len(cached.read("何時？", [PASSAGE])[0]) == 1


def test_the_oldest_reading_is_forgotten_first() -> None:
    reader = CountingReader()
    cached = CachedReader(reader, remembered=1)
    for question in ("一", "二", "一"):
        cached.read(question, [PASSAGE])
    assert reader.asked == 3
