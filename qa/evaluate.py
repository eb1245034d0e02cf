"""Evaluation on any file in SQuAD format: reading the right paragraph, or finding it among all of them first.

Reports the usual metrics: EM and F1 by character, hit@k and MRR of retrieval, precision and recall on unanswerable
questions, the risk-coverage curve, and latency.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import perf_counter

import numpy as np

from embeddings.article import Article, Passage
from embeddings.builds.opened import OpenBuild
from embeddings.builds.scratch import scratch_build
from embeddings.collection.memory import InMemoryArticles
from embeddings.progress import Progress, Report, Stage
from qa.assistant import Assistant
from qa.decide import Mode
from qa.pipeline import Pipeline
from qa.query import parse_question
from qa.read.reader import Reader
from qa.retrieve import DEPTH, Hit
from qa.score import RIGHT, exact_match, f1
from qa.squad import Dataset, Question

CURVE = tuple(round(0.1 * step, 1) for step in range(1, 11))  # coverages at which risk is reported


@dataclass(frozen=True, slots=True)
class Prediction:
    """The result of one question: the best quote, its confidence, whether it was shown, and the time taken."""

    quote: str
    confidence: float
    answered: bool
    seconds: float
    rank: int | None  # of the right paragraph, from 1; None if not found or not searched


def evaluate_reading(dataset: Dataset, reader: Reader, report: Report) -> dict[str, object]:
    """Return EM and F1 when the right paragraph is given: the reader's best quote over all its windows."""
    predictions = []
    for number, question in enumerate(dataset.questions, start=1):
        text = dataset.paragraphs[question.paragraph]
        passage = Passage(0, "0", dataset.titles[question.paragraph], 0, len(text), text)
        began = perf_counter()
        [candidates] = reader.read(question.text, [passage])
        seconds = perf_counter() - began
        best = candidates[0] if candidates else None
        score = best.score if best else -np.inf
        predictions.append(Prediction(best.quote if best else "", float(score), score > 0, seconds, None))
        report(Progress(Stage.EVALUATE, number, len(dataset.questions)))
    return measures_of(dataset.questions, predictions)


def evaluate_search(dataset: Dataset, pipeline: Pipeline, report: Report) -> dict[str, object]:
    """Return all metrics with the file's own paragraphs as the collection, each an article."""
    telling, line = always_answering(pipeline)
    predictions = []
    with scratch_build(InMemoryArticles(articles_of(dataset)), pipeline.encoder) as live:
        for number, question in enumerate(dataset.questions, start=1):
            [hits] = telling.retrieve([parse_question(question.text)], live, DEPTH)
            predictions.append(replace(predicted(question, telling, live, line), rank=rank_of(question, hits)))
            report(Progress(Stage.EVALUATE, number, len(dataset.questions)))
    return measures_of(dataset.questions, predictions)


def articles_of(dataset: Dataset) -> list[Article]:
    """Return the paragraphs as articles whose ids are their indices."""
    rows = enumerate(zip(dataset.titles, dataset.paragraphs, strict=True))
    return [Article(id=f"{n:06d}", title=title, text=text, origin=f"paragraph {n}") for n, (title, text) in rows]


def always_answering(pipeline: Pipeline) -> tuple[Pipeline, float]:
    """Return a pipeline that answers every question, and the confidence from which on the given one does."""
    line = pipeline.decision.thresholds[Mode.BALANCED]
    # Marked as fitted to the reader, so that one without calibration returns the score that decides.
    readers = (pipeline.reader.fingerprint,)
    always = replace(pipeline.decision, thresholds={Mode.BALANCED: 0.0}, readers=readers)
    return replace(pipeline, decision=always), line


def predicted(question: Question, always: Pipeline, live: OpenBuild, line: float) -> Prediction:
    """Return the prediction of a pipeline that always answers; ``answered`` from a confidence of ``line`` on."""
    assistant = Assistant(lambda: live, always)
    began = perf_counter()
    answer = assistant.ask(question.text)
    seconds = perf_counter() - began
    quote, confidence = answer.answer or "", answer.confidence or 0.0
    return Prediction(quote, confidence, confidence >= line, seconds, None)


def rank_of(question: Question, hits: Sequence[Hit]) -> int | None:
    """Return the rank of the question's own paragraph, counting each paragraph once, or ``None``."""
    order = list(dict.fromkeys(int(hit.passage.article_id) for hit in hits))
    return order.index(question.paragraph) + 1 if question.paragraph in order else None


def measures_of(questions: Sequence[Question], predictions: Sequence[Prediction]) -> dict[str, object]:
    """Return all metrics: ``em`` and ``f1`` in percent, the others in [0, 1], times in ms."""
    rows = list(zip(questions, predictions, strict=True))
    answerable = [(question, prediction) for question, prediction in rows if question.answers]
    milliseconds = [1000 * prediction.seconds for prediction in predictions]
    measures: dict[str, object] = {
        "questions": len(rows),
        "answerable": len(answerable),
        "em": _percent([exact_match(prediction.quote, question.answers) for question, prediction in answerable]),
        "f1": _percent([f1(prediction.quote, question.answers) for question, prediction in answerable]),
        "p50_ms": round(float(np.percentile(milliseconds, 50)), 1),
        "p95_ms": round(float(np.percentile(milliseconds, 95)), 1),
    }
    ranks = [prediction.rank for _, prediction in answerable if prediction.rank is not None]
    measures |= _ranks(ranks, len(answerable))
    return measures | abstention(rows) | {"risk_coverage": risk_coverage(rows)}


def _percent(values: Sequence[float]) -> float | None:
    return round(100 * float(np.mean(values)), 2) if values else None


def _ranks(ranks: Sequence[int], count: int) -> dict[str, object]:
    """Return hit@1, hit@5 and MRR over ``count`` questions; empty if none was searched."""
    if not ranks:
        return {}
    hits: dict[str, object] = {f"hit@{k}": round(sum(rank <= k for rank in ranks) / count, 4) for k in (1, 5)}
    return hits | {"mrr": round(sum(1 / rank for rank in ranks) / count, 4)}


def _share(part: Sequence[object], whole: Sequence[object]) -> float | None:
    return round(len(part) / len(whole), 4) if whole else None


def is_right(question: Question, prediction: Prediction) -> bool:
    """Return whether a quote says what a gold answer says."""
    return f1(prediction.quote, question.answers) >= RIGHT


def abstention(rows: Sequence[tuple[Question, Prediction]]) -> dict[str, object]:
    """Return the share of questions answered, their precision, and precision and recall of 「不知道」."""
    given = [(question, prediction) for question, prediction in rows if prediction.answered]
    declined = [question for question, prediction in rows if not prediction.answered]
    unanswerable = [question for question, _ in rows if not question.answers]
    kept_back = [question for question in declined if not question.answers]
    return {
        "answered": _share(given, rows),
        "answered_precision": _share([row for row in given if is_right(*row)], given),
        "unanswerable_precision": _share(kept_back, declined),
        "unanswerable_recall": _share(kept_back, unanswerable),
    }


def risk_coverage(rows: Sequence[tuple[Question, Prediction]]) -> list[dict[str, float]]:
    """Return the share of wrong answers at each coverage, the most confident answers first."""
    ordered = sorted(rows, key=lambda row: -row[1].confidence)
    wrong = np.cumsum([not is_right(question, prediction) for question, prediction in ordered])
    points = []
    for share in CURVE:
        count = max(1, round(share * len(ordered)))
        risk, threshold = wrong[count - 1] / count, ordered[count - 1][1].confidence
        points.append({"coverage": share, "risk": round(float(risk), 4), "threshold": round(threshold, 4)})
    return points
