"""An assistant whose answer a test can foresee: the first number of the sentence most like the question."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from embeddings.article import Article
from embeddings.errors import NoBuildError, NotFoundError
from embeddings.index.filter import EVERYTHING, ArticleFilter
from qa.answer import Answer, Citation, Found, FoundPassage, QuotedAnswer, Reason
from qa.decide import Mode

SENTENCE = re.compile(r"[^。！？\n]+[。！？]?")
QUOTE = re.compile(r"\d+(?:[年月日]|\d)*")
ANSWERS_FROM = 0.45


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
    """Answers from the sentence that has most of the question's character pairs, if it has enough."""

    live: FakeLive

    def ask(self, question: str, mode: Mode = Mode.BALANCED, within: ArticleFilter = EVERYTHING) -> Answer:
        build = self.live.current()
        ranked = sorted(
            (
                (overlap(question, a.title + m.group()), a, m)
                for a in build.held
                if within.admits(a.id, a.published, a.tags)
                for m in SENTENCE.finditer(a.text)
            ),
            key=lambda scored: -scored[0],
        )
        passages = tuple(FoundPassage(a.id, a.title, *m.span(), m.group(), 1, None) for _, a, m in ranked[:5])
        quoted = [quote(a, m) for score, a, m in ranked[:1] if score >= ANSWERS_FROM]
        answered = bool(quoted)
        return Answer(
            question=question,
            answered=answered,
            answer=quoted[0].answer if answered else None,
            confidence=quoted[0].confidence if answered else 0.0,
            reason=None if answered else Reason.NO_ANSWER,
            citation=quoted[0].citation if answered else None,
            answers=tuple(quoted),
            complete=None,
            passages=passages,
            build=build.id,
            timings_ms={"retrieve": 0.5, "read": 1.0, "total": 1.5},
        )

    def search(self, question: str, limit: int, within: ArticleFilter = EVERYTHING) -> Found:
        answer = self.ask(question, within=within)
        return Found(question, answer.passages[:limit], answer.build)

    def steps(
        self, question: str, mode: Mode = Mode.BALANCED, within: ArticleFilter = EVERYTHING
    ) -> Iterator[Found | Answer]:
        yield self.search(question, 5, within)
        yield self.ask(question, mode, within)


def overlap(question: str, text: str) -> float:
    """Return which part of the question's character pairs the text has."""
    pairs = {question[i : i + 2] for i in range(len(question) - 1)}
    return sum(pair in text for pair in pairs) / max(len(pairs), 1)


def quote(article: Article, sentence: re.Match[str]) -> QuotedAnswer:
    """Return the first number of a sentence, or the whole of it."""
    found = QUOTE.search(article.text, *sentence.span()) or sentence
    place = (article.id, article.title, article.url, article.published, *found.span())
    return QuotedAnswer(found.group(), 0.9, Citation(*place, sentence.group(), *sentence.span()), support=1)
