"""The one answer schema as JSON: what the API returns and ``qa ask --json`` prints.

The models mirror the dataclasses of ``qa.answer`` field by field and are made from them; the other
nouns of the API are here as well, so that every name on the wire is defined in one file.
"""

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

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
from ui.requests import request_id

LONGEST_ANSWER = 10_000  # characters of an earlier answer
MOST_IDS = 1000  # articles that a search is kept to

TagIn = Annotated[str, Field(min_length=1, max_length=LONGEST_TAG)]


class Wire(BaseModel):
    """A model that is read from the attributes of our own dataclasses."""

    model_config = ConfigDict(from_attributes=True)


class CitationOut(Wire):
    """Where a quote stands: characters ``start`` to ``end`` of the article, inside its sentence."""

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
    """One verbatim quote with its probability (``null`` as below) and how many passages say the same."""

    answer: str
    confidence: float | None
    citation: CitationOut
    support: int


class PassageOut(Wire):
    """A passage that was found, with its rank (from 1) in each leg."""

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

    ``confidence`` is ``null`` where the reader was never calibrated; ``warning``, else ``null``, then says so in words.
    ``suggestion``, else ``null``, is the question as it may have been meant, where it has slips or is pinyin; of a
    question that was all pinyin, ``question`` is the same: that is what was asked.
    ``understood_as`` is the question as completed from earlier turns, ``null`` where it stood alone.
    ``request_id`` is what the server's log knows the request by, ``null`` outside of a server.
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
        """Return the wire form of an answer."""
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
    """A question that was asked before, as typed or as it was understood, and its answer if there was one."""

    question: Annotated[str, Field(min_length=1, max_length=LONGEST_QUESTION)]
    answer: Annotated[str | None, Field(max_length=LONGEST_ANSWER)] = None


HISTORY = {"question": "雲澤市圖書館的館長是誰？", "answer": "沈若溪"}


class QuestionIn(FilterIn):
    """A question; ``mode`` overrides the server's own for this one question.

    ``history`` are the turns before it, oldest first: a question that leans on them (那週末呢) is completed from them.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"question": "怎麼重建索引？", "mode": "balanced", "from": "2024-01-01", "tags": ["公告"]}]
        }
    )

    question: Annotated[str, Field(examples=["這則新聞是什麼時候發布的？"])]
    mode: Mode | None = None
    history: Annotated[list[EarlierTurnIn], Field(max_length=MOST_TURNS, examples=[[HISTORY]])] = []

    @property
    def turns(self) -> list[EarlierTurn]:
        """The history as the conversation takes it."""
        return [EarlierTurn(turn.question, turn.answer) for turn in self.history]


class SearchIn(FilterIn):
    """A search for passages, without reading them."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"question": "怎麼重建索引？", "limit": 3, "tags": ["公告"]}]}
    )

    question: str
    limit: Annotated[int, Field(ge=1, le=100)] = 10


class SearchOut(Wire):
    """The passages nearest to a question, best first; ``suggestion`` is as in an answer."""

    question: str
    passages: list[PassageOut]
    build: str
    suggestion: str | None


NOTICE: dict[str, Any] = {"title": "公告", "text": "本館五月一日休館。", "published": "2024-04-20", "tags": ["公告"]}


class ArticleIn(BaseModel):
    """An article to add. ``origin`` is the caller's own name for it: the same origin replaces the article."""

    model_config = ConfigDict(json_schema_extra={"examples": [{**NOTICE, "origin": "notice-1"}]})

    title: Annotated[str, Field(min_length=1, max_length=500)]
    text: Annotated[str, Field(min_length=1)]
    url: str | None = None
    published: str | None = None
    author: str | None = None
    tags: Annotated[list[TagIn], Field(max_length=MOST_TAGS)] = []
    origin: str | None = None


class ArticleChangeIn(BaseModel):
    """An article as it is to be from now on, all of it: what is not given is not there any more."""

    model_config = ConfigDict(json_schema_extra={"examples": [{**NOTICE, "text": "本館五月二日休館。"}]})

    title: Annotated[str, Field(min_length=1, max_length=500)]
    text: Annotated[str, Field(min_length=1)]
    url: str | None = None
    published: str | None = None
    author: str | None = None
    tags: Annotated[list[TagIn], Field(max_length=MOST_TAGS)] = []


class ArticleSummaryOut(Wire):
    """An article of the collection without its text."""

    id: str
    title: str
    origin: str
    published: str | None
    characters: int
    tags: list[str]


class ArticlesOut(BaseModel):
    """A page of the articles; ``next`` is the cursor of the page after it, if there is one."""

    items: list[ArticleSummaryOut]
    total: int
    next: str | None


class CellOut(Wire):
    """A value of a record under the name of its column: characters ``start`` to ``end``, none where it is empty."""

    name: str
    start: int
    end: int


class BlockOut(Wire):
    """A part of an article: characters ``start`` to ``end``, what it is, and the cells of a record or entry."""

    kind: BlockKind
    start: int
    end: int
    level: int
    label: str
    cells: list[CellOut]
    key: int | None
    total: bool


class ArticleOut(Wire):
    """An article of the collection with its text: every ``start`` and ``end`` counts in it."""

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
    """An article that is now in the collection: ``added``, ``changed``, or ``unchanged`` since before.

    ``same_as`` is the name of an article that said the same before, if one did.
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
    """A rebuild that was started here: how far it is, then its build or why it failed.

    ``rate`` is articles or passages a second, ``seconds_left`` of the stage; ``null`` while they cannot be told.
    ``changed`` is whether ``build`` is another than before, ``null`` until there is one.
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
    """How many articles are new, other, elsewhere though the same, and gone since the build before."""

    added: int
    changed: int
    moved: int
    removed: int


class BuildOut(Wire):
    """A finished build; ``live`` is the one that answers, ``published`` one that does or did."""

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
        """Return the wire form of a build; ``live`` is the id of the one that answers, if any."""
        return cls.model_validate(manifest).model_copy(update={"live": manifest.id == live, "published": published})


class BuildsOut(BaseModel):
    """A page of the finished builds, newest first; ``next`` is the cursor of the page after it, if there is one."""

    items: list[BuildOut]
    total: int
    next: str | None


class JobsOut(BaseModel):
    """The latest rebuilds started here, newest first."""

    items: list[JobOut]
    total: int
