"""What is promised of every answer, asked of a small collection in many words and by many threads at once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from embeddings.article import Article
from embeddings.builds.live import LiveBuild
from embeddings.errors import QuestionError
from embeddings.formats.writer import TextWriter
from embeddings.text.fold import fold
from embeddings.text.structure import structured_article
from qa.assistant import Assistant
from qa.decide import Decision, Mode
from qa.pipeline import Pipeline
from tests.fakes.collection import published
from tests.fakes.encoder import HashEncoder
from tests.fakes.reader import OverlapReader

PROSE = {
    "a-library": ("雲澤市圖書館", "雲澤市圖書館３月15日開放，館長沈若溪。每人限借八本，借期30天😀。週一休館。"),
    "b-simplified": ("云泽市体育馆", "云泽市体育馆周一至周五9:00-17:00开放，馆长何小舟。月卡200元，季卡500元。"),
    "c-rules": ("停車辦法", "第一條 本場每小時二十元。\n第二條 滿一日以兩百元計。\n第三條 身心障礙者半價，限一輛。"),
    "d-hostile": ("標籤<b>與{{式}}", "這篇寫著<script>3月1日</script>和`${4}`，還有\u202e反轉\u202c的5月6日。"),
    "e-question": ("常見問題", "問：幾點開門？\n答：九點開門。\n問：可以停車嗎？\n答：可以，一小時三十元。"),
}


def table():
    writer = TextWriter()
    writer.record([("型號", "HY-207"), ("單價", "690元"), ("保固", "一年")], key=0)
    writer.record([("型號", "HY-208"), ("單價", "890元"), ("保固", "")], key=0)
    return Article("f-prices", "價目表", writer.text, "價目.csv", blocks=writer.blocks)


ARTICLES = [*(structured_article(Article(id_, *told, f"{id_}.txt")) for id_, told in PROSE.items()), table()]
TEXTS = {article.id: article.text for article in ARTICLES}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory):
    builds, _ = published(tmp_path_factory.mktemp("builds"), ARTICLES)
    decision = replace(Decision.from_file(), readers=(OverlapReader().fingerprint,))
    return Assistant(LiveBuild(builds).current, Pipeline(HashEncoder(), OverlapReader(), decision))


ASKED = [
    "雲澤市圖書館哪天開放？",
    "圖書館館長是誰？",
    "体育馆几点开门？",
    "月卡多少錢？",
    "季卡多少钱",
    "第二條規定什麼？",
    "停車一小時多少元？",
    "HY-208的單價？",
    "HY-208保固多久？",
    "可以停車嗎？",
    "幾點開門？",
    "標籤寫著幾月幾日？",
    "阿基米德生於何時？",
    "有哪些型號？",
    "KL-9999多少錢？",
]
CHARACTERS = "雲澤市圖書館体育馆停車場月卡季卡第二條HY-208幾點開門多少錢是誰可以嗎？有哪些3月15日<>{}😀 "
QUESTIONS = st.sampled_from(ASKED) | st.text(st.sampled_from(CHARACTERS), min_size=1, max_size=24)


def assert_kept(answer):
    assert answer.answered is (answer.answer is not None) is (answer.citation is not None)
    assert answer.answered or answer.reason is not None
    for quoted in answer.answers:
        place = quoted.citation
        text = TEXTS[place.article_id]
        assert text[place.start : place.end] == quoted.answer != ""
        assert text[place.sentence_start : place.sentence_end] == place.sentence
        assert place.sentence_start <= place.start < place.end <= place.sentence_end or "\n" in quoted.answer
        assert quoted.confidence is None or 0.0 <= quoted.confidence <= 1.0
        assert quoted.support >= 1
    for passage in answer.passages:
        assert TEXTS[passage.article_id][passage.start : passage.end] == passage.text


@settings(deadline=None, max_examples=25)
@given(question=QUESTIONS, mode=st.sampled_from(Mode))
def test_every_quote_is_a_slice_of_its_article_in_its_sentence(assistant, question, mode):
    try:
        answer = assistant.ask(question, mode)
    except QuestionError:  # nothing in it to search for
        assume(False)
    assert_kept(answer)


@settings(deadline=None, max_examples=15)
@given(question=st.sampled_from(ASKED), mode=st.sampled_from(Mode))
def test_the_answer_does_not_depend_on_the_script_of_the_question(assistant, question, mode):
    def told(asked):
        found = assistant.ask(asked, mode)
        return found.answered, found.answer, found.citation, found.reason, [one.start for one in found.passages]

    assert told(question) == told(fold(question))


def bare(answer):
    return replace(answer, timings_ms={})


def test_many_threads_get_what_one_gets(assistant):
    alone = [bare(assistant.ask(question)) for question in ASKED]
    with ThreadPoolExecutor(4) as pool:
        together = [bare(answer) for answer in pool.map(assistant.ask, ASKED * 3)]
    assert together == alone * 3


def test_asking_twice_or_all_at_once_changes_nothing(assistant):
    singles = [bare(assistant.ask(question)) for question in ASKED]
    assert [bare(answer) for answer in assistant.ask_batch(ASKED)] == singles
    assert [bare(assistant.ask(question)) for question in reversed(ASKED)] == singles[::-1]


@pytest.mark.parametrize(
    ("question", "article_id"),
    [
        ("第二條規定什麼？", "c-rules"),
        ("HY-208的單價？", "f-prices"),
        ("月卡多少錢？", "b-simplified"),
        ("可以停車嗎？", "e-question"),
    ],
)
def test_the_right_article_is_among_the_first_that_are_found(assistant, question, article_id):
    assert article_id in {passage.article_id for passage in assistant.ask(question).passages[:3]}


def test_a_code_that_no_article_has_is_answered_by_none_in_strict_mode(assistant):
    answer = assistant.ask("KL-9999的單價是多少？", Mode.STRICT)
    assert not answer.answered
    assert answer.passages
