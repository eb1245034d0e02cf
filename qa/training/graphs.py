"""Exports networks for serving: 8-bit ONNX graphs, in two halves of less than 16 MB.

Serving runs one text at a time, so the graphs have no padding mask.
"""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor, nn

from embeddings.encoders.network import Transformer
from embeddings.encoders.pieces import FILE, TABLE, Pieces, PieceTable
from embeddings.encoders.transformer import HALVES

AXES = {0: "texts", 1: "length"}


class Lower(nn.Module):
    """The first half of a transformer: token vectors, and for a reader their kinds → hidden states."""

    def __init__(self, body: Transformer, kind: nn.Embedding | None) -> None:
        super().__init__()
        self.kind, self.body = kind, body
        self.count = body.shape.layers // 2

    def forward(self, vectors: Tensor, kinds: Tensor | None = None) -> Tensor:
        """Return hidden states ``(texts, length, width)``."""
        if self.kind is not None:
            vectors = vectors + self.kind(kinds)
        hidden = self.body.enter(vectors)
        for layer in self.body.layers[: self.count]:
            hidden = layer(hidden, None)
        return hidden


class Upper(nn.Module):
    """The second half: hidden states → the output of the head."""

    def __init__(self, body: Transformer, end: nn.Module) -> None:
        super().__init__()
        self.body, self.end = body, end
        self.count = body.shape.layers // 2

    def forward(self, hidden: Tensor) -> Tensor | tuple[Tensor, Tensor]:
        """Return the output of ``end`` for the last hidden states."""
        for layer in self.body.layers[self.count :]:
            hidden = layer(hidden, None)
        found: Tensor | tuple[Tensor, Tensor] = self.end(hidden)
        return found


class Mean(nn.Module):
    """The head of an encoder: the mean of the last hidden states ``(texts, width)``."""

    def forward(self, hidden: Tensor) -> Tensor:
        """Return the mean."""
        return hidden.mean(dim=1)


def export_pieces(pieces: Pieces, table: PieceTable, folder: Path) -> None:
    """Write the tokenizer and the token embeddings, which reader and encoder share."""
    folder.mkdir(parents=True, exist_ok=True)
    pieces.save(folder / FILE)
    table.save(folder / TABLE)


def export_encoder(body: Transformer, folder: Path) -> None:
    """Write ``encoder-lower.onnx`` and ``encoder-upper.onnx``."""
    folder.mkdir(parents=True, exist_ok=True)
    vectors = torch.ones(2, 16, body.shape.width)
    body.eval()
    export_graph(Lower(body, None), (vectors,), ("vectors", "hidden"), folder / HALVES[0])
    export_graph(Upper(body, Mean()), (vectors,), ("hidden", "mean"), folder / HALVES[1])


def export_graph(module: nn.Module, inputs: tuple[Tensor, ...], names: Sequence[str], path: Path) -> None:
    """Write a module as an 8-bit graph (dynamic quantisation, a scale for each column) with free length and batch."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    with tempfile.TemporaryDirectory() as scratch:
        full = Path(scratch) / "full.onnx"
        torch.onnx.export(
            module,
            inputs,
            full,
            input_names=list(names[: len(inputs)]),
            output_names=list(names[len(inputs) :]),
            dynamic_axes=dict.fromkeys(names, AXES),
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(full, path, weight_type=QuantType.QInt8, per_channel=True)
