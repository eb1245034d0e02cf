"""What ``qa doctor`` looks at, part by part: what is missing is told with what to do about it."""

import os
import shutil
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.article import Article, RawArticle
from embeddings.errors import QuestionError
from tests.fakes.assistant import FakeBuild, FakeLive, OverlapAssistant
from tests.fakes.services import tiny_encoder
from ui import doctor
from ui.doctor import EXTRAS, LEAST_DISK, LEAST_MEMORY, NEEDED, SLOW_SECONDS, State, size
from ui.settings import Settings
from ui.wiring import Services, open_collection

ARTICLE = Article("a-1", "雲澤市圖書館公告", "雲澤市圖書館3月15日開放。", "library.txt")


@pytest.fixture
def settings(tmp_path):
    return Settings(data_dir=tmp_path / "data")


def services_of(settings, *articles, build=True):
    live = FakeLive(FakeBuild("build-1", articles) if build else None)
    return Services(settings, OverlapAssistant(live), live, None, None)


class Held(FakeBuild):
    """A build that tells its articles."""

    def articles(self):
        return list(self.held)


def asking(settings, *articles):
    services = services_of(settings, *articles)
    services.live.build = Held("build-1", articles)
    return services


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1000, "1 KB"),
        (1_499, "1 KB"),
        (2_000_000, "2 MB"),
        (1_500_000_000, "1.5 GB"),
        (3 * 10**12, "3000.0 GB"),
    ],
)
def test_a_size_is_told_in_units_that_people_know(count, told):
    assert size(count) == told


@given(st.integers(0, 10**15))
def test_a_size_is_a_number_and_a_unit_whatever_it_is(count):
    number, unit = size(count).split(" ")
    assert unit in ("bytes", "KB", "MB", "GB")
    assert float(number) >= 0
    assert unit == "GB" or float(number) <= 1000


def test_the_python_that_runs_is_told():
    assert doctor.python().state is State.OK


def test_what_answering_needs_is_there_and_extras_are_never_a_failure():
    found = {one.name: one for one in doctor.packages()}
    assert list(found) == [*NEEDED, *EXTRAS]
    assert all(found[name].state is State.OK for name in found)


def test_a_library_that_is_missing_fails_and_says_how_to_install_it(monkeypatch):
    monkeypatch.setattr(doctor, "installed", lambda name: None)
    found = {one.name: one for one in doctor.packages()}
    assert all(found[name].state is State.FAILED and "make install" in found[name].detail for name in NEEDED)
    assert all(found[name].state is State.OK and EXTRAS[name] in found[name].detail for name in EXTRAS)


def test_a_package_that_nobody_has_is_not_installed():
    assert doctor.installed("no-such-package-anywhere") is None
    assert doctor.installed("numpy") is not None


def test_the_disk_is_measured_where_the_folder_will_be(tmp_path):
    (tmp_path / "a").write_bytes(b"x" * 1500)
    assert "用了 2 KB" in doctor.disk(tmp_path).detail
    missing = doctor.disk(tmp_path / "not" / "yet")
    assert "用了 0 bytes" in missing.detail


@pytest.mark.parametrize(
    ("free", "state"), [(LEAST_DISK, State.OK), (LEAST_DISK - 1, State.WARNING), (0, State.WARNING)]
)
def test_little_room_is_a_warning_that_says_what_may_fail(tmp_path, monkeypatch, free, state):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    found = doctor.disk(tmp_path)
    assert found.state is state
    assert ("請清出空間" in found.detail) is (state is State.WARNING)


@pytest.mark.parametrize(("total", "state"), [(LEAST_MEMORY, State.OK), (LEAST_MEMORY - 1, State.WARNING)])
def test_little_memory_is_a_warning(monkeypatch, total, state):
    monkeypatch.setattr(os, "sysconf", lambda name: 1 if name == "SC_PAGE_SIZE" else total)
    assert doctor.memory().state is state


@pytest.mark.parametrize("error", [ValueError, OSError, AttributeError])
def test_a_system_that_does_not_tell_its_memory_is_no_problem(monkeypatch, error):
    def refused(_):
        raise error

    monkeypatch.setattr(os, "sysconf", refused)
    assert doctor.memory().state is State.OK


def test_no_articles_yet_is_a_warning_that_says_how_to_add_some(settings):
    found = doctor.collection(settings)
    assert (found.state, "qa add" in found.detail) == (State.WARNING, True)


def test_articles_are_counted(settings):
    with open_collection(settings) as held:
        held.put_many([RawArticle(f"{n}.txt", f"第{n}則公告", f"雲澤市圖書館{n}月15日開放。") for n in range(1, 4)])
    found = doctor.collection(settings)
    assert (found.state, found.detail) == (State.OK, "3 篇")


def test_a_damaged_collection_fails_and_says_so(settings):
    settings.data_dir.mkdir(parents=True)
    with open_collection(settings):
        pass
    [path] = [one for one in settings.data_dir.rglob("*.sqlite") if one.stat().st_size]
    for one in path.parent.glob(f"{path.name}*"):
        one.write_bytes(b"not a database at all" * 500)
    found = doctor.collection(settings)
    assert found.state is State.FAILED
    assert str(path) in found.detail


def test_words_that_cannot_be_used_are_a_warning_by_line(settings):
    settings.data_dir.mkdir(parents=True)
    assert doctor.words(settings).state is State.OK
    (settings.data_dir / "synonyms.txt").write_text("單車站 = 租借點\n只有一個\n", encoding="utf-8")
    found = doctor.words(settings)
    assert found.state is State.WARNING
    assert "2" in found.detail


def test_without_a_build_answering_is_a_failure_that_says_what_to_run(settings):
    services = services_of(settings, build=False)
    assert doctor.build(services).state is State.FAILED
    found = doctor.question(services)
    assert (found.state, "qa rebuild" in found.detail) == (State.FAILED, True)


def test_an_article_that_is_found_by_its_title_is_well(settings):
    found = doctor.question(asking(settings, ARTICLE))
    assert found.state is State.OK
    assert "雲澤市圖書館公告" in found.detail
    assert "毫秒" in found.detail


def test_a_build_without_articles_has_nothing_to_be_asked(settings):
    assert doctor.question(asking(settings)).state is State.WARNING


def test_an_article_that_is_not_found_by_its_title_is_a_failure(settings, monkeypatch):
    services = asking(settings, ARTICLE)
    empty = services.ask("完全不同的話")
    monkeypatch.setattr(Services, "ask", lambda *_: empty.__class__(**{**fields(empty), "passages": ()}))
    found = doctor.question(services)
    assert (found.state, "重建索引" in found.detail) == (State.FAILED, True)


def fields(answer):
    return {name: getattr(answer, name) for name in answer.__dataclass_fields__}


def test_a_slow_answer_is_a_warning(settings, monkeypatch):
    real = doctor.timed
    monkeypatch.setattr(doctor, "timed", lambda act: (SLOW_SECONDS + 1, real(act)[1]))
    found = doctor.question(asking(settings, ARTICLE))
    assert (found.state, "比平常慢" in found.detail) == (State.WARNING, True)


def test_a_question_that_cannot_be_asked_is_told_in_its_own_words(settings, monkeypatch):
    def refused(*_):
        raise QuestionError("問題是空的。")

    monkeypatch.setattr(Services, "ask", refused)
    found = doctor.question(asking(settings, ARTICLE))
    assert (found.state, found.detail) == (State.FAILED, "問題是空的。")


def test_the_second_time_is_what_is_timed():
    begun = []
    took, given = doctor.timed(lambda: begun.append(1) or len(begun))
    assert (given, len(begun)) == (2, 2)
    assert took >= 0


def test_models_that_cannot_be_loaded_end_the_examination_with_why(settings, tmp_path):
    encoder = tiny_encoder(tmp_path / "encoder")
    (encoder / "model.safetensors").write_bytes(b"half of it")
    broken = settings.model_copy(update={"encoder": str(encoder)})
    found = doctor.examine(broken)
    assert (found[-1].name, found[-1].state) == ("模型", State.FAILED)
    assert {one.name for one in found} >= {"Python", "磁碟", "記憶體", "文章", "同義詞"}
