"""What is shown for a question over several things: of each its quote, or the name of the one that is wanted."""

import pytest

from embeddings.article import Article, Passage, Span
from embeddings.formats.writer import TextWriter
from qa.decide import Choice, Decision, Mode
from qa.gathered import Gatherer, Part
from qa.query import parse_question
from qa.read.reader import Candidate
from qa.several import parts_of
from tests.fakes.order import LinearOrder

LINE = 0.5
DECISION = Decision(LinearOrder({}), {}, {Mode.STRICT: LINE, Mode.BALANCED: LINE, Mode.LOOSE: 0.1}, 0.2)
RECYCLING = "冰箱每台八十元，洗衣機每台六十元。運費另計三十元。"


def told(text, question, found, mode=Mode.BALANCED):
    """Return what is quoted, how sure all of it is, and whether it is whole; ``found`` are each part's choices."""
    article = text if isinstance(text, Article) else Article("a", "題", text, "a.txt")
    parts = parts_of(question)
    passage = Passage(0, article.id, article.title, 0, len(article.text), article.text, blocks=article.blocks)

    def choice(words, confidence):
        start = article.text.index(words)
        return Choice(
            Candidate(passage, Span(start, start + len(words)), 1.0), confidence, 1, Span(start, start), False, 1.0
        )

    given = (
        Part(parse_question(asked), (), [choice(*one) for one in choices])
        for asked, choices in zip(parts.questions, found, strict=True)
    )
    resolved = Gatherer(DECISION, mode, {"a": article}.__getitem__).gathered(parts, given)
    if resolved is None:
        return None
    return [one.span.of(article.text) for one in resolved.quotes], resolved.least, resolved.complete


def test_each_thing_is_told_with_its_clause_and_all_are_as_sure_as_the_least():
    found = [[("八十元", 0.8)], [("六十元", 0.6)]]
    assert told(RECYCLING, "冰箱和洗衣機各多少錢？", found) == (["冰箱每台八十元", "洗衣機每台六十元"], 0.6, True)


def test_what_is_said_of_another_thing_is_no_answer():
    found = [[("八十元", 0.8)], [("八十元", 0.9), ("六十元", 0.6)]]
    assert told(RECYCLING, "冰箱和洗衣機各多少錢？", found)[0] == ["冰箱每台八十元", "洗衣機每台六十元"]
    assert told(RECYCLING, "冰箱和洗衣機各多少錢？", [[("八十元", 0.8)], [("八十元", 0.9)]]) is None


def test_nothing_is_told_where_one_thing_has_no_answer():
    assert told(RECYCLING, "冰箱和電視機各多少錢？", [[("八十元", 0.8)], [("三十元", 0.9)]]) is None
    assert told(RECYCLING, "冰箱和洗衣機各多少錢？", [[("八十元", 0.8)], []]) is None


@pytest.mark.parametrize(
    ("sure", "less", "mode", "shown"),
    [
        (0.8, 0.4, Mode.BALANCED, True),
        (0.46, 0.4, Mode.BALANCED, True),
        (0.44, 0.4, Mode.BALANCED, False),
        (0.8, 0.3, Mode.BALANCED, False),
        (0.8, 0.4, Mode.STRICT, False),
        (0.8, 0.6, Mode.STRICT, True),
    ],
)
def test_values_side_by_side_bear_each_other_out_but_in_strict_mode(sure, less, mode, shown):
    found = told(RECYCLING, "冰箱和洗衣機各多少錢？", [[("八十元", sure)], [("六十元", less)]], mode)
    assert (found is not None) is shown


def test_values_apart_do_not():
    text = "冰箱每台八十元。" + "本里每週六上午回收舊家電，請在前一天登記。" * 4 + "洗衣機每台六十元。"
    assert told(text, "冰箱和洗衣機各多少錢？", [[("八十元", 0.8)], [("六十元", 0.4)]]) is None
    assert told(text, "冰箱和洗衣機各多少錢？", [[("八十元", 0.8)], [("六十元", 0.6)]]) is not None


@pytest.mark.parametrize(
    ("question", "winner"),
    [
        ("冰箱和洗衣機哪個便宜？", "洗衣機每台六十元"),
        ("冰箱和洗衣机哪个比较贵？", "冰箱每台八十元"),
    ],
)
def test_of_two_the_name_of_the_one_that_is_wanted_is_quoted(question, winner):
    assert told(RECYCLING, question, [[("八十元", 0.8)], [("六十元", 0.7)]]) == ([winner], 0.7, None)


@pytest.mark.parametrize("text", ["冰箱八十元，洗衣機八十元。", "冰箱八十元，洗衣機六十美元。"])
def test_of_two_that_are_equal_or_do_not_compare_none_is_quoted(text):
    second = "八十元。" if "美元" not in text else "六十美元"
    assert told(text, "冰箱和洗衣機哪個便宜？", [[("八十元", 0.8)], [(second, 0.8)]]) is None


def test_in_a_table_the_cell_that_names_it_is_quoted():
    writer = TextWriter()
    for name, price in (("QL-8", "1200"), ("QL-16", "2400")):
        writer.record([("型號", name), ("押金（元）", price)], key=0)
    article = Article("a", "器材", writer.text, "a.csv", blocks=tuple(writer.blocks))
    found = [[("1200", 0.9)], [("2400", 0.8)]]
    assert told(article, "QL-8和QL-16哪個押金高？", found) == (["QL-16"], 0.8, None)
    assert told(article, "QL-8和QL-16各要多少押金？", found) == (["1200", "2400"], 0.8, True)


def test_of_all_rows_those_that_tie_are_quoted():
    writer = TextWriter()
    for name, price in (("甲室", "300"), ("乙室", "200"), ("丙室", "200"), ("丁室", "")):
        writer.record([("場地", name), ("價格（元）", price)], key=0)
    article = Article("a", "場地", writer.text, "a.csv", blocks=tuple(writer.blocks))
    assert told(article, "哪個場地最便宜？", [[("300", 0.6)]]) == (["乙室", "丙室"], None, True)
    assert told(article, "哪個場地最貴？", [[("200", 0.6)]]) == (["甲室"], None, None)
    assert told(article, "哪個場地最貴？", [[("200", 0.2)]]) is None


def test_so_many_things_are_told_where_there_are_so_many():
    text = "放學：小班 16:20，中班 16:30，大班 16:40。"
    items = ["小班 16:20", "中班 16:30", "大班 16:40"]
    assert told(text, "三個年級各幾點放學？", [[("16:20", 0.6)]]) == (items, None, True)
    assert told(text, "四個年級各幾點放學？", [[("16:20", 0.6)]]) is None


def test_two_questions_in_one_need_both_answers():
    question = "運費多少錢，冰箱每台多少錢？"
    assert told(RECYCLING, question, [[("三十元", 0.8)], [("八十元", 0.7)]]) == (["三十元", "八十元"], 0.7, True)
    assert told(RECYCLING, question, [[("三十元", 0.8)], [("八十元", 0.3)]]) is None


def test_the_second_of_two_questions_may_be_less_sure_in_the_sentence_that_answers_the_first():
    question, found = "押金多少錢，可以借幾本書？", [[("一百元", 0.6)], [("六冊", 0.4)]]
    together, apart = "讀者證押金一百元，每次可借六冊。", "讀者證押金一百元。每次可借六冊。"
    assert told(together, question, found) == (["一百元", "六冊"], 0.4, True)
    assert told(apart, question, found) is None
    assert told(together, question, found, Mode.STRICT) is None
