"""Answers as chat messages, and chat messages as questions."""

import pytest

from embeddings.errors import QuestionError
from qa.answer import Answer, Citation, FoundPassage, QuotedAnswer, Reason
from qa.conversation import EarlierTurn
from ui.completion import asked_in, message_of, quote_in

SENTENCE = "3月15日，掌上書房\n正式開通。"


def quoted(words: str, start: int = 0) -> QuotedAnswer:
    citation = Citation("a1", "館訊", None, "2024-03-15", start, start + len(words), SENTENCE, 0, len(SENTENCE))
    return QuotedAnswer(words, 0.9, citation, 1)


def answer(*answers: QuotedAnswer, reason: Reason | None = None, **more: object) -> Answer:
    best = answers[0] if answers and reason is None else None
    known = {"question": "哪天開通？", "answered": best is not None, "reason": reason, "answers": answers}
    known |= {"answer": best.answer if best else None, "citation": best.citation if best else None}
    rest = {"confidence": 0.9, "complete": None, "passages": (), "build": "b", "timings_ms": {}}
    return Answer(**{**known, **rest, **more})


def test_a_message_is_the_quote_and_below_it_where_it_stands():
    message = message_of(answer(quoted("3月15日")))
    assert message.text == "3月15日[1]\n\n[1] 《館訊》，2024-03-15，第 0–5 字：「3月15日，掌上書房 正式開通。」"
    [cited] = message.cited
    assert message.text[cited.start : cited.end].startswith("[1] 《館訊》")
    assert cited.end == len(message.text)


def test_several_quotes_are_a_list_with_a_citation_each():
    message = message_of(answer(quoted("3月15日"), quoted("掌上書房", 6)))
    assert message.text.startswith("- 3月15日[1]\n- 掌上書房[2]\n\n[1] 《館訊》")
    assert [message.text[one.start : one.start + 3] for one in message.cited] == ["[1]", "[2]"]


def test_no_answer_says_why_and_what_is_near():
    near = FoundPassage("a1", "館訊", 0, 5, "掌上\n書房" * 50, 1, 1)
    message = message_of(answer(reason=Reason.NO_ANSWER, passages=(near,)))
    first, second = message.text.split("\n")
    assert first.startswith("不知道。找到了相關的段落")
    assert second.startswith("《館訊》掌上 書房")
    assert message.cited == ()


def test_a_conflict_shows_both_sides():
    message = message_of(answer(quoted("3月15日"), quoted("掌上書房", 6), reason=Reason.CONFLICT))
    assert message.text.startswith("不知道。不同的文章說法不一")
    assert "\n- 3月15日[1]\n- 掌上書房[2]\n\n[1] " in message.text


def test_what_was_understood_and_what_may_have_been_meant_are_said():
    message = message_of(answer(quoted("3月15日"), understood_as="掌上書房哪天開通？", suggestion="哪天開通呢？"))
    assert message.text.startswith("理解為：掌上書房哪天開通？\n\n3月15日[1]\n\n您是不是要問：哪天開通呢？\n\n[1] ")
    assert message.text == "".join(message.parts)


@pytest.mark.parametrize(
    ("given", "quote"),
    [
        (answer(quoted("3月15日")), "3月15日"),
        (answer(quoted("3月15日"), quoted("掌上書房")), "3月15日"),
        (answer(quoted("3月15日"), understood_as="掌上書房哪天開通？"), "3月15日"),
        (answer(reason=Reason.NO_ANSWER), None),
        (answer(quoted("3月15日"), quoted("掌上書房"), reason=Reason.CONFLICT), None),
    ],
)
def test_the_quote_is_read_back_of_a_message(given: Answer, quote: str | None):
    assert quote_in(message_of(given).text) == quote


def test_words_of_others_are_read_as_they_are():
    assert quote_in(" 大約是三月吧。 ") == "大約是三月吧。"
    assert quote_in("  ") is None


def test_messages_are_turns_and_the_last_is_the_question():
    said = [
        ("system", "你是助理。"),
        ("user", "掌上書房哪天開通？"),
        ("assistant", message_of(answer(quoted("3月15日"))).text),
        ("tool", "{}"),
        ("user", "收有多少冊？"),
        ("user", "那館長呢？"),
    ]
    turns = [EarlierTurn("掌上書房哪天開通？", "3月15日"), EarlierTurn("收有多少冊？", None)]
    assert asked_in(said) == ("那館長呢？", turns)


def test_of_a_long_conversation_the_latest_turns_count():
    said = [("user", f"第{number}題") for number in range(50)]
    question, turns = asked_in(said)
    assert (question, len(turns), turns[-1].question) == ("第49題", 20, "第48題")


@pytest.mark.parametrize("said", [[], [("system", "甲")], [("user", "甲"), ("assistant", "乙")]])
def test_without_a_question_at_the_end_there_is_nothing_to_answer(said: list[tuple[str, str]]):
    with pytest.raises(QuestionError):
        asked_in(said)
