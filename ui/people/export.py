"""A conversation as Markdown: what was asked and quoted is text in it, and never markup."""

import html
import re
from collections.abc import Sequence

from ui.people.conversations import ConversationSummary, KeptTurn
from ui.people.turns import Turn
from ui.schema import AnswerOut, QuotedAnswerOut
from ui.wording import REASONS, percent, understood_label

MARKUP = re.compile(r"([\\`*_{}\[\]()#+\-.!|~:@])")


def as_markdown(summary: ConversationSummary, turns: Sequence[KeptTurn]) -> str:
    """Return a conversation as a Markdown document."""
    head = f"# {text(summary.title)}\n\n{text(summary.created[:10])}，共 {len(turns)} 題\n"
    return "\n".join([head, *(asked(kept) for kept in turns)])


def asked(kept: KeptTurn) -> str:
    """Return a turn: the question as a heading, then what came of it."""
    return f"## {kept.number}\\. {text(kept.turn.question)}\n\n{reply(kept.turn)}"


def reply(turn: Turn) -> str:
    """Return what came of a question."""
    if turn.answer is None:
        return f"{text(turn.error or '')}\n"
    answer = turn.answer
    understood = "" if answer.understood_as is None else f"{text(understood_label(answer.understood_as))}\n\n"
    return understood + (found(answer) if answer.answered else unknown(answer))


def found(answer: AnswerOut) -> str:
    """Return an answer: its quote, or all of a list."""
    quotes = answer.answers if answer.complete is not None else answer.answers[:1]
    return "\n".join(quoted(one) for one in quotes)


def unknown(answer: AnswerOut) -> str:
    """Return 「不知道」 with its reason."""
    return f"**不知道**\n\n{text(REASONS[answer.reason]) if answer.reason is not None else ''}\n"


def quoted(one: QuotedAnswerOut) -> str:
    """Return a quote, how sure it is, its sentence, and where it stands."""
    citation = one.citation
    sure = "" if one.confidence is None else f"（{percent(one.confidence)}）"
    sentence = "\n".join(f"> {text(line)}" for line in citation.sentence.split("\n"))
    facts = [f"《{citation.title}》", citation.published, citation.url, f"第 {citation.start}–{citation.end} 字"]
    source = " · ".join(text(fact) for fact in facts if fact)
    return f"**{text(one.answer)}**{sure}\n\n{sentence}\n\n{source}\n"


def text(words: str) -> str:
    """Return words that a reader of Markdown shows as they are, in a line."""
    return MARKUP.sub(r"\\\1", html.escape(" ".join(words.split()), quote=False))
