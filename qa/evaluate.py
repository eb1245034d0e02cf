"""Evaluation on any SQuAD-layout file: reading the right paragraph, or finding it first among all of them.

Prints what the field prints: EM and F1 by character, hit@k and MRR of retrieval, precision and recall on
unanswerable questions, the risk-coverage curve, and latency.
"""

import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter

import numpy as np

from embeddings.article import Article, Passage
from embeddings.build import build
from embeddings.chunk import CHUNKER, chunk
from embeddings.encoder import Encoder
from embeddings.errors import SourceError
from embeddings.given import GivenArticles
from embeddings.manifest import Recipe
from embeddings.publish import Builds, OpenBuild
from qa.assistant import Assistant
from qa.decide import Decision, Mode
from qa.query import parse_question
from qa.read.reader import Reader
from qa.retrieve import DEPTH, Hit, retrieve
from qa.score import exact_match, f1

CURVE = tuple(round(0.1 * step, 1) for step in range(1, 11))  # coverages at which risk is reported
RIGHT = 0.5  # an answer is right if its F1 is at least this


@dataclass(frozen=True, slots=True)
class Question:
    """A question on one paragraph of the file; ``answers`` is empty if it has none."""

    id: str
    text: str
    paragraph: int
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dataset:
    """A SQuAD-layout file: paragraphs with their titles, and questions on them."""

    paragraphs: tuple[str, ...]
    titles: tuple[str, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one question: the likeliest quote, its confidence, whether it was given, and how long."""

    quote: str
    confidence: float
    answered: bool
    seconds: float
    rank: int | None  # of the right paragraph, from 1; None if not found, or not searched for


def read_squad(path: Path) -> Dataset:
    """Return the questions of a SQuAD 1.1 or 2.0 file; raise SourceError if it is not one."""
    paragraphs: list[str] = []
    titles: list[str] = []
    questions: list[Question] = []
    try:
        for article in json.loads(path.read_text(encoding="utf-8-sig"))["data"]:
            for paragraph in article["paragraphs"]:
                for qa in paragraph["qas"]:
                    answers = tuple(dict.fromkeys(a["text"] for a in qa.get("answers", []) if a["text"]))
                    answers = () if qa.get("is_impossible") else answers
                    questions.append(Question(str(qa["id"]), qa["question"], len(paragraphs), answers))
                paragraphs.append(paragraph["context"])
                titles.append(article.get("title") or "")
    except (OSError, UnicodeDecodeError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise SourceError(
            f"{path} 讀不進來（{error!r}）。請給 SQuAD 格式的 JSON 檔：data → paragraphs → qas。"
        ) from error
    if not questions:
        raise SourceError(f"{path} 裡沒有問題。請給至少含一題的 SQuAD 格式檔。")
    return Dataset(tuple(paragraphs), tuple(titles), tuple(questions))


def evaluate_reading(dataset: Dataset, reader: Reader, progress: Callable[[int, int], None]) -> dict[str, object]:
    """Return EM and F1 given the right paragraph: the reader's best quote, over all its windows."""
    outcomes = []
    for number, question in enumerate(dataset.questions, start=1):
        text = dataset.paragraphs[question.paragraph]
        passage = Passage(0, "0", dataset.titles[question.paragraph], 0, len(text), text)
        began = perf_counter()
        [candidates] = reader.read(question.text, [passage])
        seconds = perf_counter() - began
        best = candidates[0] if candidates else None
        score = best.score if best else -np.inf
        outcomes.append(Outcome(best.quote if best else "", float(score), score > 0, seconds, None))
        progress(number, len(dataset.questions))
    return report(dataset.questions, outcomes)


def evaluate_search(
    dataset: Dataset,
    encoder: Encoder,
    reader: Reader,
    decision: Decision,
    progress: Callable[[int, int], None],
) -> dict[str, object]:
    """Return all measures with the file's own paragraphs as the collection, each an article."""
    with tempfile.TemporaryDirectory() as folder:
        builds = Builds(Path(folder), Recipe(encoder, chunk, CHUNKER))
        live = builds.open(build(GivenArticles(articles_of(dataset)), builds).id)
        always = replace(decision, thresholds={Mode.BALANCED: 0.0})
        assistant = Assistant(lambda: live, encoder, reader, always)
        outcomes = []
        for number, question in enumerate(dataset.questions, start=1):
            outcomes.append(_outcome(question, assistant, encoder, live, decision.thresholds[Mode.BALANCED]))
            progress(number, len(dataset.questions))
        live.close()
    return report(dataset.questions, outcomes)


def articles_of(dataset: Dataset) -> list[Article]:
    """Return the paragraphs as articles whose ids are their numbers."""
    rows = enumerate(zip(dataset.titles, dataset.paragraphs, strict=True))
    return [Article(id=f"{n:06d}", title=title, text=text, origin=f"paragraph {n}") for n, (title, text) in rows]


def _outcome(question: Question, assistant: Assistant, encoder: Encoder, live: OpenBuild, line: float) -> Outcome:
    """Ask one question of an assistant that always answers; above ``line`` it would have."""
    began = perf_counter()
    answer = assistant.ask(question.text)
    seconds = perf_counter() - began
    [hits] = retrieve([parse_question(question.text)], live, encoder, DEPTH)
    quote, confidence = answer.answer or "", answer.confidence
    return Outcome(quote, confidence, confidence >= line, seconds, rank_of(question, hits))


def rank_of(question: Question, hits: Sequence[Hit]) -> int | None:
    """Return the rank of the question's own paragraph, counting each paragraph once; None if not found."""
    order = list(dict.fromkeys(int(hit.passage.article_id) for hit in hits))
    return order.index(question.paragraph) + 1 if question.paragraph in order else None


def report(questions: Sequence[Question], outcomes: Sequence[Outcome]) -> dict[str, object]:
    """Return all measures: shares in percent for ``em`` and ``f1``, in [0, 1] for the others, times in ms."""
    rows = list(zip(questions, outcomes, strict=True))
    answerable = [(question, outcome) for question, outcome in rows if question.answers]
    milliseconds = [1000 * outcome.seconds for outcome in outcomes]
    measures: dict[str, object] = {
        "questions": len(rows),
        "answerable": len(answerable),
        "em": _percent([exact_match(outcome.quote, question.answers) for question, outcome in answerable]),
        "f1": _percent([f1(outcome.quote, question.answers) for question, outcome in answerable]),
        "p50_ms": round(float(np.percentile(milliseconds, 50)), 1),
        "p95_ms": round(float(np.percentile(milliseconds, 95)), 1),
    }
    measures |= _ranks([outcome.rank for _, outcome in answerable if outcome.rank is not None], len(answerable))
    return measures | abstention(rows) | {"risk_coverage": risk_coverage(rows)}


def _percent(values: Sequence[float]) -> float | None:
    return round(100 * float(np.mean(values)), 2) if values else None


def _ranks(ranks: Sequence[int], count: int) -> dict[str, object]:
    """Return hit@1, hit@5 and MRR over ``count`` questions; nothing if none was searched for."""
    if not ranks:
        return {}
    hits: dict[str, object] = {f"hit@{k}": round(sum(rank <= k for rank in ranks) / count, 4) for k in (1, 5)}
    return hits | {"mrr": round(sum(1 / rank for rank in ranks) / count, 4)}


def _share(part: Sequence[object], whole: Sequence[object]) -> float | None:
    return round(len(part) / len(whole), 4) if whole else None


def _is_right(question: Question, outcome: Outcome) -> bool:
    return f1(outcome.quote, question.answers) >= RIGHT


def abstention(rows: Sequence[tuple[Question, Outcome]]) -> dict[str, object]:
    """Return how often it answered, how often it was then right, and precision and recall of 「不知道」."""
    given = [(question, outcome) for question, outcome in rows if outcome.answered]
    declined = [question for question, outcome in rows if not outcome.answered]
    unanswerable = [question for question, _ in rows if not question.answers]
    kept_back = [question for question in declined if not question.answers]
    return {
        "answered": _share(given, rows),
        "answered_precision": _share([row for row in given if _is_right(*row)], given),
        "unanswerable_precision": _share(kept_back, declined),
        "unanswerable_recall": _share(kept_back, unanswerable),
    }


def risk_coverage(rows: Sequence[tuple[Question, Outcome]]) -> list[dict[str, float]]:
    """Return, for each share of the questions answered surest first, how many of those answers are wrong."""
    ordered = sorted(rows, key=lambda row: -row[1].confidence)
    wrong = np.cumsum([not _is_right(question, outcome) for question, outcome in ordered])
    points = []
    for share in CURVE:
        count = max(1, round(share * len(ordered)))
        risk, threshold = wrong[count - 1] / count, ordered[count - 1][1].confidence
        points.append({"coverage": share, "risk": round(float(risk), 4), "threshold": round(threshold, 4)})
    return points
