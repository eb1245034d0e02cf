"""Two articles that differ, and what is shown of them."""

from dataclasses import replace

import pytest

from embeddings.article import Article, Passage, Span
from qa.answer import Reason
from qa.conflict import disagreement, says_the_same
from qa.decide import Choice, Decision, Mode
from qa.query import parse_question
from qa.read.reader import Candidate
from qa.resolve import resolve
from tests.fakes.order import LinearOrder

LINE = 0.48
DECISION = Decision(LinearOrder({}), {}, {Mode.STRICT: 0.8, Mode.BALANCED: LINE, Mode.LOOSE: 0.1}, 0.2)
PRICES = {
    "old": ("2018-03-01", "本場停車費每小時二十元，月租另計。"),
    "new": ("2024-03-01", "本場停車費每小時三十元，月租另計。"),
}


def articles(**texts):
    return {name: Article(name, name, text, f"{name}.txt", published=day) for name, (day, text) in texts.items()}


def choice(article, words, confidence, *, contradicted=False):
    passage = Passage(0, article.id, article.title, 0, len(article.text), article.text)
    start = article.text.index(words)
    span = Span(start, start + len(words))
    return Choice(Candidate(passage, span, 1.0), confidence, 1, Span(0, len(article.text)), contradicted, 1.0)


def quotes(found):
    return [one.candidate.quote for one in found.choices]


def test_the_newer_of_two_that_differ_comes_first():
    held = articles(**PRICES)
    found = disagreement([choice(held["old"], "二十元", 0.9), choice(held["new"], "三十元", 0.8)], held.__getitem__)
    assert found is not None
    assert (quotes(found), found.replaced) == (["三十元", "二十元"], False)


@pytest.mark.parametrize(
    ("old", "new", "first", "replaced"),
    [
        ("", "本公告取代舊公告。", "三十元", True),
        ("本公告取代2015年版。", "", "三十元", False),  # of an older one it says nothing
        ("本公告取代2015年版。", "本公告取代舊公告。", "三十元", False),
    ],
)
def test_only_the_newer_one_replaces(old, new, first, replaced):
    held = articles(
        old=(PRICES["old"][0], PRICES["old"][1] + old),
        new=(PRICES["new"][0], PRICES["new"][1] + new),
    )
    both = [choice(held["old"], "二十元", 0.9), choice(held["new"], "三十元", 0.8)]
    both = [Choice(one.candidate, one.confidence, 1, Span(0, 17), contradicted=False, together=1.0) for one in both]
    found = disagreement(both, held.__getitem__)
    assert found is not None
    assert (quotes(found)[0], found.replaced) == (first, replaced)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("20元", "二十元", True), ("圖書館", "图书馆", True), ("9:00", "上午九時", True), ("20元", "30元", False)],
)
def test_quotes_that_say_the_same_do_not_differ(one, other, same):
    assert says_the_same(one, other) is same


@pytest.mark.parametrize(
    ("other", "quote", "confidence", "differ"),
    [
        ("自行車場停車每半天三十元，月租另計。", "三十元", 0.2, False),
        ("自即日起本場停車費每小時三十元，身障者半價，逾時照算。", "三十元", 0.2, True),  # introduced alike
        ("自即日起本場停車費每小時三十元，身障者半價，逾時照算。", "三十元", 0.02, True),
        ("自即日起本場停車費每小時為三十元，身障者半價。", "三十元", 0.2, True),
        ("自即日起本場停車費每小時三十五折。", "三十五折", 0.2, False),  # another kind of value
        ("自即日起本場月租費三十元。", "三十元", 0.2, False),
    ],
)
def test_an_unlikely_rival_is_one_only_if_it_is_introduced_alike(other, quote, confidence, differ):
    held = articles(old=PRICES["old"], new=("2024-03-01", other))
    both = [choice(held["old"], "二十元", 0.9), choice(held["new"], quote, confidence)]
    assert (disagreement(both, held.__getitem__) is not None) is differ


@pytest.mark.parametrize(
    ("old", "new", "names", "differ"),
    [
        ("新橋工程由江南處施工，工地主任為韓立青。", "新橋通車，工地主任裴照川說明。", ("韓立青", "裴照川"), True),
        ("新橋工程由江南處施工，工地主任為韓立青。", "新橋通車，總工程師裴照川說明。", ("韓立青", "裴照川"), False),
        ("影本請送三樓社會科。", "申請請洽一樓服務臺。", ("三樓社會科", "一樓服務臺"), False),
        ("請於期限內向縣府三樓社會科申請。", "備妥影本，向縣府三號窗口辦理。", ("三樓社會科", "三號窗口"), True),
    ],
)
def test_names_and_places_that_are_introduced_alike_differ_too(old, new, names, differ):
    held = articles(old=("2022-01-01", old), new=("2024-01-01", new))
    both = [choice(held["old"], names[0], 0.9), choice(held["new"], names[1], 0.1)]
    assert (disagreement(both, held.__getitem__) is not None) is differ


def test_what_rules_on_nothing_is_no_side_of_a_yes_or_no():
    held = articles(
        manual=("2023-01-01", "本機之濾網不隨機附贈。"),
        prices=("2024-01-01", "本機之濾網每片一百五十元。"),
    )
    both = [choice(held["manual"], "本機之濾網不隨機附贈", 0.9), choice(held["prices"], "一百五十元", 0.6)]
    assert shown("濾網會附贈嗎？", both, held)[1] is None


def shown(question, choices, held, mode=Mode.BALANCED):
    found = resolve(parse_question(question), [], choices, DECISION, mode, held.__getitem__)
    return [quote.span.of(held[quote.choice.candidate.passage.article_id].text) for quote in found.quotes], found.reason


def test_both_sides_of_a_conflict_are_shown_and_nothing_preferred():
    held = articles(**PRICES)
    both = [choice(held["old"], "二十元", 0.9), choice(held["new"], "三十元", 0.8)]
    assert shown("停車費多少錢？", both, held) == (["三十元", "二十元"], Reason.CONFLICT)


def test_a_conflict_is_sought_from_the_first_that_may_be_given():
    held = articles(**PRICES) | articles(other=(None, "月租每月三千元。"))
    below, over = choice(held["old"], "二十元", 0.3), choice(held["other"], "三千元", 0.6)
    assert shown("月租多少錢？", [below, over, choice(held["new"], "三十元", 0.2)], held) == (["三千元"], None)


def test_strict_never_gives_what_contradicts_an_anchor():
    held = articles(**PRICES)
    only = [choice(held["old"], "二十元", 0.95, contradicted=True)]
    assert shown("停車費多少錢？", only, held, Mode.STRICT) == ([], Reason.NOTHING_RELEVANT)
    assert shown("停車費多少錢？", only, held) == (["二十元"], None)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("三四天", "3至4天", True),
        ("1,280 元", "一千兩百八十元", True),
        ("2024年5月6日", "民國113年5月6日", True),
        ("上午九點", "九點", True),  # one is part of the other
        ("圖書館", "图书馆。", True),
        ("週一至週五", "星期一到五", True),
        ("500毫升", "0.5公升", True),
        ("三成", "30%", True),
        ("九點", "十點", False),
        ("三十天", "一個月", False),
        ("甲館", "乙館", False),
        ("20元", "20人", False),
        ("9:00-12:00", "9:00-17:00", False),
    ],
)
def test_what_says_the_same_is_told_by_letters_or_by_values(one, other, same):
    assert says_the_same(one, other) is same
    assert says_the_same(other, one) is same


def dated(name, day, text):
    return Article(name, name, text, f"{name}.txt", published=day)


def differ(first, words, second, others, **changes):
    held = {one.id: one for one in (first, second)}
    both = [choice(first, words, 0.9), choice(second, others, 0.85)]
    both = [replace(one, **changes) for one in both]
    return disagreement(both, held.__getitem__)


STATEMENT = "本館停車場每小時收費{}，身心障礙者半價。"


def test_statements_about_another_matter_do_not_conflict():
    fee = dated("fee", "2024-01-01", STATEMENT.format("二十元"))
    other = dated("other", "2024-02-01", "影印機黑白每張三元，彩色另計。")
    assert differ(fee, "二十元", other, "三元") is None


@pytest.mark.parametrize("day", [None, "2024-01-01"])
def test_of_articles_of_one_day_or_none_neither_is_the_newer(day):
    first, second = (dated(name, day, STATEMENT.format(fee)) for name, fee in (("a", "二十元"), ("b", "三十元")))
    found = differ(first, "二十元", second, "三十元")
    assert (quotes(found), found.replaced) == (["二十元", "三十元"], False)


def test_what_contradicts_an_anchor_is_no_side_of_a_conflict():
    first, second = (dated(name, None, STATEMENT.format(fee)) for name, fee in (("a", "二十元"), ("b", "三十元")))
    assert differ(first, "二十元", second, "三十元", contradicted=True) is None


@pytest.mark.parametrize("words", ["同時廢止舊辦法", "取代前一版", "以本公告為準", "舊表作廢", "修訂版"])
def test_a_newer_article_says_in_many_words_that_it_replaces(words):
    old = dated("old", "2018-03-01", STATEMENT.format("二十元"))
    new = dated("new", "2024-03-01", STATEMENT.format("三十元") + words + "。")
    found = differ(old, "二十元", new, "三十元")
    assert (quotes(found)[0], found.replaced) == ("三十元", True)


def test_no_choices_do_not_differ():
    assert disagreement([], {}.__getitem__) is None
