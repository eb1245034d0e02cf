"""The rebuild operation: synchronise with the articles folder, make a build, check it, publish it, prune old ones.

The live build answers throughout, and stays if nothing has changed or the new build fails its checks.
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
    """The result of a rebuild: the build now live, whether it is a new one, and the files that could not be read.

    ``golden`` is how many golden questions were compared, ``None`` if there are none or there was no build before.
    """

    manifest: Manifest
    changed: bool
    problems: tuple[Refusal, ...]
    golden: Counted | None = None


def tell_nobody(rebuilt: Rebuilt) -> None:
    """Ignore that a build is live."""


def rebuild(settings: Settings, report: Report, tell: Callable[[Rebuilt], None] = tell_nobody) -> Rebuilt:
    """Return the result of a rebuild; raise ``BuildError`` if nothing could be published, ``BusyError`` if one runs.

    If nothing has changed the live build stays, and no other is made. ``tell`` is called as soon as the build is
    live: pruning takes a while, and whoever cancels meanwhile must know which build answers.
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
        finally:  # unpublished builds must not accumulate either
            if live_id(builds) is not None:
                builds.prune(settings.keep_builds)
    return rebuilt


def read_folder(settings: Settings, collection: Collection, report: Report) -> Sequence[Refusal]:
    """Synchronise the collection with the articles folder and return what could not be read.

    Uploaded files are read again if the parser's version has changed.
    """
    refused = read_again(collection, report)
    if settings.articles_dir.is_dir():
        refused += sync_folder(collection, settings.articles_dir, report).problems
    return refused


def made_from(collection: Collection, builds: Builds, live: OpenBuild | None, report: Report) -> Manifest:
    """Return a build of the collection's current snapshot: the live one, an existing one, or a new one."""
    with collection.snapshot():
        digest = digest_of(collection.hashes())
        if live is not None and live.manifest.collection_digest == digest:
            return live.manifest
        return finished_build(builds, digest) or build(collection, builds, previous=live, report=report)


def finished_build(builds: Builds, digest: str) -> Manifest | None:
    """Return the newest build if it has exactly these articles and is valid.

    It was not published because it was interrupted, or held back by its golden questions; or it was rolled back from.
    """
    made = next(iter(builds.manifests()), None)
    if made is None or made.collection_digest != digest:
        return None
    try:
        return builds.open(made.id, thorough=True).manifest
    except BuildError:  # damaged, or made by another version: a new one is made
        return None


def publish(
    settings: Settings, builds: Builds, live: OpenBuild | None, made: Manifest, report: Report
) -> Counted | None:
    """Publish a new build if it passes its golden questions, and return how many were compared.

    Raises ``BuildError`` if it does not pass, or if the questions' file is unreadable: the check is never skipped.
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
    """Return the live build, its files hashed, if there is one that a new build can start from."""
    try:
        return builds.open_live(thorough=True)
    except BuildError:
        return None


def is_current(collection: Collection, build: OpenBuild) -> bool:
    """Return whether a build was made from the current articles."""
    return digest_of(collection.hashes()) == build.manifest.collection_digest
