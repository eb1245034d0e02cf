"""Answers as a chat completion says them, and chat messages as questions: pure functions on text.

A message is the quotes, each with the number of its citation, and below them where each stands. What is read back of
such a message, as an earlier turn, is the quote.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from embeddings.errors import QuestionError
from qa.answer import Answer, Citation, FoundPassage
from qa.conversation import MOST_TURNS, EarlierTurn
from qa.query import LONGEST_QUESTION
from ui.wording import REASONS, meant_line, understood_label

UNKNOWN = "不知道"
NEAREST = 3  # passages that are offered where there is no answer
_CITED = re.compile(r"^\[1\] 《", re.MULTILINE)
_MARK = re.compile(r"\[\d+\]$")
_ITEM = "- "
_UNDERSTOOD = understood_label("")


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation in a message: characters ``start`` to ``end`` of its text."""

    start: int
    end: int
    citation: Citation


@dataclass(frozen=True, slots=True)
class Message:
    """What an assistant says: its text, in the parts in which it is sent, and the citations in it."""

    parts: tuple[str, ...]
    cited: tuple[Cited, ...]

    @property
    def text(self) -> str:
        """The whole of it."""
        return "".join(self.parts)


def message_of(answer: Answer) -> Message:
    """Return an answer as a message."""
    opening = "" if answer.understood_as is None else f"{understood_label(answer.understood_as)}\n\n"
    meant = "" if answer.suggestion is None else f"\n\n{meant_line(answer.question, answer.suggestion)}"
    parts = [opening] if opening else []
    numbers = range(1, len(answer.answers) + 1)
    bullet = _ITEM if len(answer.answers) > 1 else ""
    quotes = [f"{bullet}{one.answer}[{number}]" for number, one in zip(numbers, answer.answers, strict=True)]
    if answer.reason is not None:
        parts.append(f"{UNKNOWN}。{REASONS[answer.reason]}")
    parts += ["\n" * bool(at or answer.reason) + quote for at, quote in enumerate(quotes)]
    if not quotes:
        parts += [_offered(passage) for passage in answer.passages[:NEAREST]]
    parts += [meant] if meant else []
    cited = []
    at = sum(map(len, parts))
    for number, one in zip(numbers, answer.answers, strict=True):
        between = "\n\n" if number == 1 else "\n"
        line = _cited_line(number, one.citation)
        cited.append(Cited(at + len(between), at + len(between) + len(line), one.citation))
        parts.append(between + line)
        at += len(between) + len(line)
    return Message(tuple(parts), tuple(cited))


def _cited_line(number: int, citation: Citation) -> str:
    """Return where a quote stands: 「[1] 《標題》，2024-03-15，第 20–25 字：「整句」」."""
    place = f"第 {citation.start}–{citation.end} 字"
    known = [f"《{_plain(citation.title)}》", citation.published, citation.url, place]
    return f"[{number}] {'，'.join(_plain(one) for one in known if one)}：「{_plain(citation.sentence)}」"


def _offered(passage: FoundPassage) -> str:
    return f"\n《{_plain(passage.title)}》{_plain(passage.text)[:80]}"


def _plain(text: str) -> str:
    """Return a text on one line."""
    return " ".join(text.split())


def quote_in(content: str) -> str | None:
    """Return the quote that a message of ours gives first, ``None`` where it gives none; other text as it is."""
    text = content.strip()
    if text.startswith(_UNDERSTOOD):
        text = text.partition("\n\n")[2]
    if text.startswith(UNKNOWN):
        return None
    cited = _CITED.search(text)
    first = text[: cited.start()].strip() if cited is not None else text
    if first.startswith(_ITEM):
        first = first.removeprefix(_ITEM).partition(f"\n{_ITEM}")[0]
    return _MARK.sub("", first.strip()) or None


def asked_in(messages: Sequence[tuple[str, str]]) -> tuple[str, list[EarlierTurn]]:
    """Return the question that a conversation ends with, and the turns before it, from (role, text) in order.

    Raises ``QuestionError`` if the last message of a user or assistant is not a user's.
    """
    said = [(role, text) for role, text in messages if role in ("user", "assistant")]
    if not said or said[-1][0] != "user":
        raise QuestionError("最後一則訊息要是使用者的問題：請在 messages 的最後放 role 為 user 的訊息。")
    turns: list[EarlierTurn] = []
    for role, text in said[:-1]:
        if role == "user":
            turns.append(EarlierTurn(text[:LONGEST_QUESTION], None))
        elif turns:
            turns[-1] = EarlierTurn(turns[-1].question, quote_in(text))
    return said[-1][1], [turn for turn in turns if turn.question.strip()][-MOST_TURNS:]
