"""The segmenter against jieba, on plain text: whether the two cut alike, and how fast each is.

Run ``python -m tests.benchmarks.bench_segment FOLDER`` on a folder of ``*.txt.gz`` files, one paragraph a line.
"""

import argparse
import gzip
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from time import process_time

import jieba

from embeddings.text.fold import fold
from embeddings.text.words import segment


def paragraphs(folder: Path, most: int) -> list[str]:
    """Return up to ``most`` paragraphs of each file, folded."""
    texts: list[str] = []
    for path in sorted(folder.glob("*.txt.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            texts += [fold(line.strip()) for line in islice(lines, most)]
    return texts


def timed(cut: Callable[[str], list[str]], texts: Sequence[str]) -> tuple[list[list[str]], float]:
    """Return the words of every text, and the processor seconds that took."""
    cut("先讀1次字典")
    began = process_time()
    return [cut(text) for text in texts], process_time() - began


def main() -> None:
    """Print characters a second of both, their ratio, and the paragraphs that are cut differently."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--most", type=int, default=3000, help="paragraphs of each file at most")
    arguments = parser.parse_args()
    texts = paragraphs(arguments.folder, arguments.most)
    characters = sum(map(len, texts))
    theirs, slow = timed(lambda text: list(jieba.cut(text)), texts)
    ours, fast = timed(segment, texts)
    different = sum(one != other for one, other in zip(ours, theirs, strict=True))
    print(f"{characters} characters, {different} of {len(texts)} paragraphs cut differently")
    print(f"jieba {characters / slow:,.0f} characters/s, ours {characters / fast:,.0f}: {slow / fast:.1f} times")


if __name__ == "__main__":
    main()
