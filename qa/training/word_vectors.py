"""Word vectors from plain text: folded and segmented by jieba, word2vec's CBOW (Mikolov et al. 2013) by gensim.

They represent which words occur in similar contexts. The reader reads them in addition to its characters, and the
encoder starts from them.
"""

import logging
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embeddings.text.fold import fold
from embeddings.text.words import segment
from qa.training.data import batches, read_text

log = logging.getLogger(__name__)

DIMENSION = 128
LARGEST_VOCABULARY = 100_000


def segmented_text(data: Path, work: Path) -> Path:
    """Return a file of space-separated words, one paragraph a line, cached in ``work``."""
    path = work / "segmented.txt"
    if path.exists():
        return path
    partial = path.with_suffix(".partial")
    with partial.open("w", encoding="utf-8") as file, ProcessPoolExecutor(2) as pool:
        for number, lines in enumerate(pool.map(_segment_lines, batches(read_text(data), 2000))):
            file.writelines(lines)
            if number % 25 == 0:
                log.info("segmented %d thousand paragraphs", 2 * number)
    return partial.rename(path)


def _segment_lines(texts: list[str]) -> list[str]:
    return [" ".join(word for word in segment(fold(text)) if word.strip()) + "\n" for text in texts]


def word_vectors(data: Path, work: Path) -> tuple[list[str], NDArray[np.float32]]:
    """Return words, most frequent first, and their vectors ``(words, 128)``, cached in ``work``."""
    path = work / "word_vectors.npz"
    if not path.exists():
        _train(segmented_text(data, work), path)
    stored = np.load(path)
    return str(stored["words"]).split("\n"), stored["vectors"]


def _train(corpus: Path, path: Path) -> None:
    from gensim.models import Word2Vec

    model = Word2Vec(
        corpus_file=str(corpus),
        vector_size=DIMENSION,
        window=5,
        negative=10,
        min_count=6,
        max_final_vocab=LARGEST_VOCABULARY,
        epochs=4,
        workers=2,
        seed=1,
    )
    np.savez(path, words="\n".join(model.wv.index_to_key), vectors=model.wv.vectors)
