"""The answer schema as JSON: what the API returns and ``qa ask --json`` prints.

The models mirror the dataclasses of ``qa.answer`` field by field and are created from them; the other models of the
API are here too, so that every name in its JSON is defined in one file.
"""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from embeddings.article import BlockKind
from embeddings.builds.manifest import Manifest
from embeddings.collection.records import StoreOutcome
from qa.answer import Answer, Reason
from qa.conversation import MOST_TURNS, EarlierTurn
from qa.decide import Mode
from qa.query import LONGEST_QUESTION
from ui.jobs import JobState

LONGEST_ANSWER = 10_000  # characters of an earlier answer


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

    @classmethod
    def from_answer(cls, answer: Answer) -> "AnswerOut":
        """Return an answer in its JSON form."""
        return cls.model_validate(answer)


class EarlierTurnIn(BaseModel):
    """An earlier question, as typed or as understood, and its answer if it had one."""

    question: Annotated[str, Field(min_length=1, max_length=LONGEST_QUESTION)]
    answer: Annotated[str | None, Field(max_length=LONGEST_ANSWER)] = None


HISTORY = {"question": "雲澤市圖書館的館長是誰？", "answer": "沈若溪"}


class QuestionIn(BaseModel):
    """A question; ``mode`` overrides the configured one.

    ``history`` are the earlier turns, oldest first: a question that depends on them (那週末呢) is completed from
    them.
    """

    question: Annotated[str, Field(examples=["這則新聞是什麼時候發布的？"])]
    mode: Mode | None = None
    history: Annotated[list[EarlierTurnIn], Field(max_length=MOST_TURNS, examples=[[HISTORY]])] = []

    @property
    def turns(self) -> list[EarlierTurn]:
        """Return the history in the form that ``qa.conversation`` takes."""
        return [EarlierTurn(turn.question, turn.answer) for turn in self.history]


class SearchIn(BaseModel):
    """A search for passages, without reading them."""

    question: str
    limit: Annotated[int, Field(ge=1, le=100)] = 10


class SearchOut(BaseModel):
    """The best passages for a question, best first."""

    question: str
    passages: list[PassageOut]


class ArticleIn(BaseModel):
    """An article to add. ``origin`` is a name chosen by the caller: an article with the same origin is replaced."""

    title: Annotated[str, Field(min_length=1, max_length=500)]
    text: Annotated[str, Field(min_length=1)]
    url: str | None = None
    published: str | None = None
    author: str | None = None
    origin: str | None = None


class ArticleSummaryOut(Wire):
    """An article of the collection without its text."""

    id: str
    title: str
    origin: str
    published: str | None
    characters: int


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
