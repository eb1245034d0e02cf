"""A reading is remembered for a question and a text, wherever this stands."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from embeddings.article import Passage, Span
from qa.read.cached import CachedReader
from qa.read.reader import Candidate

PASSAGE = Passage(1, "a", "題", 10, 15, "三月三日。")
LATER = Passage(1, "a", "題", 10, 15, "四月四日。")  # the same place in an article that has changed
ELSEWHERE = Passage(7, "b", "別題", 0, 5, "三月三日。")  # the same text in another article


class CountingReader:
    """Finds the first characters of a passage, and counts how many passages it is asked to read."""

    fingerprint = "counting"

    def __init__(self) -> None:
        self.asked = 0

    def read(self, question: str, passages: Sequence[Passage], *, titled: bool = False) -> list[list[Candidate]]:
        self.asked += len(passages)
        ends = (2, 4)
        return [[Candidate(one, Span(one.start, one.start + end), 1 / (3 * end)) for end in ends] for one in passages]


def test_a_passage_is_read_once_for_a_question() -> None:
    reader = CountingReader()
    cached = CachedReader(reader)
    first = cached.read("何時？", [PASSAGE])
    assert cached.read("何時？", [PASSAGE]) == first == CountingReader().read("何時？", [PASSAGE])
    assert cached.read("何時？", []) == []
    assert (reader.asked, cached.fingerprint) == (1, reader.fingerprint)


def test_another_question_or_a_changed_passage_is_read() -> None:
    reader = CountingReader()
    cached = CachedReader(reader)
    cached.read("何時？", [PASSAGE])
    assert [one.quote for one in cached.read("何時？", [PASSAGE, LATER])[1]] == ["四月", "四月四日"]
    cached.read("何日？", [PASSAGE])
    assert reader.asked == 3


def test_the_same_text_elsewhere_is_not_read_again_and_is_quoted_from_there() -> None:
    reader = CountingReader()
    cached = CachedReader(reader)
    asked = [PASSAGE, ELSEWHERE]
    assert cached.read("何時？", asked) == CountingReader().read("何時？", asked)
    assert reader.asked == 1


def test_the_oldest_reading_is_forgotten_first() -> None:
    reader = CountingReader()
    cached = CachedReader(reader, remembered=1)
    for question in ("一", "二", "一"):
        cached.read(question, [PASSAGE])
    assert reader.asked == 3


def test_many_threads_may_ask_at_once() -> None:
    cached = CachedReader(CountingReader(), remembered=3)
    right = {str(number): CountingReader().read(str(number), [PASSAGE, LATER]) for number in range(10)}
    with ThreadPoolExecutor(8) as pool:
        asked = [str(number % 10) for number in range(2000)]
        for question, found in zip(asked, pool.map(lambda one: cached.read(one, [PASSAGE, LATER]), asked), strict=True):
            assert found == right[question]
