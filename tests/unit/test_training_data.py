"""What training learns from: questions split by article, windows that hold what they say, lines that keep precision."""

import gzip
import json

import numpy as np
import pytest

from embeddings.encoders.pieces import SPECIALS, Pieces
from embeddings.text.fold import fold
from qa.decide import Mode
from qa.read.windows import ANY, LONG, SHORT, texts_of
from qa.training.calibrate import PRECISION, thresholds
from qa.training.data import Example, batches, is_development, read_examples, split
from qa.training.sampling import Sampler, Shares, prepare, some_of_each

CONTEXT = "".join(f"第{number}館在{number}月開放，" for number in range(1, 40))


def example(
    number: int, *, source: str = "drcd", article: str = "", context: str = "", text: str = "", title: str = ""
) -> Example:
    context = context or f"第{number}段，館在三月開放。"
    answers = ((context.index(text), text),) if text else ()
    return Example(f"{source}-{number}", source, article or f"條目{number}", "何時開放？", context, answers, title)


def test_no_article_and_no_paragraph_is_both_trained_on_and_held_out():
    copied = [example(n, source="other", article=f"轉載{n}") for n in range(200)]  # the paragraphs of DRCD's, elsewhere
    training, development = split([example(n) for n in range(200)] + copied)
    assert len(development) == 53  # about a fifth of DRCD's 200; titles are told apart by their hash
    assert {one.source for one in development} == {"drcd"}
    assert not {one.article for one in training} & {one.article for one in development}
    assert not {one.context for one in training} & {one.context for one in development}
    assert len(training) == 400 - 2 * len(development)


def test_whether_an_article_is_held_out_hangs_on_its_title_alone():
    held_out = [is_development(example(n, article="同一條目")) for n in range(20)]
    assert len(set(held_out)) == 1
    assert not is_development(example(1, source="own", article="同一條目"))


def test_what_only_measures_is_never_trained_on():
    training, _ = split([example(1, source="cjrc_dev"), example(2, source="own")])
    assert [one.source for one in training] == ["own"]


def test_a_question_whose_answer_is_not_where_it_is_said_to_be_is_left_out(tmp_path):
    def row(name: str, start: int) -> dict[str, object]:
        return {
            "id": name,
            "question": "？",
            "context": "館在三月開放。",
            "answers": [{"start": start, "text": "三月"}],
        }

    (tmp_path / "qa").mkdir()
    with gzip.open(tmp_path / "qa" / "drcd.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(one) + "\n" for one in (row("right", 2), row("wrong", 3)))
    [kept] = read_examples(tmp_path)
    assert (kept.id, kept.source, kept.answers, kept.short) == ("right", "drcd", ((2, "三月"),), True)


def test_batches_are_full_but_for_the_last():
    assert list(batches(iter("abcde"), 2)) == [["a", "b"], ["c", "d"], ["e"]]


NAMES = [*SPECIALS, "▁", *sorted(set(fold(CONTEXT)))]


@pytest.fixture(scope="module")
def pieces() -> Pieces:
    return Pieces.from_scores(NAMES, [-1.0] * len(NAMES))


def sampler(pieces: Pieces, **changes: float) -> Sampler:
    examples = [
        example(n, source=source, context=CONTEXT, text=f"{n}月", title="第38館")
        for n, source in ((12, "drcd"), (25, "cmrc2018"), (38, "drcd"))
    ]
    rates = {
        "elsewhere": 0.0,
        "near_miss": 0.0,
        "any_style": 0.0,
        "alone": 0.0,
        "titled": 0.0,
        "cropped": 0.0,
    } | changes
    [other] = texts_of(pieces, ["別館在他處開放。" * 5])
    return Sampler(prepare(examples, pieces), [[other]] * 3, 40, 80, Shares(**rates))


def read_back(pieces: Pieces, window, start: int, end: int) -> str:
    return "".join(NAMES[int(one)] for one in window.ids[start : end + 1])


def test_a_window_holds_the_answer_where_it_says_wherever_it_was_cut(pieces):
    drawing = sampler(pieces)
    for seed in range(30):
        for number, answer in enumerate(("12月", "25月", "38月")):
            window, start, end = drawing.window(number, np.random.default_rng(seed))
            assert read_back(pieces, window, start, end) == answer
            assert len(window.ids) <= 40


def test_a_window_of_another_passage_has_no_answer_to_learn(pieces):
    drawing = sampler(pieces, near_miss=1.0)
    assert [drawing.window(0, np.random.default_rng(seed))[1:] for seed in range(5)] == [(0, 0)] * 5


def test_the_title_stands_before_the_passage_and_is_never_the_answer(pieces):
    drawing = sampler(pieces, titled=1.0)
    for seed in range(30):
        window, start, end = drawing.window(2, np.random.default_rng(seed))
        assert read_back(pieces, window, start, end) == "38月"
        title = [NAMES.index(one) for one in "第38馆"]
        assert title in [window.ids[at : at + 4].tolist() for at in range(window.offset)]
        assert len(window.ids) <= 40


def test_a_statement_alone_is_the_answers_or_holds_none(pieces):
    context = "第一館在12月開放。\n第二館在25月開放。\n第三館在38月開放。"
    item = prepare([example(1, context=context, text="25月")], pieces)
    drawing = Sampler(item, [[]], 40, 40, Shares(0, 0, 0, alone=1.0, titled=0, cropped=0))
    drawn = [drawing.window(0, np.random.default_rng(seed)) for seed in range(40)]
    answered = [read_back(pieces, *one) for one in drawn if one[1]]
    assert set(answered) == {"25月"}
    assert 10 < len(answered) < 30
    assert all(window.count == len("第一館在12月開放。") for window, _, _ in drawn)


def test_the_style_is_the_sets_own_unless_it_is_left_open(pieces):
    draw = np.random.default_rng(0)
    assert sampler(pieces).window(0, draw)[0].kinds[0] == SHORT
    assert sampler(pieces).window(1, draw)[0].kinds[0] == LONG
    assert sampler(pieces, any_style=1.0).window(1, draw)[0].kinds[0] == ANY


def test_a_pass_draws_every_example_once_and_a_seed_draws_the_same_again(pieces):
    one, again = (
        [[(window.ids.tolist(), start, end) for window, start, end in batch] for batch in sampler(pieces).batches(7)]
        for _ in range(2)
    )
    assert one == again
    assert sorted(map(len, one)) == [1, 2]


def test_a_sample_takes_as_many_of_a_small_set_as_of_a_large_one(pieces):
    many = prepare(
        [example(n, source="drcd") for n in range(90)] + [example(n, source="own") for n in range(3)], pieces
    )
    chosen = [one.example.source for one in some_of_each(many, 10)]
    assert (chosen.count("drcd"), chosen.count("own")) == (10, 3)


def test_each_mode_answers_as_much_as_its_precision_lets_it():
    confidences = np.linspace(0.995, 0.005, 100)
    right = np.array([True] * 50 + [False] * 50)
    lines = thresholds(confidences, right)
    for mode, line in lines.items():
        given = confidences >= line
        assert right[given].mean() >= PRECISION[mode]
    assert lines[Mode.STRICT] > lines[Mode.BALANCED] > lines[Mode.LOOSE]
    assert right[confidences >= lines[Mode.STRICT] - 0.03].mean() < PRECISION[Mode.STRICT]  # no line was drawn too high


def test_a_mode_whose_precision_is_never_reached_never_answers():
    assert set(thresholds(np.array([0.9, 0.8]), np.array([False, False])).values()) == {1.0}
