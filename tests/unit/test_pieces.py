"""Pieces: what the models read of a text, each with its own characters."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.encoders.pieces import FILE, TABLE, UNKNOWN, WEIGHTS, Pieces, PieceTable, read_pieces
from embeddings.errors import ModelError
from tests.fakes.tiny_pieces import tiny_pieces


@pytest.fixture(scope="module")
def pieces():
    return Pieces.from_file(WEIGHTS / FILE)


def quoted(text, row):
    return [text[start:end] for start, end in zip(row.starts, row.ends, strict=True)]


def test_pieces_keep_their_places_in_the_text(pieces):
    text = "🙂首屆  深圳標準化\n\n活動周，2024年５月"
    [row] = pieces.cut([text])
    assert [one for one in quoted(text, row) if one] == [
        "🙂",
        "首",
        "屆",
        "深圳",
        "標準化",
        "活動",
        "周",
        "，",
        "20",
        "24",
        "年",
        "５",
        "月",
    ]


def test_both_scripts_and_widths_give_the_same_pieces(pieces):
    one, other = pieces.cut(["臺灣的標準（ＩＳＯ）", "台湾的标准(iso)"])
    assert one.ids.tolist() == other.ids.tolist()


def test_what_is_no_piece_is_unknown(pieces):
    [row] = pieces.cut(["🙂"])
    assert row.ids.tolist()[-1] == UNKNOWN


@given(st.text(max_size=80))
@settings(max_examples=150, deadline=None)
def test_places_are_in_order_and_cover_what_can_be_seen(text):
    [row] = tiny_pieces()[0].cut([text])
    assert (row.starts <= row.ends).all()
    assert (row.starts[1:] >= row.ends[:-1]).all()
    assert all(one == one.lstrip() for one in quoted(text, row))


def test_a_table_gives_nearly_the_vectors_it_was_made_of():
    _, table = tiny_pieces()
    assert table.vectors(np.array([[5, 6]])).shape == (1, 2, 32)
    np.testing.assert_allclose(np.abs(table.rows).max(axis=1), 127)


def test_a_folder_without_pieces_has_those_that_ship(tmp_path):
    pieces, table = read_pieces(tmp_path)
    assert len(pieces) == len(table.rows) > 20_000


def test_pieces_that_do_not_fit_their_table_are_refused(tmp_path):
    pieces, table = tiny_pieces()
    pieces.save(tmp_path / FILE)
    with pytest.raises(ModelError, match="讀不進來"):
        read_pieces(tmp_path)
    PieceTable(table.rows[1:], table.scales[1:]).save(tmp_path / TABLE)
    with pytest.raises(ModelError, match="不符"):
        read_pieces(tmp_path)
    PieceTable(table.rows, table.scales * np.float32("nan")).save(tmp_path / TABLE)
    with pytest.raises(ModelError, match="NaN"):
        read_pieces(tmp_path)
    (tmp_path / FILE).write_text("{}", encoding="utf-8")
    with pytest.raises(ModelError, match="讀不進來"):
        read_pieces(tmp_path)
