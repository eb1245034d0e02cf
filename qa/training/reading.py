"""The reader's training loss, and its scores on development questions."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from embeddings.encoders.pieces import PADDING, PieceTable
from qa.read.spans import best_spans
from qa.read.windows import Window, windows_over
from qa.score import exact_match, f1
from qa.training.network import ReaderNetwork
from qa.training.sampling import Prepared, TrainingWindow

NEVER = -1e4  # the logit of a token that can begin and end no answer


def tensors_of(windows: Sequence[Window], table: PieceTable) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Return token vectors, kinds, what is no padding, and where an answer may begin or end."""
    shape = (len(windows), max(len(window.ids) for window in windows))
    ids = np.full(shape, PADDING)
    kinds, real, spans = (np.zeros(shape, dtype=np.int64) for _ in range(3))
    for row, window in enumerate(windows):
        length = len(window.ids)
        ids[row, :length], kinds[row, :length], real[row, :length] = window.ids, window.kinds, 1
        spans[row, 0] = 1
        spans[row, window.offset : window.offset + window.count] = 1
    vectors = torch.from_numpy(table.vectors(ids))
    return vectors, torch.from_numpy(kinds), torch.from_numpy(real), torch.from_numpy(spans)


def loss_of(network: ReaderNetwork, rows: Sequence[TrainingWindow], table: PieceTable) -> Tensor:
    """Return the mean cross-entropy of start and end over a batch."""
    vectors, kinds, real, spans = tensors_of([window for window, _, _ in rows], table)
    with torch.autocast("cpu", torch.bfloat16):
        logits = network(vectors, kinds, real)
    goals = (torch.tensor([row[place] for row in rows]) for place in (1, 2))
    losses = [
        functional.cross_entropy(one.float().masked_fill(spans == 0, NEVER), goal)
        for one, goal in zip(logits, goals, strict=True)
    ]
    return torch.stack(losses).mean()


def read_answers(
    network: ReaderNetwork, items: Sequence[Prepared], table: PieceTable, length: int, batch: int = 16
) -> list[tuple[str, float]]:
    """Return each item's best quote and its score over all windows of its gold paragraph."""
    windows = [(n, window) for n, item in enumerate(items) for window in _windows(item, length)]
    windows.sort(key=lambda pair: len(pair[1].ids))
    best = [("", -np.inf)] * len(items)
    for first in range(0, len(windows), batch):
        group = windows[first : first + batch]
        vectors, kinds, real, _ = tensors_of([window for _, window in group], table)
        with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
            start, end = (one.float().numpy() for one in network(vectors, kinds, real))
        for row, (number, window) in enumerate(group):
            [span] = best_spans(start[row], end[row], window.offset, window.count)
            if span.score > best[number][1]:
                item, shift = items[number], window.first - window.offset
                first_, last = item.passage.starts[span.first + shift], item.passage.ends[span.last + shift]
                best[number] = (item.example.context[first_:last], span.score)
    return best


def _windows(item: Prepared, length: int) -> list[Window]:
    return windows_over(item.question, item.passage, length) if len(item.passage) else []


def evaluate(network: ReaderNetwork, items: Sequence[Prepared], table: PieceTable, length: int) -> dict[str, float]:
    """Return EM and F1, in percent, on each set, given the gold paragraph, and the AUROC of answerable against not."""
    training = network.training
    network.eval()
    scores: dict[str, float] = {}
    for source in sorted({item.example.source for item in items}):
        chosen = [item for item in items if item.example.source == source]
        scores |= _scores(source, chosen, read_answers(network, chosen, table, length))
    network.train(training)
    return scores


def _scores(source: str, items: Sequence[Prepared], read: Sequence[tuple[str, float]]) -> dict[str, float]:
    from sklearn.metrics import roc_auc_score

    golds = [[text for _, text in item.example.answers] for item in items]
    pairs = [(quote, gold) for (quote, _), gold in zip(read, golds, strict=True) if gold]
    scores = {
        f"{source} em": 100 * float(np.mean([exact_match(quote, gold) for quote, gold in pairs])),
        f"{source} f1": 100 * float(np.mean([f1(quote, gold) for quote, gold in pairs])),
    }
    if 0 < len(pairs) < len(items):
        can = [bool(gold) for gold in golds]
        scores[f"{source} auroc"] = 100 * float(roc_auc_score(can, [score for _, score in read]))
    return scores
