"""The parts of a question: its topic, the attribute of the topic, and the predicate that asks.

Only as far as a follow-up question may refer to them: in 「雲澤市圖書館的館長是誰」 圖書館 is the topic and 館長 the
attribute.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from embeddings.text.fold import fold
from embeddings.text.words import is_word, segment, tagged
from qa.anchors import Anchor, AnchorKind, find_anchors
from qa.leaning import ASKS, TEMPORAL, Word, is_attribute, listed
from qa.names import SURNAMES

Span = tuple[int, int]

HOW = re.compile("怎么|怎样|如何")
_TAKES_OBJECT = re.compile("多少|谁|几(?![点时])|哪(?![里儿天])|什么(?!时候|时间|地方)")  # object of the verb before it
_ASKS_WHEN_OR_WHERE = re.compile("什么(?:时候|时间|时段|地方|原因|日子)")  # in which the noun is no subject
_OPENING = re.compile(
    r"(?:请问一下|请问|想请问|想问一下|想问|我想知道|麻烦问一下|那么|另外|然后|对了|还有(?=[,、]|[^谁什哪几多吗]{1,8}呢[?]?$)|"
    r"(?:谢谢[你您]?|好的?|了解|知道了|明白了?)(?=[,、。!])|[,、:。!\s])+"
)
_POINTING = re.compile("那(?:[里边儿些天样时]|一?[个本家项场位种台部款间座份套辆支条张])")
_END = " ?。.!~、,;"


@dataclass(frozen=True, slots=True)
class Frame:
    """A question's parts as spans of ``text``: ``topic``, ``attribute`` and, from ``said`` on, the predicate.

    ``subject`` covers topic and attribute. A missing part is empty; a topic may also follow ``said``, as in
    怎麼辦理借書證.
    """

    text: str
    folded: str
    words: tuple[Word, ...]
    anchors: tuple[Anchor, ...]
    subject: Span
    topic: Span
    attribute: Span
    said: int

    @property
    def said_words(self) -> frozenset[str]:
        """The words of at least two characters in the predicate."""
        said = [(start, end) for start, end, _ in self.words if start >= self.said]
        pairs = ((one[0], two[1]) for one, two in pairwise(said) if two[1] - one[0] == 2)  # 報 到
        return frozenset(self.folded[start:end] for start, end in (*said, *pairs) if end > start + 1)

    @property
    def is_headless(self) -> bool:
        """Whether the question begins with its predicate."""
        return self.subject[0] == self.subject[1]

    @property
    def named(self) -> str:
        """The words that name its topic, or its subject if there is no topic; empty if there is neither."""
        return self.of(self.topic) or self.of(self.subject)

    def of(self, span: Span) -> str:
        """Return the text of a span."""
        return self.text[span[0] : span[1]]

    def replaced(self, span: Span, by: str) -> str:
        """Return the text with a span replaced."""
        return self.text[: span[0]] + by + self.text[span[1] :]


def core_of(question: str) -> str:
    """Return a question without an opening (請問, 那) and closing punctuation."""
    text = question.strip()
    folded = fold(text)
    opened = _OPENING.match(folded)
    text = text[opened.end() :] if opened else text
    text = text[_opening_that(fold(text)) :].lstrip(" ,，、")
    return text[: len(fold(text).rstrip(_END))]


def _opening_that(folded: str) -> int:
    """Return the length of the 那 that opens a question; 0 if it is part of a word, as in 那裡 and 那霸."""
    if not folded.startswith("那") or len(folded) < 2:
        return 0
    first, second = segment(folded)[0], segment(folded[1:])[0]
    if _POINTING.match(folded) and folded[1 : 1 + len(second)] == second and len(second) < 3:
        return 0
    joined = len(first) == 2 and first[1] in SURNAMES and not is_word(first)  # 那何 of 那何小舟
    opens = first == "那" or joined or 1 + len(second) > len(first) or [tag for _, tag in tagged(first)] == ["t"]
    return 1 if opens else 0


def words_of(folded: str) -> tuple[Word, ...]:
    """Return the words of a text as (start, end, tag)."""
    words: list[Word] = []
    at = 0
    for word, tag in tagged(folded):
        end = at + len(word)
        if len(word) == 2 and word[1] in "要能可是" and not is_word(word):  # 颱風 天要 上班
            words += [(at, end - 1, "n"), (end - 1, end, "v")]
        else:
            words.append((at, end, tag))
        at = end
    return tuple(words)


def frame_of(question: str) -> Frame:
    """Return the parts of a question."""
    text = core_of(question)
    folded = fold(text)
    words, anchors = words_of(folded), find_anchors(text)
    said = _said(folded, words)
    subject = _subject(folded, words, anchors, said)
    if subject[0] == subject[1]:
        topic, attribute = _behind(folded, words, said), (0, 0)
        return Frame(text, folded, words, anchors, (0, 0), topic, attribute, said)
    topic, attribute = _split(folded, words, anchors, subject)
    return Frame(text, folded, words, anchors, subject, topic, attribute, said)


def _said(folded: str, words: Sequence[Word]) -> int:
    """Return the offset at which the predicate of a question begins."""
    hits = [start for start, end, _ in words if ASKS.match(folded, start) or _is_said_of(folded[start:end])]
    asked = next((start for start in hits if ASKS.match(folded, start) and folded[start] != "吗"), None)
    of = 0 if asked is None else folded.rfind("的", 0, asked)
    return next((start for start in hits if start > of), hits[0] if hits else len(folded))


def _is_said_of(word: str) -> bool:
    return word in listed("said") or (
        len(word) > 1 and word[0] in "要能会得有" and not is_word(word)
    )  # 要交, 有開, joined by a guess


def _subject(folded: str, words: Sequence[Word], anchors: Sequence[Anchor], said: int) -> Span:
    """Return the noun phrase before the predicate, without times and verbs at its end."""
    held = [word for word in words if word[0] < said]
    takes = _TAKES_OBJECT.match(folded, said) is not None or folded.startswith(("在", "于", "有", "到"), said)
    while held:
        start, end, tag = held[-1]
        when = (
            folded[start] == "每"
            or folded[start:end] in listed("when")
            or any(
                one.value is not None and one.value.kind in TEMPORAL and one.start <= start < one.end for one in anchors
            )
        )
        idle = tag in ("d", "p", "c", "x", "uj", "ul") or folded[start:end] in ("的", ",")
        verb = (tag.startswith("v") or tag == "zg") and tag != "vn" and takes and not folded[start - 1].isascii()  # B棟
        if not (idle or ((when or verb) and len(held) > 1 and held[-2][1] > 1)):
            break
        held.pop()
        takes = takes or tag == "ul"  # 停車卡丟了
    return (0, min(held[-1][1], said)) if held else (0, 0)


def _behind(folded: str, words: Sequence[Word], said: int) -> Span:
    """Return the topic of a question that begins with its predicate: 借書證 of 怎麼辦理借書證, 館長 of 誰是館長."""
    how = HOW.match(folded, said)
    if how is not None:
        return _trimmed(folded, how.end(), len(folded))
    asking = max((found.end() for found in _ASKS_WHEN_OR_WHERE.finditer(folded, said)), default=said)
    at = next(
        (word for word in words if word[0] >= asking and word[2][0] == "n" and not ASKS.match(folded, word[0])), None
    )
    if at is None:
        return 0, 0
    begins = max((end for _, end, tag in words if end <= at[0] and tag[0] in "vuprmyc"), default=at[0])
    rest = (word for word in words if word[0] > at[0])
    end = next((start for start, _, tag in rest if tag[0] in "vpydr" and tag != "vn"), len(folded))
    return _trimmed(folded, max(begins, asking), end)


def _trimmed(folded: str, start: int, end: int) -> Span:
    return start, start + len(folded[start:end].rstrip("的了吗呢 "))


def _split(folded: str, words: Sequence[Word], anchors: Sequence[Anchor], subject: Span) -> tuple[Span, Span]:
    """Return the topic and the attribute of a noun phrase: 圖書館 and 館長 of 圖書館的館長 or 圖書館館長."""
    start, end = subject
    inside = [word for word in words if start <= word[0] < end]
    of = next((word for word in reversed(inside) if folded[word[0] : word[1]] == "的"), None)
    roles = [one for one in anchors if one.kind is AnchorKind.ROLE and one.end == end]
    if of is not None:
        said = any(tag.startswith("v") and tag != "vn" for at, _, tag in inside if at < of[0])
        if not said or roles or is_attribute(folded[of[1] : end]):
            return (start, of[0]), (of[1], end)
        return subject, (end, end)
    if roles:
        return (start, roles[0].start), (roles[0].start, end)
    longest = max((len(name) for name in listed("about") if folded[start:end].endswith(name)), default=0)
    if longest == 0 or 0 < end - start - longest < 2:
        return subject, (end, end)
    return (start, end - longest), (end - longest, end)
