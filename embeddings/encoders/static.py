"""The fast encoder: a learned vector for each term, summed over a text's distinct terms.

The terms are those of lexical search (characters, bigrams, words), so a text is segmented once for both. It needs
only NumPy, and is many times as fast as a transformer. ``embeddings.encoders.sentence_transformers`` loads the same
folder as a sentence-transformers model, with equal vectors.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from embeddings.encoders.protocol import Vectors
from embeddings.errors import ModelError
from embeddings.text.fold import fold
from embeddings.text.words import lexical_terms

WEIGHTS = Path(__file__).parents[1] / "weights" / "static"
PREPARATION = "lexical-terms-1"  # change it when texts are prepared differently


@dataclass(frozen=True, slots=True)
class StaticEncoder:
    """A table of term embeddings in 8 bits ``(terms, dimension)`` with a scale for each row."""

    terms: Mapping[str, int]
    table: NDArray[np.int8]
    scales: NDArray[np.float32]
    fingerprint: str

    @classmethod
    def from_folder(cls, folder: Path = WEIGHTS) -> "StaticEncoder":
        """Load ``terms.txt`` and ``model.safetensors``; raise ``ModelError`` if missing or inconsistent."""
        try:
            names = (folder / "terms.txt").read_text(encoding="utf-8").split("\n")
            tensors = load_file(folder / "model.safetensors")
            table, scales = tensors["table"], tensors["scales"]
        except (OSError, KeyError, SafetensorError) as error:
            raise ModelError(
                f"編碼器的權重讀不進來：{folder}（{error}）。請重新安裝，或以 QA_ENCODER 指定別的模型。"
            ) from error
        if not len(names) == len(table) == len(scales):
            raise ModelError(f"編碼器的詞表與權重不符：{len(names)} 個詞、{len(table)} 列（{folder}）。請重新安裝。")
        if not np.isfinite(scales).all():
            raise ModelError(f"編碼器的權重含有非數值（NaN）：{folder}。請重新安裝。")
        parts = (PREPARATION.encode(), "\n".join(names).encode(), table.tobytes(), scales.tobytes())
        digest = hashlib.blake2b(b"\0".join(parts), digest_size=8).hexdigest()
        return cls({name: row for row, name in enumerate(names)}, table, scales, f"static-{digest}")

    @property
    def dimension(self) -> int:
        """The length of every vector."""
        return int(self.table.shape[1])

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors ``(len(texts), dimension)``; zeros for a text without any known term."""
        return self._encode(texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors ``(len(texts), dimension)``; zeros for a text without any known term."""
        return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            ids = term_ids(text, self.terms)
            vectors[row] = self.scales[ids] @ self.table[ids].astype(np.float32)
        unit: Vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
        return unit


def term_ids(text: str, terms: Mapping[str, int]) -> NDArray[np.int64]:
    """Return the row indices of the distinct known terms of ``text``, in order of first occurrence."""
    rows = map(terms.get, dict.fromkeys(lexical_terms(fold(text))))
    return np.array([row for row in rows if row is not None], dtype=np.int64)


def save_table(folder: Path, terms: Sequence[str], table: NDArray[np.int8], scales: NDArray[np.float32]) -> None:
    """Write the two files that ``StaticEncoder.from_folder`` reads."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "terms.txt").write_text("\n".join(terms), encoding="utf-8")
    save_file({"table": table, "scales": scales}, folder / "model.safetensors")


def quantise(weights: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return 8-bit rows and their scales, such that ``table * scales[:, None]`` approximates ``weights``."""
    scales = (np.abs(weights).max(axis=1) / 127 + 1e-12).astype(np.float32)
    return np.round(weights / scales[:, None]).astype(np.int8), scales
