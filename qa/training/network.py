"""The reader's network in PyTorch: token vectors and their kinds in, start and end scores out."""

from torch import Tensor, nn

from embeddings.encoders.network import FeatureDropout, Shape, Transformer
from qa.read.windows import KINDS


class Ends(nn.Module):
    """The head of a reader: hidden states → start and end logits."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.span = nn.Linear(width, 2)
        nn.init.normal_(self.span.weight, std=0.02)
        nn.init.zeros_(self.span.bias)

    def forward(self, hidden: Tensor) -> tuple[Tensor, Tensor]:
        """Return two ``(batch, length)`` for hidden states ``(batch, length, width)``."""
        logits = self.span(hidden)
        return logits[..., 0], logits[..., 1]


class ReaderNetwork(nn.Module):
    """A BERT encoder (Devlin et al. 2019) with a span head; position 0 scores "not in this window"."""

    def __init__(self, shape: Shape, dropout: float = 0.0) -> None:
        super().__init__()
        self.shape = shape
        self.kind = nn.Embedding(KINDS, shape.width)
        self.body = Transformer(shape, dropout)
        self.end = Ends(shape.width)
        nn.init.normal_(self.kind.weight, std=0.01)

    def set_dropout(self, share: float) -> None:
        """Set the share of the features that are dropped while training."""
        for module in self.modules():
            if isinstance(module, FeatureDropout):
                module.share = share

    def forward(self, vectors: Tensor, kinds: Tensor, real: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Return start and end logits, each ``(batch, length)``.

        ``vectors``: ``(batch, length, width)``; ``kinds``: integers ``(batch, length)``; ``real``: 0 at padding.
        """
        logits: tuple[Tensor, Tensor] = self.end(self.body(vectors + self.kind(kinds), real))
        return logits
