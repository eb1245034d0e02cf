"""Fine-tunes the fast encoder on a user's questions."""

import tempfile
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from embeddings.builds.scratch import scratch_build
from embeddings.collection.memory import InMemoryArticles
from embeddings.encoders.static import StaticEncoder, quantise, save_table, term_ids
from embeddings.errors import SourceError
from embeddings.progress import Progress, Report, Stage
from qa.evaluate import articles_of, rank_of
from qa.query import parse_question
from qa.retrieve import DEPTH, retrieve
from qa.training.course import Course, Scores, as_dataset, replace_folder
from qa.training.train_encoder import bag, thinned

LARGEST_BATCH = 256
RATE = 3e-4
DROP = 0.3  # share of the terms left out, on both sides
TEMPERATURE = 0.05


def train_on(course: Course, report: Report) -> tuple[Scores, Scores, bool]:
    """Return the held-out scores before and after, and whether the new encoder was kept: if its own MRR rose."""
    encoder = StaticEncoder.from_folder(course.start)
    before = measured(encoder, course)
    table = trained_table(encoder, course, report)
    with tempfile.TemporaryDirectory() as scratch:
        new = Path(scratch) / "encoder"
        save_table(new, list(encoder.terms), *quantise(table.weight.detach().numpy()))
        after = measured(StaticEncoder.from_folder(new), course)
        kept = after["MRR"] > before["MRR"]
        if kept:
            replace_folder(new, course.out)
    return before, after, kept


def trained_table(encoder: StaticEncoder, course: Course, report: Report) -> nn.EmbeddingBag:
    """Return the encoder's table after contrastive training with in-batch negatives."""
    torch.manual_seed(course.seed)
    draw = np.random.default_rng(course.seed)
    weights = torch.from_numpy(encoder.table.astype(np.float32) * encoder.scales[:, None])
    table = nn.EmbeddingBag.from_pretrained(weights, freeze=False, mode="sum")
    sides = [(term_ids(e.question, encoder.terms), term_ids(e.context, encoder.terms)) for e in course.training]
    known = [number for number, (asked, said) in enumerate(sides) if len(asked) and len(said)]
    if not known:
        raise SourceError("訓練用的問題裡沒有編碼器認得的詞。請確認它們是中文的問題。")
    batch = min(LARGEST_BATCH, len(known))
    steps = course.steps(batch)
    optimizer = torch.optim.Adam(table.parameters(), lr=RATE)
    for step in range(1, steps + 1):
        chosen = draw.choice(known, batch, replace=False)
        queries, passages = ([thinned(sides[i][side], DROP, draw) for i in chosen] for side in (0, 1))
        contexts = np.array([course.training[i].context for i in chosen])
        same = torch.from_numpy(contexts[:, None] == contexts[None, :]).fill_diagonal_(False)
        similarity = bag(queries, table) @ bag(passages, table).T / TEMPERATURE
        loss = functional.cross_entropy(similarity.masked_fill(same, -1e4), torch.arange(batch))
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        report(Progress(Stage.TRAIN, step, steps))
    return table


def measured(encoder: StaticEncoder, course: Course) -> Scores:
    """Return the retrieval scores on held-out questions: of the whole retrieval, and the encoder's own MRR."""
    dataset = as_dataset([example for example in course.held_out if example.answers], course.training)
    with scratch_build(InMemoryArticles(articles_of(dataset)), encoder) as live:
        queries = [parse_question(question.text) for question in dataset.questions]
        fused = [
            rank_of(question, hits)
            for question, hits in zip(dataset.questions, retrieve(queries, live, encoder, DEPTH), strict=True)
        ]
    similarity = (
        encoder.encode_queries([q.text for q in dataset.questions]) @ encoder.encode_passages(dataset.paragraphs).T
    )
    own = similarity[np.arange(len(dataset.questions)), [q.paragraph for q in dataset.questions]]
    alone = 1 + (similarity > own[:, None]).sum(axis=1)
    return {
        "hit@1": float(np.mean([rank == 1 for rank in fused])),
        "hit@5": float(np.mean([rank is not None and rank <= 5 for rank in fused])),
        "MRR": float(np.mean(1 / alone)),
    }
