"""Questions that are made from plain text: what they ask, where the answer stands, and what makes none."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.training.recurring import LONGEST, PASSAGE, make_example, recurring_examples
from qa.training.synthetic import ASKING, LONGEST_PASSAGE, SHORTEST_PASSAGE, Word, synthetic_examples
from qa.training.synthetic import make_example as make_cloze
from tests.fakes.lab import PLACES, paragraph, write_data

ASKS = {word for words in ASKING.values() for word in words} | {
    "哪一年",
    "哪年",
    "何时",
    "什么时候",
    "什么",
    "哪个",
    "哪种",
    "哪一",
}
CHARACTERS = "圖書館三月一日開放，。！？ \n「」座位八十個2024%abc林秀美站在"
WORDS = ["图书馆", "开放", "决定", "增加", "。", ",", "县议会", "居民", "三月", "的", "!"]


def cloze(passage: str, seed: int = 0, neighbours: dict[str, list[str]] | None = None):
    return make_cloze(f"made-{seed}", passage, neighbours or {}, np.random.default_rng(seed))


MADE = [made for seed in range(60) for made in (cloze(paragraph(seed), seed),) if made is not None]


def test_most_passages_give_a_question():
    assert len(MADE) > 40


def test_the_answer_stands_where_it_is_said_to_and_not_in_the_question():
    for made in MADE:
        [(start, answer)] = made.answers
        assert made.context[start : start + len(answer)] == answer
        assert answer not in made.question
        assert (made.source, made.short) == ("synthetic", True)


def test_a_question_asks_with_a_word_that_asks():
    assert all(any(word in made.question for word in ASKS) for made in MADE)
    assert sum(made.question.endswith("？") for made in MADE) > len(MADE) * 0.6


def test_questions_are_on_things_of_several_kinds():
    answers = [made.answers[0][1] for made in MADE]
    assert any(answer[0].isdigit() for answer in answers)
    assert any(not any(one.isdigit() for one in answer) for answer in answers)
    assert max(map(len, answers)) <= 40


def test_the_same_draw_makes_the_same_question():
    assert [cloze(paragraph(3), seed) for seed in range(5)] == [cloze(paragraph(3), seed) for seed in range(5)]


def test_words_are_replaced_by_their_neighbours_now_and_then():
    neighbours = {"讀者": ["訪客"], "圖書館": ["書院"]}
    plain, reworded = ([cloze(paragraph(n), n, near) for n in range(60)] for near in ({}, neighbours))
    said = " ".join(made.question for made in reworded if made)
    assert "訪客" in said or "書院" in said
    assert "訪客" not in " ".join(made.question for made in plain if made)


@pytest.mark.parametrize("passage", ["", "太短了。", "沒有句號" * 90, "。" * 200, "啊" * 100 + "。", "1" * 300])
def test_a_passage_without_a_sentence_or_a_phrase_makes_no_question(passage):
    assert all(cloze(passage, seed) is None for seed in range(5))


def test_a_passage_that_is_too_short_makes_none_however_good_its_sentence():
    sentence = "青溪圖書館於三月一日開放，館內有八十個座位。"
    assert len(sentence) < SHORTEST_PASSAGE
    assert cloze(sentence) is None


@settings(deadline=None, max_examples=60)
@given(
    st.text(st.sampled_from("圖書館三月一日開放，。！？ \n「」座位八十個2024%abc林秀美站在"), max_size=400),
    st.integers(0, 5),
)
def test_any_text_makes_a_question_that_holds_or_none(passage, seed):
    made = cloze(passage, seed)
    if made is not None:
        [(start, answer)] = made.answers
        assert passage[start : start + len(answer)] == answer
        assert answer
        assert len(made.question) >= 6


def test_a_word_knows_where_it_ends():
    assert Word("圖書館", "n", 4).end == 7


@pytest.fixture
def neighbourless(monkeypatch):
    """Words without vectors: gensim need not be there."""
    monkeypatch.setattr("qa.training.synthetic.word_vectors", lambda *_: (["甲"], np.ones((1, 2), np.float32)))


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_questions_on_a_folder_are_made_once_and_read_back_the_same(tmp_path, neighbourless, monkeypatch):
    data = write_data(tmp_path / "data", 20)
    made = synthetic_examples(data, tmp_path, 12)
    assert 0 < len(made) <= 12
    assert len({one.id for one in made}) == len(made)
    assert all(len(one.context) <= LONGEST_PASSAGE for one in made)
    monkeypatch.setattr("qa.training.synthetic.nearest_words", lambda *_: pytest.fail("made again"))
    assert synthetic_examples(data, tmp_path, 12) == made
    assert not list(tmp_path.glob("*.partial"))


# Phrases that come twice


def recurring(text: str):
    return make_example(text.split())


SAID_TWICE = (
    "青溪 图书馆 三月 一日 起 延长 开放 时间 , 每天 到 晚上 九点 。 许多 学生 表示 欢迎 , 说 终于 有 地方 念书 。 "
    "馆长 指出 , 延长 开放 是 县议会 去年 通过 的 决定 。 县议会 也 决定 增加 购书 预算 , 用来 买 新 书 。 "
    "附近 的 居民 说 , 这 是 多年 来 最好 的 消息 。 记者 现场 看到 , 阅览室 里 坐满 了 人 , 连 走道 上 也 有人 站着 。"
)


def test_the_phrase_is_asked_of_one_sentence_and_found_in_another():
    made = recurring(SAID_TWICE)
    assert made is not None
    [(start, answer)] = made.answers
    assert made.context[start : start + len(answer)] == answer
    assert 2 <= len(answer) <= LONGEST
    assert answer not in made.question
    assert SAID_TWICE.replace(" ", "").count(answer) > 1
    assert len(made.context) >= PASSAGE[0] // 2
    assert (made.source, made.title) == ("recurring", "")


def test_the_same_text_gives_the_same_question_and_id():
    assert recurring(SAID_TWICE) == recurring(SAID_TWICE)


@pytest.mark.parametrize("text", ["", "。 。 。", "今天 天气 很 好 。", "图书馆 " * 60, "图书馆 。 " * 3])
def test_text_that_says_nothing_twice_asks_nothing(text):
    assert recurring(text) is None


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.sampled_from(["图书馆", "开放", "决定", "增加", "。", ",", "县议会", "居民", "三月", "的", "!"]),
        max_size=120,
    )
)
def test_words_in_any_order_make_a_question_that_holds_or_none(words):
    made = make_example(words)
    if made is not None:
        [(start, answer)] = made.answers
        assert made.context[start : start + len(answer)] == answer
        assert answer not in made.question


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_questions_are_spread_over_all_text_and_at_most_as_many_as_were_asked_for(tmp_path):
    lines = [SAID_TWICE.replace("青溪", place).replace("县议会", f"{place}议会") for place in PLACES]
    (tmp_path / "segmented.txt").write_text("\n".join(lines * 3) + "\n", encoding="utf-8")
    made = recurring_examples(tmp_path, tmp_path, 5)
    assert 0 < len(made) <= 5
    assert all(one.context[s : s + len(a)] == a for one in made for s, a in one.answers)
    assert recurring_examples(tmp_path, tmp_path, 5) == made
