"""A collection → a build: chunked, encoded, indexed, verified, and only then given its name.

Everything is written into a folder whose name begins with a dot. A crash at any moment leaves only that folder, from
which the next build takes the finished vectors before it removes it. If the previous build has the same recipe, its
parts are copied, and only changed articles are chunked, encoded and indexed.
"""

import errno
import hashlib
import os
import shutil
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Protocol

from embeddings.article import Article
from embeddings.builds.durable import sync_folder
from embeddings.builds.encode import JOURNAL, Journal, PassageEncoder, content_key, read_journals
from embeddings.builds.manifest import (
    FORMAT,
    Changes,
    Manifest,
    check_recipe,
    digest_of,
    file_records,
    fold_fingerprint,
    write_manifest,
)
from embeddings.builds.opened import OpenBuild
from embeddings.builds.publish import PARTIAL, Builds
from embeddings.builds.recipe import Recipe
from embeddings.builds.verify import problems
from embeddings.errors import BuildError, FingerprintError, StoreDownError
from embeddings.index.articles import ArticleFile, ArticleWriter
from embeddings.index.parts import ARTICLES
from embeddings.index.store import PassageStore, Place
from embeddings.progress import Progress, Report, Stage, ignore
from embeddings.text.structure import structured_article

WORTH_WORKERS = 5000  # new passages from which on worker processes are started
MOST_REMOVED = 0.2  # share of removed passages from which on the postings are rewritten
FULL = {errno.ENOSPC, errno.EDQUOT}
SPARE_BYTES = 1 << 20  # free bytes below which a disk counts as full
FAILURES = (OSError, RuntimeError, ValueError, sqlite3.Error)  # how the libraries report a full disk

Check = Callable[[OpenBuild], list[str]]
"""Looks at a finished build and returns what is wrong with it, in Chinese."""


class Articles(Protocol):
    """The source of a build's articles: the collection, or any other."""

    def hashes(self) -> Mapping[str, str]:
        """Return a content hash of each article by its id, in the order of ids."""

    def get(self, article_id: str) -> Article:
        """Return the article with that id, or raise ``NotFoundError``."""


def build(
    articles: Articles,
    builds: Builds,
    *,
    previous: OpenBuild | None = None,
    report: Report = ignore,
    checks: Sequence[Check] = (),
) -> Manifest:
    """Make a build of articles and return its manifest.

    It is finished and verified but not published. Everything unchanged is carried over from ``previous``; if its
    recipe differs, at least the vectors of equal passages are. Raises ``BuildError`` for an empty collection, a
    failed check or a full disk, and ``BusyError`` if another process is writing.
    """
    with _explained(builds.folder), builds.writing():
        leftovers = list(builds.folder.glob(PARTIAL.format("*")))
        hashes = articles.hashes()
        build_id = new_id(digest_of(hashes))
        with _partial(builds, build_id) as folder:
            maker = _Maker(folder, builds.recipe, previous, leftovers, report)
            manifest, first = maker.make(articles, hashes, build_id)
            fresh = partial(problems, first=first)
            _verify(folder, builds.recipe, (fresh, *checks), report, manifest.passages)
            _finish(folder, builds.folder / build_id)
        for leftover in leftovers:
            builds.discard(leftover)
    return manifest


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    """Turn the errors of a full disk, which every library reports in its own way, into ``BuildError``."""
    try:
        yield
    except FAILURES as error:
        if not _is_full(error, folder):
            raise
        raise BuildError(
            f"磁碟空間不足，索引沒有建成，原來的索引不受影響：請清出 {folder} 所在磁碟的空間，再執行 `qa rebuild`。"
        ) from error


@contextmanager
def _partial(builds: Builds, build_id: str) -> Iterator[Path]:
    """Create a build's temporary folder; remove it if the build was refused or the disk is full.

    After any other failure it stays, so that the next build can reuse the finished vectors.
    """
    folder = builds.folder / PARTIAL.format(build_id)
    folder.mkdir()
    try:
        yield folder
    except StoreDownError:
        raise
    except BuildError:
        builds.discard(folder)
        raise
    except FAILURES as error:
        if _is_full(error, folder.parent):
            shutil.rmtree(folder, ignore_errors=True)  # the rest is removed with the next build's leftovers
        raise


def new_id(digest: str) -> str:
    """Return an id for a new build: UTC to the millisecond, and a short hash against collisions."""
    salt = f"{digest} {os.getpid()} {time.time_ns()}".encode()
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")[:-3]
    return f"{stamp}Z-{hashlib.blake2b(salt, digest_size=3).hexdigest()}"


@dataclass(frozen=True, slots=True)
class _Cut:
    """The result of chunking: how many passages were removed, the first id of the new ones, and their number."""

    gone: Sequence[int]
    first: int
    new: int


class _Maker:
    """Writes the three parts of one build, starting from those of the previous build or from nothing."""

    def __init__(
        self,
        folder: Path,
        recipe: Recipe,
        previous: OpenBuild | None,
        leftovers: Sequence[Path],
        report: Report,
    ) -> None:
        self._folder = folder
        self._recipe = recipe
        self._previous = previous
        self._base = previous if previous is not None and _carries_over(previous.manifest, recipe) else None
        self._engine = recipe.engine
        self._leftovers = leftovers
        self._report = report

    def make(self, articles: Articles, hashes: Mapping[str, str], build_id: str) -> tuple[Manifest, int]:
        """Write all parts and the manifest; return it, and the first id of the new passages."""
        base, previous = self._base, self._previous
        if base is not None:
            shutil.copyfile(base.folder / ARTICLES, self._folder / ARTICLES)
        cut = self._write_articles(articles, hashes)
        records = ArticleFile(self._folder / ARTICLES)
        passages = records.count()
        if not passages:
            raise BuildError("還沒有任何文章可以建立索引：先用 `qa add 檔案或資料夾` 加入文章，再執行 `qa rebuild`。")
        reused = passages - cut.new + self._write_store(Place(build_id, self._folder, records), cut)
        records.close()
        manifest = Manifest(
            format=FORMAT,
            id=build_id,
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            encoder=self._recipe.encoder.fingerprint,
            dimension=self._recipe.encoder.dimension,
            chunker=self._recipe.chunker,
            fold=fold_fingerprint(),
            lexical=self._engine.lexical,
            articles=len(hashes),
            passages=passages,
            reused_vectors=reused,
            removed_passages=0 if base is None else base.manifest.removed_passages + len(cut.gone),
            previous=None if previous is None else previous.id,
            changes=changes(hashes, {} if previous is None else previous.records.hashes()),
            collection_digest=digest_of(hashes),
            files=file_records(self._folder, leave_out={JOURNAL}),
            store=self._engine.note(),
        )
        write_manifest(self._folder, manifest)
        return manifest, cut.first

    def _write_articles(self, articles: Articles, hashes: Mapping[str, str]) -> _Cut:
        """Chunk new and changed articles, and remove the missing ones."""
        fingerprint = self._recipe.encoder.fingerprint
        writer = ArticleWriter(self._folder / ARTICLES, lambda passage: content_key(fingerprint, passage))
        before = {} if self._base is None else self._base.records.hashes()
        first = next_id = 0 if self._base is None else self._base.records.next_id()
        new = [id_ for id_, content in hashes.items() if before.get(id_) != content]
        gone: list[int] = []
        for id_, content in before.items():
            if hashes.get(id_) != content:
                gone += writer.remove(id_)
        self._report(Progress(Stage.CHUNK, 0, len(new)))
        for done, id_ in enumerate(new, start=1):
            article = structured_article(articles.get(id_))
            passages = self._recipe.chunk(article, next_id)
            writer.put(article, hashes[id_], passages)
            next_id += len(passages)
            self._report(Progress(Stage.CHUNK, done, len(new)))
        writer.close()
        return _Cut(gone, first, next_id - first)

    def _write_store(self, place: Place, cut: _Cut) -> int:
        """Write the passage store; return how many new passages did not have to be encoded."""
        dimension = self._recipe.encoder.dimension
        base = None if self._base is None else self._base.folder
        with closing(self._engine.create(place, dimension, base)) as store:
            return self._fill(store, place, cut)

    def _fill(self, store: PassageStore, place: Place, cut: _Cut) -> int:
        """Remove the missing passages from a store and add the new ones; return how many of these were known."""
        dimension = self._recipe.encoder.dimension
        store.delete(cut.gone)
        known = [read_journals(self._leftovers, dimension)]
        if self._previous is not None and self._previous.manifest.dimension == dimension:
            known.insert(0, self._previous.vectors_by_key)
        workers = self._recipe.workers if cut.new >= WORTH_WORKERS else 0
        done = 0
        with Journal(self._folder) as journal:
            encoder = PassageEncoder(place.records, store, known, journal)
            for rows in encoder.encode(cut.first, self._recipe.encoder, workers):
                store.upsert(rows)
                done += len(rows)
                self._report(Progress(Stage.ENCODE, done, cut.new))
        self._report(Progress(Stage.INDEX, 0, cut.new))
        store.refresh()
        self._report(Progress(Stage.INDEX, cut.new, cut.new))
        return encoder.reused


def _carries_over(manifest: Manifest, recipe: Recipe) -> bool:
    """Return whether a build has this recipe, and so few removed passages that its statistics are still right."""
    try:
        check_recipe(manifest, recipe)
    except FingerprintError:  # another recipe: everything is made anew
        return False
    return recipe.engine.carries_over and manifest.removed_passages <= MOST_REMOVED * manifest.passages


def changes(new: Mapping[str, str], old: Mapping[str, str]) -> Changes:
    """Return the changes between two builds' article hashes; an article with equal content and a new id has moved."""
    both = new.keys() & old.keys()
    added, removed = (Counter(some[id_] for id_ in some.keys() - both) for some in (new, old))
    moved = (added & removed).total()
    changed = sum(new[id_] != old[id_] for id_ in both)
    return Changes(added.total() - moved, changed, removed.total() - moved, moved)


def _verify(folder: Path, recipe: Recipe, checks: Sequence[Check], report: Report, total: int) -> None:
    """Open the build as a server would and raise ``BuildError`` with all problems found."""
    report(Progress(Stage.VERIFY, 0, total))
    opened = OpenBuild.from_folder(folder, recipe, thorough=False)  # the files have just been hashed
    found = [problem for check in checks for problem in check(opened)]
    opened.close()
    if found:
        raise BuildError(
            "新的索引沒有通過檢查，已經放棄，原來的索引不受影響："
            + "；".join(found)
            + "。請修正後再執行 `qa rebuild`。"
        )
    report(Progress(Stage.VERIFY, total, total))


def _finish(folder: Path, final: Path) -> None:
    """Make the files durable, then give the build its name atomically."""
    (folder / JOURNAL).unlink()
    for path in folder.rglob("*"):
        if path.is_dir():
            sync_folder(path)
        else:
            with path.open("rb") as file:
                os.fsync(file.fileno())
    sync_folder(folder)
    folder.rename(final)
    sync_folder(final.parent)


def _is_full(error: Exception, folder: Path) -> bool:
    """Return whether an error was caused by a full disk."""
    known = isinstance(error, OSError) and error.errno in FULL
    return known or shutil.disk_usage(folder).free < SPARE_BYTES
