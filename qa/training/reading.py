"""The reader's training loss, and its scores on development questions."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from qa.read.spans import best_spans
from qa.read.windows import Batch, Window, pad, windows_over
from qa.score import exact_match, f1
from qa.training.masking import Guesser, mask_words
from qa.training.network import ReaderNetwork
from qa.training.sampling import Prepared, TrainingWindow


def to_tensors(batch: Batch, table: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Return the network's arguments: ids, types, word vectors, spans."""
    words = torch.from_numpy(batch.words)
    return (
        torch.from_numpy(batch.ids),
        torch.from_numpy(batch.types),
        table[words],
        torch.from_numpy(batch.spans),
    )


@dataclass(frozen=True, slots=True)
class Task:
    """The training objectives in addition to the answers."""

    longest_shift: int = 0  # maximal shift of the passage's positions, in every second window
    masked: float = 0.0  # share of the words that are masked and predicted
    guess_weight: float = 0.5  # weight of the masked words' loss


def loss_of(
    network: ReaderNetwork,
    guesser: Guesser,
    rows: Sequence[TrainingWindow],
    table: Tensor,
    task: Task,
    draw: np.random.Generator,
) -> Tensor:
    """Return the mean cross-entropy of start and end over a batch, plus that of masked words if there are any.

    With shifts, the position embeddings of long windows are trained at the cost of short ones (after Ruoss et al.
    2023).
    """
    batch = pad([window for window, _, _ in rows])
    batch, goals = mask_words(batch, [(first, last) for _, first, last in rows], task.masked, draw)
    shift = torch.from_numpy(draw.integers(task.longest_shift + 1, size=len(rows)) * draw.integers(2, size=len(rows)))
    starts, ends = (torch.tensor([row[i] for row in rows]) for i in (1, 2))
    ids, types, vectors, spans = to_tensors(batch, table)
    with torch.autocast("cpu", torch.bfloat16):
        hidden = network.encode(ids, types, vectors, shift)
        start, end = network.locate(hidden, spans)
        loss = (functional.cross_entropy(start.float(), starts) + functional.cross_entropy(end.float(), ends)) / 2
        if goals.any():
            wanted = torch.from_numpy(goals)
            guesses = guesser(hidden[wanted > 0], network.token.weight).float()
            loss = loss + task.guess_weight * functional.cross_entropy(guesses, wanted[wanted > 0])
    return loss


def _windows(item: Prepared, length: int) -> list[Window]:
    return windows_over(item.question, item.passage, length, context=item.context)


def read_answers(
    network: torch.nn.Module, items: Sequence[Prepared], table: Tensor, length: int, batch: int = 32
) -> list[tuple[str, float]]:
    """Return each item's best quote and its score over all windows of its gold paragraph."""
    windows = [(n, w) for n, p in enumerate(items) for w in _windows(p, length)]
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
    """Return EM and F1, in percent, on each development set, given the gold paragraph."""
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
