"""A rebuild that would answer golden questions worse is kept, named, and not published."""

import json
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import pytest

from embeddings.article import Article, Block, BlockKind, Passage
from embeddings.builds.publish import PARTIAL, Builds
from embeddings.encoders.static import StaticEncoder
from embeddings.errors import BuildError
from embeddings.progress import ignore
from qa.decide import Decision, Mode, Signals
from qa.evidence import Evidence, Weighed
from qa.golden import GRADES, Counted, Examiner, compare, read_grades
from qa.pipeline import Pipeline
from qa.retrieve import Hit
from qa.squad import Dataset, Question
from tests.fakes.collection import build, recipe
from tests.fakes.encoder import HashEncoder
from tests.fakes.order import LinearOrder
from tests.fakes.reader import OverlapReader
from tests.fakes.services import tiny_settings
from ui.rebuild import rebuild
from ui.wiring import open_builds, open_encoder
from ui.wording import golden_line

QUESTION = Question("metro-1", "甲館何時開放？", 0, ((None, "3月1日"),))
DATASET = Dataset(("甲館於3月1日開放。",), ("甲館",), (QUESTION,))
BY_READER = dict.fromkeys((*Signals.__slots__, "bias"), 0.0) | {"reader": 1.0}
DECISION = Decision(LinearOrder(BY_READER), BY_READER | {"margin": 0.0, "bias": 5.0}, dict.fromkeys(Mode, 0.3), 0.0)


class CountingReader(OverlapReader):
    """Counts how often it was asked to read."""

    calls: ClassVar[list[str]] = []

    def read(self, question, passages, *, titled=False):
        self.calls.append(question)
        return super().read(question, passages)


@pytest.fixture
def reader():
    CountingReader.calls.clear()
    return CountingReader()


def examiner(reader: OverlapReader) -> Examiner:
    return Examiner(DATASET, Pipeline(HashEncoder(), reader, DECISION))


def hit(passage: Passage) -> Hit:
    return Hit(passage, None, None, Evidence(0.0, (), Weighed((), ())), 1.0)


def built(folder: Path, *texts: tuple[str, str]) -> tuple[Builds, list[str]]:
    """Make one build for each text of the article 甲館, each with an article that stays; return their ids."""
    builds = Builds(folder, recipe())
    other = Article("b", "乙館", "乙館於4月2日休館。", "b.txt")
    ids = [build([Article("a", title, text, "a.txt"), other], builds).id for title, text in texts]
    return builds, ids


def test_a_build_that_lost_an_answer_is_refused_and_the_question_named(tmp_path, reader):
    builds, (live, new) = built(tmp_path, ("甲館", "甲館於3月1日開放。"), ("甲館", "甲館的開放日期另行公告。"))
    with pytest.raises(BuildError, match=f"{new}.*甲館何時開放.*qa publish {new}"):
        compare(examiner(reader), builds.open(live), builds.open(new), ignore)
    assert builds.open(new).id == new  # kept, and sound


def test_a_build_that_answers_as_well_passes_and_nothing_is_read_twice(tmp_path, reader):
    builds, (live, new, again) = built(
        tmp_path,
        ("甲館", "甲館於3月1日開放。"),
        ("甲館", "甲館於3月1日開放，歡迎參觀。"),
        ("甲館", "甲館於3月1日開放，歡迎參觀。"),
    )
    compare(examiner(reader), builds.open(live), builds.open(new), ignore)
    assert (tmp_path / new / GRADES).is_file()
    assert read_grades(tmp_path / new)["metro-1"].right
    reader.calls.clear()
    compare(examiner(reader), builds.open(new), builds.open(again), ignore)
    assert reader.calls == []


def test_a_build_of_which_no_golden_question_can_be_asked_is_refused(tmp_path, reader):
    builds = Builds(tmp_path, recipe())
    other = Article("b", "乙館", "乙館於4月2日休館。", "b.txt")
    live = build([Article("a", "甲館", "甲館於3月1日開放。", "a.txt"), other], builds).id
    new = build([other], builds).id
    with pytest.raises(BuildError, match=f"1 題黃金題.*qa publish {new}"):
        compare(examiner(reader), builds.open(live), builds.open(new), ignore)


def test_golden_questions_on_other_articles_hold_no_build_back(tmp_path, reader, caplog):
    builds = Builds(tmp_path, recipe())
    live, new = (build([Article("b", "乙館", text, "b.txt")], builds).id for text in ("乙館休館。", "乙館開館。"))
    assert compare(examiner(reader), builds.open(live), builds.open(new), ignore) == Counted(0, 1)
    assert f"the golden questions belong to other articles; build {new} was not compared" in caplog.text


def test_whoever_replaces_the_bundled_articles_publishes_and_is_told_of_the_golden_questions(tmp_path):
    settings = tiny_settings(tmp_path)
    for bundled in settings.articles_dir.iterdir():
        bundled.unlink()
    (settings.articles_dir / "mine.txt").write_text("新館\n\n新館於5月5日開放。", encoding="utf-8")
    rebuild(settings, ignore)
    asked = {"id": "1", "question": "熱水壺召回幾個？", "answers": [{"text": "1萬2千個", "answer_start": 2}]}
    golden = {"data": [{"title": "召回", "paragraphs": [{"context": "召回1萬2千個。", "qas": [asked]}]}]}
    settings.golden_path.parent.mkdir()
    settings.golden_path.write_text(json.dumps(golden), encoding="utf-8")
    (settings.articles_dir / "mine.txt").write_text("新館\n\n新館於6月6日開放。", encoding="utf-8")
    rebuilt = rebuild(settings, ignore)
    assert rebuilt.changed
    assert open_builds(settings, open_encoder(settings)).current_id() == rebuilt.manifest.id
    assert "黃金題 1 題問的都是別的文章" in golden_line(rebuilt.golden)


def test_a_question_counts_though_its_article_has_another_name(tmp_path, reader):
    builds, (live, new) = built(
        tmp_path, ("開放公告", "前言。甲館于３月１日\n開放。"), ("公告", "甲館的開放日期另行公告。")
    )
    with pytest.raises(BuildError, match="甲館何時開放"):
        compare(examiner(reader), builds.open(live), builds.open(new), ignore)


def test_it_is_said_how_many_questions_counted(tmp_path, reader):
    builds, (live, new) = built(tmp_path, ("甲館", "甲館於3月1日開放。"), ("丙館", "甲館於3月1日開放。完。"))
    counted = compare(examiner(reader), builds.open(live), builds.open(new), ignore)
    assert counted == Counted(1, 1)


@pytest.mark.parametrize(
    "golden", ["{", '{"data": 3}', '{"data": [{"paragraphs": [{"context": "甲", "qas": [{"question": 1}]}]}]}']
)
def test_golden_questions_that_cannot_be_read_hold_a_build_back_in_words(tmp_path, golden):
    settings = tiny_settings(tmp_path)
    live = rebuild(settings, ignore).manifest.id
    settings.golden_path.parent.mkdir()
    settings.golden_path.write_text(golden, encoding="utf-8")
    (settings.articles_dir / "new.txt").write_text("新館\n\n新館於5月5日開放。", encoding="utf-8")
    with pytest.raises(BuildError, match=r"golden\.json"):
        rebuild(settings, ignore)
    assert open_builds(settings, open_encoder(settings)).current_id() == live


def test_whoever_asked_is_told_of_the_build_before_the_oldest_go(tmp_path, monkeypatch):
    settings, told = tiny_settings(tmp_path), []
    monkeypatch.setattr(Builds, "prune", lambda *_: told.append("pruned"))
    made = rebuild(settings, ignore, lambda one: told.append(one.manifest.id)).manifest.id
    assert told == [made, "pruned"]


def test_outcomes_that_cannot_be_read_only_cost_time(tmp_path, reader):
    builds, (live, new) = built(tmp_path, ("甲館", "甲館於3月1日開放。"), ("甲館", "甲館於3月1日開放。"))
    (tmp_path / live / GRADES).write_text("{", encoding="utf-8")
    compare(examiner(reader), builds.open(live), builds.open(new), ignore)
    assert json.loads((tmp_path / live / GRADES).read_text(encoding="utf-8"))["metro-1"]["right"]


def test_builds_that_are_kept_back_do_not_pile_up(tmp_path):
    settings = tiny_settings(tmp_path)
    question = {
        "id": "1",
        "question": "電熱水壺的客服電話是幾號？",
        "answers": [{"text": "0999-5550188", "answer_start": 0}],
    }
    text = (settings.articles_dir / "recall.txt").read_text(encoding="utf-8")
    paragraph = {"context": text, "qas": [question]}
    settings.golden_path.parent.mkdir()
    golden = {"data": [{"title": "海嶼電器召回電熱水壺", "paragraphs": [paragraph]}]}
    settings.golden_path.write_text(json.dumps(golden), encoding="utf-8")
    live = rebuild(settings, ignore).manifest.id
    for number in range(settings.keep_builds + 2):
        worse = text.replace("0999-5550188", f"另行公告{number}")
        (settings.articles_dir / "recall.txt").write_text(worse, encoding="utf-8")
        with pytest.raises(BuildError, match="客服電話是幾號"):
            rebuild(settings, ignore)
    builds = open_builds(settings, open_encoder(settings))
    assert builds.current_id() == live
    assert len(builds.ids()) == settings.keep_builds + 1


def test_whatever_a_passage_carries_is_part_of_what_a_grade_came_from(reader):
    passage = Passage(0, "a", "甲館", 0, 10, "甲館於3月1日開放。", ("開放時間",), (), "a.txt")
    others = [
        replace(passage, title="乙館"),
        replace(passage, text="甲館於3月2日開放。"),
        replace(passage, context=("閉館時間",)),
        replace(passage, origin="b.txt"),
        replace(passage, blocks=(Block(BlockKind.ITEM, 0, 10),)),
    ]
    sources = {examiner(reader)._source(QUESTION, [hit(one)]) for one in (passage, *others)}
    assert len(sources) == 6
    assert examiner(reader)._source(QUESTION, [hit(replace(passage, id=7))]) in sources  # its number says nothing


def test_a_question_whose_article_is_gone_counts_no_more_while_others_do(tmp_path, reader):
    asked = Question("other-1", "乙館何時休館？", 1, ((None, "4月2日"),))
    dataset = Dataset(("甲館於3月1日開放。", "乙館於4月2日休館。"), ("甲館", "乙館"), (QUESTION, asked))
    both = Examiner(dataset, Pipeline(HashEncoder(), reader, DECISION))
    builds = Builds(tmp_path, recipe())
    first, second = (
        Article("a", "甲館", "甲館於3月1日開放。", "a.txt"),
        Article("b", "乙館", "乙館於4月2日休館。", "b.txt"),
    )
    live, new = (build(some, builds).id for some in ([first, second], [second]))
    assert compare(both, builds.open(live), builds.open(new), ignore) == Counted(1, 2)
    assert read_grades(tmp_path / live).keys() == {"metro-1", "other-1"}
    assert read_grades(tmp_path / new).keys() == {"other-1"}


def test_a_rebuild_loads_the_encoder_once(tmp_path, monkeypatch):
    settings, loaded, load = tiny_settings(tmp_path), [], StaticEncoder.from_folder
    monkeypatch.setattr(StaticEncoder, "from_folder", lambda *folder: loaded.append(folder) or load(*folder))
    rebuild(settings, ignore)
    settings.golden_path.parent.mkdir()
    asked = {"id": "1", "question": "掌上書房收有多少冊電子書？", "answers": [{"text": "21萬冊", "answer_start": 0}]}
    paragraph = {"context": "21萬冊", "qas": [asked]}
    golden = {"data": [{"title": "雲澤市圖書館開通掌上書房", "paragraphs": [paragraph]}]}
    settings.golden_path.write_text(json.dumps(golden), encoding="utf-8")
    (settings.articles_dir / "new.txt").write_text("新館\n\n新館於5月5日開放。", encoding="utf-8")
    loaded.clear()
    assert rebuild(settings, ignore).golden == Counted(1, 1)
    assert len(loaded) == 1


def test_what_an_ended_rebuild_left_goes_with_the_next_though_nothing_changed(tmp_path):
    settings = tiny_settings(tmp_path)
    made = rebuild(settings, ignore).manifest.id
    (settings.builds_dir / PARTIAL.format("20261124T081523123Z-3f2a9c")).mkdir()
    assert not rebuild(settings, ignore).changed
    assert [path.name for path in settings.builds_dir.iterdir() if path.is_dir()] == [made]
