"""Questions made from plain text: the answer stands where they say, and is not in the question."""

import numpy as np
import pytest

from qa.training.synthetic import make_example

PASSAGES = (
    "雲澤市圖書館成立於1986年，館址在雲澤市江北區，館藏圖書共有21萬冊。館長陳明遠表示，新館將在明年三月開放，"
    "屆時會有三十名工作人員。市政府為此撥款五百萬元，由建設局負責興建，預計可以服務全市二十萬名居民。",
    "海屿电器公司4月2日宣布召回电热水壶，一共12000个。公司发言人李小红说，水壶的温控器可能失灵，"
    "消费者可以到全国各地的门店退货。市场监督管理局要求公司在三十天内完成召回，并公布每周的进度报告。",
)


@pytest.mark.parametrize("passage", PASSAGES)
@pytest.mark.parametrize("seed", range(20))
def test_the_answer_stands_where_it_is_said_to_and_not_in_the_question(passage, seed):
    example = make_example("1", passage, {}, np.random.default_rng(seed))
    if example is not None:
        [(start, answer)] = example.answers
        assert passage[start : start + len(answer)] == answer
        assert answer not in example.question
        assert example.context == passage


def test_most_passages_give_a_question():
    made = [make_example("1", PASSAGES[seed % 2], {}, np.random.default_rng(seed)) for seed in range(40)]
    assert sum(example is not None for example in made) > 30


def test_the_same_seed_makes_the_same_question():
    one, other = (make_example("1", PASSAGES[0], {}, np.random.default_rng(5)) for _ in range(2))
    assert one == other


@pytest.mark.parametrize("passage", ["", "太短。", "。" * 200, "abc def " * 40])
def test_a_passage_without_a_sentence_to_ask_about_gives_none(passage):
    assert make_example("1", passage, {}, np.random.default_rng(1)) is None
