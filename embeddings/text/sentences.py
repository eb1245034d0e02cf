"""Sentence segmentation.

A sentence ends after 。！？；… and their half-width forms in Chinese prose, after a full stop that is not part of a
number or abbreviation, and at every line break. Closing quotes and brackets stay with their sentence. White space
around a sentence belongs to none; every other character belongs to exactly one.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from embeddings.article import Span

REACH = 4000  # characters on either side of a span that are searched for the ends of its sentence

ALWAYS = "。｡！？；…⋯"
TERMINATORS = f"{ALWAYS}!?;"
CLOSERS = '」』”’）)】〕］]"'
# Punctuation directly before one of these does not end the sentence: 《為什麼？》一書, 「快走！」，他說.
CONTINUERS = "》〉，、,"
ABBREVIATION = re.compile("mrs?|ms|dr|prof|st|[js]r|gen|no|vol|fig|vs|inc|ltd|corp?|co|dept|[a-z]")

_TAKEN_ALONG, _CONTINUING, _ALWAYS = frozenset(CLOSERS + TERMINATORS), frozenset(CONTINUERS), frozenset(ALWAYS)
_MARK = re.compile(rf"\n|[{TERMINATORS}]|(?<!\.)\.++(?=[{re.escape(CLOSERS)}]*(?:\s|$))")
_CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U000323af“”‘’…—]")
_NOT_LATIN = re.compile(r"[^A-Za-z0-9.]")


def sentences(text: str) -> list[Span]:
    """Return the spans of a text's sentences in order, without the white space around them."""
    return _cut(text)


def sentence_around(text: str, span: Span) -> Span:
    """Return the span of the sentence that contains a span, or of all sentences that it crosses.

    The result has no white space around it; a span of only white space is returned unchanged. The search goes no
    further than ``REACH`` from the span.
    """
    if span.end > len(text):
        raise ValueError(f"{span} reaches beyond the {len(text)} characters of the text")
    first = text.rfind("\n", 0, span.start) + 1  # a line break always ends a sentence
    last = text.find("\n", span.end)
    left = max(first, span.start - REACH)
    right = min(len(text) if last == -1 else last, span.end + REACH)
    opens = text.count('"', first, left) % 2 == 0
    around = [
        sentence
        for sentence in _cut(text[left:right], opens=opens)
        if sentence.end > span.start - left and sentence.start < max(span.end, span.start + 1) - left
    ]
    return Span(around[0].start + left, around[-1].end + left) if around else span


def _cut(text: str, *, opens: bool = True) -> list[Span]:
    """Return the sentences of a text; ``opens`` says whether its first straight quote is an opening one."""
    edges = [0, *_ends(text, _opening_quotes(text, opens=opens)), len(text)]
    spans = (_stripped(text, start, end) for start, end in pairwise(edges))
    return [span for span in spans if span.start < span.end]


def _ends(text: str, openings: frozenset[int]) -> Iterator[int]:
    """Yield the offsets at which a sentence ends, in order; ``openings`` are the offsets of opening quotes."""
    end = 0
    for mark in _MARK.finditer(text):
        if mark.start() < end:
            continue  # already consumed with the mark before
        end = mark.end()
        if mark.group() == "\n":
            yield end
            continue
        while end < len(text) and text[end] in _TAKEN_ALONG and end not in openings:
            end += 1
        if text[end : end + 1] not in _CONTINUING and _is_final(text, mark.start(), end):
            yield end


def _is_final(text: str, mark: int, end: int) -> bool:
    """Return whether the punctuation mark at an offset closes a sentence that would end at ``end``."""
    if not _ALWAYS.isdisjoint(text[mark:end]):
        return True
    before, after = text[mark - 1 : mark], text[end : end + 1]
    match text[mark]:
        case ".":
            return not _is_abbreviation(text, mark)
        case ";":
            return bool(_CHINESE.match(before) or _CHINESE.match(text[end : end + 9].lstrip()))
        case _:
            return bool(_CHINESE.match(before)) or not after or after.isspace()


def _is_abbreviation(text: str, stop: int) -> bool:
    """Return whether the full stop is part of a word: ``Dr.``, ``U.S.``, ``J.``, or ``1.`` in a list."""
    line = text[max(0, stop - 40) : stop].rpartition("\n")[2]
    word = _NOT_LATIN.split(line)[-1].lower()
    if word.isdecimal():
        return not line.removesuffix(word).strip()
    return "." in word.strip(".") or ABBREVIATION.fullmatch(word) is not None


def _opening_quotes(text: str, *, opens: bool) -> frozenset[int]:
    """Return the offsets of the straight quotes that open: the first, third, … of each line.

    In the first line they are the second, fourth, … if ``opens`` is false.
    """
    openings = []
    for mark in re.finditer(r'["\n]', text):
        if mark.group() == "\n":
            opens = True
        else:
            openings += [mark.start()] if opens else []
            opens = not opens
    return frozenset(openings)


def _stripped(text: str, start: int, end: int) -> Span:
    """Return the span between two offsets without the white space at its ends."""
    part = text[start:end]
    start += len(part) - len(part.lstrip())
    return Span(start, max(start, start + len(part.strip())))
