"""Statements that are read alone: which, under what, and what their scores are used for."""

from dataclasses import dataclass, field, replace

import pytest

from embeddings.article import Passage, Span
from embeddings.text.structure import structured
from qa.closer import BY_EVIDENCE, BY_READER, LONGEST, NOT_LOOKED, Closer, look_closer
from qa.evidence import find_evidence, weigh_terms
from qa.query import parse_question
from qa.read.reader import Candidate
from qa.retrieve import Hit
from tests.fakes.known import EveryTermAlike, known

QUESTION = "學生票多少錢？"
PRICES = "成人票每張二百元。學生票每張一百元。團體票每張一百五十元。"


@dataclass
class Remembering:
    """A reader that finds the whole of every passage, and remembers what it was given."""

    score: float = 3.0
    fingerprint: str = "remembering"
    seen: list[Passage] = field(default_factory=list)

    def read(self, question, passages, *, titled=False):
        self.seen += passages
        return [[Candidate(p, Span(p.start, p.end), self.score)] if p.text else [] for p in passages]


def hit(text, title="票價表", number=0):
    passage = Passage(number, f"a{number}", title, 0, len(text), text, (), structured(text))
    weighed = weigh_terms(parse_question(QUESTION), EveryTermAlike())
    return Hit(passage, None, None, find_evidence(weighed, passage), 1.0)


def looked(reader, *hits, found=None):
    return look_closer(reader, parse_question(QUESTION), hits, found or [[] for _ in hits])


def test_each_statement_is_read_alone_under_its_title():
    reader = Remembering()
    looked(reader, hit(PRICES))
    assert {one.text for one in reader.seen} == {"學生票每張一百元。"}
    assert {one.title for one in reader.seen} == {"票價表"}


def test_a_statement_is_read_under_the_headings_above_it():
    reader = Remembering()
    first = hit("學生票每張一百元。")
    looked(reader, replace(first, passage=replace(first.passage, context=("特展", "票價"))))
    assert [one.context for one in reader.seen] == [("特展", "票價")]


def test_what_is_found_stands_in_the_passage_it_was_cut_from():
    first = hit(PRICES)
    closer = looked(Remembering(), first)
    for candidates in closer.found.values():
        for one in candidates:
            assert one.passage == first.passage
            assert one.quote == PRICES[one.span.start : one.span.end]


def test_no_more_statements_are_read_than_the_two_bounds_say():
    reader = Remembering()
    text = "".join(f"學生票在第{number}館每張{number}元。" for number in range(2, 40))
    looked(reader, hit(text), hit(text, number=1))
    assert len(reader.seen) <= BY_EVIDENCE + BY_READER


def test_statements_in_which_the_reader_found_much_are_read_too():
    far = "其他事項請見公告欄。" * 5 + "洽詢處在二樓。"
    first = hit("".join(f"學生票{number}。" for number in range(9)) + far)
    at = first.passage.text.index("二樓")
    reader = Remembering()
    looked(reader, first, found=[[Candidate(first.passage, Span(at, at + 2), 9.0)]])
    assert "洽詢處在二樓。" in {one.text for one in reader.seen}


def test_what_says_little_of_the_question_or_was_read_as_unlikely_is_not_read_again():
    first = hit("學生票每張一百元。洽詢處在二樓。停車每時三十元。")
    spans = [("二樓", 9.0), ("三十元", 1.0)]
    places = [(first.passage.text.index(words), len(words), score) for words, score in spans]
    found = [[Candidate(first.passage, Span(at, at + size), score) for at, size, score in places]]
    reader = Remembering()
    looked(reader, first, found=found)
    assert {one.text for one in reader.seen} == {"學生票每張一百元。", "洽詢處在二樓。"}


def test_a_long_statement_is_read_in_part_and_still_known_by_its_place():
    long = "學生票" + "很" * 400 + "貴。"
    closer = looked(Remembering(), hit(long))
    [(place, _)] = closer.found.items()
    assert place[1] == Span(0, len(long))
    assert max(len(one.passage.text[one.span.start : one.span.end]) for one in closer.found[place]) <= LONGEST


def test_nothing_is_known_of_a_statement_that_was_not_read():
    passage = hit(PRICES).passage
    assert Closer().score(passage, Span(0, 9)) == NOT_LOOKED
    assert Closer().score_of(passage, Span(0, 9), Span(1, 2)) == NOT_LOOKED


@pytest.mark.parametrize(("span", "score"), [(Span(12, 16), 3.0), (Span(0, 3), NOT_LOOKED)])
def test_a_candidate_has_the_score_of_what_overlaps_it(span, score):
    passage, statement = hit(PRICES).passage, Span(9, 18)
    closer = Closer({(0, statement): [Candidate(passage, Span(11, 17), 3.0)]})
    assert closer.score_of(passage, statement, span) == score


def test_what_only_the_closer_look_found_is_a_candidate():
    passage = Passage(0, "a", "票價表", 0, len(PRICES), PRICES, (), structured(PRICES))
    at = PRICES.index("每張一百元")
    closer = Closer({(0, Span(9, 18)): [Candidate(passage, Span(at, at + 5), 4.0)]})
    found = known("學生票怎麼賣？", passage, closer=closer)
    assert found["每張一百元"].signals.alone == 4.0
    assert found["每張一百元"].signals.alone_here == 4.0
    assert found["每張一百元"].signals.unread == 1.0
