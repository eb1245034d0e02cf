"""What is shown of the choices: lists are as sure as their items together."""

import pytest

from embeddings.article import Article, Passage, Span
from embeddings.formats.writer import TextWriter
from qa.answer import Reason
from qa.decide import LIST_ODDS, Choice, Decision, Mode, confidence_of_list
from qa.query import parse_question
from qa.read.reader import Candidate
from qa.resolve import resolve
from tests.fakes.order import LinearOrder

LINE = 0.5
DECISION = Decision(LinearOrder({}), {}, {Mode.STRICT: 0.9, Mode.BALANCED: LINE, Mode.LOOSE: 0.1}, 0.0)


def crew():
    """Return a table of who works on which shift."""
    writer = TextWriter()
    for name, shift in (("麥小舟", "早班"), ("田一心", "晚班"), ("路遠", "早班")):
        writer.record([("姓名", name), ("班別", shift)], key=0)
    return Article("crew", "班表", writer.text, "crew.csv", blocks=tuple(writer.blocks))


CREW = crew()
HARBOUR = Article("harbour", "港口", "港口不設早班人員休息室。", "harbour.txt")
ARTICLES = {one.id: one for one in (CREW, HARBOUR)}


def choice(article, words, confidence, *, contradicted=False):
    passage = Passage(0, article.id, article.title, 0, len(article.text), article.text, blocks=article.blocks)
    start = article.text.index(words)
    span = Span(start, start + len(words))
    return Choice(Candidate(passage, span, 1.0), confidence, 1, span, contradicted, 1.0)


def shown(question, *choices, mode=Mode.BALANCED):
    found = resolve(parse_question(question), (), choices, DECISION, mode, ARTICLES.__getitem__)
    said = [quote.span.of(ARTICLES[quote.choice.candidate.passage.article_id].text) for quote in found.quotes]
    return found, said


def test_items_of_one_list_are_no_rivals():
    names = [choice(CREW, "麥小舟", 0.4), choice(CREW, "路遠", 0.35)]
    found, said = shown("早班有哪些人？", *names)
    assert said == ["麥小舟", "路遠"]
    assert [quote.choice.confidence for quote in found.quotes] == pytest.approx([0.7578, 0.7578], abs=1e-4)
    assert shown("早班是誰？", *names)[0].reason is Reason.NO_ANSWER


def test_a_list_that_is_not_sure_enough_is_not_shown():
    found, said = shown("早班有哪些人？", choice(CREW, "麥小舟", 0.1), choice(CREW, "路遠", 0.1))
    assert (found.reason, said) == (Reason.NO_ANSWER, [])


def test_a_list_stands_before_a_quote_that_is_hardly_likelier():
    quote, names = choice(HARBOUR, "休息室", 0.6), [choice(CREW, "麥小舟", 0.4), choice(CREW, "路遠", 0.35)]
    assert shown("早班有哪些人？", quote, *names)[1] == ["麥小舟", "路遠"]
    assert shown("早班有哪些人？", choice(HARBOUR, "休息室", 0.95), *names)[1] == ["休息室"]


def test_strict_mode_takes_no_contradicted_quote_for_a_part_of_a_list():
    names = [choice(CREW, "麥小舟", 0.8, contradicted=True), choice(CREW, "路遠", 0.8)]
    assert shown("早班有哪些人？", *names)[0].quotes[0].choice.confidence == pytest.approx(0.9796, abs=1e-4)
    assert shown("早班有哪些人？", *names, mode=Mode.STRICT)[1] == []


@pytest.mark.parametrize(("parts", "whole"), [((0.5,), 0.5), ((0.5, 0.5), 0.75), ((0.0, 0.2), 0.2), ((1.0, 0.3), 1.0)])
def test_a_list_is_right_unless_all_its_parts_are_wrong(parts, whole):
    chosen = [choice(CREW, "路遠", part) for part in parts]
    single, several = (confidence_of_list(chosen, several=several) for several in (False, True))
    assert single == pytest.approx(whole)
    assert several * (1 - whole) == pytest.approx(LIST_ODDS * whole * (1 - several))
