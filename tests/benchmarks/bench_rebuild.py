"""Rebuilding: from files to a published build, and again after one of them changed.

Run ``python -m tests.benchmarks.bench_rebuild TEXT.txt.gz --articles 10000``: neighbouring paragraphs of plain text
become files of about ``--characters`` each. Every step is what ``qa rebuild`` does, in a process of its own, whose peak
memory has all that it starts; its time runs until a server that looks would answer from the new build.
"""

import argparse
import gzip
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from embeddings.builds.live import LiveBuild
from embeddings.progress import ignore
from tests.benchmarks.memory import measured
from ui.rebuild import rebuild
from ui.settings import STATIC, Settings
from ui.wiring import open_builds, open_encoder


def texts(file: Path, characters: int) -> Iterator[str]:
    """Yield neighbouring paragraphs joined until they are long enough."""
    text = ""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            text += line
            if len(text) >= characters:
                yield text
                text = ""


def write_files(file: Path, folder: Path, articles: int, characters: int) -> int:
    """Write the files and return how many bytes they have."""
    folder.mkdir(parents=True)
    written = 0
    for number, text in zip(range(articles), texts(file, characters), strict=False):
        written += (folder / f"{number:07}.txt").write_bytes(text.encode())
    return written


def timed_rebuild(data: Path) -> tuple[float, int, int]:
    """Rebuild; return seconds until a server could answer, passages, and vectors reused."""
    settings = Settings(data_dir=data, encoder=STATIC)
    began = perf_counter()
    manifest = rebuild(settings, ignore).manifest
    live = LiveBuild(open_builds(settings, open_encoder(settings))).current()
    assert live.id == manifest.id
    return perf_counter() - began, manifest.passages, manifest.reused_vectors


def main() -> None:
    """Print the figures of the first build, of one after one file changed, and of one after nothing did."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("text", type=Path)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--characters", type=int, default=1500)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        written = write_files(arguments.text, data / "articles", arguments.articles, arguments.characters)
        changed = sorted((data / "articles").iterdir())[arguments.articles // 2]
        for step in ("first build", "one file changed", "nothing changed"):
            if step == "one file changed":
                changed.write_text(changed.read_text(encoding="utf-8") + "最後又補充了一句話。\n", encoding="utf-8")
            (seconds, passages, reused), peak = measured(timed_rebuild, data)
            rate = f", {written / seconds / 1e6:.2f} MB/s" if step == "first build" else ""
            print(f"{step}: {seconds:.2f} s{rate}; {passages} passages, {reused} vectors reused; peak {peak} MB")


if __name__ == "__main__":
    main()
