"""What the reader takes over from an English model: vectors of Chinese words by their glosses, and the layers."""

import gzip

import numpy as np
import pytest
import torch

from qa.read.features import SPECIAL_TOKENS
from qa.training.bridge import (
    CHARACTER_SCALE,
    GLOSSES,
    WORD_SCALE,
    BertModel,
    carry_over,
    gloss_vectors,
    glosses,
    token_embeddings,
    word_map,
    word_pieces,
)
from qa.training.network import ReaderNetwork, ReaderSizes

WIDTH, INNER, POSITIONS = 32, 48, 12
PIECES = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "open", "##ing", "library", "book", "lib", "s", "##s", "2", "-"]
LINES = [
    "開館 开馆 [kai1 guan3] /to open (a library)/CL:個|个[ge4]/",
    "圖書館 图书馆 [tu2 shu1 guan3] /library/CL:家[jia1],個|个[ge4]/",
    "書 书 [shu1] /book/letter/document/CL:本[ben3]/to write/",
    "閒 闲 [xian2] /variant of 閑|闲[xian2]/",
    "鑫 鑫 [xin1] /(used in personal names)/",
]


def bert(layers: int = 2) -> BertModel:
    """Return a model of random weights under the names that BERT's have."""
    torch.manual_seed(1)
    sizes = {
        "embeddings.word_embeddings.weight": (len(PIECES), WIDTH),
        "embeddings.position_embeddings.weight": (POSITIONS, WIDTH),
        "embeddings.token_type_embeddings.weight": (2, WIDTH),
        "embeddings.LayerNorm.weight": (WIDTH,),
        "embeddings.LayerNorm.bias": (WIDTH,),
    }
    for number in range(layers):
        name = f"encoder.layer.{number}"
        for part in ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense"):
            sizes |= {f"{name}.{part}.weight": (WIDTH, WIDTH), f"{name}.{part}.bias": (WIDTH,)}
        sizes |= {f"{name}.intermediate.dense.weight": (INNER, WIDTH), f"{name}.intermediate.dense.bias": (INNER,)}
        sizes |= {f"{name}.output.dense.weight": (WIDTH, INNER), f"{name}.output.dense.bias": (WIDTH,)}
        for norm in ("attention.output.LayerNorm", "output.LayerNorm"):
            sizes |= {f"{name}.{norm}.weight": (WIDTH,), f"{name}.{norm}.bias": (WIDTH,)}
    return BertModel({name: torch.randn(size) for name, size in sizes.items()}, {p: i for i, p in enumerate(PIECES)})


@pytest.fixture
def dictionary(tmp_path):
    path = tmp_path / "dictionary.gz"
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write("# comment\n" + "\n".join(LINES) + "\n")
    return path


@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        ("library", ["library"]),
        ("opening", ["open", "##ing"]),
        ("books", ["book", "##s"]),
        ("2", ["2"]),
        ("libs", ["lib", "##s"]),  # the longest first
        ("unknown", []),
        ("openly", []),  # no part without the rest
        ("", []),
    ],
)
def test_a_word_is_cut_into_the_longest_pieces_or_into_none(word, pieces):
    assert [PIECES[i] for i in word_pieces(bert(), word)] == pieces


def test_glosses_are_few_plain_and_without_references(dictionary):
    found = {}
    for word, gloss in glosses(dictionary):
        found.setdefault(word, []).append(gloss)
    assert found["书"] == ["book", "letter", "document", "write"]
    assert len(found["书"]) == GLOSSES
    assert found["开馆"] == ["open"]
    assert "闲" not in found
    assert all("[" not in gloss and "(" not in gloss for some in found.values() for gloss in some)


def test_a_word_is_the_mean_of_its_glosses_and_has_none_where_the_model_knows_none(dictionary):
    model = bert()
    vectors = gloss_vectors(model, dictionary)
    np.testing.assert_allclose(vectors["图书馆"], model.inputs[PIECES.index("library")], atol=1e-6)
    np.testing.assert_allclose(vectors["开馆"], model.inputs[PIECES.index("open")], atol=1e-6)
    np.testing.assert_allclose(vectors["书"], model.inputs[PIECES.index("book")], atol=1e-6)  # the others are unknown
    assert "鑫" not in vectors


def test_tokens_start_from_a_word_from_the_words_that_hold_them_or_from_the_mean():
    model, draw = bert(), np.random.default_rng(0)
    words = {word: draw.normal(size=WIDTH).astype(np.float32) for word in ("书", "图书", "书店")}
    tokens = [*SPECIAL_TOKENS, "书", "图", "鑫", "book"]
    table = token_embeddings(model, tokens, words)
    assert table.shape == (len(tokens), WIDTH)
    assert table.dtype == np.float32
    own, inside, mean, latin = table[len(SPECIAL_TOKENS) :]
    np.testing.assert_allclose(own, words["书"] * CHARACTER_SCALE, atol=1e-6)
    np.testing.assert_allclose(inside, words["图书"] * CHARACTER_SCALE, atol=1e-6)
    np.testing.assert_allclose(mean, model.inputs.mean(axis=0) * CHARACTER_SCALE, atol=1e-6)
    np.testing.assert_allclose(latin, model.inputs[PIECES.index("book")], atol=1e-6)


def test_special_tokens_take_the_vectors_of_the_model_s_own():
    model = bert()
    table = token_embeddings(model, list(SPECIAL_TOKENS), {})
    np.testing.assert_array_equal(table[0], model.inputs[0])
    assert {tuple(row) for row in table.tolist()} <= {tuple(row) for row in model.inputs.tolist()}


def test_the_map_turns_word_vectors_into_gloss_vectors():
    draw = np.random.default_rng(2)
    turn = draw.normal(size=(8, WIDTH))
    words = [f"詞{n}" for n in range(600)]
    vectors = draw.normal(size=(600, 8)).astype(np.float32)
    targets = {word: (vectors[n] @ turn).astype(np.float32) for n, word in enumerate(words) if n % 2}
    mapped = vectors @ word_map(vectors, words, targets) / WORD_SCALE
    centre = np.mean([*targets.values()], axis=0)
    for number in range(1, 600, 2):
        wanted = targets[words[number]] - centre
        assert np.corrcoef(mapped[number], wanted)[0, 1] > 0.9


def network(layers: int = 2) -> ReaderNetwork:
    tokens = len(SPECIAL_TOKENS) + 3
    return ReaderNetwork(ReaderSizes(tokens, WIDTH, layers, 2, INNER, POSITIONS, word_width=8), dropout=0.0)


def test_a_reader_starts_with_the_layers_of_the_model(dictionary):
    model, reader = bert(), network()
    vectors = np.random.default_rng(0).normal(size=(3, 8)).astype(np.float32)
    carry_over(reader, model, [*SPECIAL_TOKENS, "书", "图", "馆"], ["图书馆", "开馆", "书"], vectors, dictionary)
    for number, layer in enumerate(reader.layers):
        name = f"encoder.layer.{number}"
        parts = [model.weights[f"{name}.attention.self.{one}.weight"] for one in ("query", "key", "value")]
        torch.testing.assert_close(layer.attend.weight.detach(), torch.cat(parts))
        torch.testing.assert_close(layer.narrow.bias.detach(), model.weights[f"{name}.output.dense.bias"])
        torch.testing.assert_close(
            layer.norm1.weight.detach(), model.weights[f"{name}.attention.output.LayerNorm.weight"]
        )
    position = model.weights["embeddings.position_embeddings.weight"]
    kind = model.weights["embeddings.token_type_embeddings.weight"][0]
    torch.testing.assert_close(reader.position.weight.detach(), position + kind)
    assert not reader.align.weight.any()  # matches say nothing yet
    assert reader.span.weight.abs().max() < 0.2


def test_a_model_without_a_layer_that_the_reader_has_is_named(dictionary):
    vectors = np.ones((1, 8), np.float32)
    with pytest.raises(KeyError, match=r"encoder\.layer\.1"):
        carry_over(network(2), bert(1), [*SPECIAL_TOKENS, "书", "图", "馆"], ["图书馆"], vectors, dictionary)
