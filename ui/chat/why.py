"""「為什麼是這個答案」: what question and quote have in common, where passages were found, and how long it took."""

from collections.abc import Sequence

from embeddings.text.fold import fold
from embeddings.text.words import segment
from qa.anchors import find_anchors
from qa.query import ASKING
from ui.chat.markup import escaped
from ui.languages import say
from ui.schema import AnswerOut, PassageOut
from ui.wording import percent

STAGES = {"retrieve": "搜尋", "read": "閱讀", "decide": "判斷", "total": "共"}
SHOWN_PASSAGES = 5


def why(answer: AnswerOut) -> str:
    """Return why this is the answer, or why there is none, behind a line that opens it."""
    if not answer.passages:
        return ""
    rows = [*in_common(answer), *runners_up(answer), (say("花了多久"), timings(answer))]
    facts = "".join(f"<dt>{name}</dt><dd>{words}</dd>" for name, words in rows if words)
    return (
        '<details class="why"><summary>' + say("為什麼是這個答案") + "</summary>"
        f"<dl>{facts}</dl>{found(answer.passages[:SHOWN_PASSAGES])}</details>"
    )


def in_common(answer: AnswerOut) -> list[tuple[str, str]]:
    """Return the words and the names of the question that stand where the answer was found."""
    question = answer.understood_as or answer.question
    where = answer.passages[0].text if answer.citation is None else answer.citation.title + answer.citation.sentence
    words = matched_words(question, where)
    anchors = dict.fromkeys(question[anchor.start : anchor.end] for anchor in find_anchors(question))
    return [
        (say("問題與原文都有的詞"), say("、").join(map(escaped, words))),
        (say("問題指名的"), say("、").join(map(escaped, anchors))),
    ]


def matched_words(question: str, where: str) -> list[str]:
    """Return the words of a question that a text has, in either script, as the question writes them."""
    folded, at, found = fold(question), 0, []
    asking = {place for ask in ASKING.finditer(folded) for place in range(*ask.span())}
    for word in segment(folded):
        if len(word) > 1 and word in fold(where) and not asking & set(range(at, at + len(word))):
            found.append(question[at : at + len(word)])
        at += len(word)
    return list(dict.fromkeys(found))


def runners_up(answer: AnswerOut) -> list[tuple[str, str]]:
    """Return the next best answer, and how many passages say the same as the first."""
    first, others = answer.answers[:1], answer.answers[1:]
    best = runner_up(others[0].answer, others[0].confidence) if others else ""
    return [
        (say("說法一致的段落"), say("{} 處", first[0].support) if first else ""),
        (say("次好的答案"), best if answer.complete is None else ""),
    ]


def runner_up(words: str, confidence: float | None) -> str:
    """Return another answer and how sure it is."""
    return escaped(words) + ("" if confidence is None else say("（{}）", percent(confidence)))


def timings(answer: AnswerOut) -> str:
    """Return how long each stage took."""
    stages = ((say(STAGES.get(name, name)), spent) for name, spent in answer.timings_ms.items())
    return say("，").join(f"{stage} {milliseconds(spent)}" for stage, spent in stages)


def milliseconds(spent: float) -> str:
    """Return a time as it is shown."""
    return say("{} 毫秒", f"{spent:.0f}")


def found(passages: Sequence[PassageOut]) -> str:
    """Return which passages were read, and where each leg of the search had them."""
    rows = "".join(
        f"<tr><td>{escaped(one.title)}</td><td>{rank(one.lexical_rank)}</td><td>{rank(one.dense_rank)}</td></tr>"
        for one in passages
    )
    names = map(say, ("讀過的段落", "字詞搜尋", "語意搜尋"))
    head = "".join(f"<th scope=col>{name}</th>" for name in names)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def rank(number: int | None) -> str:
    """Return a rank, or that a leg did not find it."""
    return "—" if number is None else say("第 {}", number)
