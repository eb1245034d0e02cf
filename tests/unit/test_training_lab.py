"""Parts of the lab: options of a run, development files, the transformer that is compared, tables of words."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import torch

from embeddings.text.fold import fold
from qa import make_word_tables
from qa.read.features import Vocabulary
from qa.squad import read_squad
from qa.training import development, inputs, train_transformer, word_vectors
from qa.training.data import Example, is_development, read_examples, read_text
from qa.training.inputs import load_inputs, round_trip
from qa.training.options import read_options
from qa.training.train_transformer import Config, batch_of, batches, encode, encode_all, scores
from qa.training.word_vectors import segmented_text
from tests.fakes.lab import example, paragraph, write_data, write_questions
from tests.fakes.tiny_reader import tiny_inputs, tiny_network

INPUTS = tiny_inputs()
TABLE = torch.from_numpy(INPUTS.table)


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


def test_the_vocabulary_is_the_special_tokens_and_the_most_common_ones(tmp_path, monkeypatch):
    words, vectors = ["图书馆", "开放", "读者"], np.array([[3, 4], [0, 2], [5, 0]], np.float32)
    (tmp_path / "segmented.txt").write_text("图书馆 开放 开放\n读者 开放\n", encoding="utf-8")
    monkeypatch.setattr(inputs, "word_vectors", lambda *_: (words, vectors))
    made = load_inputs(tmp_path, tmp_path, most_tokens=9, most_words=2)
    assert len(made.tokens) == len(set(made.tokens)) == 9
    assert set(made.tokens[-3:]) <= set("图书馆开放读者")
    assert {"开", "放"} < set(made.tokens)
    assert made.words == ["图书馆", "开放"]
    np.testing.assert_allclose(made.table, [[0, 0], [0.6, 0.8], [0, 1]], atol=0.01)
    assert load_inputs(tmp_path, tmp_path, most_tokens=99, most_words=1).tokens == made.tokens  # as it was kept
    vocabulary = made.vocabulary
    assert vocabulary.tokens[made.tokens[-1]] == 8
    assert vocabulary.words == {"图书馆": 1, "开放": 2}


def test_a_table_in_eight_bits_is_nearly_as_it_was_and_stays_so():
    table = np.random.default_rng(0).normal(size=(20, 16)).astype(np.float32)
    once = round_trip(table)
    assert np.abs(once - table).max() < np.abs(table).max() / 100
    np.testing.assert_allclose(round_trip(once), once, atol=1e-6)


def test_vectors_are_trained_once(tmp_path, monkeypatch):
    np.savez(tmp_path / "word_vectors.npz", words="甲\n乙", vectors=np.eye(2, dtype=np.float32))
    monkeypatch.setattr(word_vectors, "_train", lambda *_: pytest.fail("trained again"))
    words, vectors = word_vectors.word_vectors(tmp_path, tmp_path)
    assert words == ["甲", "乙"]
    assert vectors.tolist() == [[1, 0], [0, 1]]


# The transformer that is compared with the fast encoder


def tokens(*texts):
    return [INPUTS.vocabulary.tokenise(text) for text in texts]


def test_a_batch_is_as_long_as_its_longest_text_and_cut_at_the_length():
    batch = batch_of(tokens("圖書館", "圖書館在3月開放", ""), 5)
    assert batch.ids.shape == (3, 5)
    assert (batch.ids[0] > 0).sum() == 3
    assert not batch.ids[2].any()
    assert (batch.spans == 1).all()
    assert batch_of(tokens(""), 5).ids.shape == (1, 1)


def test_vectors_are_of_length_one_and_do_not_hang_on_the_other_texts():
    network = tiny_network().eval()
    texts = tokens("圖書館開放", "甲乙丙丁戊己庚辛", "3月")
    with torch.no_grad():
        together = encode(network, texts, 64, TABLE)
        alone = torch.cat([encode(network, [text], 64, TABLE) for text in texts])
    torch.testing.assert_close(together.norm(dim=1), torch.ones(3), atol=1e-4, rtol=0)
    assert ((together * alone).sum(dim=1) > 0.98).all()


def test_many_texts_are_encoded_as_few_are():
    network = tiny_network().eval()
    texts = tokens(*(f"圖書館在{n}月開放" for n in range(70)))
    vectors = encode_all(network, texts, 32, TABLE)
    assert vectors.shape == (70, 32)
    assert not vectors.requires_grad
    assert torch.nn.functional.cosine_similarity(vectors[66:67], encode_all(network, texts[66:67], 32, TABLE)) > 0.98


def test_questions_that_are_their_paragraphs_find_them_first():
    rows = [Example(f"{n}", source, "甲", text, text, ()) for source in ("a", "b") for n, text in enumerate("圖開甲丁")]
    network = tiny_network()
    assert (
        scores(network, rows, INPUTS.vocabulary, 16, TABLE) == "a hit@1 1.000 hit@5 1.000 · b hit@1 1.000 hit@5 1.000"
    )
    assert network.training


class Plain(Vocabulary):
    """A vocabulary that leaves texts as they are."""

    def __init__(self):
        super().__init__({}, {})

    def tokenise(self, text):
        return text


def test_no_passage_stands_twice_in_a_batch(tmp_path):
    config = Config(data=write_data(tmp_path / "data", 2), work=tmp_path, cloze=3, batch=8, steps=5, seed=2)
    training = [Example(f"{n}", "own", "甲", f"問{n}", "同一段開放。", ((0, "同一"),)) for n in range(6)]
    drawn = list(batches(config, training, Plain()))
    assert len(drawn) == 5
    for queries, passages in drawn:
        assert len(queries) == len(passages) == len(set(passages)) <= 8
    assert any(len(passages) < 8 for _, passages in drawn)  # six questions are on one


def test_the_comparison_writes_its_weights_and_scores(tmp_path, monkeypatch, caplog):
    network = tiny_network()
    torch.save({"average": {f"module.{k}": v for k, v in network.state_dict().items()}}, tmp_path / "first.pt")
    monkeypatch.setattr(train_transformer, "load_inputs", lambda *_: INPUTS)
    monkeypatch.setattr(train_transformer, "ReaderNetwork", lambda *_, **__: tiny_network())
    data = write_data(tmp_path / "data", 12)
    with caplog.at_level("INFO"):
        train_transformer.train(Config(data=data, work=tmp_path, cloze=2, batch=4, steps=2, length=24, threads=1))
    assert "hit@5" in caplog.text
    written = torch.load(tmp_path / "transformer.pt")
    assert written.keys() == network.state_dict().keys()
    assert any(not torch.equal(written[name], value) for name, value in network.state_dict().items())


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
