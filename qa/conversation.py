"""Follow-up questions: a question that depends on earlier turns is rewritten to be complete; any other is unchanged.

Rules over words and anchors cover three kinds: a pronoun (它, 他, 該公司, 那裡) refers to something mentioned or
answered; 那…呢 asks the last question about another date, clause, role, product or attribute; and a question without
a subject (幾點開門) takes the last one. In doubt a question is left unchanged.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from embeddings.text.fold import fold
from qa.again import asked_again, is_sure, other_of, with_asking
from qa.anchors import Anchor, AnchorKind, find_anchors
from qa.asking import QuestionType, question_type
from qa.frame import Frame, core_of, frame_of, words_of
from qa.leaning import ASKS, is_attribute, is_covered, is_elliptical, listed
from qa.pronouns import NAME_LENGTH, PERSONAL, antecedent, find_pronoun
from qa.script import in_script_of
from qa.values import Kind

MOST_TURNS = 20  # turns that a request may contain
LOOKED_AT = 3  # latest turns that a question may refer to
LONGEST_LEANING = 40  # characters; a longer question is complete
LONGEST_COMPLETED = 200
_IDLE = re.compile("谢|多谢|感谢|你好|您好|嗨|哈|早安|好[的吧了]|了解|知道|明白|再见|ok|hi|hello")


@dataclass(frozen=True, slots=True)
class EarlierTurn:
    """An earlier question and its answer, ``None`` if it had none."""

    question: str
    answer: str | None = None


def lean(question: str, turns: Sequence[EarlierTurn]) -> str | None:
    """Return a question completed from earlier turns, oldest first, or ``None`` if it is complete.

    Earlier questions that were incomplete are completed first.
    """
    known: list[EarlierTurn] = []
    for turn in turns[-MOST_TURNS:]:
        asked = _visible(turn.question)
        completed = _completed(asked, known[-LOOKED_AT:])
        known.append(EarlierTurn(asked if completed is None else completed, _visible(turn.answer or "")))
    return _completed(_visible(question), known[-LOOKED_AT:])


def _visible(text: str) -> str:
    """Return a text with a plain space for each other blank and each that is not seen (controls, lone surrogates)."""
    return "".join(character if character.isprintable() else " " for character in text).strip()


def _completed(question: str, turns: Sequence[EarlierTurn]) -> str | None:
    """Return a question completed from the latest turn that can complete it, or ``None``."""
    core = core_of(question) if turns and len(question) <= LONGEST_LEANING else ""
    for turn in reversed(turns if core else ()):
        if len(turn.question) > LONGEST_COMPLETED or _asks_nothing(fold(turn.question)):
            continue
        found = _completed_from(question, core, frame_of(turn.question), turn.answer or "")
        if found is not None and fold(found) != fold(core):
            marked = f"{found}{question[-1]}" if question[-1] in "?？" else found
            return in_script_of(in_script_of(marked, turn.question), question)
    return None


def _asks_nothing(folded: str) -> bool:
    return folded == "" or (_IDLE.match(folded) is not None and ASKS.search(folded) is None)


def _completed_from(question: str, core: str, frame: Frame, answer: str) -> str | None:
    """Return the core of a question completed from one turn, or ``None``."""
    folded = fold(core)
    words, anchors = words_of(folded), find_anchors(core)
    pronoun = find_pronoun(folded, words, anchors)
    if pronoun is not None:
        named = antecedent(pronoun, folded, frame, answer)
        if named:
            return with_asking(core[: pronoun.start] + named + core[pronoun.end :])
        if not folded.startswith("该"):  # which may mean "should"
            return None
    other = other_of(question, folded)
    if other is not None:
        return asked_again(core[slice(*other)], frame, sure=is_sure(question, folded))
    clause = next((one for one in anchors if one.start == 0 and _is_clause(one)), None)
    if clause is not None:
        return _of_the_same_text(core, clause, frame)
    names_same = frame.named != "" and fold(frame.named) in folded
    if names_same or not is_elliptical(folded, words, anchors, frame.said_words):
        return None
    return _with_subject(core, folded, frame, answer)


def _is_clause(anchor: Anchor) -> bool:
    return anchor.value is not None and anchor.value.kind is Kind.CLAUSE


def _of_the_same_text(core: str, clause: Anchor, frame: Frame) -> str | None:
    """Return a question for a clause only, completed with the document of the last question's clause; or ``None``."""
    behind = fold(core)[clause.end :]
    last = next((one.start for one in frame.anchors if _is_clause(one)), 0)
    return frame.text[:last] + core if last and is_covered(behind, words_of(behind)) else None


# Questions without a subject

_BARE = re.compile("(?:在|要|是)?(?:哪里|哪儿|什么地方|何处|几点|什么时候|何时|哪一?天|为什么|为何|怎么样?)")
_ADVERBIAL = re.compile("(?:在|于)?(?:哪里|哪儿|什么地方|何处|几点|什么时候|何时|哪一?天|为什么|为何|怎么)(?=[^的]{2})")


def _with_subject(core: str, folded: str, frame: Frame, answer: str) -> str | None:
    """Return a question without a subject completed by the last one's, or ``None``."""
    asked = _ADVERBIAL.search(frame.folded, frame.said)
    if _BARE.fullmatch(folded) and asked is not None and frame.subject[0] < frame.subject[1]:
        return frame.replaced(asked.span(), core)
    by_answer = frame.subject == (0, 0) and (
        frame.folded.startswith("哪")
        or (question_type(frame.text) is QuestionType.WHO and PERSONAL.search(folded) is not None)
    )
    subject = answer if by_answer and 0 < len(answer) <= NAME_LENGTH else _subject_for(folded, frame)
    if not subject:
        return None
    of = "的" if next((True for name in listed("about") if folded.startswith(name)), False) else ""
    return f"{subject}{of}{with_asking(core)}"


def _subject_for(folded: str, frame: Frame) -> str:
    attribute = frame.folded[slice(*frame.attribute)]
    role = any(one.kind is AnchorKind.ROLE and one.end == frame.subject[1] for one in frame.anchors)
    whole = role and PERSONAL.search(folded) is not None
    if frame.topic[0] < frame.topic[1] and (is_attribute(attribute) or (role and not whole)):
        return frame.of(frame.topic)
    return frame.of(frame.subject) or frame.of(frame.topic)
