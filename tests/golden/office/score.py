"""Judging answers to the office questions, one at a time, and reporting on all of them.

``judge`` takes a row of ``questions.jsonl`` and an answer in the one answer schema, as a dictionary; it knows
nothing of how the answer came about. ``README.md`` beside this says in words what is right.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from embeddings.text.fold import fold

QUESTIONS = Path(__file__).with_name("questions.jsonl")
SURE = 0.7  # a wrong answer at this confidence is a severe error
LONGEST = 60  # characters that an accepted longer quote may always have,
LONGER = 3  # or so many times the shortest accepted answer
BINS = 10  # of the calibration error

_EDGES = " |\t\r\n。，、；：！？.,;:!?…—·「」『』“”‘’\"'()（）[]《》〈〉"
_COLUMN = re.compile(r"：(?![0-9０-９]{2}(?![0-9０-９]))")  # of a record, as against that of a time
_SPACE = re.compile(r"(?<![a-z0-9])\s+|\s+(?![a-z0-9])")
_SENTENCE_END = re.compile(r"[。！？!?](?=.)")
_NUMERALS = "〇零一二三四五六七八九十百千万亿两"

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What came of one question."""

    id: str
    kind: str
    half: str
    answerable: bool
    answered: bool
    right: bool
    exact: bool  # right, and the quote is an accepted answer, no longer
    severe: bool  # wrong, answered, and sure of it
    cut: bool  # a quote cuts a value or a name, or goes over the end of a line
    confidence: float
    told: bool | None  # conflicts: whether both sides were shown as one; None for other questions
    complete: bool | None  # lists known to be whole or not: whether the answer said so; None for others
    note: str  # what was wrong, for people


def read_questions(path: Path = QUESTIONS) -> list[dict[str, Any]]:
    """Return the questions of the set in their order."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def plain(text: str) -> str:
    """Return a text as it is compared: folded, without spaces but those between Latin words, edges stripped."""
    return _SPACE.sub("", fold(_COLUMN.sub("|", text)).strip(_EDGES)).strip(_EDGES)


@cache
def _pattern(part: str) -> re.Pattern[str]:
    said = plain(part)
    before = after = ""
    if re.match(r"[a-z0-9]", said):
        before = r"(?<![a-z0-9])(?<![0-9][.,:])"
    elif said[:1] in _NUMERALS:
        before = rf"(?<![{_NUMERALS}0-9])"
    if re.search(r"[a-z0-9]\Z", said):
        after = r"(?![a-z0-9])(?![.,:][0-9])"
    elif said[-1:] in _NUMERALS:
        after = rf"(?![{_NUMERALS}])"
    return re.compile(before + re.escape(said) + after)


def says(text: str, part: str) -> bool:
    """Return whether a text says a part as a whole: 80 is not said by 180, nor AB-1 by AB-12."""
    return bool(plain(part)) and _pattern(part).search(plain(text)) is not None


def judge(row: Row, answer: Mapping[str, Any]) -> Judgement:
    """Return what came of a question: ``answer`` is in the answer schema."""
    quotes = _quotes(row, answer)
    told = complete = None
    if row["reason"] == "conflict":
        told = answer["reason"] == "conflict" and all(any(says(q, v) for q in quotes) for v in row["answers"])
        right, exact, note = _of_conflict(row, answer, told=told)
    elif not row["answerable"]:
        right, exact, note = not answer["answered"], False, "answered" if answer["answered"] else ""
    elif not answer["answered"]:
        right, exact, note = False, False, "declined"
    elif row["items"]:
        right, exact, note = _of_list(row, quotes)
    else:
        right, exact, note = _of_quote(row, answer["answer"])
    if row["items"] and row["complete"] is not None and right:
        complete = bool(answer["complete"]) == row["complete"]
    confidence = 0.0 if answer["confidence"] is None else float(answer["confidence"])
    cut = bool(answer["answered"]) and any(_is_cut(row, quoted) for quoted in _shown(row, answer))
    return Judgement(
        id=row["id"],
        kind=row["kind"],
        half=row["half"],
        answerable=row["answerable"],
        answered=bool(answer["answered"]),
        right=right,
        exact=exact,
        severe=bool(answer["answered"]) and not right and confidence >= SURE,
        cut=cut,
        confidence=confidence,
        told=told,
        complete=complete,
        note=note,
    )


def _shown(row: Row, answer: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """Return the quotes that count, with their citations: all where all are asked for, else the first."""
    answers = answer["answers"] or []
    if row["items"] or row["reason"] == "conflict":
        return answers
    return answers[:1]


def _quotes(row: Row, answer: Mapping[str, Any]) -> list[str]:
    """Return the quotes that count, each once."""
    first = [answer["answer"]] if answer["answer"] else []
    return list(dict.fromkeys(first + [quoted["answer"] for quoted in _shown(row, answer)]))


def _of_conflict(row: Row, answer: Mapping[str, Any], *, told: bool) -> tuple[bool, bool, str]:
    if told:
        return True, True, ""
    if not answer["answered"]:
        return False, False, "conflict shown in part" if answer["reason"] == "conflict" else "declined"
    if row["newer"] and says(answer["answer"], row["newer"]) and answer["reason"] is None:
        others = [value for value in row["answers"] if value != row["newer"]]
        return _of_quote({**row, "answers": [row["newer"]], "contains": [], "must_not": others}, answer["answer"])
    return False, False, "one side only"


def _of_list(row: Row, quotes: Sequence[str]) -> tuple[bool, bool, str]:
    missing = [item for item in row["items"] if not any(says(quote, item) for quote in quotes)]
    if missing:
        return False, False, f"without {'、'.join(missing)}"
    whole = {plain(answer) for answer in row["answers"]}
    foreign = [q for q in quotes if plain(q) not in whole and not any(says(q, item) for item in row["items"])]
    foreign += [wrong for wrong in row["must_not"] if any(says(quote, wrong) for quote in quotes)]
    if foreign:
        return False, False, f"foreign {'、'.join(foreign)}"
    room = max(LONGEST, LONGER * sum(map(len, row["items"])))
    if any(len(quote) > room and plain(quote) not in whole for quote in quotes):
        return False, False, "too long"
    parts = whole | {plain(item) for item in row["items"]}
    return True, all(plain(quote) in parts for quote in quotes), ""


def _of_quote(row: Row, quote: str) -> tuple[bool, bool, str]:
    said = plain(quote)
    if said in {plain(answer) for answer in row["answers"]}:
        return True, True, ""
    if any(says(quote, wrong) for wrong in row["must_not"]):
        return False, False, "says another's"
    whole = bool(row["contains"]) and all(says(quote, part) for part in row["contains"])
    if not whole and not any(says(quote, answer) for answer in row["answers"]):
        return False, False, "another quote"
    if len(quote.strip()) > max(LONGEST, LONGER * min(map(len, row["answers"]))):
        return False, False, "too long"
    ends = max(len(_SENTENCE_END.findall(fold(answer))) for answer in row["answers"])
    if "\n" in quote.strip() or len(_SENTENCE_END.findall(fold(quote.strip(_EDGES)))) > ends:
        return False, False, "over a sentence's end"
    return True, False, ""


def _is_cut(row: Row, quoted: Mapping[str, Any]) -> bool:
    """Return whether a quote's edge stands inside a value or a name, or the quote goes over the end of a line."""
    quote, citation = quoted["answer"], quoted["citation"]
    if "\n" in quote.strip():
        return True
    sentence = fold(_COLUMN.sub("|", citation["sentence"]))  # OS-2104：4 is a column and its value
    start = citation["start"] - citation["sentence_start"]
    end = start + len(quote)
    if not 0 <= start < end <= len(sentence):
        return False
    return any(_inside(sentence, edge, row["contains"]) for edge in (start, end))


def _inside(sentence: str, edge: int, names: Iterable[str]) -> bool:
    """Return whether an edge stands inside a number, a Latin word or code, or one of the names."""
    before, after = sentence[:edge], sentence[edge:]
    if before[-1:] in _NUMERALS and after[:1] in _NUMERALS and before and after:
        return True
    if re.search(r"[a-z0-9]\Z", before) and re.match(r"[a-z0-9]|[.,:][0-9]", after):
        return True
    if re.search(r"[0-9][.,:]\Z", before) and re.match(r"[0-9]", after):
        return True
    found = (match for name in names for match in re.finditer(re.escape(fold(name)), sentence))
    return any(match.start() < edge < match.end() for match in found)


# All of them together


def report(judgements: Sequence[Judgement]) -> dict[str, Any]:
    """Return the figures of all questions, of each half and of each kind: shares in [0, 1], or None of nothing."""
    halves = sorted({one.half for one in judgements})
    kinds = sorted({one.kind for one in judgements})
    return {
        "all": figures(judgements),
        "halves": {half: figures([one for one in judgements if one.half == half]) for half in halves},
        "kinds": {kind: figures([one for one in judgements if one.kind == kind]) for kind in kinds},
    }


def figures(judgements: Sequence[Judgement]) -> dict[str, Any]:
    """Return the figures of some questions."""
    answerable = [one for one in judgements if one.answerable]
    answered = [one for one in judgements if one.answered]
    return {
        "questions": len(judgements),
        "answerable": len(answerable),
        "right": _share(answerable, lambda one: one.right),
        "exact": _share(answerable, lambda one: one.exact),
        "declined": _share([one for one in judgements if not one.answerable], lambda one: not one.answered),
        "precision": _share(answered, lambda one: one.right),
        "coverage": _share(judgements, lambda one: one.answered),
        "severe": _share(judgements, lambda one: one.severe),
        "cut": sum(one.cut for one in judgements),
        "told": _share([one for one in judgements if one.told is not None], lambda one: bool(one.told)),
        "complete": _share([one for one in judgements if one.complete is not None], lambda one: bool(one.complete)),
        "calibration": calibration_error(answered),
    }


def _share(among: Sequence[Judgement], holds: Callable[[Judgement], bool]) -> float | None:
    return round(sum(holds(one) for one in among) / len(among), 4) if among else None


def calibration_error(answered: Sequence[Judgement]) -> float | None:
    """Return how far confidence and share right are apart, on average over ten bins of equal width by size."""
    if not answered:
        return None
    bins: dict[int, list[Judgement]] = {}
    for one in answered:
        bins.setdefault(min(BINS - 1, int(one.confidence * BINS)), []).append(one)
    apart = (abs(sum(one.confidence - one.right for one in members)) for members in bins.values())
    return round(sum(apart) / len(answered), 4)


def as_table(reported: Mapping[str, Any]) -> str:
    """Return a report as lines for a terminal."""
    rows = {"all": reported["all"], **reported["halves"], **reported["kinds"]}
    columns = list(reported["all"])
    lines = ["  ".join([f"{'':10}", *(f"{column[:10]:>10}" for column in columns)])]
    for name, row in rows.items():
        lines.append("  ".join([f"{name:10}", *(f"{_cell(row[column]):>10}" for column in columns)]))
    return "\n".join(lines)


def _cell(value: float | None) -> str:
    if value is None:
        return "–"
    return str(value) if isinstance(value, int) else f"{value:.3f}"
