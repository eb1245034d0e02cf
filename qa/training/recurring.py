"""Questions by recurring span selection: a phrase in two sentences is removed from one and searched for in the other.

Ram et al. 2021, "Few-Shot Question Answering by Pretraining Span Selection". The two sentences must share another
word, as a clue to the answer; unlike a question made from the answer's own sentence, it cannot be answered by
matching that sentence.
"""

import logging
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from pathlib import Path
from zlib import crc32

import numpy as np

from embeddings.text.words import part_of_speech
from qa.training.data import Example, batches
from qa.training.word_vectors import segmented_text

log = logging.getLogger(__name__)

ENDS = frozenset("。!?；;")
CONTENT = frozenset("nvmtajl")  # first letters of the tags of content words
ASKED = frozenset("nmtjl")  # … of those that may be asked for
WIDEST = 5  # words of a phrase
LONGEST = 14  # characters of a phrase
PASSAGE = (150, 600)  # characters
SENTENCE = (10, 60)  # characters of the sentence that becomes the question
ASKING = ("什么", "什么", "哪个", "谁", "哪里", "多少", "何")

Words = list[str]


def recurring_examples(data: Path, work: Path, most: int) -> list[Example]:
    """Return up to ``most`` questions, distributed over all plain text."""
    with segmented_text(data, work).open(encoding="utf-8") as file, ProcessPoolExecutor(2) as pool:
        chunks = pool.map(_make_all, batches(_passages(file), 2000))
        made = [example for chunk in chunks for example in chunk]
    log.info("%d questions that plain text asks of itself", len(made))
    chosen = np.random.default_rng(0).permutation(len(made))[:most]
    return [made[i] for i in chosen]


def _passages(lines: Iterator[str]) -> Iterator[str]:
    """Yield adjacent paragraphs joined until they are long enough, as words separated by spaces."""
    passage = ""
    for line in lines:
        passage = f"{passage} {line.strip()}".strip()
        if len(passage) > 2 * PASSAGE[0]:
            yield passage[: 2 * PASSAGE[1]].rpartition(" ")[0]
            passage = ""


def _make_all(passages: Sequence[str]) -> list[Example]:
    made = (make_example(passage.split()) for passage in passages)
    return [example for example in made if example]


def make_example(words: Words) -> Example | None:
    """Return a question made from a passage of words, or None; deterministic for each passage."""
    spoken = _sentences(words)
    draw = np.random.default_rng(len(words))
    phrases = sorted(_recurring(spoken).items(), key=lambda item: (-len(item[0]), item[0]))
    askable = [(phrase, asks, says) for phrase, places in phrases for asks, says in _pairs(phrase, places, spoken)]
    if not askable:
        return None
    phrase, asks, says = askable[int(draw.integers(len(askable)))]
    text = "".join(phrase)
    before = "".join("".join(sentence) for sentence in spoken[:says] if sentence is not spoken[asks])
    within = "".join(spoken[says]).find(text)
    context = "".join("".join(sentence) for sentence in spoken if sentence is not spoken[asks])
    question = "".join(spoken[asks]).replace(text, ASKING[int(draw.integers(len(ASKING)))], 1).rstrip("。!?;；,")
    if text in question or len(context) < PASSAGE[0] // 2:
        return None
    answer = ((len(before) + within, text),)
    return Example(f"recurring-{crc32(context.encode()):08x}", "recurring", question, question, context, answer)


def _sentences(words: Words) -> list[Words]:
    spoken: list[Words] = [[]]
    for word in words:
        spoken[-1].append(word)
        if word in ENDS:
            spoken.append([])
    return [sentence for sentence in spoken if sentence]


def _recurring(spoken: Sequence[Words]) -> dict[tuple[str, ...], list[int]]:
    """Return the phrases in two or three sentences with the sentences' indices; of nested phrases the longest."""
    places: dict[tuple[str, ...], set[int]] = defaultdict(set)
    for number, sentence in enumerate(spoken):
        for first in range(len(sentence)):
            for width in range(1, WIDEST + 1):
                phrase = tuple(sentence[first : first + width])
                if len(phrase) == width and _says(phrase[0], CONTENT) and _says(phrase[-1], ASKED):
                    places[phrase].add(number)
    found = {phrase: sorted(at) for phrase, at in places.items() if 2 <= len(at) <= 3}
    longest = {phrase for phrase in found if 2 <= len("".join(phrase)) <= LONGEST}
    inner = {phrase[a:b] for phrase in longest for a, b in islice(_parts(len(phrase)), 1, None)}
    return {phrase: found[phrase] for phrase in longest - inner}


def _parts(count: int) -> Iterator[tuple[int, int]]:
    """Yield every (first, last) within ``count``, the longest first."""
    for width in range(count, 0, -1):
        yield from ((first, first + width) for first in range(count - width + 1))


def _pairs(phrase: tuple[str, ...], places: Sequence[int], spoken: Sequence[Words]) -> Iterator[tuple[int, int]]:
    """Yield (question sentence, answer sentence) where the two share another content word."""
    for asks in places:
        if not SENTENCE[0] <= len("".join(spoken[asks])) <= SENTENCE[1]:
            continue
        for says in places:
            shared = (set(spoken[asks]) & set(spoken[says])) - set(phrase)
            if says != asks and any(len(word) > 1 and _says(word, CONTENT) for word in shared):
                yield asks, says


def _says(word: str, tags: frozenset[str]) -> bool:
    tag = part_of_speech(word)
    return (tag[0] in tags) if tag else len(word) > 1 and word.isalnum()
