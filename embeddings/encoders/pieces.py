"""The subword tokenizer of both models: the fold of a text, cut by a unigram model (Kudo 2018), with offsets.

Only this module imports ``tokenizers``. Both models share one 8-bit table of token embeddings.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

from embeddings.errors import ModelError
from embeddings.text.fold import fold

WEIGHTS = Path(__file__).parents[1] / "weights"
SPECIALS = ("<s>", "<pad>", "</s>", "<unk>")
START, PADDING, END, UNKNOWN = range(4)

FILE, TABLE = "pieces.json", "pieces.safetensors"

Ints = NDArray[np.int64]
_SURROGATE = re.compile("[\ud800-\udfff]")  # half of a character, which UTF-8 cannot hold


@dataclass(frozen=True, slots=True)
class PieceRow:
    """A tokenized text; all arrays have shape ``(pieces,)``. ``starts`` and ``ends`` are character offsets."""

    ids: Ints
    starts: Ints
    ends: Ints

    def __len__(self) -> int:
        return len(self.ids)


class Pieces:
    """The tokenizer. Thread-safe."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer

    @classmethod
    def from_scores(cls, pieces: Sequence[str], scores: Sequence[float]) -> "Pieces":
        """Return a unigram tokenizer with these tokens and their log probabilities."""
        model = models.Unigram(list(zip(pieces, scores, strict=True)), unk_id=UNKNOWN, byte_fallback=False)
        tokenizer = Tokenizer(model)
        tokenizer.normalizer = normalizers.Sequence([normalizers.Nmt(), normalizers.Replace(Regex(" {2,}"), " ")])
        tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
        return cls(tokenizer)

    def save(self, path: Path) -> None:
        """Write the tokenizer to a file for ``from_file``."""
        self._tokenizer.save(str(path), pretty=False)

    @classmethod
    def from_file(cls, path: Path) -> "Pieces":
        """Read a tokenizer from a file; raise ``ModelError`` if it is not one."""
        try:
            return cls(Tokenizer.from_str(path.read_text(encoding="utf-8")))
        except Exception as error:  # tokenizers' errors share no other base; raised again in words
            raise ModelError(f"模型的詞片讀不進來：{path}（{error}）。請重新安裝。") from error

    def __len__(self) -> int:
        return self._tokenizer.get_vocab_size()

    def cut(self, texts: Sequence[str]) -> list[PieceRow]:
        """Return each text tokenized, with the tokens' offsets in the original text."""
        folded = [_SURROGATE.sub("\ufffd", fold(text)) for text in texts]
        return [
            _row(text, encoding.ids, encoding.offsets)
            for text, encoding in zip(
                folded, self._tokenizer.encode_batch(folded, add_special_tokens=False), strict=True
            )
        ]


def _row(text: str, ids: list[int], offsets: list[tuple[int, int]]) -> PieceRow:
    """Return tokens with their offsets; the space marker that begins a token is not one of its characters."""
    places = np.array(offsets, dtype=np.int64).reshape(-1, 2)
    starts, ends = places[:, 0].copy(), places[:, 1]
    for row in np.flatnonzero(ends > starts):
        piece = text[starts[row] : ends[row]]
        starts[row] += len(piece) - len(piece.lstrip())
    ends = np.minimum(ends, np.append(starts[1:], len(text)))  # drops the space marker put before the text
    return PieceRow(np.array(ids, dtype=np.int64), starts, ends)


@dataclass(frozen=True, slots=True)
class PieceTable:
    """Token embeddings in 8 bits ``(pieces, width)`` with a scale for each row."""

    rows: NDArray[np.int8]
    scales: NDArray[np.float32]

    @classmethod
    def from_file(cls, path: Path) -> "PieceTable":
        """Read the table; raise ``ModelError`` if it is unreadable or has values that are not finite."""
        try:
            stored = load_file(path)
            table = cls(stored["rows"], stored["scales"])
        except (OSError, KeyError, SafetensorError) as error:
            raise ModelError(f"模型的詞片向量讀不進來：{path}（{error}）。請重新安裝。") from error
        if not np.isfinite(table.scales).all():
            raise ModelError(f"模型的詞片向量含有非數值（NaN）：{path}。請重新安裝。")
        return table

    def save(self, path: Path) -> None:
        """Write the table to a file for ``from_file``."""
        save_file({"rows": self.rows, "scales": self.scales}, path)

    def vectors(self, ids: Ints) -> NDArray[np.float32]:
        """Return the embeddings of token ids of any shape."""
        return self.rows[ids].astype(np.float32) * self.scales[ids][..., None]


def read_pieces(folder: Path) -> tuple[Pieces, PieceTable]:
    """Return the tokenizer and the embeddings in a folder; raise ``ModelError`` if missing or inconsistent.

    A folder without a tokenizer of its own uses the shipped one.
    """
    if not (folder / FILE).is_file():
        folder = WEIGHTS
    pieces, table = Pieces.from_file(folder / FILE), PieceTable.from_file(folder / TABLE)
    if not len(pieces) == len(table.rows) == len(table.scales):
        raise ModelError(f"模型的詞片與向量不符（{folder}）：{len(pieces)} 片、{len(table.rows)} 列。請重新安裝。")
    return pieces, table
