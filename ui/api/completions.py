"""The part of OpenAI's API by which its clients ask: models and chat completions, with citations as annotations.

What OpenAI's own takes besides (temperature, tools…) is accepted and has no effect: an answer is a quote. Errors are
shaped as its clients expect.
"""

import json
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel, ConfigDict, Field
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.responses import Response

from embeddings.errors import NotFoundError
from embeddings.index.filter import ArticleFilter
from qa.conversation import EarlierTurn
from qa.decide import Mode
from ui.api.dependencies import LONGEST_WAIT, ServicesOf, VisitorOf
from ui.completion import Cited, Message, asked_in, message_of
from ui.people.asking import answer_to
from ui.schema import LONGEST_ID, AnswerOut, FilterIn

router = APIRouter(prefix="/v1", tags=["OpenAI 相容"])

MODEL = "qa-zh"
MODES: Mapping[str, Mode | None] = {MODEL: None, **{f"{MODEL}-{mode}": mode for mode in Mode}}
OWNER = "qa-zh"
LONGEST_MESSAGE = 100_000  # characters


ModelName = Annotated[str, Path(description="模型的名稱。", examples=[MODEL])]


class ModelOut(BaseModel):
    """A model that can be asked."""

    id: str
    object: Literal["model"] = "model"
    created: int = 0
    owned_by: str = OWNER


class ModelsOut(BaseModel):
    """The models that can be asked: one in the server's own mode, and one for each mode."""

    object: Literal["list"] = "list"
    data: list[ModelOut]


class PartIn(BaseModel):
    """A part of a message; only the text of text parts is read."""

    type: str
    text: Annotated[str, Field(max_length=LONGEST_MESSAGE)] = ""


class MessageIn(BaseModel):
    """A message of the conversation; those of other roles than user and assistant say nothing to a quote."""

    role: str
    content: Annotated[str, Field(max_length=LONGEST_MESSAGE)] | list[PartIn] | None = None

    @property
    def text(self) -> str:
        """What the message says."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.type == "text")
        return self.content or ""


class StreamOptionsIn(BaseModel):
    """What a stream tells besides."""

    include_usage: bool | None = None


class CompletionIn(FilterIn):
    """A conversation that ends with a question. The fields of the filter and ``conversation`` are of our own."""

    model: Annotated[str, Field(examples=[MODEL])]
    messages: Annotated[
        list[MessageIn],
        Field(min_length=1, max_length=1000, examples=[[{"role": "user", "content": "怎麼重建索引？"}]]),
    ]
    stream: bool | None = None
    stream_options: StreamOptionsIn | None = None
    n: Annotated[int | None, Field(ge=1, le=1)] = None
    conversation: Annotated[str | None, Field(max_length=LONGEST_ID, examples=[None])] = None

    model_config = ConfigDict(
        extra="ignore",
        json_schema_extra={
            "examples": [{"model": MODEL, "messages": [{"role": "user", "content": "怎麼重建索引？"}], "tags": []}]
        },
    )


class UrlCitationOut(BaseModel):
    """Characters ``start_index`` to ``end_index`` of the message cite an article."""

    start_index: int
    end_index: int
    title: str
    url: str


class PlaceOut(BaseModel):
    """Where the quote stands: characters ``start`` to ``end`` of the article."""

    article_id: str
    start: int
    end: int
    sentence: str


class AnnotationOut(BaseModel):
    """A citation; ``article`` is of our own."""

    type: Literal["url_citation"] = "url_citation"
    url_citation: UrlCitationOut
    article: PlaceOut


class MessageOut(BaseModel):
    """What the assistant says."""

    role: Literal["assistant"] = "assistant"
    content: str
    refusal: None = None
    annotations: list[AnnotationOut]


class ChoiceOut(BaseModel):
    """The one answer."""

    index: int = 0
    message: MessageOut
    logprobs: None = None
    finish_reason: Literal["stop"] = "stop"


class UsageOut(BaseModel):
    """How much was read and said, in characters: there are no tokens here."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class CompletionOut(BaseModel):
    """An answer as a chat completion; ``answer`` is the same as ``POST /api/v1/answer`` gives it."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str
    choices: list[ChoiceOut]
    usage: UsageOut
    answer: AnswerOut


@router.get("/models", summary="列出模型")
def list_models() -> ModelsOut:
    """qa-zh 照伺服器的設定回答；其他幾個是各種嚴格程度。"""
    return ModelsOut(data=[ModelOut(id=name) for name in MODES])


@router.get("/models/{model}", summary="查看模型")
def get_model(model: ModelName) -> ModelOut:
    """查看一個模型。"""
    mode_of(model)
    return ModelOut(id=model)


@router.post("/chat/completions", summary="對話補完", response_model=CompletionOut)
def complete(
    body: CompletionIn, services: ServicesOf, visitor: VisitorOf, request: Request
) -> CompletionOut | Response:
    """以 OpenAI 的格式提問：最後一則 user 訊息是問題，之前的訊息是先前的問答。

    出處在訊息裡，也在 annotations；answer 是與 POST /api/v1/answer 相同的完整答案。stream 為 true 時逐段送出。
    article_ids、from、to、tags 限定在哪些文章裡找，conversation 是留在伺服器的對話（用戶端放在 extra_body）；
    用 conversation 時只送這一題，先前的問答由伺服器記得。
    """
    answer = answer_to(services, visitor.person, question_in(body))
    message = message_of(answer)
    asked = sum(len(one.text) for one in body.messages)
    said = len(message.text)
    done = CompletionOut(
        id=f"chatcmpl-{uuid.uuid4().hex}",
        created=int(time.time()),
        model=body.model,
        choices=[ChoiceOut(message=MessageOut(content=message.text, annotations=annotations(message, request)))],
        usage=UsageOut(prompt_tokens=asked, completion_tokens=said, total_tokens=asked + said),
        answer=AnswerOut.from_answer(answer),
    )
    if not body.stream:
        return done
    usage = body.stream_options is not None and bool(body.stream_options.include_usage)
    return EventSourceResponse(chunks(done, message, usage=usage), sep="\n", shutdown_grace_period=LONGEST_WAIT)


@dataclass(frozen=True, slots=True)
class Question:
    """The question that a completion asks."""

    question: str
    mode: Mode | None
    turns: Sequence[EarlierTurn]
    within: ArticleFilter
    conversation: str | None


def question_in(body: CompletionIn) -> Question:
    """Return the question of a completion; raise ``InputError`` if there is none."""
    mode = mode_of(body.model)
    question, turns = asked_in([(message.role, message.text) for message in body.messages])
    return Question(question, mode, turns, body.within, body.conversation)


def mode_of(model: str) -> Mode | None:
    """Return the mode that a model stands for; raise ``NotFoundError`` for one that is none."""
    if model not in MODES:
        raise NotFoundError(f"沒有「{model}」這個模型：請用 {'、'.join(MODES)} 其中之一。")
    return MODES[model]


def annotations(message: Message, request: Request) -> list[AnnotationOut]:
    """Return the citations of a message as annotations."""
    return [annotation(cited, str(request.base_url)) for cited in message.cited]


def annotation(cited: Cited, base: str) -> AnnotationOut:
    """Return a citation; an article without an address of its own has the one it has here."""
    citation = cited.citation
    url = citation.url or f"{base}api/v1/articles/{citation.article_id}"
    shown = UrlCitationOut(start_index=cited.start, end_index=cited.end, title=citation.title, url=url)
    place = PlaceOut(article_id=citation.article_id, start=citation.start, end=citation.end, sentence=citation.sentence)
    return AnnotationOut(url_citation=shown, article=place)


def chunks(done: CompletionOut, message: Message, *, usage: bool) -> Iterator[ServerSentEvent]:
    """Yield a completion as OpenAI streams it: the message in parts, its annotations, its end, and how much it was."""
    head = {"id": done.id, "object": "chat.completion.chunk", "created": done.created, "model": done.model}

    def chunk(delta: dict[str, Any], finish: str | None = None, **more: object) -> ServerSentEvent:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return ServerSentEvent(dumped({**head, "choices": [choice], **more}))

    yield chunk({"role": "assistant", "content": ""})
    for part in message.parts:
        yield chunk({"content": part})
    noted = [one.model_dump(mode="json") for one in done.choices[0].message.annotations]
    if noted:
        yield chunk({"annotations": noted})
    yield chunk({}, "stop", answer=done.answer.model_dump(mode="json"))
    if usage:
        yield ServerSentEvent(dumped({**head, "choices": [], "usage": done.usage.model_dump()}))
    yield ServerSentEvent("[DONE]")


def dumped(value: object) -> str:
    """Return a value as JSON on one line."""
    return json.dumps(value, ensure_ascii=False)
