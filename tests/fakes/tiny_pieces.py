"""Pieces of the shipped kind, a few characters only."""

import numpy as np

from embeddings.encoders.pieces import SPECIALS, Pieces, PieceTable
from embeddings.encoders.static import quantise

CHARACTERS = "的在是年月日一二三四五六七八九十0123456789图书馆开放召回甲乙丙丁戊己庚辛壬癸子丑寅卯何时第于篇"


def tiny_pieces(width: int = 32) -> tuple[Pieces, PieceTable]:
    """Return pieces of one character, and their vectors."""
    names = [*SPECIALS, "▁", *dict.fromkeys(CHARACTERS)]
    vectors = np.random.default_rng(3).normal(size=(len(names), width)).astype(np.float32)
    return Pieces.from_scores(names, [-1.0] * len(names)), PieceTable(*quantise(vectors))
