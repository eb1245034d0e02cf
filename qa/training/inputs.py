"""The reader's vocabulary and its frozen word vectors, made from plain text."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embeddings.encoders.static import quantise
from qa.read.features import SPECIAL_TOKENS, Vocabulary, split_tokens
from qa.training.word_vectors import segmented_text, word_vectors


@dataclass(frozen=True, slots=True)
class Inputs:
    """The vocabulary, and the frozen table of word vectors ``(words + 1, width)``; row 0 is "no word"."""

    tokens: list[str]
    words: list[str]
    table: NDArray[np.float32]

    @property
    def vocabulary(self) -> Vocabulary:
        """Ids of tokens and words."""
        token_ids = {token: i for i, token in enumerate(self.tokens)}
        return Vocabulary(token_ids, {word: i for i, word in enumerate(self.words, start=1)})


def load_inputs(data: Path, work: Path, most_tokens: int, most_words: int) -> Inputs:
    """Return the reader's vocabulary and word table, made from plain text and cached in the work folder."""
    path = work / "tokens.txt"
    if not path.exists():
        counts: Counter[str] = Counter()
        with segmented_text(data, work).open(encoding="utf-8") as file:
            for line in file:
                counts.update(split_tokens(line))
        common = [token for token, _ in counts.most_common(most_tokens - len(SPECIAL_TOKENS))]
        path.write_text("\n".join([*SPECIAL_TOKENS, *common]), encoding="utf-8")
    words, vectors = word_vectors(data, work)
    unit = vectors[:most_words] / np.linalg.norm(vectors[:most_words], axis=1, keepdims=True)
    table = np.concatenate([np.zeros((1, vectors.shape[1]), np.float32), unit])
    return Inputs(path.read_text(encoding="utf-8").split("\n"), words[:most_words], round_trip(table))


def round_trip(table: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the table after 8-bit quantisation, so that training sees the same values as serving."""
    rows, scales = quantise(table)
    return rows.astype(np.float32) * scales[:, None]
