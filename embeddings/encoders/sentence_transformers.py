"""Any sentence-transformers model as an encoder, and both of our models in that library's format.

Only this module imports sentence_transformers. The shipped encoder becomes a model with one module, ``PieceBody``,
and the fast one with ``StaticBag``; serving them needs neither this nor PyTorch. A setting selects any other model,
from a folder or by its name on the hub.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import InputModule
from torch import Tensor, nn

from embeddings.encoders.network import Shape, Transformer, read_weights, shape_of
from embeddings.encoders.pieces import FILE as PIECES
from embeddings.encoders.pieces import PADDING, WEIGHTS, Pieces, read_pieces
from embeddings.encoders.protocol import Vectors
from embeddings.encoders.static import StaticEncoder, quantise, save_table, term_ids
from embeddings.encoders.transformer import HALVES, PASSAGE, QUERY, framed
from embeddings.errors import ModelError

SHAPE = "shape.json"


class StaticBag(InputModule):
    """The sum of the embeddings of a text's distinct terms, as a sentence-transformers module."""

    modalities = ["text"]  # noqa: RUF012 -- the library declares it so
    save_in_root = True

    def __init__(self, encoder: StaticEncoder) -> None:
        super().__init__()
        self.terms = encoder.terms
        weights = encoder.table.astype(np.float32) * encoder.scales[:, None]
        self.embedding = nn.EmbeddingBag.from_pretrained(torch.from_numpy(weights), freeze=False, mode="sum")

    def preprocess(self, inputs: Any, prompt: str | None = None, **kwargs: Any) -> dict[str, Tensor]:  # noqa: ANN401 -- the library's signature
        """Return ``input_ids`` of all texts concatenated, and the offset of each text."""
        rows = [term_ids((prompt or "") + text, self.terms) for text in inputs]
        offsets = np.cumsum([0, *(len(row) for row in rows[:-1])])
        return {"input_ids": torch.from_numpy(np.concatenate(rows)), "offsets": torch.from_numpy(offsets)}

    def forward(self, features: dict[str, Tensor], **kwargs: Any) -> dict[str, Tensor]:  # noqa: ANN401 -- the library's signature
        """Add ``sentence_embedding``: unit vectors ``(texts, dimension)``."""
        summed = self.embedding(features["input_ids"], features["offsets"])
        return features | {"sentence_embedding": nn.functional.normalize(summed, dim=-1)}

    def get_embedding_dimension(self) -> int:
        """Return the length of every vector."""
        return int(self.embedding.embedding_dim)

    def save(self, output_path: str, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- the library's signature
        """Write the 8-bit table, as ``StaticEncoder.from_folder`` reads it."""
        save_table(Path(output_path), list(self.terms), *quantise(self.embedding.weight.detach().numpy()))

    @classmethod
    def load(cls, model_name_or_path: str, subfolder: str = "", *args: Any, **kwargs: Any) -> "StaticBag":  # noqa: ANN401 -- the library's signature
        """Load the module from a local folder."""
        return cls(StaticEncoder.from_folder(Path(model_name_or_path) / subfolder))


class PieceBody(InputModule):
    """Mean pooling of a transformer's hidden states, as a sentence-transformers module."""

    modalities = ["text"]  # noqa: RUF012 -- the library declares it so
    save_in_root = True

    def __init__(self, body: Transformer, pieces: Pieces, vectors: Tensor) -> None:
        super().__init__()
        self.pieces, self.body = pieces, body
        self.embedding = nn.Embedding.from_pretrained(vectors, freeze=False)

    def preprocess(self, inputs: Any, prompt: str | None = None, **kwargs: Any) -> dict[str, Tensor]:  # noqa: ANN401 -- the library's signature
        """Return ``input_ids`` and ``attention_mask`` ``(texts, length)``."""
        rows = [
            torch.from_numpy(framed(row.ids)) for row in self.pieces.cut([(prompt or "") + text for text in inputs])
        ]
        ids = nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=PADDING)
        return {"input_ids": ids, "attention_mask": (ids != PADDING).long()}

    def forward(self, features: dict[str, Tensor], **kwargs: Any) -> dict[str, Tensor]:  # noqa: ANN401 -- the library's signature
        """Add ``sentence_embedding``: unit vectors ``(texts, dimension)``."""
        real = features["attention_mask"]
        hidden = self.body(self.embedding(features["input_ids"]), real) * real.unsqueeze(-1)
        mean = hidden.sum(dim=1) / real.sum(dim=1, keepdim=True)
        return features | {"sentence_embedding": nn.functional.normalize(mean, dim=-1)}

    def get_embedding_dimension(self) -> int:
        """Return the length of every vector."""
        return int(self.embedding.embedding_dim)

    def save(self, output_path: str, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- the library's signature
        """Write the full weights, the tokenizer, and the network's sizes."""
        folder = Path(output_path)
        weights = {name: weights.contiguous() for name, weights in self.state_dict().items()}
        save_file(weights, folder / "model.safetensors")
        self.pieces.save(folder / PIECES)
        (folder / SHAPE).write_text(json.dumps(asdict(self.body.shape)), encoding="utf-8")

    @classmethod
    def load(cls, model_name_or_path: str, subfolder: str = "", *args: Any, **kwargs: Any) -> "PieceBody":  # noqa: ANN401 -- the library's signature
        """Load the module from a local folder."""
        folder = Path(model_name_or_path) / subfolder
        weights = load_file(folder / "model.safetensors")
        shape = Shape(**json.loads((folder / SHAPE).read_text(encoding="utf-8")))
        module = cls(Transformer(shape), Pieces.from_file(folder / PIECES), weights["embedding.weight"])
        module.load_state_dict(weights)
        return module


def transformer_model(folder: Path = WEIGHTS) -> SentenceTransformer:
    """Return the shipped encoder as a sentence-transformers model, with its 8-bit weights widened."""
    halves = [read_weights(folder / name) for name in HALVES]
    weights = {name: torch.from_numpy(values) for half in halves for name, values in half.items()}
    body = Transformer(shape_of(weights))
    body.load_state_dict({name: weights[f"body.{name}"] for name in body.state_dict()})
    pieces, table = read_pieces(folder)
    vectors = torch.from_numpy(table.vectors(np.arange(len(pieces))))
    prompts = {"query": QUERY, "document": PASSAGE}
    return SentenceTransformer(modules=[PieceBody(body.eval(), pieces, vectors)], prompts=prompts, device="cpu")


def static_model(encoder: StaticEncoder) -> SentenceTransformer:
    """Return the fast encoder as a sentence-transformers model, to be saved, shared or trained further."""
    return SentenceTransformer(modules=[StaticBag(encoder)], device="cpu")


class SentenceTransformerEncoder:
    """Any sentence-transformers model; queries and passages get the prompts that it defines for them."""

    def __init__(self, model: SentenceTransformer, fingerprint: str) -> None:
        self._model = model
        self.fingerprint = fingerprint

    @classmethod
    def from_name(cls, name: str) -> "SentenceTransformerEncoder":
        """Load a model from a folder or the hub; raise ``ModelError`` if it is not available."""
        try:
            model = SentenceTransformer(name, device="cpu", trust_remote_code=_is_ours(Path(name)))
        except (OSError, ValueError, ImportError, RuntimeError) as error:
            raise ModelError(
                f"載入不了編碼器「{name}」：{error}。請確認它是 sentence-transformers 模型的資料夾或名稱；"
                "離線的機器請先把模型下載成資料夾，再以 QA_ENCODER 指定其路徑。"
            ) from error
        return cls(model, _fingerprint(model))

    @property
    def dimension(self) -> int:
        """The length of every vector."""
        return int(self._model.get_embedding_dimension() or 0)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors ``(len(texts), dimension)`` of questions."""
        return self._model.encode_query(list(texts), normalize_embeddings=True, show_progress_bar=False)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors ``(len(texts), dimension)`` of passages."""
        return self._model.encode_document(list(texts), normalize_embeddings=True, show_progress_bar=False)


def _is_ours(folder: Path) -> bool:
    """Return whether a folder holds one of our models, whose code is in this module and not in the folder."""
    try:
        modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return {module.get("type") for module in modules} <= {
        f"{__name__}.{kind.__name__}" for kind in (PieceBody, StaticBag)
    }


def _fingerprint(model: SentenceTransformer) -> str:
    """Return a hash of the weights and the prompts."""
    digest = hashlib.blake2b(repr(sorted(model.prompts.items())).encode(), digest_size=8)
    for name, weights in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(weights.detach().contiguous().flatten().view(torch.uint8).numpy().data)
    return f"st-{digest.hexdigest()}"
