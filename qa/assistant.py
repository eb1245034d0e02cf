"""The assistant: from a question to its answer, in one screen of code."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from time import perf_counter

from embeddings.builds.opened import OpenBuild
from embeddings.index.filter import EVERYTHING, ArticleFilter
from embeddings.text.sentences import sentence_around
from qa.answer import Answer, Citation, Found, FoundPassage, Looked, QuotedAnswer
from qa.calibration import without_confidence
from qa.decide import Mode
from qa.gathered import Gatherer, Part
from qa.meant import Meant, lexicon_of, understand
from qa.pipeline import PASSAGES, Pipeline
from qa.query import Query, parse_question
from qa.resolve import ANSWERS_SHOWN, Quote, Resolved, resolve
from qa.retrieve import Hit
from qa.several import Parts, parts_of
from qa.synonyms import Synonyms, built_in


class Assistant:
    """Answers questions from the build that is live when they are asked."""

    def __init__(
        self, live: Callable[[], OpenBuild], pipeline: Pipeline, synonyms: Callable[[], Synonyms] = built_in
    ) -> None:
        self._live = live
        self._pipeline = pipeline
        self._synonyms = synonyms

    def ask(self, question: str, mode: Mode = Mode.BALANCED, within: ArticleFilter = EVERYTHING) -> Answer:
        """Return the answer to one question; raise ``QuestionError`` or ``NoBuildError``."""
        return self.ask_batch([question], mode, within)[0]

    def ask_batch(
        self, questions: Sequence[str], mode: Mode = Mode.BALANCED, within: ArticleFilter = EVERYTHING
    ) -> list[Answer]:
        """Return the answers in the order of the questions, all from one build."""
        if not questions:
            return []
        began = perf_counter()
        searched, build = self._retrieve(questions, PASSAGES, within, apart=True)
        run = _Run(self._pipeline, build, mode, (perf_counter() - began) / len(questions))
        return [run.answer(one) for one in searched]

    def search(self, question: str, limit: int, within: ArticleFilter = EVERYTHING) -> Found:
        """Return the ``limit`` best passages for a question, best first."""
        [searched], build = self._retrieve([question], limit, within, apart=False)
        return _found_for(searched, build)

    def steps(
        self, question: str, mode: Mode = Mode.BALANCED, within: ArticleFilter = EVERYTHING
    ) -> Iterator[Found | Looked | Answer]:
        """Yield what is known of an answer as it comes about: what was found, what is read in it, and the answer.

        Nothing is done before the next step is asked for: whoever needs no answer any more stops asking.
        """
        began = perf_counter()
        [searched], build = self._retrieve([question], PASSAGES, within, apart=True)
        run = _Run(self._pipeline, build, mode, perf_counter() - began)
        yield _found_for(searched, build)
        yield from run.steps(searched)

    def _retrieve(
        self, questions: Sequence[str], limit: int, within: ArticleFilter, *, apart: bool
    ) -> tuple[list["Searched"], OpenBuild]:
        """Return what the questions mean and their hits, and the build that these are of.

        With ``apart``, questions over several things are taken apart, and the parts searched in the same run.
        """
        synonyms = self._synonyms()
        queries = [parse_question(question, synonyms) for question in questions]
        build = self._live()
        meant = understood(queries, build, synonyms)
        parts = [parts_of(one.query.text) if apart else None for one in meant]
        asked = [parse_question(part, synonyms) for one in parts if one is not None for part in one.questions]
        found = self._pipeline.retrieve([*(one.query for one in meant), *asked], build, limit, within)
        rest = iter(zip(asked, found[len(meant) :], strict=True))
        several = [None if one is None else Several(one, [next(rest) for _ in one.questions]) for one in parts]
        return [Searched(*one) for one in zip(meant, found[: len(meant)], several, strict=True)], build


@dataclass(frozen=True, slots=True)
class Several:
    """The parts of a question over several things, each with its hits."""

    parts: Parts
    searched: Sequence[tuple[Query, Sequence[Hit]]]


@dataclass(frozen=True, slots=True)
class Searched:
    """What a question means, its hits, and its parts if it is over several things."""

    meant: Meant
    hits: Sequence[Hit]
    several: Several | None


@dataclass(frozen=True, slots=True)
class _Run:
    """What all answers of a batch come from; ``retrieval`` is the seconds that each took to retrieve."""

    pipeline: Pipeline
    build: OpenBuild
    mode: Mode
    retrieval: float

    def answer(self, searched: Searched) -> Answer:
        """Return the answer to one question: of several things if each has one, else as to any question."""
        return next(one for one in self.steps(searched, whole=True) if isinstance(one, Answer))

    def steps(self, searched: Searched, *, whole: bool = False) -> Iterator[Looked | Answer]:
        """Yield what is read, if it is not wanted ``whole``, and the answer."""
        began = perf_counter()
        gathered = self._of_several(searched.several) if searched.several is not None else None
        if gathered is not None and searched.several is not None:
            hits = distinct([*(found for _, found in searched.several.searched), searched.hits])
            yield self._answer(searched.meant, hits, gathered, 0.0, perf_counter() - began)
            return
        query = searched.meant.query
        choices = self.pipeline.choose(query, searched.hits)
        if not whole:
            likeliest = (_quoted(Quote(one, one.candidate.span), self.build) for one in choices[:ANSWERS_SHOWN])
            yield Looked(tuple(map(self._shown, likeliest)))
        resolved = resolve(query, searched.hits, choices, self.pipeline.decision, self.mode, self.build.article)
        unsure = choices[0].confidence if choices else 0.0
        yield self._answer(searched.meant, searched.hits, resolved, unsure, perf_counter() - began)

    def _of_several(self, several: Several) -> Resolved | None:
        """Return what the answers to the parts come to; ``None`` where one of them has none."""
        found = (Part(query, hits, self.pipeline.choose(query, hits)) for query, hits in several.searched)
        gatherer = Gatherer(self.pipeline.decision, self.mode, self.build.article)
        return gatherer.gathered(several.parts, found)

    def _answer(self, meant: Meant, hits: Sequence[Hit], resolved: Resolved, unsure: float, reading: float) -> Answer:
        """Return the answer that a result comes to; ``unsure`` is the confidence where none is given."""
        quoted = tuple(_quoted(quote, self.build) for quote in resolved.quotes)
        best = quoted[0] if quoted and resolved.reason is None else None
        sure = unsure if best is None else resolved.least if resolved.least is not None else best.confidence
        timings = {"retrieve": self.retrieval, "read": reading, "total": self.retrieval + reading}
        answer = Answer(
            question=meant.query.text,
            answered=best is not None,
            answer=best.answer if best else None,
            confidence=None if sure is None else round(sure, 4),
            reason=resolved.reason,
            citation=best.citation if best else None,
            answers=quoted,
            complete=resolved.complete,
            passages=tuple(_found(hit) for hit in hits),
            build=self.build.id,
            timings_ms={stage: round(1000 * seconds, 1) for stage, seconds in timings.items()},
            suggestion=meant.suggestion,
        )
        return answer if self.pipeline.calibrated else without_confidence(answer)

    def _shown(self, quoted: QuotedAnswer) -> QuotedAnswer:
        """Return a quote with its confidence, if that is one."""
        return quoted if self.pipeline.calibrated else replace(quoted, confidence=None)


def _found_for(searched: Searched, build: OpenBuild) -> Found:
    """Return what was found for a question."""
    meant = searched.meant
    return Found(meant.query.text, tuple(map(_found, searched.hits)), build.id, meant.suggestion)


def distinct(found: Iterable[Sequence[Hit]]) -> list[Hit]:
    """Return the hits of several questions, each passage once."""
    return list({hit.passage.id: hit for hits in found for hit in hits}.values())


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
