"""Networks as graphs for serving: in two halves, in eight bits, and near enough to the network that they are of."""

import numpy as np
import pytest
import torch

from embeddings.encoders.graph import Graph
from embeddings.encoders.network import Shape, Transformer
from embeddings.encoders.pieces import read_pieces
from embeddings.encoders.transformer import HALVES, TransformerEncoder
from embeddings.errors import ModelError
from qa.training import make_encoder
from qa.training.body import Body
from qa.training.graphs import Lower, Mean, Upper, export_encoder, export_pieces
from tests.fakes.tiny_pieces import CHARACTERS, tiny_pieces

# The exporter that is not being retired needs another package, and gives the same graph.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

WIDTH = 32


def network(layers: int = 2) -> Transformer:
    torch.manual_seed(5)
    made = Transformer(Shape(WIDTH, layers, 2, 48, 40))
    with torch.no_grad():
        for weights in made.parameters():  # a graph keeps equal weights once, which trained ones never are
            weights += 0.02 * torch.randn_like(weights)
    return made.eval()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """An encoder as it is shipped, tiny."""
    path = tmp_path_factory.mktemp("graphs") / "encoder"
    export_encoder(network(), path)
    export_pieces(*tiny_pieces(WIDTH), path)
    return path


@pytest.mark.parametrize("layers", [1, 2, 3, 4])
def test_the_halves_together_are_the_whole(layers):
    whole = network(layers)
    vectors = torch.randn(3, 9, WIDTH)
    with torch.no_grad():
        expected = whole(vectors, None).mean(dim=1)
        found = Upper(whole, Mean())(Lower(whole, None)(vectors))
    torch.testing.assert_close(found, expected)


def test_kinds_are_added_to_a_reader_s_vectors():
    whole, kind = network(), torch.nn.Embedding(3, WIDTH)
    vectors, kinds = torch.randn(2, 5, WIDTH), torch.tensor([[0, 1, 2, 1, 0]] * 2)
    with torch.no_grad():
        found = Lower(whole, kind)(vectors, kinds)
        torch.testing.assert_close(found, Lower(whole, None)(vectors + kind(kinds)))
    assert not torch.equal(found, Lower(whole, None)(vectors))


@pytest.mark.parametrize(("texts", "length"), [(1, 1), (1, 40), (3, 7), (2, 16)])
def test_graphs_take_texts_of_any_number_and_length(folder, texts, length):
    lower, upper = (Graph.from_file(folder / name) for name in HALVES)
    vectors = np.random.default_rng(length).normal(size=(texts, length, WIDTH)).astype(np.float32)
    [hidden] = lower.run(["hidden"], {"vectors": vectors})
    [mean] = upper.run(["mean"], {"hidden": hidden})
    with torch.no_grad():
        expected = network()(torch.from_numpy(vectors), None).mean(dim=1).numpy()
    assert mean.shape == (texts, WIDTH)
    for one, wanted in zip(mean, expected, strict=True):
        assert np.corrcoef(one, wanted)[0, 1] > 0.98  # eight bits


def test_an_encoder_that_was_written_encodes(folder):
    encoder = TransformerEncoder.from_folder(folder, threads=1)
    vectors = encoder.encode_passages(["图书馆开放", "图书馆开放", "甲乙丙", ""])
    assert vectors.shape == (4, WIDTH) == (4, encoder.dimension)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    np.testing.assert_array_equal(vectors[0], vectors[1])
    assert not np.allclose(vectors[0], vectors[2])
    assert encoder.encode_queries([]).shape == (0, WIDTH)


def test_the_fingerprint_tells_encoders_apart(folder, tmp_path):
    again, other = tmp_path / "again", tmp_path / "other"
    export_encoder(network(), again)
    export_encoder(network(3), other)
    for path in (again, other):
        export_pieces(*tiny_pieces(WIDTH), path)
    prints = [TransformerEncoder.from_folder(path, threads=1).fingerprint for path in (folder, again, other)]
    assert prints[0] == prints[1] != prints[2]


def test_tokens_and_vectors_are_read_back_as_they_were_written(folder):
    pieces, table = tiny_pieces(WIDTH)
    read, vectors = read_pieces(folder)
    [row], [wanted] = read.cut(["图书馆3月"]), pieces.cut(["图书馆3月"])
    assert row.ids.tolist() == wanted.ids.tolist()
    np.testing.assert_array_equal(vectors.rows, table.rows)
    np.testing.assert_array_equal(vectors.scales, table.scales)


@pytest.mark.parametrize("name", HALVES)
@pytest.mark.parametrize("damage", [lambda content: b"", lambda content: content[: len(content) // 2], lambda _: b"PK"])
def test_a_damaged_half_is_refused_by_name(folder, tmp_path, name, damage):
    for path in folder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / name).write_bytes(damage((folder / name).read_bytes()))
    with pytest.raises(ModelError, match=name):
        TransformerEncoder.from_folder(tmp_path)


def test_a_missing_half_is_named_with_what_to_do(tmp_path):
    with pytest.raises(ModelError, match=rf"{HALVES[0]}.*請重新安裝"):
        TransformerEncoder.from_folder(tmp_path)


def test_halves_of_another_width_than_the_vectors_are_refused(folder, tmp_path):
    for path in folder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    export_pieces(*tiny_pieces(WIDTH * 2), tmp_path)
    with pytest.raises(ModelError, match="與程式不符"):
        TransformerEncoder.from_folder(tmp_path)


def test_an_output_that_is_no_number_is_refused(folder):
    upper = Graph.from_file(folder / HALVES[1])
    with pytest.raises(ModelError, match="NaN"):
        upper.run(["mean"], {"hidden": np.full((1, 2, WIDTH), np.inf, np.float32)})


def test_inputs_of_another_name_are_refused(folder):
    with pytest.raises(ModelError, match=HALVES[1]):
        Graph.from_file(folder / HALVES[1]).run(["mean"], {"vectors": np.ones((1, 2, WIDTH), np.float32)})


def test_the_shipped_encoder_is_made_of_the_pretrained_body(tmp_path, monkeypatch):
    draw = np.random.default_rng(0)
    pieces = [*dict.fromkeys(CHARACTERS)]
    sizes = {"emb.pos": (512, 384), "emb.ln.w": (384,), "emb.ln.b": (384,)}
    sizes |= {f"l0.{name}.w": (384, 384) for name in ("q", "k", "v", "ao")} | {"l0.fi.w": (1536, 384)}
    sizes |= {f"l0.{name}.b": (384,) for name in ("q", "k", "v", "ao", "fo")} | {"l0.fi.b": (1536,)}
    sizes |= {"l0.fo.w": (384, 1536)} | {f"l0.{name}.{kind}": (384,) for name in ("aln", "oln") for kind in "wb"}
    weights = {name: draw.normal(0, 0.05, size).astype(np.float32) for name, size in sizes.items()}
    names, scores = ["<s>", "<pad>", "</s>", "<unk>", "▁", *pieces], np.full(len(pieces) + 5, -1.0, np.float32)
    body = Body(names, scores, draw.normal(size=(len(names), 384)).astype(np.float32), weights, 1)
    monkeypatch.setattr(make_encoder, "load_body", lambda path: body)
    monkeypatch.setattr(make_encoder, "chinese_only", lambda given: given)
    make_encoder.main(["--out", str(tmp_path / "out")])
    encoder = TransformerEncoder.from_folder(tmp_path / "out", threads=1)
    assert encoder.dimension == 384
    assert np.isfinite(encoder.encode_queries(["图书馆何时开放"])).all()
