"""A small real assistant: the sentence that shares most characters with the question, its date or name quoted.

It keeps every promise of the answer schema (quotes are slices, passages are slices, one build id), so the
faces can be built and tested without models.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from embeddings.article import Article
from embeddings.builds.live import LiveBuild
from embeddings.errors import NoBuildError, NotFoundError, QuestionError
from qa.answer import Answer, Citation, FoundPassage, QuotedAnswer, Reason
from qa.decide import Mode

SENTENCE = re.compile(r"[^。！？\n]+[。！？]?")
QUOTE = re.compile(r"[\d〇一二三四五六七八九十百千]+(?:[年月日時分號樓元%％]|\d)*")
ANSWERS_FROM = 0.45
RELEVANT_FROM = 0.2


@dataclass(frozen=True)
class FakeBuild:
    """The articles of one moment."""

    id: str
    held: tuple[Article, ...]

    def article(self, article_id: str) -> Article:
        for article in self.held:
            if article.id == article_id:
                return article
        raise NotFoundError(f"索引裡沒有編號 {article_id} 的文章，請用 qa list 查看。")

    def articles(self) -> tuple[Article, ...]:
        return self.held


@dataclass
class FakeLive:
    """The live build, or none yet."""

    build: FakeBuild | None = None

    def current(self) -> FakeBuild:
        if self.build is None:
            raise NoBuildError("還沒有索引，請先執行 qa rebuild。")
        return self.build


@dataclass
class OverlapAssistant:
    """Answers by character overlap; remembers what it was asked, and in which mode.

    ``live.current()`` is a real build or a fake one.
    """

    live: FakeLive | LiveBuild
    asked: list[tuple[str, Mode]] = field(default_factory=list)

    def ask(self, question: str, mode: Mode = Mode.BALANCED) -> Answer:
        return self.ask_batch([question], mode)[0]

    def ask_batch(self, questions: Sequence[str], mode: Mode = Mode.BALANCED) -> list[Answer]:
        self.asked += [(question, mode) for question in questions]
        return [self._answer(question) for question in questions]

    def search(self, question: str, limit: int) -> list[FoundPassage]:
        check(question)
        found = self._ranked(question)[:limit]
        return [passage for _, passage in found]

    def _answer(self, question: str) -> Answer:
        check(question)
        build = self.live.current()
        ranked = self._ranked(question)
        best, passage = ranked[0] if ranked else (0.0, None)
        quoted = None
        if passage is not None and best >= ANSWERS_FROM:
            quoted = quote(question, passage, build.article(passage.article_id), best)
        relevant = tuple(passage for score, passage in ranked[:5] if score >= RELEVANT_FROM)
        reason = None if quoted else (Reason.NO_ANSWER if relevant else Reason.NOTHING_RELEVANT)
        return Answer(
            question=question,
            answered=quoted is not None,
            answer=quoted.answer if quoted else None,
            confidence=quoted.confidence if quoted else 0.0,
            reason=reason,
            citation=quoted.citation if quoted else None,
            answers=(quoted,) if quoted else (),
            complete=None,
            passages=relevant,
            build=build.id,
            timings_ms={"retrieve": 0.5, "read": 1.0, "total": 1.5},
        )

    def _ranked(self, question: str) -> list[tuple[float, FoundPassage]]:
        build = self.live.current()
        articles = [build.article(held.id) for held in build.articles()]
        scored = [
            (overlap(question, article.title + found.group()), article, found)
            for article in articles
            for found in SENTENCE.finditer(article.text)
        ]
        scored.sort(key=lambda item: (-item[0], item[1].id, item[2].start()))
        return [
            (score, FoundPassage(a.id, a.title, m.start(), m.end(), m.group(), rank, None))
            for rank, (score, a, m) in enumerate(scored, start=1)
            if score > 0
        ]


def check(question: str) -> None:
    """Refuse what the real assistant refuses."""
    if not question.strip():
        raise QuestionError("問題是空的，請輸入一個問題。")
    if len(question) > 1000:
        raise QuestionError("問題超過 1000 個字，請縮短後再問。")


def overlap(question: str, text: str) -> float:
    """Return which part of the question's character pairs the text has."""
    pairs = {question[i : i + 2] for i in range(len(question) - 1)}
    return sum(pair in text for pair in pairs) / max(len(pairs), 1)


def quote(question: str, passage: FoundPassage, article: Article, score: float) -> QuotedAnswer:
    """Return the first number of the passage that the question does not have, or the whole passage."""
    found = next((m for m in QUOTE.finditer(passage.text) if m.group() not in question), None)
    start, end = found.span() if found else (0, len(passage.text))
    start, end = passage.start + start, passage.start + end
    citation = Citation(
        article_id=article.id,
        title=article.title,
        url=article.url,
        published=article.published,
        start=start,
        end=end,
        sentence=passage.text,
        sentence_start=passage.start,
        sentence_end=passage.end,
    )
    return QuotedAnswer(article.text[start:end], min(score + 0.3, 0.97), citation, support=1)
