"""What is shown of the choices: one answer, a whole list, both sides of a conflict, or why there is none."""

from dataclasses import replace

import pytest

from embeddings.article import Article, Passage, Span
from embeddings.formats.writer import TextWriter
from qa.answer import Reason
from qa.decide import Choice, Decision, Mode
from qa.evidence import Evidence, Weighed
from qa.query import parse_question
from qa.read.reader import Candidate
from qa.resolve import ANSWERS_SHOWN, resolve
from qa.retrieve import Hit
from tests.fakes.order import LinearOrder

LINES = {Mode.STRICT: 0.8, Mode.BALANCED: 0.5, Mode.LOOSE: 0.1}
DECISION = Decision(LinearOrder({}), {}, LINES, nothing_relevant=0.3)


def article(id_, text, blocks=(), published=None):
    return Article(id_, id_, text, f"{id_}.txt", published=published, blocks=tuple(blocks))


def choice(of, words, confidence, *, contradicted=False, nth=0):
    start = -1
    for _ in range(nth + 1):
        start = of.text.index(words, start + 1)
    passage = Passage(0, of.id, of.title, 0, len(of.text), of.text, (), of.blocks)
    span = Span(start, start + len(words))
    return Choice(Candidate(passage, span, 1.0), confidence, 1, Span(0, len(of.text)), contradicted, 1.0)


def hit(evidence):
    passage = Passage(0, "a", "", 0, 1, "甲")
    return Hit(passage, None, None, Evidence(evidence, (), Weighed((), ())), 1.0)


def resolved(question, choices, *articles, mode=Mode.BALANCED, hits=()):
    held = {one.id: one for one in articles}
    found = resolve(parse_question(question), hits, choices, DECISION, mode, held.__getitem__)
    quoted = [one.span.of(held[one.choice.candidate.passage.article_id].text) for one in found.quotes]
    return quoted, found.reason, found.complete


FEES = article("fees", "報名費三百元，材料費五百元，押金一千元，場地費兩千元。")


@pytest.mark.parametrize(
    ("mode", "confidence", "given"),
    [
        (Mode.STRICT, 0.79, False),
        (Mode.STRICT, 0.8, True),
        (Mode.BALANCED, 0.49, False),
        (Mode.BALANCED, 0.5, True),
        (Mode.LOOSE, 0.1, True),
        (Mode.LOOSE, 0.09, False),
    ],
)
def test_an_answer_is_given_from_the_line_of_its_mode_on(mode, confidence, given):
    quotes, reason, _ = resolved("報名費多少？", [choice(FEES, "三百元", confidence)], FEES, mode=mode)
    assert (bool(quotes), reason is None) == (given, given)


@pytest.mark.parametrize(
    ("evidence", "reason"),
    [([0.1, 0.29], Reason.NOTHING_RELEVANT), ([0.1, 0.3], Reason.NO_ANSWER), ([], Reason.NOTHING_RELEVANT)],
)
def test_why_there_is_no_answer_depends_on_the_best_passage(evidence, reason):
    assert resolved("報名費多少？", [], FEES, hits=[hit(one) for one in evidence]) == ([], reason, None)


def test_others_nearly_as_likely_are_shown_beside_the_best():
    choices = [choice(FEES, "三百元", 0.9), choice(FEES, "五百元", 0.8), choice(FEES, "一千元", 0.6)]
    assert resolved("要繳多少？", choices, FEES) == (["三百元", "五百元"], None, None)


def test_no_more_answers_are_shown_than_a_person_reads():
    words = ("三百元", "五百元", "一千元", "兩千元")
    quotes, _, _ = resolved("要繳多少？", [choice(FEES, one, 0.9) for one in words], FEES)
    assert quotes == list(words[:ANSWERS_SHOWN])


def test_strict_passes_over_what_is_contradicted_to_the_next():
    choices = [choice(FEES, "三百元", 0.95, contradicted=True), choice(FEES, "五百元", 0.9)]
    assert resolved("材料費多少？", choices, FEES, mode=Mode.STRICT) == (["五百元"], None, None)
    assert resolved("材料費多少？", choices, FEES)[0] == ["三百元", "五百元"]


def items(lead, *said):
    writer = TextWriter()
    writer.paragraph(lead)
    for number, one in enumerate(said, start=1):
        writer.item(f"{number}. {one}", f"{number}.")
    return article("items", writer.text, writer.blocks)


def test_a_list_is_shown_whole_from_any_of_its_items():
    papers = items("應備文件如下：", "身分證", "印章", "照片兩張")
    quotes, _, complete = resolved("要帶哪些文件？", [choice(papers, "印章", 0.9)], papers)
    assert (quotes, complete) == (["1. 身分證", "2. 印章", "3. 照片兩張"], True)


def test_a_list_that_nothing_introduces_may_not_be_all():
    papers = items("應備文件", "身分證", "印章")
    assert resolved("要帶哪些文件？", [choice(papers, "印章", 0.9)], papers)[2] is False


def test_a_list_question_that_is_answered_by_no_list_shows_what_is_likely_as_an_open_one():
    two = article("two", "報名費是三百元。現場另收材料費五百元。")
    quotes, _, complete = resolved("要繳哪些費用？", [choice(two, "三百元", 0.9), choice(two, "五百元", 0.6)], two)
    assert (quotes, complete) == (["三百元", "五百元"], False)


def test_clauses_that_end_in_like_amounts_are_a_list():
    quotes, _, complete = resolved("要繳哪些費用？", [choice(FEES, "三百元", 0.9), choice(FEES, "五百元", 0.6)], FEES)
    assert (quotes, complete) == (["報名費三百元，材料費五百元，押金一千元，場地費兩千元"], False)


OLD = article("old", "停車費每小時二十元，月租另計。", published="2018-03-01")
NEW = article("new", "停車費每小時三十元，月租另計。", published="2024-03-01")


def test_of_a_rule_that_was_replaced_only_the_new_one_is_shown():
    new = replace(NEW, text=NEW.text + "\n舊辦法同時廢止。")
    quotes, reason, _ = resolved("停車費多少？", [choice(OLD, "二十元", 0.9), choice(new, "三十元", 0.8)], OLD, new)
    assert (quotes, reason) == (["三十元"], None)


def test_two_articles_that_agree_in_other_words_are_no_conflict():
    other = replace(NEW, text=NEW.text.replace("三十元", "20元"))
    quotes, reason, _ = resolved("停車費多少？", [choice(OLD, "二十元", 0.9), choice(other, "20元", 0.85)], OLD, other)
    assert (quotes, reason) == (["二十元", "20元"], None)


def test_two_values_of_one_article_are_no_conflict():
    quotes, reason, _ = resolved("要繳多少？", [choice(FEES, "三百元", 0.9), choice(FEES, "五百元", 0.89)], FEES)
    assert (quotes, reason) == (["三百元", "五百元"], None)


OLD = article("old", "停車場小型車每小時二十元。", published="2022-01-01")
NEW = article("new", "停車場小型車每小時三十元。", published="2024-01-01")


@pytest.mark.parametrize(
    ("sure", "reason"),
    [((0.4, 0.35), Reason.CONFLICT), ((0.6, 0.3), Reason.CONFLICT), ((0.2, 0.15), Reason.NO_ANSWER)],
    ids=["sure together", "one sure by itself", "sure of neither"],
)
def test_sides_of_a_conflict_need_only_be_sure_together(sure, reason):
    choices = [choice(OLD, "二十元", sure[0]), choice(NEW, "三十元", sure[1])]
    quoted, given, _ = resolved("小型車每小時多少錢？", choices, OLD, NEW, hits=[hit(1.0)])
    assert given is reason
    assert quoted == (["三十元", "二十元"] if reason is Reason.CONFLICT else [])


def test_what_replaces_the_other_is_as_sure_as_both_together():
    newest = replace(NEW, text=NEW.text + "原收費標準同時廢止。")
    choices = [choice(OLD, "二十元", 0.4), choice(newest, "三十元", 0.35)]
    held = {one.id: one for one in (OLD, newest)}
    query = parse_question("小型車每小時多少錢？")
    found = resolve(query, [hit(1.0)], choices, DECISION, Mode.BALANCED, held.__getitem__)
    [quote] = found.quotes
    assert (quote.choice.candidate.quote, found.reason) == ("三十元", None)
    assert quote.choice.confidence == pytest.approx(1 - 0.6 * 0.65)


@pytest.mark.parametrize(
    ("question", "confidences", "shown"),
    [
        ("哪天改看下午診？", (0.6, 0.8), ["6月3日"]),
        ("哪天改看下午診？", (0.8, 0.6), ["6月3日"]),
        ("哪天改看下午診？", (0.8, 0.3), []),
        ("改成什麼？", (0.8, 0.6), ["上午改為下午"]),  # of no kind that can be told
    ],
)
def test_what_is_of_another_kind_than_asked_for_is_no_answer(question, confidences, shown):
    clinic = article("clinic", "日期：6月3日，異動：上午改為下午")
    both = [choice(clinic, "上午改為下午", confidences[0]), choice(clinic, "6月3日", confidences[1])]
    assert resolved(question, both, clinic)[0] == shown


@pytest.mark.parametrize(("mode", "shown"), [(Mode.STRICT, []), (Mode.BALANCED, []), (Mode.LOOSE, ["95元"])])
def test_what_names_another_year_than_the_question_is_shown_in_loose_mode_alone(mode, shown):
    fares = article("fares", "114年全票95元。")
    clashing = replace(choice(fares, "95元", 0.9), clashes=True)
    assert resolved("113年全票多少錢？", [clashing], fares, mode=mode)[0] == shown


def test_a_list_may_name_more_than_the_post_that_is_asked_for():
    meeting = article("meeting", "出席：副局長溫如海、副局長林向榮。")
    clashing = replace(choice(meeting, "副局長溫如海、副局長林向榮", 0.9), clashes=True)
    assert resolved("局長會議有哪些副局長出席？", [clashing], meeting)[0] != []
