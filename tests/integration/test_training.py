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
from qa.read.reader import WEIGHTS as READER
from qa.read.reader import OnnxReader
from qa.read.windows import pad, windows_over
from qa.training import own_reader
from qa.training.course import Request
from qa.training.export import export_graph, import_reader
from qa.training.own import train_further
from qa.training.own_calibration import calibrate_on, calibrate_on_held_out
from qa.training.reading import to_tensors
from tests.fakes.tiny_reader import save_tiny_reader, tiny_inputs, tiny_network
from tests.unit.test_own import fine, squad

# The exporter that is not being retired needs another package, and gives the same graph.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

QUESTION, TEXT = "圖書館何時開放？", "甲乙丙丁圖書館在3月開放。" * 4


def network_logits(network, inputs, length=64):
    """Return start and end logits of the first window over TEXT."""
    vocabulary = inputs.vocabulary
    window = windows_over(vocabulary.tokenise(QUESTION), vocabulary.tokenise(TEXT), length)[0]
    batch = pad([window])
    with torch.no_grad():
        return batch, [part[0].numpy() for part in network.eval()(*to_tensors(batch, torch.from_numpy(inputs.table)))]


def test_the_graph_gives_the_network_s_scores(tmp_path):
    import onnxruntime

    network, inputs = tiny_network(), tiny_inputs()
    batch, expected = network_logits(network, inputs)
    export_graph(network, tmp_path / "full.onnx")
    session = onnxruntime.InferenceSession(tmp_path / "full.onnx", providers=["CPUExecutionProvider"])
    given = {"ids": batch.ids, "types": batch.types, "vectors": inputs.table[batch.words], "spans": batch.spans}
    for logits, wanted in zip(session.run(["start", "end"], given), expected, strict=True):
        np.testing.assert_allclose(logits[0], wanted, atol=1e-4)


def test_attention_in_training_is_attention():
    network, inputs = tiny_network(), tiny_inputs()
    batch, expected = network_logits(network, inputs)
    with torch.no_grad():
        trained = network.train()(*to_tensors(batch, torch.from_numpy(inputs.table)))
    for logits, wanted in zip(trained, expected, strict=True):
        np.testing.assert_allclose(logits[0].numpy(), wanted, atol=1e-4)


@pytest.mark.parametrize("folder", ["tiny", "shipped"])
def test_a_written_reader_is_read_back(tmp_path, folder):
    """In eight bits the graph's logits stay near those of the network with the weights it holds."""
    path = save_tiny_reader(tmp_path) if folder == "tiny" else READER
    network, inputs = import_reader(path)
    length = 64 if folder == "tiny" else 192
    batch, expected = network_logits(network, inputs, length)
    reader = OnnxReader.from_folder(path)
    given = {"ids": batch.ids, "types": batch.types, "vectors": inputs.table[batch.words], "spans": batch.spans}
    for logits, wanted in zip(reader._graph.run(["start", "end"], given), expected, strict=True):
        inside = batch.spans[0] == 1
        assert np.corrcoef(logits[0][inside], wanted[inside])[0, 1] > 0.98


def test_weights_that_are_no_numbers_are_refused(tmp_path):
    network = tiny_network()
    with torch.no_grad():
        network.norm.weight[:] = float("nan")
    with pytest.raises(ModelError, match="NaN"):
        OnnxReader.from_folder(save_tiny_reader(tmp_path, network))


def test_a_graph_of_another_shape_is_refused(tmp_path):
    tables, graph = save_tiny_reader(tmp_path / "a"), save_tiny_reader(tmp_path / "b", tiny_network(word_width=16))
    (tables / "reader.onnx").write_bytes((graph / "reader.onnx").read_bytes())
    with pytest.raises(ModelError, match="不符"):
        OnnxReader.from_folder(tables)


def test_another_program_s_graph_cannot_be_trained_further(tmp_path):
    folder = save_tiny_reader(tmp_path)
    (folder / "words.safetensors").write_bytes(b"")
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
