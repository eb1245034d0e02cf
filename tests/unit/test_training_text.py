"""What the reader learns from plain text: phrases said twice, and words masked."""

import numpy as np

from qa.read.features import UNKNOWN, Tokens, Vocabulary
from qa.read.windows import make_window, pad
from qa.training.masking import mask_words
from qa.training.recurring import make_example

TEXT = (
    "市立 图书馆 三月 一日 起 延长 开放 时间 , 每天 到 晚上 九点 。 许多 学生 表示 欢迎 , 说 终于 有 地方 念书 。 "
    "馆长 林秀美 指出 , 延长 开放 是 市议会 去年 通过 的 决定 。 市议会 也 决定 增加 购书 预算 , 用来 买 新 书 。 "
    "附近 的 居民 说 , 这 是 多年 来 最好 的 消息 。 记者 现场 看到 , 阅览室 里 坐满 了 人 , 连 走道 上 也 有人 站着 。"
)


def test_a_phrase_said_twice_is_asked_of_the_sentence_that_says_it_again() -> None:
    example = make_example(TEXT.split())
    assert example is not None
    [(start, answer)] = example.answers
    assert example.context[start : start + len(answer)] == answer
    assert answer not in example.question
    assert TEXT.replace(" ", "").count(answer) >= 2
    assert example.question[:8] not in example.context  # the sentence that asks is not there to be matched


def test_text_in_which_nothing_recurs_asks_nothing() -> None:
    nothing = "今天 天气 很 好 。 明天 也许 下雨 。"
    assert make_example(nothing.split()) is None


def tokens(text: str) -> Tokens:
    alphabet = {character: number for number, character in enumerate(sorted(set(text)), start=6)}
    return Vocabulary(alphabet, {}).tokenise(text)


def test_masked_words_lose_what_tells_them_and_answers_are_never_masked() -> None:
    passage = tokens("图书馆三月一日起延长开放时间")
    window = make_window(tokens("何时开放"), passage, 0, len(passage))
    batch = pad([window])
    answer = (window.offset + 3, window.offset + 6)
    hidden, goals = mask_words(batch, [answer], 1.0, np.random.default_rng(0))
    places = np.arange(len(window.ids))
    asked = (window.types > 0) & ((places < answer[0]) | (places > answer[1]))
    assert (hidden.ids[0][asked] == UNKNOWN).all()
    assert (goals[0][asked] == window.ids[asked]).all()
    assert (hidden.ids[0][~asked] == window.ids[~asked]).all()
    assert not goals[0][~asked].any()
    assert ((hidden.types[0][asked] - 1) % 4 == 0).all()  # no match level


def test_a_word_is_masked_whole_or_not_at_all() -> None:
    passage = tokens("图书馆" * 40)
    batch = pad([make_window(tokens("何时"), passage, 0, len(passage))])
    hidden, _ = mask_words(batch, [(0, 0)], 0.5, np.random.default_rng(1))
    masked = (hidden.ids[0] == UNKNOWN)[4:124].reshape(40, 3)
    assert (masked.all(axis=1) | ~masked.any(axis=1)).all()
    assert masked.any()
    assert not masked.all()
