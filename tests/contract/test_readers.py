"""Every reader: candidates are slices of their passages, best first, over all of a long text."""

import shutil

import pytest

from embeddings.article import Passage
from embeddings.errors import ModelError
from qa.read.pretrained import PretrainedReader
from qa.read.reader import HALVES, WEIGHTS, OnnxReader
from tests.fakes.checkpoints import save_question_answering
from tests.fakes.reader import OverlapReader

QUESTION = "深圳標準化活動周在什麼時候啟動？"
TEXT = "🙂深圳標準化活動周於４月24日啟動，主辦單位是市場監督管理局。"


def passage(text, start=0):
    return Passage(0, "a", "題", start, start + len(text), text)


@pytest.fixture(scope="module")
def shipped():
    return OnnxReader.from_folder(threads=1)


@pytest.fixture(scope="module", params=["shipped", "pretrained", "overlap"])
def reader(request, shipped, tmp_path_factory):
    match request.param:
        case "shipped":
            return shipped
        case "pretrained":
            return PretrainedReader.from_name(str(save_question_answering(tmp_path_factory.mktemp("checkpoint"))))
        case _:
            return OverlapReader()


def test_candidates_are_slices_best_first(reader):
    [found] = reader.read(QUESTION, [passage(TEXT, start=100)])
    assert found
    assert [c.score for c in found] == sorted((c.score for c in found), reverse=True)
    for candidate in found:
        assert TEXT[candidate.span.start - 100 : candidate.span.end - 100] == candidate.quote
        assert candidate.quote.strip()


def test_each_passage_has_its_own_candidates(reader):
    found = reader.read(QUESTION, [passage(TEXT), passage("4月20日舉行。"), passage("")])
    assert len(found) == 3
    assert found[2] == []


def test_reading_is_deterministic(reader):
    assert reader.read(QUESTION, [passage(TEXT)]) == reader.read(QUESTION, [passage(TEXT)])


@pytest.mark.parametrize("text", ["深", "hello world 42", "。", "🙂" * 10])
def test_odd_passages_are_no_harm(reader, text):
    for candidate in reader.read(QUESTION, [passage(text)])[0]:
        assert candidate.quote in text


def test_an_answer_at_the_very_end_of_a_long_text_is_found(shipped):
    filler = "管理局四月在場舉行活動，主辦的單位很多。" * 60
    text = filler + "深圳標準化活動周於4月24日啟動"
    [found] = shipped.read(QUESTION, [passage(text)])
    assert "4月24日" in found[0].quote


def test_both_scripts_are_read_alike(shipped):
    traditional, simplified = "標準化活動周於4月24日在深圳啟動。", "标准化活动周于4月24日在深圳启动。"
    one = shipped.read("標準化活動周何時啟動？", [passage(traditional)])[0]
    other = shipped.read("标准化活动周何时启动？", [passage(simplified)])[0]
    assert [(c.span, c.score) for c in one] == [(c.span, c.score) for c in other]


def test_a_long_question_is_read(reader):
    assert len(reader.read("深圳什麼時候" * 150, [passage(TEXT)])) == 1


def test_missing_damaged_and_ill_fitting_weights_are_refused(tmp_path):
    with pytest.raises(ModelError, match="QA_READER"):
        OnnxReader.from_folder(tmp_path)
    folder = tmp_path / "weights"
    shutil.copytree(WEIGHTS, folder)
    (folder / HALVES[1]).write_bytes((folder / HALVES[0]).read_bytes())
    with pytest.raises(ModelError, match="不符"):
        OnnxReader.from_folder(folder)
    (folder / HALVES[1]).write_bytes(b"not a graph")
    with pytest.raises(ModelError, match="打不開"):
        OnnxReader.from_folder(folder)
    shutil.copy(WEIGHTS / HALVES[1], folder / HALVES[1])
    (folder / "reader.json").write_text('{"length": 256, "style": "loud"}', encoding="utf-8")
    with pytest.raises(ModelError, match="loud"):
        OnnxReader.from_folder(folder)


def test_a_checkpoint_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ModelError, match="no-such-model"):
        PretrainedReader.from_name(str(tmp_path / "no-such-model"))
