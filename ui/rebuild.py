"""The rebuild operation: read the articles folder, make a build, check it, publish it, remove the oldest.

The live build answers throughout, and stays if nothing has changed or the new one does not pass.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from embeddings.builds.make import build
from embeddings.builds.manifest import Manifest, digest_of
from embeddings.builds.opened import OpenBuild
from embeddings.builds.publish import Builds
from embeddings.collection.records import Collection
from embeddings.collection.sync import read_again, sync_folder
from embeddings.errors import BuildError, InputError
from embeddings.formats.load import Refusal
from embeddings.progress import Report
from qa.golden import Counted, Examiner, compare
from qa.squad import read_squad
from ui.settings import Settings
from ui.wiring import live_id, open_builds, open_collection, open_encoder, open_pipeline


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """The build that is live now, whether it is another than before, and the files that could not be read.

    ``golden`` is how many golden questions were compared, ``None`` if there are none or there was no build before.
    """

    manifest: Manifest
    changed: bool
    problems: tuple[Refusal, ...]
    golden: Counted | None = None


def tell_nobody(rebuilt: Rebuilt) -> None:
    """Tell nobody that a build is live."""


def rebuild(settings: Settings, report: Report, tell: Callable[[Rebuilt], None] = tell_nobody) -> Rebuilt:
    """Return what a rebuild came to; raise ``BuildError`` if nothing could be published, ``BusyError`` beside another.

    Without any change the live build stays, and no other is made. ``tell`` is told as soon as the build is live:
    removing the oldest takes a while, and whoever ends the rebuild meanwhile must know which build answers.
    """
    builds = open_builds(settings, open_encoder(settings))
    with builds.writing(), open_collection(settings) as collection, ThreadPoolExecutor(1) as beside:
        previous = beside.submit(live_or_none, builds)  # its files are hashed while the folder is read
        problems = read_folder(settings, collection, report)
        live = previous.result()
        manifest = made_from(collection, builds, live, report)
        changed = live is None or manifest.id != live.id
        try:
            golden = publish(settings, builds, live, manifest, report) if changed else None
            builds.tombstones.show_again([id_ for id_ in builds.tombstones.ids() if collection.has(id_)])
            rebuilt = Rebuilt(manifest, changed, tuple(problems), golden)
            tell(rebuilt)
        finally:  # builds that are kept but not published must not pile up either
            if live_id(builds) is not None:
                builds.prune(settings.keep_builds)
    return rebuilt


def read_folder(settings: Settings, collection: Collection, report: Report) -> Sequence[Refusal]:
    """Bring the collection in line with the articles folder and return what could not be read.

    Files that were sent are read once more if the program reads them otherwise than it did.
    """
    refused = read_again(collection, report)
    if settings.articles_dir.is_dir():
        refused += sync_folder(collection, settings.articles_dir, report).problems
    return refused


def made_from(collection: Collection, builds: Builds, live: OpenBuild | None, report: Report) -> Manifest:
    """Return the build of the collection as it is at one moment: the live one, one made already, or a new one."""
    with collection.snapshot():
        digest = digest_of(collection.hashes())
        if live is not None and live.manifest.collection_digest == digest:
            return live.manifest
        return finished_build(builds, digest) or build(collection, builds, previous=live, report=report)


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


def publish(
    settings: Settings, builds: Builds, live: OpenBuild | None, made: Manifest, report: Report
) -> Counted | None:
    """Publish a new build if its golden questions let it, and return how many there were to compare.

    Raise ``BuildError`` if they do not, or if their file cannot be used: what guards publishing is never left out.
    """
    golden = None
    if live is not None and settings.golden_path.is_file():
        try:
            pipeline = open_pipeline(settings, builds.recipe.encoder)
            examiner = Examiner(read_squad(settings.golden_path), pipeline)
            golden = compare(examiner, live, builds.open(made.id, thorough=False), report)
        except InputError as error:
            raise BuildError(
                f"新的索引 {made.id} 建好了，但黃金題不能用，無法檢查，所以沒有啟用，原來的索引照常使用：{error}"
                f"請修正 {settings.golden_path}，或把它移走，再執行 `qa rebuild`。"
            ) from error
    builds.publish(made.id, just_made=True)
    return golden


def live_or_none(builds: Builds) -> OpenBuild | None:
    """Return the live build, its files hashed, if there is one that a new build can carry over."""
    try:
        return builds.open_live(thorough=True)
    except BuildError:
        return None


def is_current(collection: Collection, build: OpenBuild) -> bool:
    """Return whether a build was made from the articles as they are now."""
    return digest_of(collection.hashes()) == build.manifest.collection_digest
