"""The shipped encoder: multilingual-e5-small, its vocabulary cut to Chinese, in 8 bits by ONNX Runtime."""

import hashlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from embeddings.encoders.graph import Graph
from embeddings.encoders.pieces import END, START, WEIGHTS, Ints, Pieces, PieceTable, read_pieces
from embeddings.encoders.protocol import Vectors
from embeddings.errors import ModelError

HALVES = ("encoder-lower.onnx", "encoder-upper.onnx")
PREPARATION = "folded-pieces-1"  # change it when texts are prepared differently
QUERY, PASSAGE = "query: ", "passage: "  # the prefixes that the model was trained with
LONGEST = 512  # tokens of a text that are encoded; the rest is cut off


class TransformerEncoder:
    """A network in two graphs over token embeddings; a text's vector is the mean of its last hidden states.

    Each text is one run (``graph``); ``threads`` texts run in parallel.
    """

    def __init__(
        self, halves: tuple[Graph, Graph], pieces: Pieces, table: PieceTable, fingerprint: str, threads: int
    ) -> None:
        self.fingerprint = fingerprint
        self._lower, self._upper = halves
        self._pieces, self._table = pieces, table
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="encode")

    @classmethod
    def from_folder(cls, folder: Path = WEIGHTS, *, threads: int = 2) -> "TransformerEncoder":
        """Load the graphs, the tokenizer and the embeddings; raise ``ModelError`` if missing or inconsistent."""
        lower, upper = (Graph.from_file(folder / name) for name in HALVES)
        pieces, table = read_pieces(folder)
        parts = (PREPARATION.encode(), lower.content, upper.content, table.rows.tobytes(), table.scales.tobytes())
        digest = hashlib.blake2b(b"\0".join(parts), digest_size=8).hexdigest()
        encoder = cls((lower, upper), pieces, table, f"transformer-{digest}", threads)
        encoder.encode_queries(["何時？"])  # running it shows whether the parts fit together
        return encoder

    @property
    def dimension(self) -> int:
        """The length of every vector."""
        return int(self._table.rows.shape[1])

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors ``(len(texts), dimension)`` of questions."""
        return self._encode(QUERY, texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors ``(len(texts), dimension)`` of passages."""
        return self._encode(PASSAGE, texts)

    def _encode(self, prefix: str, texts: Sequence[str]) -> Vectors:
        rows = [framed(row.ids) for row in self._pieces.cut([prefix + text for text in texts])]
        if not rows:
            return np.zeros((0, self.dimension), dtype=np.float32)
        vectors = np.concatenate(list(self._pool.map(self._mean, rows)))
        unit: Vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
        return unit

    def _mean(self, ids: Ints) -> Vectors:
        """Return the mean hidden state of one text, ``(1, dimension)``."""
        [hidden] = self._lower.run(["hidden"], {"vectors": self._table.vectors(ids)[None]})
        [mean] = self._upper.run(["mean"], {"hidden": hidden})
        if mean.shape != (1, self.dimension):
            raise ModelError(f"編碼器的模型檔與詞片向量不符：{mean.shape[1]} 維、{self.dimension} 維。請重新安裝。")
        return mean


def framed(ids: Ints) -> Ints:
    """Return a text's first ``LONGEST`` tokens between the begin and end tokens."""
    return np.concatenate([[START], ids[: LONGEST - 2], [END]])
