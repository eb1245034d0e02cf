"""The OpenAI-compatible routes, asked by the client that OpenAI publishes."""

from collections.abc import Iterator

import pytest

from embeddings.progress import ignore
from tests.fakes.services import shipped_settings
from tests.fakes.serving import serving
from ui.app import create_app
from ui.rebuild import rebuild
from ui.wiring import open_services

openai = pytest.importorskip("openai")

QUESTION = {"role": "user", "content": "掌上書房哪天開通？"}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    settings = shipped_settings(tmp_path_factory.mktemp("openai"))
    rebuild(settings, ignore)
    with serving(create_app(open_services(settings))) as address:
        yield address


@pytest.fixture
def client(address: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0) as client:
        yield client


def test_the_models_are_the_modes(client: openai.OpenAI) -> None:
    names = [model.id for model in client.models.list()]
    assert names == ["qa-zh", "qa-zh-strict", "qa-zh-balanced", "qa-zh-loose"]
    assert client.models.retrieve("qa-zh-loose").owned_by == "qa-zh"


def test_an_answer_is_a_completion_with_its_citation(client: openai.OpenAI, address: str) -> None:
    done = client.chat.completions.create(model="qa-zh", messages=[QUESTION])
    [choice] = done.choices
    assert choice.message.content.startswith("3月15日[1]\n\n[1] 《雲澤市圖書館開通掌上書房》，2024-03-15，")
    assert choice.finish_reason == "stop"
    [noted] = choice.message.annotations
    shown = noted.url_citation
    assert (shown.title, shown.url) == ("雲澤市圖書館開通掌上書房", "https://example.com/library")
    assert choice.message.content[shown.start_index : shown.end_index].startswith("[1] 《")
    assert done.usage.total_tokens == len(QUESTION["content"]) + len(choice.message.content)
    answer = done.model_extra["answer"]
    assert (answer["answer"], answer["citation"]["article_id"]) == (
        "3月15日",
        noted.model_extra["article"]["article_id"],
    )


def test_an_article_without_an_address_is_cited_by_the_one_it_has_here(client: openai.OpenAI, address: str) -> None:
    asked = {"role": "user", "content": "海嶼電器的客服電話是多少？"}
    [noted] = client.chat.completions.create(model="qa-zh", messages=[asked]).choices[0].message.annotations
    assert noted.url_citation.url.startswith(f"{address}/api/v1/articles/")


def test_a_stream_says_the_same_in_parts(client: openai.OpenAI) -> None:
    whole = client.chat.completions.create(model="qa-zh", messages=[QUESTION]).choices[0].message
    options = {"include_usage": True}
    *parts, last = client.chat.completions.create(
        model="qa-zh", messages=[QUESTION], stream=True, stream_options=options
    )
    deltas = [part.choices[0].delta for part in parts]
    assert deltas[0].role == "assistant"
    assert "".join(delta.content or "" for delta in deltas) == whole.content
    assert len([delta for delta in deltas if delta.content]) > 1
    [noted] = [delta.model_extra["annotations"] for delta in deltas if "annotations" in (delta.model_extra or {})]
    assert noted[0]["url_citation"] == whole.annotations[0].url_citation.model_dump()
    assert [part.choices[0].finish_reason for part in parts][-2:] == [None, "stop"]
    assert (last.choices, last.usage.completion_tokens) == ([], len(whole.content))


def test_earlier_messages_are_the_turns_of_the_conversation(client: openai.OpenAI) -> None:
    said = [{"role": "system", "content": "請用中文回答。"}, {"role": "user", "content": "掌上書房收有多少冊電子書？"}]
    first = client.chat.completions.create(model="qa-zh", messages=said)
    said += [{"role": "assistant", "content": first.choices[0].message.content}]
    said += [{"role": "user", "content": [{"type": "text", "text": "哪天開通？"}]}]
    done = client.chat.completions.create(model="qa-zh", messages=said)
    assert done.model_extra["answer"]["understood_as"] == "掌上書房哪天開通？"
    assert done.choices[0].message.content.startswith("理解為：掌上書房哪天開通？\n\n3月15日[1]")


def test_not_knowing_is_said(client: openai.OpenAI) -> None:
    asked = {"role": "user", "content": "阿基米德生於何時？"}
    message = client.chat.completions.create(model="qa-zh-strict", messages=[asked], temperature=0.7).choices[0].message
    assert message.content.startswith("不知道。")
    assert message.annotations == []


def test_a_filter_goes_into_the_extra_body(client: openai.OpenAI) -> None:
    done = client.chat.completions.create(model="qa-zh", messages=[QUESTION], extra_body={"from": "2025-01-01"})
    assert done.model_extra["answer"]["passages"] == []


def test_errors_are_those_that_the_client_knows(client: openai.OpenAI) -> None:
    with pytest.raises(openai.NotFoundError) as missing:
        client.chat.completions.create(model="gpt-4o", messages=[QUESTION])
    assert missing.value.code == "model_not_found"
    assert "qa-zh" in missing.value.message
    with pytest.raises(openai.UnprocessableEntityError) as empty:
        client.chat.completions.create(model="qa-zh", messages=[{"role": "user", "content": " "}])
    assert "問題是空的" in empty.value.message
    with pytest.raises(openai.UnprocessableEntityError) as misshapen:
        client.chat.completions.create(model="qa-zh", messages=[QUESTION], n=3)
    assert misshapen.value.param == "n"
    with pytest.raises(openai.NotFoundError):
        client.embeddings.create(model="qa-zh", input="甲")
