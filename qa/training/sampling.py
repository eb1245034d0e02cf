"""Windows to learn from: with the answer, from beside it, from passages that look alike, of one statement alone."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from embeddings.encoders.pieces import Pieces
from embeddings.text.fold import fold
from qa.read.windows import ANY, LONG, SHORT, Text, Window, make_window, room, texts_of
from qa.training.data import Example

_STATEMENT = re.compile(r"[^\n。！？!?]+[。！？!?]?")
TrainingWindow = tuple[Window, int, int]  # a window and the start and end to learn; 0 and 0 for "not here"


@dataclass(frozen=True, slots=True)
class Prepared:
    """An example as tokens: ``spans`` are its answers' (first, last) passage tokens.

    ``statements`` are the passage's sentences and lines, each its first token and the one after its last.
    """

    example: Example
    question: Text
    context: Text
    passage: Text
    spans: tuple[tuple[int, int], ...]
    statements: tuple[tuple[int, int], ...]


def prepare(examples: Sequence[Example], pieces: Pieces) -> list[Prepared]:
    """Return the examples as tokens; each text is tokenized once."""
    texts = list(dict.fromkeys(text for e in examples for text in (e.context, e.title, e.question)))
    known = dict(zip(texts, texts_of(pieces, texts), strict=True))
    prepared = []
    for example in examples:
        passage = known[example.context]
        spans = tuple(_token_span(passage, start, start + len(text)) for start, text in example.answers if text)
        statements = _statements(example.context, passage)
        prepared.append(Prepared(example, known[example.question], known[example.title], passage, spans, statements))
    return prepared


def _statements(text: str, passage: Text) -> tuple[tuple[int, int], ...]:
    """Return the first token of each sentence and line, and the one after its last."""
    found = ((match.start(), match.end()) for match in _STATEMENT.finditer(text))
    bounds = (tuple(np.searchsorted(passage.starts, pair).tolist()) for pair in found)
    return tuple((first, last) for first, last in bounds if first < last)


def _token_span(passage: Text, start: int, end: int) -> tuple[int, int]:
    first = int(np.searchsorted(passage.ends, start, side="right"))
    last = int(np.searchsorted(passage.starts, end, side="left")) - 1
    return first, max(first, last)


def near_misses(prepared: Sequence[Prepared], most: int = 6) -> list[list[Text]]:
    """Return for each example up to ``most`` passages that look alike but hold no answer of its (TF-IDF of bigrams)."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    contexts = list(dict.fromkeys(p.example.context for p in prepared))
    if len(contexts) < 2:
        return [[] for _ in prepared]
    passages = {p.example.context: p.passage for p in prepared}
    vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(2, 2), dtype=np.float32, sublinear_tf=True)
    matrix = vectorizer.fit_transform(fold(context) for context in contexts).T.tocsc()
    found: list[list[Text]] = []
    for first in range(0, len(prepared), 512):
        rows = prepared[first : first + 512]
        scores = (vectorizer.transform(fold(p.example.question) for p in rows) @ matrix).toarray()
        best = np.argpartition(-scores, min(most, len(contexts) - 1), axis=1)[:, :most]
        for p, row in zip(rows, best, strict=True):
            found.append([passages[contexts[i]] for i in row if _is_miss(p.example, contexts[i])])
    return found


def _is_miss(example: Example, context: str) -> bool:
    return context != example.context and not any(text in context for _, text in example.answers)


@dataclass(frozen=True, slots=True)
class Shares:
    """Which windows are drawn: shares of all, or of those that could be drawn so."""

    elsewhere: float = 0.06  # from the answer's own paragraph, but without it
    near_miss: float = 0.10  # from another paragraph that looks alike
    any_style: float = 0.6  # that do not say whether a short or a long answer is wanted
    alone: float = 0.08  # of a single statement, in half of them another than the answer's
    titled: float = 0.5  # with what the passage stands under in front, where that is known
    cropped: float = 0.7  # of the other windows, to at most ``crop`` tokens
    crop: tuple[int, int] = (64, 112)


@dataclass(frozen=True, slots=True)
class Sampler:
    """Draws windows: mostly with the answer, some from beside it, some from another passage."""

    prepared: Sequence[Prepared]
    misses: Sequence[Sequence[Text]]
    length: int
    tokens: int  # of a batch
    shares: Shares = Shares()

    def batches(self, seed: int) -> Iterator[list[TrainingWindow]]:
        """Yield (window, start, end) rows of one pass over the examples; the two are 0 for "not here"."""
        draw = np.random.default_rng(seed)
        order = draw.permutation(len(self.prepared))
        for first in range(0, len(order), 400):
            rows = [self.window(i, draw) for i in order[first : first + 400]]
            rows.sort(key=lambda row: len(row[0].ids))
            groups: list[list[TrainingWindow]] = [[]]
            for row in rows:
                if (len(groups[-1]) + 1) * len(row[0].ids) > self.tokens:
                    groups.append([])
                groups[-1].append(row)
            for i in draw.permutation(len(groups)):
                if groups[i]:
                    yield groups[i]

    def window(self, number: int, draw: np.random.Generator) -> TrainingWindow:
        """Return one window of an example, with the start and end to learn."""
        item, shares = self.prepared[number], self.shares
        context = item.context if draw.random() < shares.titled else None
        style = ANY if draw.random() < shares.any_style else SHORT if item.example.short else LONG
        passage, spans = item.passage, item.spans
        alone, kind = draw.random() < shares.alone, draw.random()
        if not alone and kind < shares.near_miss and self.misses[number]:
            passage, spans = self.misses[number][int(draw.integers(len(self.misses[number])))], ()
        size = room(item.question, self.length, context)
        if draw.random() < shares.cropped:
            size = min(size, int(draw.integers(*shares.crop)))
        if alone:
            first, last = _one_statement(item, draw)
        else:
            first = _first_token(passage, spans if kind < 1 - shares.elsewhere else (), size, draw)
            last = len(passage)
        last = min(last, first + size)
        window = make_window(item.question, passage, first, last, style=style, context=context)
        for start, end in spans:
            if first <= start and end < first + window.count:
                return window, window.offset + start - first, window.offset + end - first
        return window, 0, 0


def _first_token(passage: Text, spans: Sequence[tuple[int, int]], size: int, draw: np.random.Generator) -> int:
    """Return where a window begins that holds the first of the spans, anywhere if there is none."""
    rest = max(0, len(passage) - size)
    low, high = 0, rest
    if spans:
        low, high = max(0, min(spans[0][1] - size + 1, rest)), min(rest, spans[0][0])
    return int(draw.integers(low, max(low, high) + 1))


def _one_statement(item: Prepared, draw: np.random.Generator) -> tuple[int, int]:
    """Return the first token of one statement and the one after its last: as often the answer's as another."""
    holding = [one for one in item.statements if any(one[0] <= a and b < one[1] for a, b in item.spans)]
    others = [one for one in item.statements if one not in holding]
    chosen = holding if holding and (not others or draw.random() < 0.5) else others
    return chosen[int(draw.integers(len(chosen)))] if chosen else (0, len(item.passage))


def some_of_each(items: Sequence[Prepared], most: int) -> list[Prepared]:
    """Return up to ``most`` items of each source, spread over its articles."""
    chosen = []
    for source in sorted({item.example.source for item in items}):
        rows = [item for item in items if item.example.source == source]
        chosen += rows[:: max(1, len(rows) // most)][:most]
    return chosen
