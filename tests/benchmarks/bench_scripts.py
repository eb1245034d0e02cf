"""Promise 2 at scale: every question in 繁 and in 簡 finds the same passages in the same order.

Run ``python -m tests.benchmarks.bench_scripts FILE`` on any SQuAD-layout file. The other script is OpenCC's.
"""

import argparse
import tempfile
from pathlib import Path

import opencc

from embeddings.builds.make import build
from embeddings.builds.publish import Builds
from embeddings.builds.recipe import Recipe
from embeddings.collection.memory import InMemoryArticles
from embeddings.encoders.static import StaticEncoder
from qa.evaluate import articles_of
from qa.query import parse_question
from qa.retrieve import retrieve
from qa.squad import read_squad

READ = 5  # passages compared


def main() -> None:
    """Print how many questions have the same first passage, and the same first five, in both scripts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    dataset, encoder = read_squad(parser.parse_args().file), StaticEncoder.from_folder()
    with tempfile.TemporaryDirectory() as folder:
        builds = Builds(Path(folder), Recipe(encoder))
        live = builds.open(build(InMemoryArticles(articles_of(dataset)), builds).id)
        found = []
        for script in ("s2t", "t2s"):
            convert = opencc.OpenCC(script).convert
            queries = [parse_question(convert(question.text)) for question in dataset.questions]
            found.append([[hit.passage.id for hit in hits] for hits in retrieve(queries, live, encoder, READ)])
    pairs = list(zip(*found, strict=True))
    for name, count in (("first passage", 1), (f"first {READ}", READ)):
        same = sum(one[:count] == other[:count] for one, other in pairs)
        print(f"{name}: the same for {same} of {len(pairs)} questions")
        for question, (one, other) in zip(dataset.questions, pairs, strict=True):
            if count == 1 and one[:1] != other[:1]:
                print(f"  {question.text}")


if __name__ == "__main__":
    main()
