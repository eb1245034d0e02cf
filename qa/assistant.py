"""The assistant: from a question to its answer, in one screen of code."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from time import perf_counter

from embeddings.builds.opened import OpenBuild
from embeddings.text.sentences import sentence_around
from qa.answer import Answer, Citation, FoundPassage, QuotedAnswer
from qa.calibration import without_confidence
from qa.decide import Mode
from qa.gathered import Gatherer, Part
from qa.meant import Meant, lexicon_of, understand
from qa.pipeline import Pipeline
from qa.query import Query, parse_question
from qa.resolve import Quote, Resolved, resolve
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
        parts = [parts_of(one.query.text) for one in meant]
        asked = [parse_question(part, synonyms) for one in parts if one is not None for part in one.questions]
        found = self._pipeline.retrieve([*(one.query for one in meant), *asked], build)
        retrieval = (perf_counter() - began) / len(queries)
        searched = list(zip((*(one.query for one in meant), *asked), found, strict=True))
        rest = iter(searched[len(meant) :])
        several = [None if one is None else Several(one, [next(rest) for _ in one.questions]) for one in parts]
        pairs = zip(meant, found[: len(meant)], several, strict=True)
        run = _Run(self._pipeline, build, mode)
        answers = [run.answer(one, hits, over, retrieval) for one, hits, over in pairs]
        return answers if self._pipeline.calibrated else [without_confidence(answer) for answer in answers]

    def search(self, question: str, limit: int) -> list[FoundPassage]:
        """Return the ``limit`` best passages for a question, best first."""
        synonyms = self._synonyms()
        query = parse_question(question, synonyms)
        build = self._live()
        [meant] = understood([query], build, synonyms)
        [hits] = self._pipeline.retrieve([meant.query], build, limit)
        return [_found(hit) for hit in hits]


@dataclass(frozen=True, slots=True)
class Several:
    """The parts of a question over several things, each with its hits."""

    parts: Parts
    searched: Sequence[tuple[Query, Sequence[Hit]]]


@dataclass(frozen=True, slots=True)
class _Run:
    """What all answers of a batch come from."""

    pipeline: Pipeline
    build: OpenBuild
    mode: Mode

    def answer(self, meant: Meant, hits: Sequence[Hit], several: Several | None, retrieval: float) -> Answer:
        """Return the answer to one question: of several things if each has one, else as to any question."""
        began = perf_counter()
        query = meant.query
        resolved = self._of_several(several) if several is not None else None
        if resolved is not None and several is not None:
            unsure, hits = 0.0, distinct([*(found for _, found in several.searched), hits])
        else:
            choices = self.pipeline.choose(query, hits)
            unsure = choices[0].confidence if choices else 0.0
            resolved = resolve(query, hits, choices, self.pipeline.decision, self.mode, self.build.article)
        quoted = tuple(_quoted(quote, self.build) for quote in resolved.quotes)
        best = quoted[0] if quoted and resolved.reason is None else None
        sure = unsure if best is None else resolved.least if resolved.least is not None else best.confidence
        total = perf_counter() - began
        timings = {"retrieve": retrieval, "read": total, "total": retrieval + total}
        return Answer(
            question=query.text,
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

    def _of_several(self, several: Several) -> Resolved | None:
        """Return what the answers to the parts come to; ``None`` where one of them has none."""
        found = (Part(query, hits, self.pipeline.choose(query, hits)) for query, hits in several.searched)
        gatherer = Gatherer(self.pipeline.decision, self.mode, self.build.article)
        return gatherer.gathered(several.parts, found)


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
