"""Slips: how many questions without any get a suggestion, how many with one the right one, and the time it takes.

Run ``python -m tests.benchmarks.bench_slips FILE`` on any SQuAD-layout file. A slip is a character of a word of three
or more that the paragraphs have, replaced by one of the same sound that they have too.
"""

import argparse
import random
import tempfile
from pathlib import Path
from statistics import quantiles
from time import perf_counter

from embeddings.builds.make import build
from embeddings.builds.publish import Builds
from embeddings.builds.recipe import Recipe
from embeddings.collection.memory import InMemoryArticles
from embeddings.encoders.static import StaticEncoder
from embeddings.text.fold import fold
from embeddings.text.words import segment
from qa.evaluate import articles_of
from qa.lexicon import Lexicon
from qa.meant import lexicon_of
from qa.pinyin import homophones
from qa.slips import suggest
from qa.squad import read_squad

SEED = 1
COMMON = 3  # passages that a wrong character stands in, at least


def main() -> None:
    """Print the shares, and the time that a question without slips takes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    dataset, encoder, chance = read_squad(parser.parse_args().file), StaticEncoder.from_folder(), random.Random(SEED)
    with tempfile.TemporaryDirectory() as folder:
        builds = Builds(Path(folder), Recipe(encoder))
        live = builds.open(build(InMemoryArticles(articles_of(dataset)), builds).id)
        suggested, seconds, offered, right, slipped = 0, [], 0, 0, 0
        for question in dataset.questions:
            began = perf_counter()
            suggestion = suggest(question.text, lexicon_of(live))  # nothing is remembered from question to question
            seconds.append(perf_counter() - began)
            suggested += bool(suggestion.slips)
            folded = fold(question.text)
            wrong = with_slip(folded, lexicon_of(live), chance)
            if wrong is not None:
                meant = suggest(wrong, lexicon_of(live))
                slipped += 1
                offered += bool(meant.slips)
                right += meant.question == folded
    times = quantiles(seconds, n=20)
    print(f"questions without slips: {suggested / len(seconds):.1%} of {len(seconds)} get a suggestion")
    print(f"with one: {offered / slipped:.1%} of {slipped} get a suggestion, {right / slipped:.1%} the right one")
    print(f"p50 {1000 * times[9]:.2f} ms, p95 {1000 * times[18]:.2f} ms")


def with_slip(folded: str, words: Lexicon, chance: random.Random) -> str | None:
    """Return a folded question with one wrong character, or ``None`` where it has no word for it."""
    at, places = 0, []
    for word in segment(folded):
        if len(word) > 2 and not word.isascii() and words.often(word):
            places += [at + offset for offset in range(len(word))]
        at += len(word)
    if not places:
        return None
    place = chance.choice(places)
    others = [other for other in homophones(folded[place]) if words.count(other) > COMMON]
    return folded[:place] + chance.choice(others) + folded[place + 1 :] if others else None


if __name__ == "__main__":
    main()
