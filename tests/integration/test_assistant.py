"""The whole line, from articles to answers, with a hash encoder and an overlap reader."""

from dataclasses import replace

import pytest

from embeddings.article import Article
from embeddings.builds.live import LiveBuild
from embeddings.builds.publish import Builds
from embeddings.builds.recipe import Recipe
from embeddings.errors import NoBuildError, QuestionError
from embeddings.progress import ignore
from qa.answer import Reason
from qa.assistant import Assistant
from qa.decide import Decision, Mode
from qa.evaluate import evaluate_reading, evaluate_search
from qa.pipeline import Pipeline
from qa.squad import Dataset, Question
from tests.fakes.collection import build
from tests.fakes.encoder import HashEncoder
from tests.fakes.order import LinearOrder
from tests.fakes.reader import OverlapReader

ORDER = {"reader": 1.0, "passage": 1.0, "sentence": 0.0, "around": 0.0, "dense": 0.0, "behind": 0.1, "bias": 0.0}
CONFIDENCE = {
    "reader": 0.5,
    "passage": 4.0,
    "sentence": 0.0,
    "around": 0.0,
    "dense": 0.0,
    "behind": 0.0,
    "margin": 0.1,
    "bias": -2.0,
}
DECISION = Decision(
    LinearOrder(ORDER), CONFIDENCE, {Mode.STRICT: 0.9, Mode.BALANCED: 0.5, Mode.LOOSE: 0.1}, 0.12, ("overlap-1",)
)
PIPELINE = Pipeline(HashEncoder(), OverlapReader(), DECISION)
ARTICLES = [
    Article("a", "雲澤圖書館", "雲澤市圖書館３月15日開放「掌上書房」。館長說，全館共有電子書21萬冊🙂。", "a.txt"),
    Article("b", "海屿召回", "海屿电器4月2日宣布召回电热水壶，一共12000个。客服电话是5550188。", "b.txt"),
    Article("c", "雲澤圖書館轉載", "雲澤市圖書館３月15日開放「掌上書房」。館長說，全館共有電子書21萬冊🙂。", "c.txt"),
]


@pytest.fixture
def builds(tmp_path):
    return Builds(tmp_path, Recipe(HashEncoder()))


@pytest.fixture
def assistant(builds):
    builds.publish(build(ARTICLES, builds).id)
    return Assistant(LiveBuild(builds).current, PIPELINE)


def test_a_reader_without_a_calibration_answers_without_a_probability_and_says_so(builds, assistant):
    uncalibrated = replace(PIPELINE, decision=replace(DECISION, readers=("another",)))
    told = Assistant(LiveBuild(builds).current, uncalibrated).ask("雲澤市圖書館什麼時候開放掌上書房？")
    known = assistant.ask("雲澤市圖書館什麼時候開放掌上書房？")
    assert (told.answer, told.citation, told.passages) == (known.answer, known.citation, known.passages)
    assert told.confidence is None
    assert [one.confidence for one in told.answers] == [None] * len(known.answers)
    assert "沒有校準過" in told.warning
    assert known.warning is None


def test_a_reader_without_a_calibration_is_evaluated_by_what_it_is_decided_by(builds):
    dataset = Dataset(("甲館於3月1日開放。",), ("甲館",), (Question("1", "甲館何時開放？", 0, ((None, "3月1日"),)),))
    uncalibrated = replace(PIPELINE, decision=replace(DECISION, readers=()))
    measures, known = evaluate_search(dataset, uncalibrated, ignore), evaluate_search(dataset, PIPELINE, ignore)
    assert measures["em"] == known["em"] == 100.0
    assert measures["risk_coverage"] == known["risk_coverage"]


def test_the_quote_is_a_slice_of_its_article(assistant):
    answer = assistant.ask("雲澤市圖書館什麼時候開放掌上書房？")
    assert answer.answered
    assert answer.answer == "３月15日"  # as the article has it, full width and all
    cited = answer.citation
    text = next(article.text for article in ARTICLES if article.id == cited.article_id)
    assert text[cited.start : cited.end] == answer.answer
    assert text[cited.sentence_start : cited.sentence_end] == cited.sentence
    assert cited.sentence == "雲澤市圖書館３月15日開放「掌上書房」。"


@pytest.mark.parametrize(
    ("traditional", "simplified"),
    [
        ("雲澤市圖書館什麼時候開放掌上書房？", "云泽市图书馆什么时候开放掌上书房？"),
        ("海嶼電器一共召回多少個電熱水壺？", "海屿电器一共召回多少个电热水壶？"),
    ],
)
def test_both_scripts_find_the_same(assistant, traditional, simplified):
    one, other = assistant.ask(traditional), assistant.ask(simplified)
    assert (one.answer, one.citation, one.passages) == (other.answer, other.citation, other.passages)
    assert one.confidence == other.confidence


def test_equal_text_is_read_once(assistant):
    answer = assistant.ask("雲澤市圖書館什麼時候開放掌上書房？")
    texts = [passage.text for passage in answer.passages]
    assert len(texts) == len(set(texts)) == 2


def test_a_declined_question_says_why_and_shows_the_nearest(assistant):
    answer = assistant.ask("圖書館的停車場在哪一條路上呢")
    assert not answer.answered
    assert answer.answer is None
    assert answer.citation is None
    assert answer.answers == ()
    assert answer.reason is Reason.NO_ANSWER
    assert answer.passages


def test_nothing_in_common_is_nothing_relevant(assistant):
    assert assistant.ask("量子糾纏").reason is Reason.NOTHING_RELEVANT


def test_modes_differ_in_how_readily_they_answer(assistant):
    question = "海嶼電器的水壺什麼時候開始漲價，漲多少"
    assert 0.1 < assistant.ask(question).confidence < 0.9
    assert not assistant.ask(question, Mode.STRICT).answered
    assert assistant.ask(question, Mode.LOOSE).answered


def test_a_batch_is_its_single_questions(assistant):
    questions = ["海嶼電器何時宣布召回？", "電子書有幾萬冊？"]
    batch, single = assistant.ask_batch(questions), [assistant.ask(question) for question in questions]
    assert [(a.answer, a.confidence, a.citation) for a in batch] == [
        (a.answer, a.confidence, a.citation) for a in single
    ]
    assert assistant.ask_batch([]) == []


def test_search_gives_passages_with_their_ranks(assistant):
    [passage] = assistant.search("海嶼電器召回", 1).passages
    assert (passage.article_id, passage.lexical_rank, passage.dense_rank) == ("b", 1, 1)


def test_a_new_build_is_asked_without_a_restart(assistant, builds):
    before = assistant.ask("雲澤市圖書館有多少電子書？").build
    added = Article("d", "新訊", "明月湖大橋全長880公尺。", "d.txt")
    builds.publish(build([*ARTICLES, added], builds).id)
    answer = assistant.ask("明月湖大橋全長多少公尺？")
    assert answer.build != before
    assert answer.citation.article_id == "d"


def test_a_quote_that_is_not_its_articles_own_text_is_never_shown(builds):
    class Liar(OverlapReader):
        def read(self, question, passages, *, titled=False):
            return super().read(question, [replace(p, text="4月1日" + p.text[4:]) for p in passages])

    builds.publish(build(ARTICLES, builds).id)
    lying = Assistant(LiveBuild(builds).current, Pipeline(HashEncoder(), Liar(), DECISION))
    with pytest.raises(AssertionError, match="4月1日"):
        lying.ask("雲澤市圖書館什麼時候開放掌上書房？")


def test_bad_questions_and_no_build(assistant, tmp_path):
    with pytest.raises(QuestionError):
        assistant.ask(" ")
    empty = LiveBuild(Builds(tmp_path / "none", Recipe(HashEncoder())))
    with pytest.raises(NoBuildError):
        Assistant(empty.current, PIPELINE).ask("問題")


DATASET = Dataset(
    paragraphs=tuple(article.text for article in ARTICLES[:2]),
    titles=("雲澤圖書館", "海屿召回"),
    questions=(
        Question("1", "雲澤市圖書館什麼時候開放掌上書房？", 0, ((None, "3月15日"),)),
        Question("2", "海嶼電器的客服電話是多少？", 1, ((None, "5550188"),)),
        Question("3", "停車場在哪裡", 0, ()),
    ),
)


def test_evaluation_of_the_whole_line():
    measures = evaluate_search(DATASET, PIPELINE, ignore)
    assert (measures["questions"], measures["answerable"]) == (3, 2)
    assert (measures["hit@1"], measures["hit@5"], measures["mrr"]) == (1.0, 1.0, 1.0)
    assert (measures["em"], measures["f1"]) == (100.0, 100.0)
    assert measures["unanswerable_recall"] == 1.0
    assert [point["coverage"] for point in measures["risk_coverage"]][-1] == 1.0


def test_evaluation_of_reading_alone():
    measures = evaluate_reading(DATASET, OverlapReader(), ignore)
    assert measures["em"] == 100.0
    assert "hit@1" not in measures
