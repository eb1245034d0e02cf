"""Parts of the lab: options of a run, development files, word vectors, tables of words."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from embeddings.text.fold import fold
from qa import make_word_tables
from qa.squad import read_squad
from qa.training import development, word_vectors
from qa.training.data import Example, is_development, read_examples, read_text
from qa.training.options import read_options
from qa.training.word_vectors import segmented_text
from tests.fakes.lab import example, paragraph, write_data, write_questions

# Options


@dataclass(frozen=True, slots=True)
class Options:
    """A run with a field of each kind."""

    data: Path = Path("data")
    most_words: int = 7
    rate: float = 0.5
    name: str = "a"


def test_without_arguments_a_run_is_as_it_was_given():
    assert read_options(Options(rate=0.25), None, []) == Options(rate=0.25)


def test_every_field_is_an_option_of_its_own_kind():
    given = ["--data", "other", "--most-words", "9", "--rate", "1e-3", "--name", "乙"]
    assert read_options(Options(), None, given) == Options(Path("other"), 9, 1e-3, "乙")


@pytest.mark.parametrize("given", [["--most-words", "many"], ["--rate", ""], ["--unknown", "1"], ["left over"]])
def test_an_option_that_cannot_be_read_ends_the_run_and_says_why(given, capsys):
    with pytest.raises(SystemExit) as ended:
        read_options(Options(), "What it does.", given)
    assert ended.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_the_help_says_what_a_run_does(capsys):
    with pytest.raises(SystemExit) as ended:
        read_options(Options(), "What it does.", ["--help"])
    assert ended.value.code == 0
    assert "What it does." in capsys.readouterr().out


# Development questions


def test_a_development_file_has_every_paragraph_and_only_the_held_out_questions():
    examples = [example(n) for n in range(6)] + [Example("x", "drcd", "條目0", "館長是誰？", paragraph(0), ())]
    found = development.squad(examples, frozenset(("drcd-0", "x", "drcd-4")))
    rows = {row["title"]: row["paragraphs"][0] for row in found["data"]}
    assert {title: [one["id"] for one in row["qas"]] for title, row in rows.items()} == {
        "條目0": ["drcd-0", "x"],
        **{f"條目{n}": [] for n in (1, 2, 3, 5)},
        "條目4": ["drcd-4"],
    }
    assert rows["條目0"]["qas"][1]["answers"] == []  # it has none


def test_development_files_are_read_back_with_answers_where_they_stand(tmp_path, monkeypatch):
    data, out = tmp_path / "data", tmp_path / "out"
    write_questions(data, [example(n, source) for n in range(40) for source in ("drcd", "cmrc2018", "own")])
    monkeypatch.setattr("sys.argv", ["development", "--data", str(data), "--out", str(out)])
    development.main()
    assert sorted(path.name for path in out.iterdir()) == ["cmrc2018.json", "drcd.json"]
    dataset = read_squad(out / "drcd.json")
    held_out = [one for one in read_examples(data) if one.source == "drcd" and is_development(one)]
    assert len(dataset.paragraphs) == 40
    assert 0 < len(dataset.questions) == len(held_out) < 40
    for question in dataset.questions:
        for start, text in question.spans:
            assert dataset.paragraphs[question.paragraph][start : start + len(text)] == text


def test_files_are_written_for_sets_without_questions_too(tmp_path, monkeypatch):
    (tmp_path / "qa").mkdir()
    monkeypatch.setattr("sys.argv", ["development", "--data", str(tmp_path), "--out", str(tmp_path / "out")])
    development.main()
    assert json.loads((tmp_path / "out" / "drcd.json").read_text(encoding="utf-8"))["data"] == []


# Words and vectors


def test_text_is_segmented_once_a_line_a_paragraph_and_folded(tmp_path):
    data = write_data(tmp_path / "data", 4)
    path = segmented_text(data, tmp_path)
    lines = path.read_text(encoding="utf-8").splitlines()
    paragraphs = list(read_text(data))
    assert len(lines) == len(paragraphs)
    assert [line.replace(" ", "") for line in lines] == [fold(text).replace(" ", "") for text in paragraphs]
    assert all("图书馆" in line.split() for line in lines)
    path.write_text("kept\n", encoding="utf-8")
    assert segmented_text(data, tmp_path).read_text(encoding="utf-8") == "kept\n"
    assert not list(tmp_path.glob("*.partial"))


def test_vectors_are_trained_once(tmp_path, monkeypatch):
    np.savez(tmp_path / "word_vectors.npz", words="甲\n乙", vectors=np.eye(2, dtype=np.float32))
    monkeypatch.setattr(word_vectors, "_train", lambda *_: pytest.fail("trained again"))
    words, vectors = word_vectors.word_vectors(tmp_path, tmp_path)
    assert words == ["甲", "乙"]
    assert vectors.tolist() == [[1, 0], [0, 1]]


# Tables of words


def test_pairs_of_regional_words_are_folded_and_differ():
    pytest.importorskip("opencc")
    pairs = make_word_tables.regional_pairs()
    assert len(pairs) > 500
    assert pairs == sorted(set(pairs))
    for one, two in pairs:
        assert one < two
        assert (fold(one), fold(two)) == (one, two)
        assert min(len(one), len(two)) > 1


def test_the_shipped_table_is_what_the_maker_writes():
    pytest.importorskip("opencc")
    shipped = make_word_tables.REGIONAL.read_text(encoding="utf-8").splitlines()
    made = {"=".join(pair) for pair in make_word_tables.regional_pairs()}
    assert len(made & set(shipped)) > 0.95 * len(shipped)  # releases of OpenCC add words


@pytest.mark.parametrize(
    ("character", "common"), [("圖", False), ("图", True), ("龘", False), ("A", True), ("😀", False)]
)
def test_only_common_characters_get_a_syllable(character, common):
    assert make_word_tables._is_common(character) is common
