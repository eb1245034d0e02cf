"""The composition root: opens the parts and passes them to one another. Nothing else constructs them.

This module imports neither a web framework nor PyTorch; models other than the shipped ones are imported when a
setting selects them.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from embeddings.article import Article
from embeddings.builds.live import LiveBuild
from embeddings.builds.publish import Builds
from embeddings.builds.recipe import Recipe
from embeddings.builds.tombstones import Tombstones
from embeddings.collection.records import Collection
from embeddings.encoders.protocol import Encoder
from embeddings.encoders.static import StaticEncoder
from embeddings.encoders.transformer import HALVES, TransformerEncoder
from embeddings.errors import BuildError, ModelError, NoBuildError, NotFoundError
from embeddings.index.embedded import EmbeddedEngine
from embeddings.index.filter import EVERYTHING, ArticleFilter
from embeddings.index.milvus.engine import MilvusEngine
from embeddings.index.store import Engine
from qa.answer import Answer, Found, Looked
from qa.assistant import Assistant
from qa.calibration import decision_for
from qa.conversation import EarlierTurn, lean
from qa.decide import Mode
from qa.own_words import OwnWords
from qa.pipeline import Pipeline
from qa.query import parse_question
from qa.read.cached import CachedReader
from qa.read.reader import OnnxReader, Reader
from ui.answerers import Answerers, Answering
from ui.jobs import EVALUATE, BuildJobs, examined
from ui.people.conversations import Conversations
from ui.people.exams import Exams
from ui.people.feedback import Feedback
from ui.settings import CHECKOUT, STATIC, Settings


def nothing_remembered() -> tuple[int, int]:
    """Return that no passage has been read."""
    return 0, 0


def nothing_to_stop() -> None:
    """Do nothing: what answers runs in this process."""


def ignored(answer: Answer) -> None:
    """Do nothing with an answer."""


@dataclass(frozen=True, slots=True)
class Services:
    """The parts of a running assistant, as the user interfaces use them."""

    settings: Settings
    assistant: Answering
    live: LiveBuild
    builds: Builds
    jobs: BuildJobs
    reader: str = ""  # the fingerprint of the one that is set
    remembered: Callable[[], tuple[int, int]] = nothing_remembered  # passages that were read before, and that were not
    examining: BuildJobs = field(default_factory=lambda: BuildJobs({}, ["false"]))  # evaluations
    heard: Callable[[Answer], None] = ignored  # is told every answer
    stop: Callable[[], None] = nothing_to_stop  # ends what answers

    def ask(
        self,
        question: str,
        mode: Mode | None = None,
        history: Sequence[EarlierTurn] = (),
        within: ArticleFilter = EVERYTHING,
    ) -> Answer:
        """Return the answer to a question, in the configured mode by default.

        A question that depends on earlier turns is completed from them first; the answer says how.
        """
        mode = self.settings.mode if mode is None else mode
        completed = lean(question, history)
        answer = self.assistant.ask(question if completed is None else completed, mode, within)
        self.heard(answer)
        return _as_asked(answer, question, completed)

    def steps(
        self,
        question: str,
        mode: Mode | None = None,
        history: Sequence[EarlierTurn] = (),
        within: ArticleFilter = EVERYTHING,
    ) -> Iterator[Found | Looked | Answer]:
        """Yield what is known of the answer that ``ask`` returns, as it comes about, and that answer at the end."""
        mode = self.settings.mode if mode is None else mode
        completed = lean(question, history)
        for step in self.assistant.steps(question if completed is None else completed, mode, within):
            if isinstance(step, Answer):
                self.heard(step)
                step = _as_asked(step, question, completed)
            yield step

    def search(self, question: str, limit: int, within: ArticleFilter = EVERYTHING) -> Found:
        """Return the best passages for a question, best first."""
        return self.assistant.search(question, limit, within)

    def collection(self) -> Collection:
        """Return the opened collection; the caller closes it."""
        return open_collection(self.settings)

    def conversations(self, person: str) -> Conversations:
        """Return the conversations of a person, to be closed after use."""
        return Conversations.open(self.settings.people_path, person)

    def exams(self) -> Exams:
        """Return what evaluations came to, to be closed after use."""
        return Exams.open(self.settings.people_path)

    def feedback(self, person: str) -> Feedback:
        """Return what a person says of answers, to be closed after use."""
        return Feedback.open(self.settings.people_path, person)


def _as_asked(answer: Answer, question: str, completed: str | None) -> Answer:
    """Return an answer with the question as it was asked, and as it was completed, if it was."""
    if completed is None:
        return answer
    return replace(answer, question=parse_question(question).text, understood_as=completed)


def open_services(settings: Settings) -> Services:
    """Return the parts of a running assistant. A missing build raises only when a question is asked."""
    pipeline = open_pipeline(settings)
    builds = open_builds(settings, pipeline.encoder)
    live = LiveBuild(builds)
    assistant, counts = assistant_of(settings, pipeline, live)
    fingerprint = pipeline.reader.fingerprint
    return Services(
        settings, assistant, live, builds, open_jobs(settings, builds), fingerprint, counts, open_exams(settings)
    )


def open_shared_services(settings: Settings) -> Services:
    """Return the parts of an assistant that answers in ``settings.workers`` processes beside this one."""
    builds = open_builds(settings, open_encoder(settings))
    each = settings.model_copy(update={"threads": max(1, settings.threads // settings.workers)})
    answerers = Answerers(open_assistant, each, settings.workers)
    jobs, examining = open_jobs(settings, builds), open_exams(settings)
    services = Services(settings, answerers, LiveBuild(builds), builds, jobs, examining=examining)
    return replace(services, remembered=answerers.remembered, stop=answerers.close)


def open_assistant(settings: Settings) -> tuple[Assistant, Callable[[], tuple[int, int]]]:
    """Return what answers in a process of its own, from what is published, and what it remembers."""
    pipeline = open_pipeline(settings)
    return assistant_of(settings, pipeline, LiveBuild(open_builds(settings, pipeline.encoder)))


def assistant_of(
    settings: Settings, pipeline: Pipeline, live: LiveBuild
) -> tuple[Assistant, Callable[[], tuple[int, int]]]:
    """Return what answers from a live build, and what it remembers."""
    reader = pipeline.reader
    counts = (lambda: (reader.hits, reader.misses)) if isinstance(reader, CachedReader) else nothing_remembered
    return Assistant(live.current, pipeline, OwnWords(settings.synonyms_path).synonyms), counts


def open_exams(settings: Settings) -> BuildJobs:
    """Return the manager of evaluations in another process."""
    return BuildJobs(environment_of(settings), EVALUATE, ending=examined)


def open_pipeline(settings: Settings, encoder: Encoder | None = None) -> Pipeline:
    """Return the configured models and their decision model, with a cache of what was read.

    ``encoder`` is the configured one, if already open.
    """
    reader = CachedReader(open_reader(settings))
    folder = None if settings.reader is None else Path(settings.reader)
    encoder = open_encoder(settings) if encoder is None else encoder
    return Pipeline(encoder, reader, decision_for(reader.fingerprint, folder))


def open_encoder(settings: Settings) -> Encoder:
    """Return the configured encoder: the shipped one, the fast one, a folder of either kind, or any other model."""
    if settings.encoder is None:
        return TransformerEncoder.from_folder(threads=settings.threads)
    if settings.encoder == STATIC:
        return StaticEncoder.from_folder()
    folder = Path(settings.encoder)
    if (folder / HALVES[0]).is_file():
        return TransformerEncoder.from_folder(folder, threads=settings.threads)
    if (folder / "terms.txt").is_file():
        return StaticEncoder.from_folder(folder)
    # PyTorch takes seconds to import: only if such a model is configured.
    with models_installed():
        from embeddings.encoders.sentence_transformers import SentenceTransformerEncoder

    return SentenceTransformerEncoder.from_name(settings.encoder)


def open_reader(settings: Settings) -> Reader:
    """Return the configured reader: the shipped one, a folder of the same kind, or any other model."""
    if settings.reader is None:
        return OnnxReader.from_folder(threads=settings.threads)
    folder = Path(settings.reader)
    if (folder / "reader.json").is_file():
        return OnnxReader.from_folder(folder, threads=settings.threads)
    with models_installed():
        from qa.read.pretrained import PretrainedReader  # PyTorch, as above

    return PretrainedReader.from_name(settings.reader)


@contextmanager
def models_installed() -> Iterator[None]:
    """Say in plain words what to install where a model needs a library that is not there."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise ModelError(
            f"別的模型要用的套件沒有安裝（{error.name}）：請在專案資料夾執行 `.venv/bin/pip install -e '.[models]'`，"
            "或不設定 QA_ENCODER、QA_READER，使用內附的模型。"
        ) from error


def open_builds(settings: Settings, encoder: Encoder) -> Builds:
    """Return the builds in the data folder, to be made and opened with an encoder."""
    workers = settings.threads if isinstance(encoder, StaticEncoder) else 0
    recipe = Recipe(encoder, workers, engine=open_engine(settings))
    return Builds(settings.builds_dir, recipe, open_tombstones(settings))


def open_engine(settings: Settings) -> Engine:
    """Return the engine of the configured passage store. A server is connected to when first needed."""
    return EmbeddedEngine() if settings.milvus is None else MilvusEngine(settings.milvus)


def word_problems(settings: Settings) -> tuple[str, ...]:
    """Return the problems in the user's own synonyms, each with what to do about it."""
    return OwnWords(settings.synonyms_path).problems


def open_jobs(settings: Settings, builds: Builds) -> BuildJobs:
    """Return the manager of rebuilds in another process."""
    return BuildJobs(environment_of(settings), live=lambda: live_id(builds))


def live_id(builds: Builds) -> str | None:
    """Return the id of the published build, or ``None`` if there is none yet."""
    try:
        return builds.current_id()
    except NoBuildError:
        return None


def live_articles(services: Services) -> Callable[[str], Article | None]:
    """Return what gives an article of the live build by its id, ``None`` where there is none (any more).

    Each is read once.
    """

    @cache
    def article_of(article_id: str) -> Article | None:
        try:
            return services.live.current().article(article_id)
        except (NotFoundError, BuildError):
            return None

    return article_of


def open_collection(settings: Settings) -> Collection:
    """Return the opened collection, which the caller closes; raise ``SourceError`` if the file is not ours."""
    return Collection.open(settings.collection_path)


def open_tombstones(settings: Settings) -> Tombstones:
    """Return the hidden articles of the data folder, which need no encoder to be opened."""
    return Tombstones(settings.embedded_dir)


def environment_of(settings: Settings) -> dict[str, str]:
    """Return the environment that gives another process the same settings and code."""
    given = settings.model_dump(mode="json", exclude_none=True)
    names = {f"QA_{name.upper()}": str(value) for name, value in given.items()}
    places = [str(CHECKOUT), os.environ.get("PYTHONPATH", "")]
    return {**os.environ, **names, "PYTHONPATH": os.pathsep.join(filter(None, places))}
