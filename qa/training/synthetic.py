"""Synthetic questions from plain text: a phrase is removed from a sentence and asked for.

A cloze turned into a question (Lewis et al. 2019, "Unsupervised Question Answering by Cloze Translation"): jieba's
part-of-speech tags find a person, place, organisation, time, number or noun phrase; a question word of its kind
replaces it; other words are dropped, moved or replaced by neighbours among the word vectors, so that the answer
cannot be found by matching alone.
"""

import gzip
import json
import logging
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embeddings.text.fold import fold
from embeddings.text.sentences import sentences
from embeddings.text.words import part_of_speech, segment
from qa.training.data import Example, read_examples, split
from qa.training.word_vectors import word_vectors

log = logging.getLogger(__name__)

ASKING = {
    "nr": ("谁", "哪位", "什么人", "哪个人"),
    "ns": ("哪里", "什么地方", "哪个地方", "何地", "哪"),
    "nt": ("哪个机构", "什么组织", "哪个单位", "哪家机构"),
    "t": ("什么时候", "何时", "哪一年", "哪年", "什么时间"),
    "m": ("多少", "几", "多大"),
    "n": ("什么", "哪个", "哪种", "何"),
}
FUNCTION_WORDS = frozenset("的了也都就而并則则及與与和又曾已还還所地之其该該这這此")
NOUNS = frozenset(("n", "nz", "vn", "ng", "nr", "ns", "nt", "j", "eng", "l", "an"))
UNITS = frozenset(("m", "q", "mq"))
LONGEST_PASSAGE = 700
SHORTEST_PASSAGE = 80
NEIGHBOURS = 3


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a sentence, its part of speech, and its offset in the sentence."""

    text: str
    tag: str
    start: int

    @property
    def end(self) -> int:
        """The offset after its last character."""
        return self.start + len(self.text)


def synthetic_examples(data: Path, work: Path, most: int) -> list[Example]:
    """Return ``most`` synthetic questions, cached in the work folder."""
    path = work / f"synthetic-{most}.jsonl.gz"
    if not path.exists():
        neighbours = nearest_words(*word_vectors(data, work))
        with gzip.open(path.with_suffix(".partial"), "wt", encoding="utf-8") as file, ProcessPoolExecutor(2) as pool:
            chunks = list(_chunks(islice(_passages(data), most), 2000))
            for done in pool.map(_make_all, chunks, range(len(chunks)), [neighbours] * len(chunks)):
                file.writelines(json.dumps(asdict(example), ensure_ascii=False) + "\n" for example in done)
                log.info("made %d questions", len(done))
        path.with_suffix(".partial").rename(path)
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    return [Example(**{**row, "answers": tuple((start, text) for start, text in row["answers"])}) for row in rows]


def nearest_words(words: Sequence[str], vectors: NDArray[np.float32], most: int = 30_000) -> dict[str, list[str]]:
    """Return each common word's nearest words by cosine, in any order."""
    unit = vectors[:most] / np.linalg.norm(vectors[:most], axis=1, keepdims=True)
    near: dict[str, list[str]] = {}
    for first in range(0, len(unit), 1000):
        cosine = unit[first : first + 1000] @ unit.T
        best = np.argpartition(-cosine, min(NEIGHBOURS, len(unit) - 1), axis=1)[:, : NEIGHBOURS + 1]
        for row, columns in enumerate(best):
            word = words[first + row]
            chosen = [words[i] for i in columns if cosine[row, i] > 0.6 and words[i] != word]
            if chosen and len(word) > 1:
                near[word] = chosen
    return near


def _passages(data: Path) -> Iterator[str]:
    """Yield passages in turn: three from the question sets' own paragraphs, then news and speech."""
    contexts = sorted({e.context for e in split(read_examples(data))[0] if e.source != "cmrc2017_user"})
    plain = _plain_text(data)
    draw = np.random.default_rng(0)
    while True:
        yield contexts[int(draw.integers(len(contexts)))]
        passage = next(plain, None)
        if passage is None:
            return
        yield passage


def _plain_text(data: Path) -> Iterator[str]:
    """Yield passages of each file in turn; the large news file has two turns, and so yields each passage twice."""
    names = ("crud_news", "crud_news", "xinwenlianbo_cctv", "pdis_transcripts_tw")
    with ExitStack() as opened:
        paths = (data / "text" / f"{name}.txt.gz" for name in names)
        files = [opened.enter_context(gzip.open(path, "rt", encoding="utf-8")) for path in paths]
        while True:
            for file in files:
                passage = ""
                while len(passage) < 2 * SHORTEST_PASSAGE:
                    line = file.readline()
                    if not line:
                        return
                    passage += line.strip()
                yield passage[:LONGEST_PASSAGE]


def _chunks(items: Iterator[str], size: int) -> Iterator[list[str]]:
    while chunk := list(islice(items, size)):
        yield chunk


def _make_all(passages: list[str], seed: int, neighbours: dict[str, list[str]]) -> list[Example]:
    draw = np.random.default_rng(seed)
    made = (make_example(f"{seed}-{i}", passage, neighbours, draw) for i, passage in enumerate(passages))
    return [example for example in made if example]


def make_example(
    name: str, passage: str, neighbours: dict[str, list[str]], draw: np.random.Generator
) -> Example | None:
    """Return a question on a sentence of the passage, or None if it has no phrase to ask for."""
    spans = [span for span in sentences(passage) if 12 <= span.end - span.start <= 120]
    if not spans or len(passage) < SHORTEST_PASSAGE:
        return None
    span = spans[int(draw.integers(len(spans)))]
    words = _tagged(passage[span.start : span.end])
    phrases = _phrases(words)
    if not phrases:
        return None
    kinds = sorted({kind for _, _, kind in phrases})
    wanted = kinds[int(draw.integers(len(kinds)))]
    first, last, kind = [p for p in phrases if p[2] == wanted][-1 if draw.random() < 0.5 else 0]
    answer = passage[span.start + words[first].start : span.start + words[last].end]
    question = _question(words, first, last, _asking(kind, words[last], answer, draw), neighbours, draw)
    if len(question) < 6 or answer in question:
        return None
    return Example(name, "synthetic", name, question, passage, ((span.start + words[first].start, answer),))


def _tagged(sentence: str) -> list[Word]:
    """Return the sentence's words with the dictionary's tags (ten times as fast as tagging in context)."""
    words, at = [], 0
    for text in segment(sentence):
        words.append(Word(text, _tag(text), at))
        at += len(text)
    return words


def _tag(word: str) -> str:
    folded = fold(word)
    if folded[0].isdigit():
        return "m" if folded[-1].isdigit() or folded[-1] == "%" else "t"
    return part_of_speech(folded) or ("x" if len(word) == 1 else "nz")


def _phrases(words: Sequence[Word]) -> list[tuple[int, int, str]]:
    """Return (first word, last word, kind) of the phrases that can be asked for."""
    found, i = [], 0
    while i < len(words):
        tag, j = words[i].tag, i
        if tag in UNITS or tag == "t":
            while j + 1 < len(words) and (words[j + 1].tag in UNITS or words[j + 1].tag == "t"):
                j += 1
            text = "".join(word.text for word in words[i : j + 1])
            time = tag == "t" or any(mark in text for mark in "年月日時时")
            if len(text) > 1 and any(c.isdigit() or c in "一二三四五六七八九十百千萬万億亿兩两" for c in text):
                found.append((i, j, "t" if time else "m"))
        elif tag in NOUNS or tag.startswith("nr"):
            while j + 1 < len(words) and (words[j + 1].tag in NOUNS or words[j + 1].tag.startswith("nr")):
                j += 1
            text = "".join(word.text for word in words[i : j + 1])
            if 2 <= len(text) <= 14:
                kind = words[j].tag[:2] if words[j].tag[:2] in ASKING else "n"
                found.append((i, j, kind))
        i = j + 1
    return found


def _asking(kind: str, last: Word, answer: str, draw: np.random.Generator) -> str:
    choices = ASKING[kind]
    word = choices[int(draw.integers(len(choices)))]
    if kind == "m" and last.tag == "q":
        return word + last.text
    if kind == "t" and answer.endswith("年"):
        return ("哪一年", "哪年", "何时", "什么时候")[int(draw.integers(4))]
    if kind == "n" and len(last.text) < len(answer) and draw.random() < 0.6:
        return ("什么", "哪个", "哪种", "哪一")[int(draw.integers(4))] + last.text
    return word


def _question(
    words: Sequence[Word],
    first: int,
    last: int,
    asking: str,
    neighbours: dict[str, list[str]],
    draw: np.random.Generator,
) -> str:
    begin, end = _clauses(words, first, last, draw)

    def reworded(part: Sequence[Word]) -> str:
        kept = (word for word in part if not (word.text in FUNCTION_WORDS and draw.random() < 0.4))
        kept = (word for word in kept if draw.random() > 0.08)
        return "".join(
            neighbours[word.text][int(draw.integers(len(neighbours[word.text])))]
            if word.text in neighbours and draw.random() < 0.15
            else word.text
            for word in kept
        )

    before, after = reworded(words[begin:first]), reworded(words[last + 1 : end])
    order = draw.random()
    if order < 0.55:
        text = before + asking + after
    elif order < 0.75:
        text = asking + before + after
    else:
        text = before + after + ("是" if draw.random() < 0.7 else "") + asking
    return text.strip("，,、；;。：: ") + ("？" if draw.random() < 0.85 else "")


def _clauses(words: Sequence[Word], first: int, last: int, draw: np.random.Generator) -> tuple[int, int]:
    """Return the range of words in the question: the phrase's clause, and sometimes one before or after."""
    marks = [i for i, word in enumerate(words) if word.text in "，,；;：:。！？"]
    before = [i for i in marks if i < first]
    after = [i for i in marks if i > last]
    begin = before[-1] + 1 if before else 0
    end = after[0] if after else len(words)
    if (end - begin < 7 or draw.random() < 0.35) and before:
        begin = before[-2] + 1 if len(before) > 1 else 0
    elif (end - begin < 7 or draw.random() < 0.2) and after:
        end = after[1] if len(after) > 1 else len(words)
    return begin, end
