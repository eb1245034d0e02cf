"""How fast the encoders are: passages a second, cutting into pieces or terms included.

Run ``python -m tests.benchmarks.bench_encoder FILE.txt.gz``, a file of plain text, one paragraph a line. The shipped
encoder by the clock on as many threads as it is given, and by processor time; the fast one on one.
"""

import argparse
import gzip
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter, process_time

from embeddings.encoders.protocol import Encoder
from embeddings.encoders.static import StaticEncoder
from embeddings.encoders.transformer import TransformerEncoder

PASSAGE = 200  # characters


def passages_of(file: Path, most: int) -> list[str]:
    """Return passages of plain text, all of one length."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        text = "".join(line.strip() for line, _ in zip(lines, range(10 * most), strict=False))
    return [text[first : first + PASSAGE] for first in range(0, len(text), PASSAGE)][:most]


def tell(name: str, encoder: Encoder, passages: Sequence[str]) -> None:
    """Print one encoder's figures."""
    encoder.encode_passages(passages[:20])
    began, worked = perf_counter(), process_time()
    encoder.encode_passages(passages)
    elapsed, busy = perf_counter() - began, process_time() - worked
    by_clock, by_core = len(passages) / elapsed, len(passages) / busy
    print(f"{name}: {by_clock:,.0f} passages of {PASSAGE} characters a second, {by_core:,.0f} a second of one core")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("text", type=Path)
    parser.add_argument("--passages", type=int, default=300)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    passages = passages_of(arguments.text, 10 * arguments.passages)
    tell("shipped", TransformerEncoder.from_folder(threads=arguments.threads), passages[: arguments.passages])
    tell("static", StaticEncoder.from_folder(), passages)


if __name__ == "__main__":
    main()
