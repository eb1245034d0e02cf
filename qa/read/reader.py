"""The reader: a question and passages in, scored spans of their articles out.

The shipped reader is multilingual-e5-small with a span scorer, in two 8-bit graphs over the token embeddings that it
shares with the encoder; ``qa.read.pretrained`` puts any extractive-QA checkpoint in its place.
"""

import hashlib
import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from embeddings.article import Passage, Span
from embeddings.encoders.graph import Graph
from embeddings.encoders.pieces import Pieces, PieceTable, read_pieces
from embeddings.errors import ModelError
from qa.read.spans import Floats, TokenSpan, best_spans, whole_units
from qa.read.windows import STYLES, Text, Window, texts_of, windows_over

WEIGHTS = Path(__file__).parents[1] / "weights"
HALVES = ("reader-lower.onnx", "reader-upper.onnx")
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
class ReaderConfig:
    """What was settled when the reader was trained: the length of its windows and the style of its answers."""

    length: int  # tokens in a window
    style: int  # the kind of the first token: short answers, long ones, or what suits the question

    @classmethod
    def from_file(cls, path: Path) -> "ReaderConfig":
        """Read it; raise OSError, KeyError or ValueError if it cannot be read."""
        stored = json.loads(path.read_text(encoding="utf-8"))
        if stored["style"] not in STYLES[1:]:
            raise ValueError(f"style {stored['style']!r}")
        return cls(int(stored["length"]), STYLES.index(stored["style"]))


class OnnxReader:
    """The shipped reader. Token embeddings are looked up outside the graphs, in a table of eight bits.

    Each window is a run of its own, so nothing is padded and no window's scores depend on its neighbours'
    (the graphs scale activations to eight bits over a whole run); ``threads`` windows run side by side.
    """

    def __init__(
        self,
        halves: tuple[Graph, Graph],
        pieces: Pieces,
        table: PieceTable,
        fingerprint: str,
        config: ReaderConfig,
        threads: int,
    ) -> None:
        self.fingerprint = fingerprint
        self._lower, self._upper = halves
        self._table, self._config = table, config
        self._tokenize = lru_cache(maxsize=4096)(lambda text: texts_of(pieces, [text])[0])
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="read")

    @classmethod
    def from_folder(cls, folder: Path = WEIGHTS, *, threads: int = 2) -> "OnnxReader":
        """Load the graphs, the tokenizer and the embeddings; raise ``ModelError`` if missing or inconsistent."""
        try:
            config = ReaderConfig.from_file(folder / "reader.json")
        except (OSError, KeyError, ValueError) as error:
            raise ModelError(
                f"閱讀器的權重讀不進來：{folder}（{error}）。請重新安裝，或以 QA_READER 指定別的模型。"
            ) from error
        lower, upper = (Graph.from_file(folder / name) for name in HALVES)
        pieces, table = read_pieces(folder)
        parts = (lower.content, upper.content, table.rows.tobytes(), table.scales.tobytes())
        digest = hashlib.blake2b(b"\0".join(parts), digest_size=8).hexdigest()
        reader = cls((lower, upper), pieces, table, f"onnx-{digest}", config, threads)
        reader.read("何時？", [Passage(0, "", "", 0, 3, "三月。")])  # running it shows whether the parts fit together
        return reader

    def read(self, question: str, passages: Sequence[Passage], *, titled: bool = False) -> list[list[Candidate]]:
        """Return for each passage its candidates, best first."""
        asked = self._tokenize(question)
        texts = [self._tokenize(passage.text) for passage in passages]
        above = [self._tokenize("\n".join((p.title, *p.context)) if titled else "") for p in passages]
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

    def logits(self, window: Window) -> tuple[Floats, Floats]:
        """Return the start and end logits of a window, each ``(length,)``."""
        vectors = self._table.vectors(window.ids)[None]
        [hidden] = self._lower.run(["hidden"], {"vectors": vectors, "kinds": window.kinds[None]})
        start, end = self._upper.run(["start", "end"], {"hidden": hidden})
        return start[0], end[0]

    def _spans(self, window: Window) -> list[TokenSpan]:
        return best_spans(*self.logits(window), window.offset, window.count, most=SPANS_PER_WINDOW)


def _candidate(passage: Passage, tokens: Text, window: Window, span: TokenSpan) -> Candidate:
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
