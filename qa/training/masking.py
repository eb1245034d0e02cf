"""Whole-word masked language modelling as an auxiliary task of the reader.

Whole words (Devlin et al. 2019; Cui et al. 2021) of the reader's inputs are masked: a masked word loses its tokens,
its vector and its match, and keeps its boundaries. Predictions are scored against the token embeddings, which are
shared with the input.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from qa.read.features import BOUNDARIES, MATCHES, UNKNOWN, Boundary, Ints
from qa.read.windows import Batch


class Guesser(nn.Module):
    """The prediction head for masked tokens."""

    def __init__(self, width: int, tokens: int) -> None:
        super().__init__()
        self.turn = nn.Linear(width, width)
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.bias = nn.Parameter(torch.zeros(tokens))

    def forward(self, hidden: Tensor, embeddings: Tensor) -> Tensor:
        """Return logits ``(masked, tokens)``; ``hidden`` is ``(masked, width)``, ``embeddings`` ``(tokens, width)``."""
        turned = self.norm(functional.gelu(self.turn(hidden)))
        logits: Tensor = turned @ embeddings.T / embeddings.shape[1] ** 0.5 + self.bias
        return logits


def mask_words(
    batch: Batch, answers: Sequence[tuple[int, int]], share: float, draw: np.random.Generator
) -> tuple[Batch, Ints]:
    """Return the batch with a share of its words masked, none of them in an answer, and the original tokens.

    ``answers`` are (first, last) positions of each window; the second value is ``(windows, length)``, 0 where nothing
    is to be predicted.
    """
    ordinary = batch.types > 0
    boundary = (batch.types - 1) // MATCHES % BOUNDARIES
    words = np.cumsum(ordinary & np.isin(boundary, (Boundary.BEGIN, Boundary.SINGLE)), axis=1)
    chosen = draw.random((len(words), int(words.max()) + 1)) < share
    masked = chosen[np.arange(len(words))[:, None], words] & ordinary & (batch.ids != UNKNOWN)
    for row, (first, last) in enumerate(answers):
        masked[row, first : last + 1] = False
    hidden = replace(
        batch,
        ids=np.where(masked, UNKNOWN, batch.ids),
        words=np.where(masked, 0, batch.words),
        types=np.where(masked, 1 + (batch.types - 1) // MATCHES * MATCHES, batch.types),
    )
    return hidden, np.where(masked, batch.ids, 0)
