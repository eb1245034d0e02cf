"""A run of the reader's training: its rates, its checkpoints, what is averaged, and what it is measured by."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from qa.read.windows import texts_of
from qa.training.data import Example
from qa.training.reading import evaluate, loss_of, read_answers
from qa.training.sampling import Sampler, Shares, prepare
from qa.training.train_reader import Config, Run, endless, loop, mixed, office_questions, rate_at, shown
from tests.fakes.tiny_pieces import tiny_pieces
from tests.fakes.tiny_reader import tiny_network

PIECES, TABLE = tiny_pieces()
PLAIN = Shares(elsewhere=0.0, near_miss=0.0, alone=0.0, titled=0.0, cropped=0.0)


def asked(number: int, source: str = "own") -> Example:
    text = f"甲乙丙丁圖書館在{number}月開放。"
    return Example(
        f"{number}", source, f"第{number}篇", "圖書館何時開放？", text, ((text.index(f"{number}月"), f"{number}月"),)
    )


def sampler(count: int = 6, tokens: int = 160, source: str = "own") -> Sampler:
    prepared = prepare([asked(n, source) for n in range(1, count + 1)], PIECES)
    return Sampler(prepared, [[]] * count, 64, tokens, PLAIN)


def run_in(folder, **changes) -> Run:
    config = Config(work=folder, name="a", steps=6, rate=1e-2, body_rate=1e-2, length=64, read_length=64, **changes)
    return Run.over(config, tiny_network())


@given(st.integers(1, 3000), st.floats(0, 0.9))
def test_the_rate_rises_then_falls_and_is_never_below_none_or_above_the_full_one(steps, warmup):
    config = Config(steps=steps, warmup=warmup)
    rates = [rate_at(step, config) for step in range(0, steps, max(1, steps // 50))]
    assert all(0.0 <= rate <= 1.0 for rate in rates)
    highest = rates.index(max(rates))
    assert rates[: highest + 1] == sorted(rates[: highest + 1])
    assert rates[highest:] == sorted(rates[highest:], reverse=True)


def test_a_run_of_one_step_takes_it_at_the_full_rate():
    assert rate_at(0, Config(steps=1)) == 1.0


def test_the_rate_is_full_after_the_warm_up_and_none_at_the_end():
    config = Config(steps=100, warmup=0.1)
    assert rate_at(9, config) == 1.0
    assert rate_at(100, config) == 0.0
    assert math.isclose(rate_at(4, config), 0.5)


def test_steps_make_the_loss_smaller(tmp_path):
    run = run_in(tmp_path)
    batches = endless(sampler(), 0)
    losses = [run.learn(next(batches), TABLE) for _ in range(6)]
    assert run.step == 6
    assert np.mean(losses[-3:]) < np.mean(losses[:2])


def test_a_run_that_was_stopped_goes_on_as_if_it_had_not_been(tmp_path):
    batches = [next(endless(sampler(), seed)) for seed in range(6)]
    whole, again = run_in(tmp_path), run_in(tmp_path)
    for number, rows in enumerate(batches):
        torch.manual_seed(number)  # dropout
        whole.learn(rows, TABLE)
        if number == 3:
            whole.save()
    again.resume()
    assert again.step == 4
    assert [path.name for path in tmp_path.iterdir()] == ["a.pt"]  # nothing half written is left
    for number, rows in list(enumerate(batches))[4:]:
        torch.manual_seed(number)
        again.learn(rows, TABLE)
    for name, value in whole.averaged.state_dict().items():
        torch.testing.assert_close(again.averaged.state_dict()[name], value)


def test_a_checkpoint_holds_the_weights_the_average_and_the_step(tmp_path):
    one = run_in(tmp_path)
    one.learn(next(endless(sampler(), 0)), TABLE)
    one.save()
    two = run_in(tmp_path)
    two.resume()
    for name, value in one.network.state_dict().items():
        torch.testing.assert_close(two.network.state_dict()[name], value)
    for name, value in one.averaged.state_dict().items():
        torch.testing.assert_close(two.averaged.state_dict()[name], value)


def test_scores_are_shown_with_their_names():
    assert shown({"drcd em": 68.84, "drcd f1": 80.0}) == "drcd em 68.8 · drcd f1 80.0"
    assert shown({}) == ""


def test_answers_are_quotes_of_their_own_paragraphs():
    items = prepare([asked(n) for n in range(1, 8)], PIECES)
    answers = read_answers(tiny_network().eval(), items, TABLE, 64, batch=3)
    assert len(answers) == len(items)
    for item, (quote, score) in zip(items, answers, strict=True):
        assert quote
        assert quote in item.example.context
        assert np.isfinite(score)
    assert read_answers(tiny_network().eval(), items, TABLE, 64, batch=32) == answers


def test_scores_are_told_for_each_set_and_only_of_questions_with_answers():
    silent = Example("x", "drcd", "無", "何時？", "圖書館開放。", ())
    items = prepare([asked(1, "drcd"), asked(2, "cmrc2018"), silent], PIECES)
    network = tiny_network()
    scores = evaluate(network, items, TABLE, 64)
    assert sorted(scores) == ["cmrc2018 em", "cmrc2018 f1", "drcd auroc", "drcd em", "drcd f1"]
    assert all(0 <= score <= 100 for score in scores.values())
    assert network.training  # as it was


def test_a_sampler_goes_on_pass_after_pass_each_in_another_order():
    batches = endless(sampler(count=6, tokens=10_000), 3)
    passes = [[window.ids.tolist() for window, _, _ in next(batches)] for _ in range(4)]
    assert all(len(one) == 6 for one in passes)
    assert len({str(one) for one in passes}) > 1


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_a_batch_is_of_one_kind_in_the_share_that_was_asked_for(tmp_path, share):
    run = run_in(tmp_path, tokens=100, office_share=share)
    human = prepare([asked(n) for n in range(1, 9)], PIECES)
    office = prepare([Example(f"o{n}", "office", "辦", "召回？", "召回" * 9, ()) for n in range(4)], PIECES)
    batches = mixed(human, office, run)
    recalled = set(texts_of(PIECES, ["召"])[0].ids.tolist())
    for _ in range(6):
        held = [bool(recalled & set(window.ids.tolist())) for window, _, _ in next(batches)]
        assert held == [share == 1.0] * len(held)


def test_made_up_questions_are_on_rules_and_on_records_as_asked_and_know_their_titles():
    made = office_questions(20, 0.5, seed=4)
    assert len(made) == 20
    assert sum(one.id.startswith("office-rules") for one in made) == 10
    assert all(one.title == one.article for one in made)


def test_a_passage_without_a_token_has_no_answer():
    [item] = prepare([Example("1", "own", "空", "何時？", "\u3000 ", ())], PIECES)
    assert read_answers(tiny_network().eval(), [item], TABLE, 64) == [("", -math.inf)]


def test_the_loss_of_a_network_that_knows_nothing_is_that_of_chance():
    rows = next(sampler(tokens=10_000).batches(0))
    network = tiny_network().eval()
    with torch.no_grad():
        network.end.span.weight.zero_()
        network.end.span.bias.zero_()
        loss = loss_of(network, rows, TABLE).item()
    chance = np.mean([np.log(window.count + 1) for window, _, _ in rows])
    assert math.isclose(loss, chance, rel_tol=0.02)


def test_a_run_goes_to_its_last_step_is_kept_and_told(tmp_path, caplog):
    run = run_in(tmp_path, evaluate_every=3)
    with caplog.at_level("INFO"):
        loop(run, endless(sampler(), 0), TABLE, prepare([asked(9)], PIECES))
    assert run.step == 6
    assert run.checkpoint.exists()
    assert "step 6 loss" in caplog.text
    assert "own em" in caplog.text
