"""How fast the shipped encoder is: passages a second on one core, segmentation included.

Run ``python -m tests.benchmarks.bench_encoder FILE.txt.gz``, a file of plain text, one paragraph a line.
"""

import argparse
import gzip
from pathlib import Path
from time import process_time

from embeddings.encoders.static import StaticEncoder

PASSAGE = 250  # characters


def main() -> None:
    """Print the figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("text", type=Path)
    parser.add_argument("--passages", type=int, default=3000)
    arguments = parser.parse_args()
    with gzip.open(arguments.text, "rt", encoding="utf-8") as lines:
        text = "".join(line.strip() for line, _ in zip(lines, range(10 * arguments.passages), strict=False))
    passages = [text[first : first + PASSAGE] for first in range(0, len(text), PASSAGE)][: arguments.passages]
    encoder = StaticEncoder.from_folder()
    encoder.encode_passages(passages[:20])
    began = process_time()
    encoder.encode_passages(passages)
    print(f"{len(passages) / (process_time() - began):,.0f} passages of {PASSAGE} characters a second on one core")


if __name__ == "__main__":
    main()
