"""OpenAI's chat completions: what is read of a request, and how an answer is streamed."""

import json
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from embeddings.article import Article
from embeddings.errors import NotFoundError, QuestionError
from qa.conversation import EarlierTurn
from qa.decide import Mode
from tests.fakes.assistant import FakeBuild, FakeLive, OverlapAssistant
from ui.api.completions import (
    LONGEST_MESSAGE,
    MODEL,
    MODES,
    CompletionIn,
    MessageIn,
    chunks,
    complete,
    get_model,
    list_models,
    mode_of,
    question_in,
)
from ui.completion import message_of
from ui.people.visitor import Visitor
from ui.settings import Settings
from ui.wiring import Services

TEXT = "雲澤市圖書館3月15日開放。館長沈若溪說歡迎。"
ARTICLE = Article("a-1", "圖書館", TEXT, "library.txt", None, "2024-03-15")
LINKED = Article("a-2", "渡輪", "渡輪每天8時開船，票價40元。", "ferry.txt", "https://a.example/ferry")
BASE = "http://here.example/qa/"
REQUEST = SimpleNamespace(base_url=BASE)


def asked(*messages, model=MODEL, **more):
    said = [{"role": role, "content": content} for role, content in messages]
    return CompletionIn.model_validate({"model": model, "messages": said, **more})


@pytest.fixture
def services(tmp_path):
    live = FakeLive(FakeBuild("build-1", (ARTICLE, LINKED)))
    return Services(Settings(data_dir=tmp_path / "data"), OverlapAssistant(live), live, None, None)


def completed(services, body):
    return complete(body, services, Visitor("甲"), REQUEST)


# What is read


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("幾點開？", "幾點開？"),
        (None, ""),
        ([], ""),
        ([{"type": "text", "text": "幾點"}, {"type": "text", "text": "開？"}], "幾點\n開？"),
        ([{"type": "image_url", "image_url": {"url": "x"}}, {"type": "text", "text": "這是什麼？"}], "這是什麼？"),
        ([{"type": "input_audio", "text": "不讀"}], ""),
    ],
)
def test_of_a_message_only_text_is_read(content, text):
    assert MessageIn(role="user", content=content).text == text


def test_the_last_message_is_the_question_and_the_ones_before_are_turns():
    body = asked(
        ("system", "你是助理"),
        ("user", "館長是誰？"),
        ("assistant", "沈若溪[1]\n\n[1] 《圖書館》"),
        ("user", "那電話呢？"),
    )
    question = question_in(body)
    assert question.question == "那電話呢？"
    assert question.turns == [EarlierTurn("館長是誰？", "沈若溪")]


@pytest.mark.parametrize(
    "messages",
    [[("assistant", "您好")], [("system", "你是助理")], [("user", "幾點？"), ("assistant", "八點")], [("tool", "{}")]],
)
def test_a_conversation_that_ends_with_no_question_is_refused(messages):
    with pytest.raises(QuestionError, match="messages"):
        question_in(asked(*messages))


@pytest.mark.parametrize(
    ("model", "mode"), [(MODEL, None), *((f"{MODEL}-{mode}", mode) for mode in Mode)], ids=lambda one: str(one)
)
def test_a_model_is_a_mode(model, mode):
    assert mode_of(model) is mode
    assert get_model(model).id == model
    assert model in [one.id for one in list_models().data]


@pytest.mark.parametrize("model", ["gpt-4", "", "QA-ZH", "qa-zh-", "qa-zh-strict ", "../qa-zh"])
def test_another_model_is_refused_with_those_that_there_are(model):
    with pytest.raises(NotFoundError) as refused:
        mode_of(model)
    assert all(name in str(refused.value) for name in MODES)


@pytest.mark.parametrize(
    "wrong",
    [
        {"messages": []},
        {"messages": "幾點？"},
        {"messages": [{"content": "沒有 role"}]},
        {"messages": [{"role": "user", "content": 7}]},
        {"messages": [{"role": "user", "content": "長" * (LONGEST_MESSAGE + 1)}]},
        {"n": 2},
        {"n": 0},
        {"conversation": "x" * 10_000},
        {"from": "tomorrow"},
        {"stream_options": "yes"},
    ],
)
def test_a_request_of_another_shape_is_refused(wrong):
    good = {"model": MODEL, "messages": [{"role": "user", "content": "幾點？"}]}
    assert CompletionIn.model_validate(good).stream is None
    with pytest.raises(ValidationError):
        CompletionIn.model_validate(good | wrong)


def test_what_openai_takes_besides_is_taken_and_has_no_effect():
    more = {"temperature": 2, "tools": [{"type": "function"}], "max_tokens": 1, "user": "x", "seed": 3, "n": 1}
    assert question_in(asked(("user", "幾點？"), **more)) == question_in(asked(("user", "幾點？")))


def test_the_articles_that_are_searched_are_named_beside_the_question(services):
    within = {"article_ids": ["a-2"], "from": "2024-01-01", "tags": []}
    question = question_in(asked(("user", "幾點？"), **within))
    assert (question.within.ids, question.within.first) == (frozenset({"a-2"}), "2024-01-01")


# What is replied


def test_a_completion_quotes_cites_and_has_the_whole_answer(services):
    done = completed(services, asked(("user", "雲澤市圖書館哪天開放")))
    [choice] = done.choices
    assert choice.message.content.startswith("3月15日[1]")
    assert done.answer.answer == "3月15日"
    [noted] = choice.message.annotations
    cited = choice.message.content[noted.url_citation.start_index : noted.url_citation.end_index]
    assert cited.startswith("[1] 《圖書館》")
    assert TEXT[noted.article.start : noted.article.end] == "3月15日"
    assert noted.article.sentence in TEXT
    assert (done.object, done.model, choice.finish_reason) == ("chat.completion", MODEL, "stop")


def test_an_article_without_an_address_has_the_one_it_has_here_and_others_their_own(services):
    here, own = (
        completed(services, asked(("user", question))).choices[0].message.annotations[0].url_citation.url
        for question in ("雲澤市圖書館哪天開放", "渡輪每天幾時開船")
    )
    assert here == f"{BASE}api/v1/articles/a-1"
    assert own == "https://a.example/ferry"


def test_what_was_read_and_said_is_counted_in_characters(services):
    done = completed(services, asked(("system", "四個字呀"), ("user", "雲澤市圖書館哪天開放")))
    assert done.usage.prompt_tokens == 4 + 10
    assert done.usage.completion_tokens == len(done.choices[0].message.content)
    assert done.usage.total_tokens == done.usage.prompt_tokens + done.usage.completion_tokens


def test_no_answer_is_said_without_a_citation(services):
    done = completed(services, asked(("user", "阿基米德")))
    assert done.choices[0].message.content.startswith("不知道")
    assert done.choices[0].message.annotations == []
    assert not done.answer.answered


def test_every_completion_has_an_id_of_its_own(services):
    body = asked(("user", "雲澤市圖書館哪天開放"))
    ids = {completed(services, body).id for _ in range(5)}
    assert len(ids) == 5
    assert all(one.startswith("chatcmpl-") for one in ids)


# Streams


def streamed(services, question="雲澤市圖書館哪天開放", *, usage=False):
    """Return the completion and the events that it is streamed as, read as JSON; the last is the mark of the end."""
    done = completed(services, asked(("user", question)))
    message = message_of(services.ask(question))
    *events, end = chunks(done, message, usage=usage)
    assert end.data == "[DONE]"
    return done, [json.loads(event.data) for event in events]


@pytest.mark.parametrize("question", ["雲澤市圖書館哪天開放", "阿基米德"])
def test_the_parts_of_a_stream_are_the_message(services, question):
    done, events = streamed(services, question)
    deltas = [event["choices"][0]["delta"] for event in events]
    assert "".join(delta.get("content", "") for delta in deltas) == done.choices[0].message.content
    assert deltas[0] == {"role": "assistant", "content": ""}
    assert deltas[-1] == {}
    assert [event["choices"][0]["finish_reason"] for event in events][-1] == "stop"
    assert {event["choices"][0]["finish_reason"] for event in events[:-1]} == {None}


def test_every_part_has_the_head_of_its_completion(services):
    done, events = streamed(services)
    assert {(event["id"], event["created"], event["model"]) for event in events} == {
        (done.id, done.created, done.model)
    }
    assert {event["object"] for event in events} == {"chat.completion.chunk"}


def test_citations_come_in_a_part_of_their_own_and_the_answer_with_the_end(services):
    done, events = streamed(services)
    [noted] = [
        event["choices"][0]["delta"]["annotations"] for event in events if "annotations" in str(event["choices"])
    ]
    assert noted == [one.model_dump(mode="json") for one in done.choices[0].message.annotations]
    assert [event["answer"]["answer"] for event in events if "answer" in event] == ["3月15日"]
    assert "answer" in events[-1]


@pytest.mark.parametrize("usage", [True, False])
def test_how_much_it_was_comes_last_and_only_if_it_is_asked_for(services, usage):
    done, events = streamed(services, usage=usage)
    told = [event for event in events if "usage" in event]
    assert len(told) == int(usage)
    if usage:
        assert events[-1] == told[0]
        assert (told[0]["choices"], told[0]["usage"]["total_tokens"]) == ([], done.usage.total_tokens)


def test_a_stream_is_an_event_stream(services):
    response = completed(services, asked(("user", "雲澤市圖書館哪天開放"), stream=True, stream_options={}))
    assert response.media_type == "text/event-stream"


@settings(deadline=None, max_examples=80)
@given(
    st.lists(
        st.tuples(st.sampled_from(["user", "assistant", "system", "tool"]), st.text(max_size=40)),
        min_size=1,
        max_size=8,
    )
)
def test_messages_of_any_words_are_a_question_or_refused(messages):
    try:
        question = question_in(asked(*messages))
    except QuestionError:
        spoken = [role for role, _ in messages if role in ("user", "assistant")]
        assert not spoken or spoken[-1] == "assistant"
        return
    assert question.question == [text for role, text in messages if role == "user"][-1]
    assert all(turn.question.strip() for turn in question.turns)
