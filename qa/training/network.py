"""The reader's network in PyTorch: characters, words and matches in, start and end scores out.

A BERT encoder (Devlin et al. 2019; here the six layers of MiniLM) with its own inputs: the sum of a token, a type, a
position, a linear map of a word vector, and the similarity of the word to the nearest word in the other text.
Position 0, the style token, scores "not in this window".
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from embeddings.encoders.network import FeatureDropout, Layer
from qa.read.features import TYPES

HINGES = (0.0, 0.4, 0.6, 0.8)  # cosine thresholds: their excesses are the alignment features


@dataclass(frozen=True, slots=True)
class ReaderSizes:
    """The sizes of a reader."""

    tokens: int
    width: int = 384
    layers: int = 6
    heads: int = 12
    inner: int = 1536
    positions: int = 512
    word_width: int = 128


class ReaderNetwork(nn.Module):
    """Tokens, types and word vectors → start and end logits, each ``(batch, length)``."""

    def __init__(self, sizes: ReaderSizes, dropout: float = 0.1) -> None:
        super().__init__()
        self.sizes = sizes
        self.token = nn.Embedding(sizes.tokens, sizes.width)
        self.kind = nn.Embedding(TYPES, sizes.width)
        self.position = nn.Embedding(sizes.positions, sizes.width)
        self.word = nn.Linear(sizes.word_width, sizes.width, bias=False)
        self.align = nn.Linear(len(HINGES), sizes.width, bias=False)
        self.norm = nn.LayerNorm(sizes.width, eps=1e-12)
        self.dropout = FeatureDropout(dropout)
        self.layers = nn.ModuleList(Layer(sizes.width, sizes.heads, sizes.inner, dropout) for _ in range(sizes.layers))
        self.span = nn.Linear(sizes.width, 2)

    def set_dropout(self, share: float) -> None:
        """Set the share of the features that are dropped while training."""
        for module in self.modules():
            if isinstance(module, FeatureDropout):
                module.share = share

    def forward(
        self, ids: Tensor, types: Tensor, vectors: Tensor, spans: Tensor, shift: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        """Return start and end logits; positions outside ``spans`` score -1e4.

        ``ids``, ``types``, ``spans``: ``(batch, length)`` integers; ``vectors``: ``(batch, length, word_width)``;
        ``shift``: ``(batch,)``, the number of positions to skip between question and passage.
        """
        return self.locate(self.encode(ids, types, vectors, shift), spans)

    def locate(self, hidden: Tensor, spans: Tensor) -> tuple[Tensor, Tensor]:
        """Return start and end logits of hidden states ``(batch, length, width)``."""
        logits = self.span(hidden).float().masked_fill(spans.unsqueeze(-1) == 0, -1e4)
        return logits[..., 0], logits[..., 1]

    def encode(self, ids: Tensor, types: Tensor, vectors: Tensor, shift: Tensor | None = None) -> Tensor:
        """Return the last hidden states ``(batch, length, width)``."""
        places = torch.arange(ids.shape[1], device=ids.device)
        if shift is not None:
            places = places + shift[:, None] * (types > (TYPES - 1) // 2)
        position = self.position(places)
        inputs = self.token(ids) + self.kind(types) + position + self.word(vectors)
        hidden: Tensor = self.dropout(self.norm(inputs + self.align(alignment(types, vectors))))
        mask = ((ids == 0).to(hidden.dtype) * -1e4)[:, None, None, :]
        for layer in self.layers:
            hidden = layer(hidden, mask)
        return hidden


def alignment(types: Tensor, vectors: Tensor) -> Tensor:
    """Return ``(batch, length, hinges)``: the similarity of each word's vector to the nearest in the other text.

    Soft alignment as in DrQA (Chen et al. 2017), with cosines; words without a vector are similar to nothing.
    """
    unit = vectors / (vectors.norm(dim=-1, keepdim=True) + 1e-6)
    cosine = unit @ unit.transpose(1, 2)
    passage = types > (TYPES - 1) // 2
    question = (types > 0) & ~passage
    across = (passage[:, :, None] & question[:, None, :]) | (question[:, :, None] & passage[:, None, :])
    nearest = (cosine * across).amax(dim=-1)
    return torch.stack([functional.relu(nearest - hinge) for hinge in HINGES], dim=-1)
