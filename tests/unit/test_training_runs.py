"""A run of the reader's training: its rates, its checkpoints, what is averaged, and what it is measured by."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from qa.read.features import ANY, SHORT
from qa.training.adapt_reader import AdaptConfig, endless, mix, mixed, office_questions
from qa.training.data import Example
from qa.training.masking import Guesser
from qa.training.reading import Task, evaluate, loss_of, read_answers
from qa.training.sampling import Sampler, Shares, prepare
from qa.training.train_reader import Config, Run, lean_to_short, mean_of, rate_at, shown
from tests.fakes.tiny_reader import tiny_inputs, tiny_network

INPUTS = tiny_inputs()
TABLE = torch.from_numpy(INPUTS.table)


def asked(number: int, source: str = "own") -> Example:
    text = f"甲乙丙丁圖書館在{number}月開放。"
    return Example(
        f"{number}", source, f"第{number}篇", "圖書館何時開放？", text, ((text.index(f"{number}月"), f"{number}月"),)
    )


def sampler(count: int = 6, batch: int = 4, source: str = "own") -> Sampler:
    prepared = prepare([asked(n, source) for n in range(1, count + 1)], INPUTS.vocabulary)
    return Sampler(prepared, [[]] * count, 64, batch, Shares(elsewhere=0.0, near_miss=0.0))


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
    losses = [run.learn(rows, TABLE) for rows in run.batches(sampler())]
    assert len(losses) == run.step == 6
    assert np.mean(losses[-3:]) < np.mean(losses[:2])


def test_a_run_that_was_stopped_goes_on_as_if_it_had_not_been(tmp_path):
    torch.manual_seed(0)
    whole = run_in(tmp_path)
    for rows in whole.batches(sampler()):
        whole.learn(rows, TABLE)
        if whole.step == 4:  # the end of a pass
            whole.save()
    again = run_in(tmp_path)
    again.resume()
    assert again.step == 4
    rest = list(whole.config.work.iterdir())
    assert [path.name for path in rest] == ["a.pt"]  # nothing half written is left
    for rows in again.batches(sampler()):
        again.learn(rows, TABLE)
    assert again.step == whole.step == 6
    for name, value in whole.averaged.state_dict().items():
        torch.testing.assert_close(again.averaged.state_dict()[name], value)


def test_a_checkpoint_holds_the_weights_the_average_and_the_step(tmp_path):
    one = run_in(tmp_path)
    for rows in one.batches(sampler()):
        one.learn(rows, TABLE)
    one.save()
    two = run_in(tmp_path)
    two.resume()
    for name, value in one.network.state_dict().items():
        torch.testing.assert_close(two.network.state_dict()[name], value)
    for name, value in one.averaged.state_dict().items():
        torch.testing.assert_close(two.averaged.state_dict()[name], value)


def test_batches_of_a_pass_hang_on_the_seed_and_the_step_alone(tmp_path):
    def drawn(seed):
        run = run_in(tmp_path, seed=seed)
        batches = []
        for rows in run.batches(sampler()):
            batches.append([(window.ids.tolist(), start, end) for window, start, end in rows])
            run.step += 1
        return batches

    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)


def test_the_mean_of_one_run_is_the_run_and_of_two_what_lies_between(tmp_path):
    paths = []
    for number, value in enumerate((1.0, 3.0)):
        paths.append(tmp_path / f"{number}.pt")
        torch.save({"average": {"w": torch.full((2,), value), "n": torch.tensor(7)}}, paths[-1])
    assert mean_of(paths[:1])["w"].tolist() == [1.0, 1.0]
    assert mean_of(paths)["w"].tolist() == [2.0, 2.0]
    assert mean_of(paths)["n"].item() == 7  # a count is no weight


@pytest.mark.parametrize("share", [0.0, 0.25, 1.0])
def test_any_style_leans_to_short_by_a_share_and_short_stays(share):
    network = tiny_network()
    before = network.token.weight.detach().clone()
    lean_to_short(network, share)
    wanted = (1 - share) * before[ANY] + share * before[SHORT]
    torch.testing.assert_close(network.token.weight[ANY].detach(), wanted)
    torch.testing.assert_close(network.token.weight[SHORT].detach(), before[SHORT])


def test_scores_are_shown_with_their_names():
    assert shown({"drcd em": 68.84, "drcd f1": 80.0}) == "drcd em 68.8 · drcd f1 80.0"
    assert shown({}) == ""


def test_the_loss_of_masked_words_is_added_and_no_share_masks_none():
    network = tiny_network()
    guesser = Guesser(network.sizes.width, network.sizes.tokens)
    rows = next(iter(sampler().batches(0)))

    def loss(share):
        draw = np.random.default_rng(0)
        return loss_of(network.eval(), guesser, rows, TABLE, Task(masked=share), draw).item()

    assert loss(0.0) == loss(0.0)
    assert loss(0.9) > loss(0.0) + 0.5


def test_answers_are_quotes_of_their_own_paragraphs():
    items = prepare([asked(n) for n in range(1, 8)], INPUTS.vocabulary)
    answers = read_answers(tiny_network().eval(), items, TABLE, 64, batch=3)
    assert len(answers) == len(items)
    for item, (quote, score) in zip(items, answers, strict=True):
        assert quote
        assert quote in item.example.context
        assert np.isfinite(score)
    assert read_answers(tiny_network().eval(), items, TABLE, 64, batch=32) == answers


def test_scores_are_told_for_each_set_and_only_of_questions_with_answers():
    silent = Example("x", "drcd", "無", "何時？", "圖書館開放。", ())
    items = prepare([asked(1, "drcd"), asked(2, "cmrc2018"), silent], INPUTS.vocabulary)
    network = tiny_network()
    scores = evaluate(network, items, TABLE, 64)
    assert sorted(scores) == ["cmrc2018 em", "cmrc2018 f1", "drcd em", "drcd f1"]
    assert all(0 <= score <= 100 for score in scores.values())
    assert network.training  # as it was


# Training further on office writing


def test_what_is_mixed_is_the_mean_of_old_and_new_weights():
    network = tiny_network()
    own = {name: value.clone() for name, value in network.state_dict().items()}
    old = {name: value + 1.0 for name, value in own.items()}
    mix(network, old, 0.75)
    for name, value in network.state_dict().items():
        torch.testing.assert_close(value, own[name] + 0.25)


def test_nothing_is_mixed_in_where_all_of_the_new_is_wanted():
    network = tiny_network()
    own = {name: value.clone() for name, value in network.state_dict().items()}
    mix(network, {name: torch.zeros_like(value) for name, value in own.items()}, 1.0)
    for name, value in network.state_dict().items():
        torch.testing.assert_close(value, own[name])


def test_a_sampler_goes_on_pass_after_pass_each_in_another_order():
    batches = endless(sampler(count=6, batch=6), 3)
    passes = [[window.ids.tolist() for window, _, _ in next(batches)] for _ in range(4)]
    assert all(len(one) == 6 for one in passes)
    assert len({str(one) for one in passes}) > 1


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_a_batch_is_of_one_kind_in_the_share_that_was_asked_for(tmp_path, share):
    run = run_in(tmp_path, batch=2)
    human = prepare([asked(n) for n in range(1, 9)], INPUTS.vocabulary)
    office = prepare([Example(f"o{n}", "office", "辦", "召回？", "召回" * 9, ()) for n in range(4)], INPUTS.vocabulary)
    batches = mixed(human, office, run, share)
    recalled = set(INPUTS.vocabulary.tokenise("召").ids.tolist())
    for _ in range(6):
        held = [bool(recalled & set(window.ids.tolist())) for window, _, _ in next(batches)]
        assert held == [share == 1.0] * len(held)


def test_made_up_questions_are_half_on_rules_and_half_on_records_and_know_their_titles():
    made = office_questions(AdaptConfig(office=20, seed=4), INPUTS.vocabulary)
    assert len(made) == 20
    assert sum(item.example.id.startswith("office-rules") for item in made) == 10
    assert all(item.example.title == item.example.article for item in made)


def test_its_configuration_is_handed_to_the_run_of_training(tmp_path):
    config = AdaptConfig(work=tmp_path, name="b", steps=3, batch=5, rate=0.1, body_rate=0.2, average=0.3, seed=9)
    run = config.run()
    assert (run.work, run.name, run.steps, run.batch) == (tmp_path, "b", 3, 5)
    assert (run.rate, run.body_rate, run.average, run.seed) == (0.1, 0.2, 0.3, 9)
