"""The one composition root: it opens the parts and passes them to one another; nobody else constructs them.

Reading this file needs neither a web framework nor PyTorch; models other than the shipped ones are imported
when a setting asks for them.
"""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from embeddings.build import Progress, build
from embeddings.chunk import CHUNKER, chunk
from embeddings.collection import Collection
from embeddings.encoder import Encoder
from embeddings.errors import BuildError, NoBuildError
from embeddings.load import Problem
from embeddings.manifest import Manifest, Recipe, digest_of
from embeddings.masks import Masks
from embeddings.publish import Builds, LiveBuild, OpenBuild
from embeddings.static import StaticEncoder
from embeddings.sync import read_again, sync_folder
from qa.answer import Answer, FoundPassage
from qa.assistant import Assistant
from qa.decide import Decision, Mode
from qa.evaluate import evaluate_reading, evaluate_search, read_squad
from qa.golden import Examiner, compare
from qa.read.cached import CachedReader
from qa.read.reader import OnnxReader, Reader
from ui.jobs import BuildJobs
from ui.settings import CHECKOUT, Settings

# stage, done, total (0 while it cannot be known)
Report = Callable[[str, int, int], None]

EVALUATING = "evaluate"  # the one stage of an evaluation
TRAINING = "train"  # the one stage of training further
EXAMINING = "golden"  # the stage after those of a build: the golden questions
READING = "read"  # the stage before those of a build: the articles folder


@dataclass(frozen=True, slots=True)
class Services:
    """The parts of a running assistant, as the faces use them."""

    settings: Settings
    assistant: Assistant
    live: LiveBuild
    builds: Builds
    jobs: BuildJobs

    def ask(self, question: str, mode: Mode | None = None) -> Answer:
        """Return the answer to a question, in the mode that is set unless another is given."""
        return self.assistant.ask(question, self.settings.mode if mode is None else mode)

    def search(self, question: str, limit: int) -> list[FoundPassage]:
        """Return the passages nearest to a question, best first."""
        return self.assistant.search(question, limit)

    def collection(self) -> Collection:
        """Return the articles of record, to be closed after use."""
        return Collection.open(self.settings.collection_path)


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """The build that is live now, whether it is another than before, and the files that could not be read."""

    manifest: Manifest
    changed: bool
    problems: tuple[Problem, ...]


def open_services(settings: Settings) -> Services:
    """Return the parts of a running assistant. That no build exists shows when a question is asked."""
    encoder = open_encoder(settings)
    builds = open_builds(settings, encoder)
    live = LiveBuild(builds)
    assistant = Assistant(live.current, encoder, CachedReader(open_reader(settings)), Decision.from_file())
    return Services(settings, assistant, live, builds, BuildJobs(environment_of(settings)))


def open_encoder(settings: Settings) -> Encoder:
    """Return the shipped encoder, or the one that is set: a folder of the same kind, or any other model."""
    if settings.encoder is None:
        return StaticEncoder.from_folder()
    folder = Path(settings.encoder)
    if (folder / "terms.txt").is_file():
        return StaticEncoder.from_folder(folder)
    from embeddings.sentence import SentenceTransformerEncoder  # PyTorch: only for those who ask for it

    return SentenceTransformerEncoder.from_name(settings.encoder)


def open_reader(settings: Settings) -> Reader:
    """Return the shipped reader, or the one that is set: a folder of the same kind, or any other model."""
    if settings.reader is None:
        return OnnxReader.from_folder(threads=settings.threads)
    folder = Path(settings.reader)
    if (folder / "reader.json").is_file():
        return OnnxReader.from_folder(folder, threads=settings.threads)
    from qa.read.pretrained import PretrainedReader  # PyTorch: only for those who ask for it

    return PretrainedReader.from_name(settings.reader)


def open_builds(settings: Settings, encoder: Encoder) -> Builds:
    """Return the builds of the data folder, to be made and opened with an encoder."""
    workers = settings.threads if isinstance(encoder, StaticEncoder) else 0
    return Builds(settings.builds_dir, Recipe(encoder, chunk, CHUNKER, workers))


def rebuild(settings: Settings, report: Report) -> Rebuilt:
    """Read the articles folder anew, make a build, publish it and remove the oldest builds.

    The live build answers until the new one has passed every check, and stays if nothing has changed. Raises
    ``BusyError`` beside another writer.
    """
    builds = open_builds(settings, open_encoder(settings))
    with (
        builds.writing(),
        Collection.open(settings.collection_path) as collection,
        ThreadPoolExecutor(1) as beside,
    ):
        previous = beside.submit(live_or_none, builds)  # its files are hashed while the folder is read
        problems = read_folder(settings, collection, report)
        live = previous.result()
        with collection.snapshot():
            digest = digest_of(collection.hashes())
            if live is not None and live.manifest.collection_digest == digest:
                manifest = live.manifest
            else:
                made = finished_build(builds, digest)
                manifest = made or build(collection, builds, previous=live, progress=partial(tell, report))
        if live is None or manifest.id != live.id:
            try:
                check_golden(settings, builds, live, manifest, report)
                builds.publish(manifest.id, just_made=True)
            finally:
                if live_id(builds) is not None:  # builds that are kept but not published must not pile up either
                    builds.prune(settings.keep_builds)
        show_again(builds, collection)
    return Rebuilt(manifest, live is None or manifest.id != live.id, tuple(problems))


def finished_build(builds: Builds, digest: str) -> Manifest | None:
    """Return the newest build if it is of these very articles and sound.

    It was ended before it was published, held back by its golden questions, or rolled back from.
    """
    made = next(iter(builds.manifests()), None)
    if made is None or made.collection_digest != digest:
        return None
    try:
        return builds.open(made.id, thorough=True).manifest
    except BuildError:  # damaged, or made by another version: another is made in its place
        return None


def show_again(builds: Builds, collection: Collection) -> None:
    """Hide no longer the articles that were removed at once and have since been added again."""
    masks = Masks(builds.folder)
    masks.show_again([id_ for id_ in masks.ids() if collection.has(id_)])


def check_golden(settings: Settings, builds: Builds, live: OpenBuild | None, made: Manifest, report: Report) -> None:
    """Raise ``BuildError`` if there are golden questions that a new build answers worse than the live one."""
    if live is None or not settings.golden_path.is_file():
        return
    dataset = read_squad(settings.golden_path)
    examiner = Examiner(dataset, builds.recipe.encoder, open_reader(settings), Decision.from_file())
    compare(examiner, live, builds.open(made.id, thorough=False), partial(report, EXAMINING))


def read_folder(settings: Settings, collection: Collection, report: Report) -> Sequence[Problem]:
    """Bring the collection in line with the articles folder and return what could not be read.

    Files that were sent are read once more if the program reads them otherwise than it did.
    """
    progress = partial(report, READING)
    problems = read_again(collection, progress)
    if settings.articles_dir.is_dir():
        problems += sync_folder(collection, settings.articles_dir, progress).problems
    return problems


def tell(report: Report, progress: Progress) -> None:
    """Pass on how far a build is."""
    report(progress.stage.value, progress.done, progress.total or 0)


def live_or_none(builds: Builds) -> OpenBuild | None:
    """Return the live build, its files hashed, if there is one that a new build can carry over."""
    try:
        return builds.open_live(thorough=True)
    except BuildError:
        return None


def live_id(builds: Builds) -> str | None:
    """Return the id of the published build, or ``None`` before the first."""
    try:
        return builds.current_id()
    except NoBuildError:
        return None


def is_current(services: Services, build: OpenBuild, report: Report) -> bool:
    """Return whether a build was made from the articles as they are now, the folder read anew."""
    with services.collection() as collection:
        read_folder(services.settings, collection, report)
        return digest_of(collection.hashes()) == build.manifest.collection_digest


def evaluate(settings: Settings, file: Path, report: Report, *, reading: bool) -> dict[str, object]:
    """Return the measures of the models on a file of questions, reading alone or the whole line."""
    dataset = read_squad(file)
    reader = open_reader(settings)
    progress = partial(report, EVALUATING)
    if reading:
        return evaluate_reading(dataset, reader, progress)
    return evaluate_search(dataset, open_encoder(settings), reader, Decision.from_file(), progress)


def environment_of(settings: Settings) -> dict[str, str]:
    """Return the environment in which another process has the same settings and finds the same code."""
    given = settings.model_dump(mode="json", exclude_none=True)
    names = {f"QA_{name.upper()}": str(value) for name, value in given.items()}
    places = [str(CHECKOUT), os.environ.get("PYTHONPATH", "")]
    return {**os.environ, **names, "PYTHONPATH": os.pathsep.join(filter(None, places))}
