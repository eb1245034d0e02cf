"""Passages that only look alike, for the reader to learn that they hold no answer."""

import pytest

from embeddings.encoders.pieces import SPECIALS, Pieces
from embeddings.text.fold import fold
from qa.training.data import Example
from qa.training.sampling import near_misses, prepare
from tests.fakes.lab import example, paragraph

NAMES = [*SPECIALS, "▁", *sorted({*fold("".join(map(paragraph, range(60))))})]
PIECES = Pieces.from_scores(NAMES, [-1.0] * len(NAMES))


def misses_of(examples):
    return near_misses(prepare(examples, PIECES))


def said(passage):
    """Return what identifies a passage: its characters."""
    return passage.characters.tolist()


def passages_of(examples):
    return [said(one.passage) for one in prepare(examples, PIECES)]


@pytest.mark.parametrize("count", [1, 2, 3, 6, 7, 12])
def test_there_are_up_to_six_and_never_the_own_paragraph_however_few_there_are(count):
    examples = [example(n) for n in range(count)]
    own = passages_of(examples)
    found = misses_of(examples)
    assert len(found) == count
    for passage, misses in zip(own, found, strict=True):
        assert len(misses) <= 6
        assert passage not in map(said, misses)
        assert all(said(miss) in own for miss in misses)


def test_no_examples_have_no_misses_to_fail_on():
    assert near_misses([]) == []


def test_a_paragraph_that_holds_the_answer_is_no_miss():
    one = Example("1", "own", "甲", "何時開放？", "甲館於三月開放。", ((4, "三月"),))
    two = Example("2", "own", "乙", "何時開放？", "乙館於三月開放。", ((4, "三月"),))
    three = Example("3", "own", "丙", "何時開放？", "丙館於五月開放。", ((4, "五月"),))
    first, second, third = passages_of([one, two, three])
    found = [list(map(said, misses)) for misses in misses_of([one, two, three])]
    assert found[0] == found[1] == [third]
    assert sorted(found[2]) == sorted([first, second])


def test_what_looks_most_alike_comes_before_what_does_not():
    asked = Example("0", "own", "零", "青溪圖書館有多少座位？", "青溪圖書館有八十個座位。", ((6, "八十個"),))
    alike = [Example(f"{n}", "own", f"{n}", "？", f"青溪圖書館有座位，第{n}排最好。", ()) for n in range(6)]
    other = [Example(f"x{n}", "own", f"x{n}", "？", f"渡輪每{n}分鐘一班，雨天停駛。", ()) for n in range(9)]
    [misses, *_] = misses_of([asked, *other, *alike])
    assert sorted(map(said, misses)) == sorted(passages_of(alike))


def test_a_paragraph_with_several_questions_is_compared_once():
    twice = [example(1), Example("b", "own", "甲", "館長是誰？", paragraph(1), ()), example(2), example(3)]
    found = misses_of(twice)
    assert len(found) == 4
    assert all(len(misses) == len({tuple(said(one)) for one in misses}) for misses in found)
