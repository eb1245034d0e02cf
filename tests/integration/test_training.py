"""Training and what it writes: the graph agrees with the network, and one's own questions make it better or nothing."""

from importlib import import_module

import numpy as np
import pytest
import torch

from embeddings.article import Passage
from embeddings.encoders.static import StaticEncoder
from embeddings.errors import ModelError
from embeddings.progress import ignore
from qa.calibration import decision_for, fallback
from qa.decide import Decision
from qa.pipeline import Pipeline
from qa.read.reader import HALVES, OnnxReader
from qa.read.reader import WEIGHTS as READER
from qa.read.windows import texts_of, windows_over
from qa.training import own_reader
from qa.training.course import Request
from qa.training.export import import_reader
from qa.training.own import train_further
from qa.training.own_calibration import calibrate_on, calibrate_on_held_out
from qa.training.reading import tensors_of
from tests.fakes.tiny_reader import save_tiny_reader, tiny_network
from tests.unit.test_own import fine, squad

# The exporter that is not being retired needs another package, and gives the same graph.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

QUESTION, TEXT = "圖書館何時開放？", "甲乙丙丁圖書館在3月開放。" * 4


def network_logits(folder, length=64):
    """Return the first window over TEXT, and a stored reader's start and end logits of it in full precision."""
    network, pieces, table = import_reader(folder)
    question, passage = texts_of(pieces, [QUESTION, TEXT])
    window = windows_over(question, passage, length)[0]
    vectors, kinds, *_ = tensors_of([window], table)
    with torch.no_grad():
        return window, [part[0].numpy() for part in network.eval()(vectors, kinds)]


def test_attention_in_training_is_attention():
    network = tiny_network()
    vectors, kinds, real = torch.randn(2, 9, 32), torch.zeros(2, 9, dtype=torch.int64), torch.ones(2, 9)
    real[1, 6:] = 0
    with torch.no_grad():
        trained, served = (each(vectors, kinds, real) for each in (network.train(), network.eval()))
    for one, other in zip(trained, served, strict=True):
        np.testing.assert_allclose(one[real == 1].numpy(), other[real == 1].numpy(), atol=1e-4)


@pytest.mark.parametrize("folder", ["tiny", "shipped"])
def test_a_written_reader_is_read_back(tmp_path, folder):
    """In eight bits the graphs' logits stay near those of the network with the weights they hold."""
    path = save_tiny_reader(tmp_path) if folder == "tiny" else READER
    window, expected = network_logits(path, 64 if folder == "tiny" else 192)
    reader = OnnxReader.from_folder(path)
    for logits, wanted in zip(reader.logits(window), expected, strict=True):
        assert np.corrcoef(logits, wanted)[0, 1] > 0.98


def test_a_network_written_and_imported_has_its_weights(tmp_path):
    network = tiny_network()
    again, *_ = import_reader(save_tiny_reader(tmp_path, network))
    for (name, wanted), (_, found) in zip(network.state_dict().items(), again.state_dict().items(), strict=True):
        np.testing.assert_allclose(found.numpy(), wanted.numpy(), atol=0.01 * float(wanted.abs().max()), err_msg=name)


def test_weights_that_are_no_numbers_are_refused(tmp_path):
    network = tiny_network()
    with torch.no_grad():
        network.body.norm.weight[:] = float("nan")
    with pytest.raises(ModelError, match="NaN"):
        OnnxReader.from_folder(save_tiny_reader(tmp_path, network))


def test_graphs_of_another_shape_are_refused(tmp_path):
    narrow, wide = save_tiny_reader(tmp_path / "a"), save_tiny_reader(tmp_path / "b", tiny_network(width=48))
    (narrow / HALVES[0]).write_bytes((wide / HALVES[0]).read_bytes())
    with pytest.raises(ModelError, match="不符"):
        OnnxReader.from_folder(narrow)


def test_another_program_s_graph_cannot_be_trained_further(tmp_path):
    folder = save_tiny_reader(tmp_path)
    (folder / "reader.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ModelError, match="不能接著訓練"):
        import_reader(folder)


@pytest.fixture
def questions(tmp_path):
    return squad(fine(40), tmp_path / "own.json")


def test_a_reader_learns_from_one_s_own_questions_and_is_kept(tmp_path, questions, monkeypatch):
    start = save_tiny_reader(tmp_path / "start")
    steps = []
    monkeypatch.setattr(own_reader, "RATE", 1e-2)  # a network of one layer has all to learn
    monkeypatch.setattr(own_reader, "BODY_RATE", 1e-2)
    request = Request(questions, start, tmp_path / "out", held_out=0.25, epochs=40)
    outcome = train_further("reader", request, lambda step: steps.append((step.done, step.total)))
    assert steps[-1][0] == steps[-1][1] == len(steps)
    assert (outcome.training, outcome.held_out) == (30, 10)
    assert sum(outcome.after.values()) > sum(outcome.before.values())
    assert outcome.kept
    assert OnnxReader.from_folder(tmp_path / "out").read(QUESTION, [Passage(0, "a", "", 0, len(TEXT), TEXT)])[0]


@pytest.mark.parametrize(("kind", "scores"), [("reader", ["EM", "F1"]), ("encoder", ["hit@1", "hit@5", "MRR"])])
@pytest.mark.parametrize(("after", "kept"), [(0.4, False), (0.5, False), (0.6, True)])
def test_only_what_got_better_is_written(tmp_path, questions, monkeypatch, kind, scores, after, kept):
    module = import_module(f"qa.training.own_{kind}")
    given = iter([0.5, after])
    monkeypatch.setattr(module, "measured", lambda *_: dict.fromkeys(scores, next(given)))
    start = save_tiny_reader(tmp_path / "start") if kind == "reader" else None
    request = Request(questions, start, tmp_path / "out", held_out=0.25, epochs=1)
    assert train_further(kind, request, ignore).kept is kept
    assert (tmp_path / "out").exists() is kept


@pytest.fixture
def pipeline():
    """The shipped reader as one that nobody calibrated."""
    return Pipeline(StaticEncoder.from_folder(), OnnxReader.from_folder(threads=1), fallback(Decision.from_file()))


def test_a_reader_is_calibrated_on_one_s_own_questions(tmp_path, questions, pipeline):
    request = Request(questions, READER, tmp_path / "mine", held_out=0.25, epochs=1)
    result = calibrate_on(request, pipeline)
    assert (result.training, result.held_out, result.kept) == (30, 10, True)
    assert 0 <= result.after["calibration_error"] < 0.3
    decision = decision_for(pipeline.reader.fingerprint, request.into)
    assert decision.readers == (pipeline.reader.fingerprint,)
    assert decision.confidence != Decision.from_file().confidence


def test_a_reader_just_trained_is_calibrated_by_what_was_held_out_if_that_is_enough(tmp_path, questions, pipeline):
    too_few = Request(questions, READER, tmp_path / "few", held_out=0.25, epochs=1)
    assert calibrate_on_held_out(too_few, pipeline) == 0
    assert not too_few.into.exists()
    enough = Request(questions, READER, tmp_path / "enough", held_out=0.5, epochs=1)
    assert calibrate_on_held_out(enough, pipeline) == 20
    assert decision_for(pipeline.reader.fingerprint, enough.into).readers == (pipeline.reader.fingerprint,)
