"""The golden questions, asked of the bundled collection with the shipped models."""

from pathlib import Path

import opencc
import pytest

from embeddings.builds.live import LiveBuild
from embeddings.builds.make import build
from embeddings.collection.records import Collection
from embeddings.collection.sync import sync_folder
from qa.assistant import Assistant
from qa.decide import Decision
from qa.pipeline import Pipeline
from qa.score import RIGHT, f1
from qa.squad import read_squad
from tests.fakes.reading import load
from ui.settings import CHECKOUT, Settings
from ui.wiring import open_builds, open_encoder, open_reader

GOLDEN = CHECKOUT / "data" / "questions" / "golden.json"
SEED = CHECKOUT.parent / "shared" / "seed"


def assistant_over(folder: Path, *sources: Path):
    """Return an assistant with the shipped models over the bundled collection and more files."""
    settings = Settings(data_dir=folder)
    encoder = open_encoder(settings)
    builds = open_builds(settings, encoder)
    with Collection.open(folder / "collection.sqlite") as collection:
        sync_folder(collection, CHECKOUT / "data" / "articles")
        for source in sources:
            collection.put_many(load(source).articles)
        builds.publish(build(collection, builds).id)
    live = LiveBuild(builds)
    return Assistant(live.current, Pipeline(encoder, open_reader(settings), Decision.from_file())), live


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    assistant, live = assistant_over(tmp_path_factory.mktemp("golden"))
    questions = read_squad(GOLDEN).questions
    return live.current(), list(zip(questions, assistant.ask_batch([q.text for q in questions]), strict=True))


def test_every_quote_is_a_slice_of_its_article(asked):
    live, rows = asked
    for _, answer in rows:
        for quoted in answer.answers:
            article = live.article(quoted.citation.article_id)
            assert article.text[quoted.citation.start : quoted.citation.end] == quoted.answer


def test_golden_questions_are_answered_or_declined_as_well_as_measured(asked):
    _, rows = asked
    answerable = [(question, answer) for question, answer in rows if question.answers]
    unanswerable = [answer for question, answer in rows if not question.answers]
    right = [f1(answer.answer or "", question.answers) >= RIGHT for question, answer in answerable]
    sentences = [
        bool(answer.citation) and any(gold in answer.citation.sentence for gold in question.answers)
        for question, answer in answerable
    ]
    declined = [not answer.answered for answer in unanswerable]
    figures = {name: sum(rows) / len(rows) for name, rows in (("f1", right), ("in", sentences), ("no", declined))}
    # Measured .58, .65 and .87; the floors leave room for a question or two. With the table of term vectors as encoder
    # balanced answered fewer of these (.54, .63) and declined more of those without an answer (.91).
    assert figures["f1"] >= 0.57
    assert figures["in"] >= 0.65
    assert figures["no"] >= 0.82


def test_both_scripts_find_the_same_passage_and_quote(asked, tmp_path):
    _, rows = asked
    assistant, _ = assistant_over(tmp_path)
    for script in ("s2t", "t2s"):
        convert = opencc.OpenCC(script).convert
        for question, answer in rows[::5]:
            other = assistant.ask(convert(question.text))
            assert other.passages == answer.passages
            assert other.citation == answer.citation


@pytest.mark.shared
@pytest.mark.skipif(not SEED.is_dir(), reason="the first article as it was given is not beside the checkout")
def test_the_garbled_first_article_is_answerable(tmp_path):
    assistant, live = assistant_over(tmp_path, SEED)
    answer = assistant.ask("是哪个司的负责人在启动大会上宣读了三个机构的成立批文？")
    assert answer.answered
    article = live.current().article(answer.citation.article_id)
    assert article.text[answer.citation.start : answer.citation.end] == answer.answer
    assert "市場監管總局標準技術管理司" in answer.citation.sentence
    assert "(" not in answer.citation.sentence.replace("(深圳)", "")  # the pinyin glosses are gone


def test_a_title_is_part_of_what_is_found(tmp_path):
    assistant, _ = assistant_over(tmp_path)
    [passage] = assistant.search("首屆深圳標準化活動周", 1).passages
    assert "深圳" in passage.title
