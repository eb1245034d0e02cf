"""Evidence: how much of a question's words a passage contains, weighted by their rarity.

BM25 sums over a whole passage; the right passage differs from its neighbours more often by one sentence that contains
most of the question (sentence-level evidence, as in Yilmaz et al. 2019).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import PurePath

from embeddings.article import BlockKind, Passage, Span
from embeddings.blocks import Outline, block_at, is_message
from embeddings.builds.opened import OpenBuild
from embeddings.text.fold import fold
from embeddings.text.words import tagged
from qa.edges import statements
from qa.query import Query
from qa.synonyms import Alternative

CHARACTER_WEIGHT = 0.5  # weight of a single character in a sentence; bigrams and words have 1
THING, ACT = 1.0, 0.4  # weights of nouns and verbs among a question's subjects
_SUBJECT_TAGS = frozenset("nvjlizx")  # first letters of jieba's tags: nouns, verbs, abbreviations, phrases, others
_ASKS_FOR = """
时候 时间 地方 东西 问题 事情 什么 多少 哪里 哪些 请问 可以 能够 应该 需要 必须 是否 有没有 知道 告诉 价格 多少钱
电话 号码 地址 地点 名字 姓名 方式 办法 情况 内容 规定 人员 负责 就是 叫做 分别 一共 总共 现在 目前
"""
_ASKED_FOR = frozenset(_ASKS_FOR.split())


@dataclass(frozen=True, slots=True)
class Evidence:
    """Shares of the question's words, weighted by rarity, from 0 to 1."""

    passage: float  # in the passage or its context
    sentences: tuple[tuple[Span, float], ...]  # in each statement of the passage; spans are those of the article
    weighed: "Weighed"  # the weighted question

    @property
    def places(self) -> list[Span]:
        """The spans of the passage's statements in the article."""
        return [place for place, _ in self.sentences]

    @property
    def sentence(self) -> float:
        """The share in the best statement."""
        return max((share for _, share in self.sentences), default=0.0)

    def around(self, span: Span) -> float:
        """Return the share in the best of the statements that a span of the article touches."""
        touched = (share for place, share in self.sentences if place.start < span.end and span.start < place.end)
        return max(touched, default=0.0)


@dataclass(frozen=True, slots=True)
class Weighed:
    """A question's terms with their weights: ``whole`` for passages, ``near`` for sentences."""

    whole: Sequence[tuple[str, float]]
    near: Sequence[tuple[str, float]]
    others: Sequence[Alternative] = ()  # synonyms for words of the question
    subjects: Sequence[tuple[str, float]] = ()  # the question's nouns and verbs with their weights

    def share_of_passage(self, folded: str) -> float:
        """Return the share of the question that a folded passage contains."""
        return _share_held(self.whole, self._understood(folded))

    def share(self, folded: str) -> float:
        """Return the share of the question that a folded part of a passage contains."""
        return _share_held(self.near, self._understood(folded))

    def missing(self, folded: str) -> float:
        """Return the weight of the heaviest missing term (two characters or more), relative to the heaviest of all."""
        said = self._understood(folded)
        long = [(term, weight) for term, weight in self.near if len(term) > 1]
        heaviest = max((weight for _, weight in long), default=0.0)
        lacking = max((weight for term, weight in long if term not in said), default=0.0)
        return lacking / heaviest if heaviest else 0.0

    def unsaid(self, folded: str) -> tuple[float, float]:
        """Return the share of the question's subjects missing from a text, and the missing part of the worst one.

        Both from 0 to 1. A part of at least two characters counts by its length: 票價 is half of 門票價格.
        """
        said = self._understood(folded)
        lacking = [(1 - _part_held(word, said), weight) for word, weight in self.subjects]
        total = sum(weight for _, weight in lacking)
        share = sum(lack * weight for lack, weight in lacking) / total if total else 0.0
        return share, max((lack for lack, weight in lacking if weight == THING), default=0.0)

    def _understood(self, folded: str) -> str:
        """Return a text with the question's words added where it has synonyms for them."""
        meant = dict.fromkeys(one.word for one in self.others if one.term in folded and one.word not in folded)
        return "\n".join((folded, *meant))


def weigh_terms(query: Query, build: OpenBuild) -> Weighed:
    """Return the query's terms weighted by their rarity in a build."""
    rare = list(zip(query.terms, build.rarity(query.terms), strict=True))
    near = [(term, weight * (CHARACTER_WEIGHT if len(term) == 1 else 1.0)) for term, weight in rare]
    return Weighed([(term, weight) for term, weight in rare if _is_unit(term)], near, query.others, _subjects(query))


def _subjects(query: Query) -> list[tuple[str, float]]:
    """Return the content words of a question, without those that only ask for a kind of thing."""
    found: dict[str, float] = {}
    for word, tag in tagged(query.content):
        if len(word) > 1 and word not in _ASKED_FOR and tag[0] in _SUBJECT_TAGS:
            found[word] = ACT if tag[0] == "v" and tag != "vn" else THING
    return list(found.items())


def _part_held(word: str, folded: str) -> float:
    """Return the share of a word that a text contains in one piece."""
    if word in folded:
        return 1.0
    sizes = range(len(word) - 1, 1, -1)
    return next(
        (n / len(word) for n in sizes if any(word[at : at + n] in folded for at in range(len(word) - n + 1))), 0.0
    )


def _is_unit(term: str) -> bool:
    return len(term) == 1 or term.isascii()


def find_evidence(weighed: Weighed, passage: Passage) -> Evidence:
    """Return the evidence of a passage and of each of its statements, with their context."""
    folded, above, context = fold(passage.text), fold(above_of(passage)), fold("\n".join(passage.context))
    flat = all(block.kind is not BlockKind.HEADING for block in passage.blocks)
    asked = _asked_before(passage, folded)

    def share(place: Span) -> float:
        said = folded[place.start - passage.start : place.end - passage.start]
        said += asked.get(place.start, "")
        return weighed.share(f"{said}\n{context if flat else fold(path_of(passage, place.start))}")

    return Evidence(
        weighed.share_of_passage(f"{folded}\n{above}"),
        tuple((place, share(place)) for place in statements(passage)),
        weighed,
    )


def _asked_before(passage: Passage, folded: str) -> dict[int, str]:
    """Return the questions to which messages of a chat reply, by where these begin: 十一點半 alone says little."""
    found: dict[int, str] = {}
    messages = [block for block in passage.blocks if is_message(block)]
    for message, reply in pairwise(messages):
        said = message.cells[-1]
        question = folded[said.start - passage.start : said.end - passage.start].strip()
        if question.endswith(("?", "吗")):
            found[reply.start] = f"\n{question}"
    return found


def above_of(passage: Passage) -> str:
    """Return the context of a passage: its title, headings, and file name.

    Questions name the office; the sentences that answer them do not.
    """
    return "\n".join((passage.title, *passage.context, name_of(passage.origin)))


def is_title(passage: Passage, place: Span) -> bool:
    """Return whether a span of a passage is the title of its article, or a heading."""
    said = fold(passage.text[place.start - passage.start : place.end - passage.start]).strip()
    block = block_at(passage.blocks, place.start)
    return said == fold(passage.title).strip() or (block is not None and block.kind is BlockKind.HEADING)


def path_of(passage: Passage, offset: int) -> str:
    """Return the headings above an offset of a passage, those inside the passage included."""
    inside = [heading for heading in Outline.of(passage.blocks).above(offset) if heading.end <= offset]
    start = passage.start
    steps = [passage.text[heading.start - start : heading.end - start] for heading in inside]
    return "\n".join((*passage.context, *steps))


def name_of(origin: str) -> str:
    """Return the name of an article's file without folders and suffix."""
    return PurePath(origin.partition("#")[0]).stem


def _share_held(terms: Sequence[tuple[str, float]], folded: str) -> float:
    """Return the share of the terms' weight that a folded text contains."""
    total = sum(weight for _, weight in terms)
    return sum(weight for term, weight in terms if term in folded) / total if total else 0.0
