"""The reader: a question and passages in, scored spans of their articles out.

The shipped reader is a small transformer that runs through ONNX Runtime, its one home; ``qa.read.pretrained``
puts any extractive-QA checkpoint in its place.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file

from embeddings.article import Passage, Span
from embeddings.errors import ModelError
from qa.read.features import Tokens, Vocabulary
from qa.read.spans import TokenSpan, best_spans, whole_units
from qa.read.windows import Batch, Window, pad, windows_over

WEIGHTS = Path(__file__).parents[1] / "weights"
SPANS_PER_WINDOW = 5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span of an article that may be the answer; ``score`` above 0 means: more likely than not."""

    passage: Passage
    span: Span
    score: float

    @property
    def quote(self) -> str:
        """The characters of the article that the span covers."""
        return self.passage.text[self.span.start - self.passage.start : self.span.end - self.passage.start]


class Reader(Protocol):
    """What answering needs of an extraction model."""

    @property
    def fingerprint(self) -> str:
        """A hash of the weights."""

    def read(self, question: str, passages: Sequence[Passage]) -> list[list[Candidate]]:
        """Return for each passage its candidates, best first; empty if the passage holds nothing to read."""


class OnnxReader:
    """The shipped reader. Word vectors are looked up outside the graph, in a table of eight bits."""

    def __init__(
        self,
        session: Any,  # noqa: ANN401 -- onnxruntime has no types
        vocabulary: Vocabulary,
        table: NDArray[np.float32],
        fingerprint: str,
        length: int,
    ) -> None:
        self.fingerprint = fingerprint
        self.length = length
        self._session = session
        self._table = table
        self._tokenise = lru_cache(maxsize=4096)(vocabulary.tokenise)

    @classmethod
    def from_folder(cls, folder: Path = WEIGHTS, *, threads: int = 2) -> "OnnxReader":
        """Load the graph and its tables; raise ModelError if they are missing or do not fit each other."""
        try:
            config = json.loads((folder / "reader.json").read_text(encoding="utf-8"))
            graph = (folder / "reader.onnx").read_bytes()
            tokens = (folder / "tokens.txt").read_text(encoding="utf-8").split("\n")
            words = (folder / "words.txt").read_text(encoding="utf-8").split("\n")
            stored = load_file(folder / "words.safetensors")
            table = stored["table"].astype(np.float32) * stored["scales"][:, None]
        except (OSError, KeyError, ValueError, SafetensorError) as error:
            raise ModelError(
                f"閱讀器的權重讀不進來：{folder}（{error}）。請重新安裝，或以 QA_READER 指定別的模型。"
            ) from error
        if len(tokens) != config["tokens"] or len(table) != len(words) + 1:
            raise ModelError(f"閱讀器的詞表與權重不符（{folder}）：字 {len(tokens)}、詞 {len(words)}。請重新安裝。")
        if not np.isfinite(table).all():
            raise ModelError(f"閱讀器的詞向量含有非數值（NaN）：{folder}。請重新安裝。")
        vocabulary = Vocabulary(
            {token: i for i, token in enumerate(tokens)}, {word: i for i, word in enumerate(words, start=1)}
        )
        digest = hashlib.blake2b(graph + table.tobytes(), digest_size=8).hexdigest()
        return cls(_session(graph, threads), vocabulary, table, f"onnx-{digest}", config["length"])

    def read(self, question: str, passages: Sequence[Passage]) -> list[list[Candidate]]:
        """Return for each passage its candidates, best first."""
        asked = self._tokenise(question)
        texts = [self._tokenise(passage.text) for passage in passages]
        rows = [
            (number, window)
            for number, text in enumerate(texts)
            if len(text) and len(asked)
            for window in windows_over(asked, text, self.length)
        ]
        found: list[list[Candidate]] = [[] for _ in passages]
        if rows:
            starts, ends = self._run(pad([window for _, window in rows]))
            for (number, window), start, end in zip(rows, starts, ends, strict=True):
                spans = best_spans(start, end, window.offset, window.count, most=SPANS_PER_WINDOW)
                found[number] += [_candidate(passages[number], texts[number], window, span) for span in spans]
        return [distinct(candidates) for candidates in found]

    def _run(self, batch: Batch) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return start and end logits, each ``(windows, length)``."""
        inputs = {
            "ids": batch.ids,
            "types": batch.types,
            "vectors": self._table[batch.words],
            "spans": batch.spans,
        }
        start, end = self._session.run(["start", "end"], inputs)
        return start, end


def _session(graph: bytes, threads: int) -> Any:  # noqa: ANN401 -- onnxruntime has no types
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    except Exception as error:
        raise ModelError(f"閱讀器的模型檔打不開（{error}）。請重新安裝，或以 QA_READER 指定別的模型。") from error


def _candidate(passage: Passage, tokens: Tokens, window: Window, span: TokenSpan) -> Candidate:
    shift = window.first - window.offset
    first, last = int(tokens.starts[span.first + shift]), int(tokens.ends[span.last + shift])
    start, end = whole_units(passage.text, first, last)
    return Candidate(passage, Span(passage.start + start, passage.start + end), span.score)


def distinct(candidates: list[Candidate]) -> list[Candidate]:
    """Return the candidates best first, each span once, with the best of its scores (windows overlap)."""
    best: dict[Span, Candidate] = {}
    for candidate in sorted(candidates, key=lambda c: (-c.score, c.span.start, c.span.end)):
        best.setdefault(candidate.span, candidate)
    return list(best.values())
