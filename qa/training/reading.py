"""The network at work during training: its loss on a batch, and its scores on development questions."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from qa.read.spans import best_spans
from qa.read.windows import Batch, pad, windows_over
from qa.score import exact_match, f1
from qa.training.sampling import Prepared, Row


def to_tensors(batch: Batch, table: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Return the network's arguments: ids, types, word vectors, spans."""
    words = torch.from_numpy(batch.words)
    return (
        torch.from_numpy(batch.ids),
        torch.from_numpy(batch.types),
        table[words],
        torch.from_numpy(batch.spans),
    )


def loss_of(network: torch.nn.Module, rows: Sequence[Row], table: Tensor, longest_shift: int = 0) -> Tensor:
    """Return the mean cross-entropy of start and end over a batch.

    In half of the windows the passage is placed up to ``longest_shift`` positions further on, so that the
    positions of longer windows are learned at the cost of short ones (after Ruoss et al. 2023).
    """
    batch = pad([window for window, _, _ in rows])
    shift = torch.randint(longest_shift + 1, (len(rows),)) * torch.randint(2, (len(rows),))
    with torch.autocast("cpu", torch.bfloat16):
        start, end = network(*to_tensors(batch, table), shift)
    starts = torch.tensor([first for _, first, _ in rows])
    ends = torch.tensor([last for _, _, last in rows])
    return (functional.cross_entropy(start.float(), starts) + functional.cross_entropy(end.float(), ends)) / 2


def read_answers(
    network: torch.nn.Module, items: Sequence[Prepared], table: Tensor, length: int, batch: int = 32
) -> list[tuple[str, float]]:
    """Return each item's best quote and its score, over all windows of its right paragraph."""
    windows = [(n, w) for n, p in enumerate(items) for w in windows_over(p.question, p.passage, length)]
    windows.sort(key=lambda pair: len(pair[1].ids))
    best = [("", -np.inf)] * len(items)
    for first in range(0, len(windows), batch):
        group = windows[first : first + batch]
        with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
            start, end = network(*to_tensors(pad([w for _, w in group]), table))
        for row, (number, window) in enumerate(group):
            for span in best_spans(start[row].float().numpy(), end[row].float().numpy(), window.offset, window.count):
                if span.score > best[number][1]:
                    passage = items[number].passage.slice(window.first, window.first + window.count)
                    a, b = passage.starts[span.first - window.offset], passage.ends[span.last - window.offset]
                    best[number] = (items[number].example.context[a:b], span.score)
    return best


def evaluate(network: torch.nn.Module, items: Sequence[Prepared], table: Tensor, length: int) -> dict[str, float]:
    """Return EM and F1, in percent, of each development set, given the right paragraph."""
    network.eval()
    scores = {}
    for source in sorted({item.example.source for item in items}):
        chosen = [item for item in items if item.example.source == source and item.spans]
        quotes = [quote for quote, _ in read_answers(network, chosen, table, length)]
        golds = [[text for _, text in item.example.answers] for item in chosen]
        scores[f"{source} em"] = 100 * float(np.mean([exact_match(q, g) for q, g in zip(quotes, golds, strict=True)]))
        scores[f"{source} f1"] = 100 * float(np.mean([f1(q, g) for q, g in zip(quotes, golds, strict=True)]))
    network.train()
    return scores
