"""Exports a trained reader for serving, as two 8-bit ONNX graphs, and imports it again."""

import json
import shutil
from pathlib import Path

import torch

from embeddings.encoders.network import read_weights, shape_of
from embeddings.encoders.pieces import FILE, TABLE, Pieces, PieceTable, read_pieces
from embeddings.errors import ModelError
from qa.read.reader import HALVES
from qa.read.windows import ANY, STYLES
from qa.training.graphs import Lower, Upper, export_graph
from qa.training.network import ReaderNetwork


def export_reader(network: ReaderNetwork, folder: Path, length: int, style: int = ANY) -> None:
    """Write ``reader-lower.onnx``, ``reader-upper.onnx`` and ``reader.json``; the tokenizer is the encoder's."""
    folder.mkdir(parents=True, exist_ok=True)
    network.eval()
    vectors, kinds = torch.ones(2, 16, network.shape.width), torch.ones(2, 16, dtype=torch.int64)
    export_graph(
        Lower(network.body, network.kind), (vectors, kinds), ("vectors", "kinds", "hidden"), folder / HALVES[0]
    )
    export_graph(Upper(network.body, network.end), (vectors,), ("hidden", "start", "end"), folder / HALVES[1])
    stored = {"length": length, "style": STYLES[style], "heads": network.shape.heads}
    (folder / "reader.json").write_text(json.dumps(stored) + "\n", encoding="utf-8")


def copy_tokenizer(source: Path, folder: Path) -> None:
    """Copy the tokenizer and the embeddings of a reader that has its own; others use the encoder's."""
    for name in (FILE, TABLE):
        if (source / name).is_file():
            shutil.copyfile(source / name, folder / name)


def import_reader(folder: Path) -> tuple[ReaderNetwork, Pieces, PieceTable]:
    """Return an exported reader as a network for further training; raise ``ModelError`` if it is invalid."""
    pieces, table = read_pieces(folder)
    try:
        heads = json.loads((folder / "reader.json").read_text(encoding="utf-8"))["heads"]
        weights: dict[str, torch.Tensor] = {}
        for name in HALVES:
            weights |= {key: torch.from_numpy(value) for key, value in read_weights(folder / name).items()}
        network = ReaderNetwork(shape_of(weights, heads))
        network.load_state_dict({name: weights[_stored(name)] for name in network.state_dict()})
    except (OSError, KeyError, ValueError, RuntimeError) as error:
        raise ModelError(f"{folder} 裡的閱讀器不能接著訓練（{error}）：它不是本程式寫出的那一種。") from error
    return network, pieces, table


def _stored(name: str) -> str:
    """Return a parameter's name in the graphs, which leave out where the head stands."""
    return name.removeprefix("end.")
