"""Feedback as it is sent by the page or over HTTP, checked against the article that it points into."""

from embeddings.article import Article, Span
from embeddings.errors import InputError
from qa.query import parse_question
from ui.people.feedback import Example, Opinion, Verdict, example_at, unanswered_at
from ui.schema import FeedbackIn, PlaceIn
from ui.wiring import Services

NO_QUOTE = "說答案正確時，要給 quote：所引文字在文章裡的位置。"
NO_WORDS = "標出的位置裡沒有字：end 要比 start 大。"
NO_PASSAGE = "說文章裡沒有答案時，要給 quote：原來引用的位置，才知道是哪一段。"


def judge(services: Services, person: str, said: FeedbackIn) -> Opinion:
    """Keep what a person says of an answer; raise ``InputError`` or ``NotFoundError`` for a place that is none."""
    question = parse_question(said.question).text
    example = example_of(services, said)
    with services.feedback(person) as feedback:
        return feedback.give(question, said.verdict, example)


def example_of(services: Services, said: FeedbackIn) -> Example | None:
    """Return what can be learnt from feedback: the quote that is right, the right one, or that there is none."""
    if said.verdict is Verdict.RIGHT:
        return example_at(*place(services, said.quote, NO_QUOTE))
    if said.correct is not None:
        return example_at(*place(services, said.correct, NO_QUOTE))
    return unanswered_at(*place(services, said.quote, NO_PASSAGE)) if said.no_answer else None


def place(services: Services, given: PlaceIn | None, missing: str) -> tuple[Article, Span]:
    """Return the article of a place, as it is answered from now, and its span."""
    if given is None:
        raise InputError(missing)
    if given.start >= given.end:
        raise InputError(NO_WORDS)
    return services.live.current().article(given.article_id), Span(given.start, given.end)
