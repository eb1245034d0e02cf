"""The answer schema as JSON: what the API returns and ``qa ask --json`` prints.

The models mirror the dataclasses of ``qa.answer`` field by field and are created from them; the other models of the
API are here too, so that every name in its JSON is defined in one file.
"""

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from embeddings.article import BlockKind
from embeddings.builds.manifest import Manifest
from embeddings.collection.records import StoreOutcome
from embeddings.index.filter import ArticleFilter
from embeddings.text.tags import LONGEST_TAG, MOST_TAGS
from qa.answer import Answer, Reason
from qa.conversation import MOST_TURNS, EarlierTurn
from qa.decide import Mode
from qa.query import LONGEST_QUESTION
from ui.jobs import JobState
from ui.people.feedback import Verdict
from ui.requests import request_id

LONGEST_ID = 100
LONGEST_NAME = 500  # characters of a title
LONGEST_ANSWER = 10_000  # characters of an earlier answer
MOST_IDS = 1000  # articles that a search is kept to

TagIn = Annotated[str, Field(min_length=1, max_length=LONGEST_TAG)]


class Wire(BaseModel):
    """Base class of models created from the attributes of dataclasses."""

    model_config = ConfigDict(from_attributes=True)


class CitationOut(Wire):
    """The source of a quote: characters ``start`` to ``end`` of the article, within its sentence."""

    article_id: str
    title: str
    url: str | None
    published: str | None
    start: int
    end: int
    sentence: str
    sentence_start: int
    sentence_end: int


class QuotedAnswerOut(Wire):
    """A verbatim quote with its confidence (``null`` as below) and how many passages say the same."""

    answer: str
    confidence: float | None
    citation: CitationOut
    support: int


class PassageOut(Wire):
    """A passage that was found, with its rank (from 1) in lexical and dense search."""

    article_id: str
    title: str
    start: int
    end: int
    text: str
    lexical_rank: int | None
    dense_rank: int | None
    context: list[str]


class AnswerOut(Wire):
    """The answer to one question, or the reason for none.

    ``confidence`` is ``null`` for a reader without calibration; ``warning``, otherwise ``null``, then says so.
    ``suggestion``, otherwise ``null``, is the corrected question if it is misspelled or pinyin; if it was all pinyin,
    ``question`` is the same, since that is what was asked. ``understood_as`` is the question completed from earlier
    turns, ``null`` if it was complete.
    """

    question: str
    answered: bool
    answer: str | None
    confidence: float | None
    reason: Reason | None
    citation: CitationOut | None
    answers: list[QuotedAnswerOut]
    complete: bool | None
    passages: list[PassageOut]
    build: str
    timings_ms: dict[str, float]
    warning: str | None = None
    suggestion: Annotated[str | None, Field(examples=["榕城市圖書館幾點開門？"])] = None
    understood_as: str | None = None
    request_id: str | None = None

    @classmethod
    def from_answer(cls, answer: Answer) -> "AnswerOut":
        """Return an answer in its JSON form."""
        return cls.model_validate(answer).model_copy(update={"request_id": request_id()})


class FilterIn(BaseModel):
    """Which articles are searched: of these ids, of these days (both included), with all of these tags.

    What is not given narrows nothing; an article without a day lies in no span of days.
    """

    article_ids: Annotated[list[str] | None, Field(max_length=MOST_IDS, examples=[None])] = None
    from_: Annotated[date | None, Field(alias="from", examples=["2024-01-01"])] = None
    to: Annotated[date | None, Field(examples=[None])] = None
    tags: Annotated[list[TagIn], Field(max_length=MOST_TAGS, examples=[[]])] = []

    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True)

    @property
    def within(self) -> ArticleFilter:
        """The filter as the search takes it."""
        ids = None if self.article_ids is None else frozenset(self.article_ids)
        return ArticleFilter(ids, day_in_words(self.from_), day_in_words(self.to), tuple(self.tags))


def day_in_words(day: date | None) -> str | None:
    """Return a day in ISO 8601, if there is one."""
    return None if day is None else day.isoformat()


class LookedOut(Wire):
    """The likeliest quotes so far, while passages are being read."""

    candidates: list[QuotedAnswerOut]


class EarlierTurnIn(BaseModel):
    """An earlier question, as typed or as understood, and its answer if it had one."""

    question: Annotated[str, Field(min_length=1, max_length=LONGEST_QUESTION)]
    answer: Annotated[str | None, Field(max_length=LONGEST_ANSWER)] = None


HISTORY = {"question": "雲澤市圖書館的館長是誰？", "answer": "沈若溪"}


class QuestionIn(FilterIn):
    """A question; ``mode`` overrides the configured one.

    ``history`` are the earlier turns, oldest first: a question that depends on them (那週末呢) is completed from
    them.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"question": "怎麼重建索引？", "mode": "balanced", "from": "2024-01-01", "tags": ["公告"]}]
        }
    )

    question: Annotated[str, Field(examples=["這則新聞是什麼時候發布的？"])]
    mode: Mode | None = None
    history: Annotated[list[EarlierTurnIn], Field(max_length=MOST_TURNS, examples=[[HISTORY]])] = []
    conversation: Annotated[str | None, Field(max_length=LONGEST_ID, examples=[None])] = None

    @property
    def turns(self) -> list[EarlierTurn]:
        """Return the history in the form that ``qa.conversation`` takes."""
        return [EarlierTurn(turn.question, turn.answer) for turn in self.history]


class SearchIn(FilterIn):
    """A search for passages, without reading them."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"question": "怎麼重建索引？", "limit": 3, "tags": ["公告"]}]}
    )

    question: str
    limit: Annotated[int, Field(ge=1, le=100)] = 10


class SearchOut(Wire):
    """The best passages for a question, best first."""

    question: str
    passages: list[PassageOut]
    build: str
    suggestion: str | None


NOTICE: dict[str, Any] = {"title": "公告", "text": "本館五月一日休館。", "published": "2024-04-20", "tags": ["公告"]}


class ArticleChangeIn(BaseModel):
    """An article as it is to be from now on, all of it: what is not given is not there any more."""

    model_config = ConfigDict(json_schema_extra={"examples": [{**NOTICE, "text": "本館五月二日休館。"}]})

    title: Annotated[str, Field(min_length=1, max_length=500)]
    text: Annotated[str, Field(min_length=1)]
    url: str | None = None
    published: str | None = None
    author: str | None = None
    tags: Annotated[list[TagIn], Field(max_length=MOST_TAGS)] = []


class ArticleIn(ArticleChangeIn):
    """An article to add. ``origin`` is a name chosen by the caller: an article with the same origin is replaced."""

    model_config = ConfigDict(json_schema_extra={"examples": [{**NOTICE, "origin": "notice-1"}]})

    origin: str | None = None


class ArticleSummaryOut(Wire):
    """An article of the collection without its text."""

    id: str
    title: str
    origin: str
    published: str | None
    characters: int
    tags: list[str]


class ArticlesOut(BaseModel):
    """A page of the articles; ``next`` is the cursor of the next page, if there is one."""

    items: list[ArticleSummaryOut]
    total: int
    next: str | None


class CellOut(Wire):
    """A value of a record with the name of its column: characters ``start`` to ``end``, equal if it is empty."""

    name: str
    start: int
    end: int


class BlockOut(Wire):
    """A part of an article: characters ``start`` to ``end``, its kind, and the cells of a record or entry."""

    kind: BlockKind
    start: int
    end: int
    level: int
    label: str
    cells: list[CellOut]
    key: int | None
    total: bool


class ArticleOut(Wire):
    """An article of the collection with its text, which every ``start`` and ``end`` refers to."""

    id: str
    title: str
    text: str
    origin: str
    url: str | None
    published: str | None
    author: str | None
    tags: list[str]
    blocks: list[BlockOut]


class TakenOut(Wire):
    """An article that is now in the collection: ``added``, ``changed``, or ``unchanged``.

    ``same_as`` is the name of the earlier article that it duplicates, if any.
    """

    id: str
    title: str
    outcome: StoreOutcome
    same_as: str | None


class RefusedOut(Wire):
    """A file that could not be read, and why."""

    origin: str
    reason: str


class IntakeOut(Wire):
    """What became of uploaded files."""

    taken: list[TakenOut]
    refused: list[RefusedOut]


class JobOut(Wire):
    """A rebuild that was started here: its progress, then its build or why it failed.

    ``rate`` is in items per second, ``seconds_left`` of the stage; ``null`` while unknown. ``changed`` says whether
    ``build`` is a new one, ``null`` until there is one.
    """

    id: str
    state: JobState
    stage: str
    done: int
    total: int
    rate: float | None
    seconds_left: float | None
    build: str | None
    changed: bool | None
    message: str | None
    problems: list[str]


class ChangesOut(Wire):
    """How many articles were added, changed, moved and removed since the previous build."""

    added: int
    changed: int
    moved: int
    removed: int


class BuildOut(Wire):
    """A finished build; ``live`` if it answers questions, ``published`` if it does or has done so."""

    id: str
    created: str
    articles: int
    passages: int
    reused_vectors: int
    changes: ChangesOut
    live: bool = False
    published: bool = False

    @classmethod
    def from_manifest(cls, manifest: Manifest, live: str | None, *, published: bool) -> "BuildOut":
        """Return a build in its JSON form; ``live`` is the id of the live build, if any."""
        return cls.model_validate(manifest).model_copy(update={"live": manifest.id == live, "published": published})


class BuildsOut(BaseModel):
    """A page of the finished builds, newest first; ``next`` is the cursor of the next page, if there is one."""

    items: list[BuildOut]
    total: int
    next: str | None


class JobsOut(BaseModel):
    """The latest rebuilds started here, newest first."""

    items: list[JobOut]
    total: int


class ConversationIn(BaseModel):
    """A conversation to begin; without a title it takes that of its first question."""

    title: Annotated[str, Field(max_length=LONGEST_NAME, examples=["圖書館的事"])] = ""

    model_config = ConfigDict(json_schema_extra={"examples": [{"title": "圖書館的事"}]})


class TitleIn(BaseModel):
    """Another title for a conversation."""

    title: Annotated[str, Field(min_length=1, max_length=LONGEST_NAME, examples=["圖書館的開放時間"])]

    model_config = ConfigDict(json_schema_extra={"examples": [{"title": "圖書館的開放時間"}]})


class ConversationSummaryOut(Wire):
    """A conversation without its turns, of which there are ``turns``; times are UTC."""

    id: str
    title: str
    created: str
    changed: str
    turns: int


class ConversationsOut(BaseModel):
    """A page of the conversations, the one last changed first; ``next`` is the cursor of the page after it, if any."""

    items: list[ConversationSummaryOut]
    total: int
    next: str | None


class KeptTurnOut(BaseModel):
    """A turn of a conversation: an answer, or in words why there is none.

    ``outdated`` says that an article it quotes has changed since, so that it should be asked again.
    """

    number: int
    asked: str
    question: str
    answer: AnswerOut | None
    error: str | None
    outdated: bool


class ConversationOut(ConversationSummaryOut):
    """A conversation with its turns, oldest first."""

    items: list[KeptTurnOut]


PLACE: JsonDict = {"article_id": "3f2a9c0d1e4b", "start": 20, "end": 25}


class PlaceIn(BaseModel):
    """Characters ``start`` to ``end`` of an article, as an answer's citation has them."""

    article_id: Annotated[str, Field(max_length=LONGEST_ID)]
    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=1)]

    model_config = ConfigDict(json_schema_extra={"examples": [PLACE]})


class FeedbackIn(BaseModel):
    """What somebody says of the answer to a question, which stands alone: where it leaned, as it was understood.

    ``quote`` is where the answer was quoted from, ``correct`` where the right one stands; ``no_answer`` says that the
    passage of the quote holds none.
    """

    question: Annotated[str, Field(min_length=1, max_length=LONGEST_QUESTION)]
    verdict: Verdict
    quote: PlaceIn | None = None
    correct: PlaceIn | None = None
    no_answer: bool = False

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"question": "怎麼重建索引？", "verdict": "wrong", "correct": PLACE}]}
    )


class FeedbackOut(BaseModel):
    """Feedback as it is kept; ``example`` tells whether there is an answer, or none, to learn from."""

    id: str
    question: str
    example: bool
