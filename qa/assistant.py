"""The assistant: from a question to its answer, in one screen of code."""

from collections.abc import Callable, Sequence
from time import perf_counter

from embeddings.builds.opened import OpenBuild
from embeddings.text.sentences import sentence_around
from qa.answer import Answer, Citation, FoundPassage, QuotedAnswer
from qa.calibration import without_confidence
from qa.decide import Mode
from qa.meant import Meant, lexicon_of, understand
from qa.pipeline import Pipeline
from qa.query import Query, parse_question
from qa.resolve import Quote, resolve
from qa.retrieve import Hit
from qa.synonyms import Synonyms, built_in


class Assistant:
    """Answers questions from the build that is live when they are asked."""

    def __init__(
        self, live: Callable[[], OpenBuild], pipeline: Pipeline, synonyms: Callable[[], Synonyms] = built_in
    ) -> None:
        self._live = live
        self._pipeline = pipeline
        self._synonyms = synonyms

    def ask(self, question: str, mode: Mode = Mode.BALANCED) -> Answer:
        """Return the answer to one question; raise ``QuestionError`` or ``NoBuildError``."""
        return self.ask_batch([question], mode)[0]

    def ask_batch(self, questions: Sequence[str], mode: Mode = Mode.BALANCED) -> list[Answer]:
        """Return the answers in the order of the questions, all from one build."""
        synonyms = self._synonyms()
        queries = [parse_question(question, synonyms) for question in questions]
        if not queries:
            return []
        build = self._live()
        began = perf_counter()
        meant = understood(queries, build, synonyms)
        found = self._pipeline.retrieve([one.query for one in meant], build)
        retrieval = (perf_counter() - began) / len(queries)
        pairs = zip(meant, found, strict=True)
        answers = [self._answer(one, hits, build, mode, retrieval) for one, hits in pairs]
        return answers if self._pipeline.calibrated else [without_confidence(answer) for answer in answers]

    def search(self, question: str, limit: int) -> list[FoundPassage]:
        """Return the ``limit`` best passages for a question, best first."""
        synonyms = self._synonyms()
        query = parse_question(question, synonyms)
        build = self._live()
        [meant] = understood([query], build, synonyms)
        [hits] = self._pipeline.retrieve([meant.query], build, limit)
        return [_found(hit) for hit in hits]

    def _answer(self, meant: Meant, hits: Sequence[Hit], build: OpenBuild, mode: Mode, retrieval: float) -> Answer:
        began = perf_counter()
        query = meant.query
        choices = self._pipeline.choose(query, hits)
        reading = perf_counter() - began
        resolved = resolve(query, hits, choices, self._pipeline.decision, mode, build.article)
        quoted = tuple(_quoted(quote, build) for quote in resolved.quotes)
        best = quoted[0] if quoted and resolved.reason is None else None
        total = retrieval + perf_counter() - began
        timings = {"retrieve": retrieval, "read": reading, "total": total}
        return Answer(
            question=query.text,
            answered=best is not None,
            answer=best.answer if best else None,
            confidence=best.confidence if best else round(choices[0].confidence, 4) if choices else 0.0,
            reason=resolved.reason,
            citation=best.citation if best else None,
            answers=quoted,
            complete=resolved.complete,
            passages=tuple(_found(hit) for hit in hits),
            build=build.id,
            timings_ms={stage: round(1000 * seconds, 1) for stage, seconds in timings.items()},
            suggestion=meant.suggestion,
        )


def understood(queries: Sequence[Query], build: OpenBuild, synonyms: Synonyms) -> list[Meant]:
    """Return each query with its misspellings corrected by the words of a build."""
    words = lexicon_of(build)
    return [understand(query, words, synonyms) for query in queries]


def _quoted(quote: Quote, build: OpenBuild) -> QuotedAnswer:
    """Return the quote with its citation; raise if it is not the article's own text, which would be a bug."""
    choice, span = quote.choice, quote.span
    article = build.article(choice.candidate.passage.article_id)
    words = span.of(article.text)
    if span == choice.candidate.span and words != choice.candidate.quote:
        raise AssertionError(f"the quote {choice.candidate.quote!r} is not {span} of article {article.id}")
    sentence = sentence_around(article.text, span)
    citation = Citation(
        article_id=article.id,
        title=article.title,
        url=article.url,
        published=article.published,
        start=span.start,
        end=span.end,
        sentence=sentence.of(article.text),
        sentence_start=sentence.start,
        sentence_end=sentence.end,
    )
    return QuotedAnswer(words, round(choice.confidence, 4), citation, choice.support)


def _found(hit: Hit) -> FoundPassage:
    passage = hit.passage
    return FoundPassage(
        article_id=passage.article_id,
        title=passage.title,
        start=passage.start,
        end=passage.end,
        text=passage.text,
        lexical_rank=hit.lexical.rank if hit.lexical else None,
        dense_rank=hit.dense.rank if hit.dense else None,
        context=passage.context,
    )
