"""The reader: a question and passages in, scored spans of their articles out.

The shipped reader is a small transformer that runs through ONNX Runtime (``embeddings.encoders.graph``);
``qa.read.pretrained`` puts any extractive-QA checkpoint in its place.
"""

import hashlib
import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file

from embeddings.article import Passage, Span
from embeddings.encoders.graph import Graph
from embeddings.errors import ModelError
from qa.read.features import SPECIAL_TOKENS, Ints, Tokens, Vocabulary
from qa.read.spans import TokenSpan, best_spans, whole_units
from qa.read.windows import Window, pad, windows_over

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

    def read(self, question: str, passages: Sequence[Passage], *, titled: bool = False) -> list[list[Candidate]]:
        """Return for each passage its candidates, best first; empty if the passage holds nothing to read.

        With ``titled``, the title and the headings that a passage stands under are read before it.
        """


@dataclass(frozen=True, slots=True)
class Tables:
    """Word vectors in eight bits, ``(words + 1, width)``, and a scale for each row; row 0 is "no word"."""

    rows: NDArray[np.int8]
    scales: NDArray[np.float32]

    def vectors(self, words: Ints) -> NDArray[np.float32]:
        """Return the vectors of word ids of any shape."""
        return self.rows[words].astype(np.float32) * self.scales[words][..., None]


@dataclass(frozen=True, slots=True)
class ReaderConfig:
    """What was settled when the reader was trained: the size of its vocabulary, its windows, its answers' style."""

    tokens: int
    length: int  # tokens in a window
    style: int  # the token that asks for short answers, long ones, or what suits the question

    @classmethod
    def from_file(cls, path: Path) -> "ReaderConfig":
        """Read it; raise OSError, KeyError or ValueError if it cannot be read."""
        stored = json.loads(path.read_text(encoding="utf-8"))
        return cls(stored["tokens"], stored["length"], SPECIAL_TOKENS.index(stored["style"]))


class OnnxReader:
    """The shipped reader. Word vectors are looked up outside the graph, in a table of eight bits.

    Each window is a run of its own, so nothing is padded and no window's scores depend on its neighbours'
    (the graph scales activations to eight bits over a whole run); ``threads`` windows run side by side.
    """

    def __init__(
        self,
        graph: Graph,
        vocabulary: Vocabulary,
        tables: Tables,
        fingerprint: str,
        config: ReaderConfig,
        threads: int,
    ) -> None:
        self.fingerprint = fingerprint
        self._config = config
        self._graph = graph
        self._tables = tables
        self._tokenise = lru_cache(maxsize=4096)(vocabulary.tokenise)
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="read")

    @classmethod
    def from_folder(cls, folder: Path = WEIGHTS, *, threads: int = 2) -> "OnnxReader":
        """Load the graph and its tables; raise ModelError if they are missing or do not fit each other."""
        try:
            config = ReaderConfig.from_file(folder / "reader.json")
            content = (folder / "reader.onnx").read_bytes()
            tokens = (folder / "tokens.txt").read_text(encoding="utf-8").split("\n")
            words = (folder / "words.txt").read_text(encoding="utf-8").split("\n")
            stored = load_file(folder / "words.safetensors")
            tables = Tables(stored["table"], stored["scales"])
        except (OSError, KeyError, ValueError, SafetensorError) as error:
            raise ModelError(
                f"閱讀器的權重讀不進來：{folder}（{error}）。請重新安裝，或以 QA_READER 指定別的模型。"
            ) from error
        if len(tokens) != config.tokens or not len(tables.rows) == len(tables.scales) == len(words) + 1:
            raise ModelError(f"閱讀器的詞表與權重不符（{folder}）：字 {len(tokens)}、詞 {len(words)}。請重新安裝。")
        if not np.isfinite(tables.scales).all():
            raise ModelError(f"閱讀器的詞向量含有非數值（NaN）：{folder}。請重新安裝。")
        vocabulary = Vocabulary(
            {token: i for i, token in enumerate(tokens)}, {word: i for i, word in enumerate(words, start=1)}
        )
        digest = hashlib.blake2b(content + tables.rows.tobytes() + tables.scales.tobytes(), digest_size=8).hexdigest()
        reader = cls(Graph(content, "reader.onnx"), vocabulary, tables, f"onnx-{digest}", config, threads)
        reader.check()
        return reader

    def check(self) -> None:
        """Run one window; raise ModelError if the graph does not take it, or gives what is no number."""
        self.read("何時？", [Passage(0, "", "", 0, 3, "三月。")])

    def read(self, question: str, passages: Sequence[Passage], *, titled: bool = False) -> list[list[Candidate]]:
        """Return for each passage its candidates, best first."""
        asked = self._tokenise(question)
        texts = [self._tokenise(passage.text) for passage in passages]
        above = [self._tokenise("\n".join((p.title, *p.context)) if titled else "") for p in passages]
        length, style = self._config.length, self._config.style
        rows = [
            (number, window)
            for number, text in enumerate(texts)
            if len(text) and len(asked)
            for window in windows_over(asked, text, length, style=style, context=above[number])
        ]
        found: list[list[Candidate]] = [[] for _ in passages]
        spans = self._pool.map(self._spans, [window for _, window in rows])
        for (number, window), best in zip(rows, spans, strict=True):
            found[number] += [_candidate(passages[number], texts[number], window, span) for span in best]
        return [distinct(candidates) for candidates in found]

    def _spans(self, window: Window) -> list[TokenSpan]:
        """Return the best spans of one window."""
        batch = pad([window])
        inputs: dict[str, NDArray[Any]] = {
            "ids": batch.ids,
            "types": batch.types,
            "vectors": self._tables.vectors(batch.words),
            "spans": batch.spans,
        }
        start, end = (logits[0] for logits in self._graph.run(["start", "end"], inputs))
        return best_spans(start, end, window.offset, window.count, most=SPANS_PER_WINDOW)


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
