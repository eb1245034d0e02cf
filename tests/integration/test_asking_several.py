"""Questions over several things, asked of the shipped models over a few invented articles."""

import pytest

from embeddings.article import Article
from embeddings.builds.live import LiveBuild
from embeddings.builds.make import build
from embeddings.collection.memory import InMemoryArticles
from embeddings.formats.writer import TextWriter
from qa.assistant import Assistant
from qa.conversation import EarlierTurn, lean
from ui.settings import Settings
from ui.wiring import open_builds, open_pipeline

RECYCLING = "柳溪里回收舊家電。冰箱每台八十元，洗衣機每台六十元。每週六上午九時在里辦公處前回收。"
WORKSHOP = "青梧工坊木工班每期收十二人，陶藝班每期收八人。學費每期三千元，開課日是五月六日。"
RENTALS = [("QL-8", "300", "1200"), ("QL-16", "450", "2400"), ("QL-16A", "420", "2800")]


def articles():
    writer = TextWriter()
    for name, rent, deposit in RENTALS:
        writer.record([("型號", name), ("日租（元）", rent), ("押金（元）", deposit)], key=0)
    yield Article("a", "柳溪里舊家電回收", RECYCLING, "a.txt")
    yield Article("b", "青梧工坊招生", WORKSHOP, "b.txt")
    yield Article("c", "聲悅調音台租借", writer.text, "c.csv", blocks=tuple(writer.blocks))


@pytest.fixture(scope="module")
def assistant(tmp_path_factory):
    settings = Settings(data_dir=tmp_path_factory.mktemp("several"))
    pipeline = open_pipeline(settings)
    builds = open_builds(settings, pipeline.encoder)
    builds.publish(build(InMemoryArticles(articles()), builds).id)
    return Assistant(LiveBuild(builds).current, pipeline)


def quotes(answer):
    return [one.answer for one in answer.answers]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("柳溪里回收冰箱和洗衣機各多少錢？", ["八十元", "六十元"]),
        ("柳溪里回收冰箱和洗衣机分别是多少钱？", ["八十元", "六十元"]),
        ("青梧工坊木工和陶藝各收幾個人？", ["十二人", "八人"]),
        ("聲悅QL-8和QL-16押金各多少？", ["1200", "2400"]),
        ("声悦QL-16比QL-8的日租贵多少？", ["450", "300"]),
    ],
)
def test_each_thing_has_its_own_quote_and_citation(assistant, question, said):
    answer = assistant.ask(question)
    assert (answer.answered, answer.complete, answer.question) == (True, True, question)
    assert len(answer.answers) == len(said)
    assert all(part in quote for part, quote in zip(said, quotes(answer), strict=True))
    assert answer.confidence == min(one.confidence for one in answer.answers)
    texts = {one.id: one.text for one in articles()}
    for one in answer.answers:
        assert texts[one.citation.article_id][one.citation.start : one.citation.end] == one.answer
        assert one.citation.article_id in {passage.article_id for passage in answer.passages}


@pytest.mark.parametrize(
    ("question", "named", "not_named"),
    [
        ("柳溪里回收冰箱和洗衣機哪個便宜？", "洗衣機", "冰箱"),
        ("聲悅QL-8和QL-16哪個押金高？", "QL-16", "QL-8"),
        ("声悦哪个型号押金最高？", "QL-16A", "QL-8"),
    ],
)
def test_the_one_that_is_wanted_is_quoted_by_its_name(assistant, question, named, not_named):
    answer = assistant.ask(question)
    assert answer.answered
    assert named in answer.answer
    assert not_named not in answer.answer


def test_a_thing_of_which_nothing_is_told_is_not_made_up(assistant):
    answer = assistant.ask("柳溪里回收冰箱和鋼琴各多少錢？")
    assert answer.complete is not True
    assert len(answer.answers) < 2


def test_a_batch_is_its_single_questions(assistant):
    questions = ["柳溪里回收冰箱和洗衣機各多少錢？", "青梧工坊什麼時候開課？", "聲悅QL-8和QL-16哪個押金高？"]
    batch = assistant.ask_batch(questions)
    assert [quotes(one) for one in batch] == [quotes(assistant.ask(question)) for question in questions]
    assert [one.question for one in batch] == questions


def test_a_question_that_leans_on_an_earlier_one_may_ask_for_several_things(assistant):
    completed = lean("那QL-8和QL-16呢？", [EarlierTurn("聲悅QL-16A押金多少？", "2800")])
    assert completed is not None
    assert assistant.ask(completed).build  # it is asked like any other
