"""The transformer that both models share, in PyTorch: post-norm layers over token vectors (Devlin et al. 2019)."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

HEADS = 12


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of a transformer."""

    width: int = 384
    layers: int = 12
    heads: int = HEADS
    inner: int = 1536
    positions: int = 512


class FeatureDropout(nn.Module):
    """Dropout of whole features, the same ones at every position (variational dropout, Gal & Ghahramani 2016).

    Drawing one number per element took 8 % of a training step on two cores; this takes almost none.
    """

    def __init__(self, share: float) -> None:
        super().__init__()
        self.share = share

    def forward(self, hidden: Tensor) -> Tensor:
        """Return ``hidden``, ``(batch, length, width)``, with features dropped while training."""
        if not self.training or self.share == 0.0:
            return hidden
        keep = torch.rand(hidden.shape[0], 1, hidden.shape[2], device=hidden.device) >= self.share
        return hidden * (keep / (1.0 - self.share)).to(hidden.dtype)


def _attention_in_batches(query: Tensor, key: Tensor, value: Tensor, mask: Tensor) -> Tensor:
    """Return ``scaled_dot_product_attention(…)``, with a gradient that takes a third of the time on a CPU."""
    batch, heads, length, width = query.shape
    query, key, value = (part.reshape(batch * heads, length, width) for part in (query, key, value))
    bias = mask.expand(batch, heads, length, length).reshape(batch * heads, length, length)
    with torch.autocast(query.device.type, enabled=False):  # autocast would widen the softmax to 32 bits
        scores = torch.baddbmm(bias, query, key.transpose(1, 2), alpha=width**-0.5)
        mixed = torch.bmm(scores.softmax(dim=-1), value)
    return mixed.view(batch, heads, length, width)


class Layer(nn.Module):
    """One post-norm transformer layer."""

    def __init__(self, width: int, heads: int, inner: int, dropout: float) -> None:
        super().__init__()
        self.heads = heads
        self.attend = nn.Linear(width, 3 * width)
        self.project = nn.Linear(width, width)
        self.norm1 = nn.LayerNorm(width, eps=1e-12)
        self.widen = nn.Linear(width, inner)
        self.narrow = nn.Linear(inner, width)
        self.norm2 = nn.LayerNorm(width, eps=1e-12)
        self.dropout = FeatureDropout(dropout)

    def forward(self, hidden: Tensor, mask: Tensor | None) -> Tensor:
        """Return ``(batch, length, width)``; ``mask``, given if rows are padded, is added to attention scores."""
        batch, length, width = hidden.shape
        split = self.attend(hidden).view(batch, length, 3, self.heads, width // self.heads)
        query, key, value = split.permute(2, 0, 3, 1, 4).unbind()  # each (batch, heads, length, width / heads)
        if self.training and mask is not None:
            mixed = _attention_in_batches(query, key, value, mask.to(query.dtype))
        else:
            mask = None if mask is None else mask.to(query.dtype)
            mixed = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        mixed = mixed.transpose(1, 2).reshape(batch, length, width)
        hidden = self.norm1(hidden + self.dropout(self.project(mixed)))
        inner = self.narrow(functional.gelu(self.widen(hidden)))
        out: Tensor = self.norm2(hidden + self.dropout(inner))
        return out


class Transformer(nn.Module):
    """Token vectors → hidden states, both ``(batch, length, width)``."""

    def __init__(self, shape: Shape, dropout: float = 0.0) -> None:
        super().__init__()
        self.shape = shape
        self.position = nn.Embedding(shape.positions, shape.width)
        self.norm = nn.LayerNorm(shape.width, eps=1e-12)
        self.layers = nn.ModuleList(Layer(shape.width, shape.heads, shape.inner, dropout) for _ in range(shape.layers))

    def forward(self, vectors: Tensor, real: Tensor | None) -> Tensor:
        """Return the last hidden states; ``real`` ``(batch, length)`` is 0 at padding, None without padding."""
        mask = None if real is None else ((real == 0).to(vectors.dtype) * -1e4)[:, None, None, :]
        hidden = self.enter(vectors)
        for layer in self.layers:
            hidden = layer(hidden, mask)
        return hidden

    def enter(self, vectors: Tensor) -> Tensor:
        """Return the input of the first layer."""
        places = torch.arange(vectors.shape[1], device=vectors.device)
        entered: Tensor = self.norm(vectors + self.position(places))
        return entered


def shape_of(weights: Mapping[str, Tensor], heads: int = HEADS) -> Shape:
    """Return the sizes of a transformer with these parameters."""
    positions, width = weights["body.position.weight"].shape
    return Shape(
        width=width,
        layers=sum(name.endswith(".attend.weight") for name in weights),
        heads=heads,
        inner=len(weights["body.layers.0.widen.bias"]),
        positions=positions,
    )


def read_weights(graph: Path) -> dict[str, NDArray[np.float32]]:
    """Return the parameters by name from an 8-bit graph, as ``qa.training.export`` writes it."""
    import onnx
    from onnx import numpy_helper

    model = onnx.load(graph)
    stored = {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}

    def exact(name: str) -> NDArray[np.float32]:
        offset = stored[f"{name}_zero_point"].astype(np.float32)
        return np.asarray((stored[f"{name}_quantized"] - offset) * stored[f"{name}_scale"], dtype=np.float32)

    plain = {name: value for name, value in stored.items() if value.dtype == np.float32}
    weights = {name.removeprefix("end."): np.array(value) for name, value in plain.items()}
    for node in model.graph.node:  # /layers.0/attend/MatMul_quant is body.layers.0.attend.weight, transposed
        if node.op_type == "MatMulInteger":
            name = node.name.strip("/").removesuffix("/MatMul_quant").replace("/", ".").removeprefix("end.")
            name = f"body.{name}" if name.startswith("layers.") else name
            weights[f"{name}.weight"] = exact(node.input[1].removesuffix("_quantized")).T.copy()
    for name in ("kind.weight", "body.position.weight"):
        if f"{name}_quantized" in stored:
            weights[name] = exact(name)
    return weights
