"""A collection becomes a build: cut, encoded, indexed, verified, and only then given its name.

Everything is written into a folder whose name begins with a dot; a crash at any moment leaves nothing but
that folder, which the next build takes the finished vectors from and removes.
"""

import errno
import hashlib
import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from embeddings.article import Article, Passage
from embeddings.encode import JOURNAL, Journal, PassageEncoder, content_key, read_journals, titled_text
from embeddings.errors import BuildError
from embeddings.index.articles import ArticleFile, write_articles
from embeddings.index.postings import ENGINE, write_postings
from embeddings.index.store import ARTICLES, POSTINGS, VECTORS
from embeddings.index.vectors import write_vectors
from embeddings.manifest import (
    FORMAT,
    Changes,
    Manifest,
    Recipe,
    file_records,
    fold_fingerprint,
    write_manifest,
)
from embeddings.publish import PARTIAL, Builds, OpenBuild, sync_folder
from embeddings.verify import problems

BATCH = 256  # passages encoded, and vectors looked up, at once
FULL = {errno.ENOSPC, errno.EDQUOT}
SPARE_BYTES = 1 << 20  # so little left is full
FAILURES = (OSError, RuntimeError, ValueError, sqlite3.Error)  # of the disk, as the libraries report them

Batch = TypeVar("Batch", bound=tuple[Sized, object])
Check = Callable[[OpenBuild], list[str]]
"""Looks at a finished build and returns what is wrong with it, in Chinese."""


class Stage(StrEnum):
    """The steps of a build, in order."""

    CHUNK = "chunk"
    ENCODE = "encode"
    INDEX = "index"
    VERIFY = "verify"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build is: ``done`` of ``total`` articles or passages; ``None`` where it cannot be known."""

    stage: Stage
    done: int
    total: int | None


def ignore(progress: Progress) -> None:
    """Tell nobody about the progress."""


def build(
    articles: Iterable[Article],
    builds: Builds,
    *,
    previous: OpenBuild | None = None,
    progress: Callable[[Progress], None] = ignore,
    checks: Sequence[Check] = (),
    collection_digest: str = "",
) -> Manifest:
    """Make a build of articles, which come in the order of their ids, and return its manifest.

    It is finished and verified but not published. Vectors of unchanged passages come from ``previous``.
    Raises ``BuildError`` for an empty collection, a failed check or a full disk, ``BusyError`` beside
    another writer.
    """
    with _explained(builds.folder), builds.writing():
        leftovers = list(builds.folder.glob(PARTIAL.format("*")))
        build_id = new_id(collection_digest)
        with _partial(builds.folder / PARTIAL.format(build_id)) as folder:
            maker = _Maker(folder, builds.recipe, previous, leftovers, progress)
            manifest = maker.make(articles, build_id, collection_digest)
            _verify(folder, builds.recipe, checks, progress, manifest.passages)
            _finish(folder, builds.folder / build_id)
        for leftover in leftovers:
            shutil.rmtree(leftover)
    return manifest


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    """Turn the errors of a full disk, which every library reports in its own way, into a ``BuildError``."""
    try:
        yield
    except FAILURES as error:
        if not _is_full(error, folder):
            raise
        raise BuildError(
            f"磁碟空間不足，索引沒有建成，原來的索引不受影響：請清出 {folder} 所在磁碟的空間，再執行 `qa rebuild`。"
        ) from error


@contextmanager
def _partial(folder: Path) -> Iterator[Path]:
    """Make a build's folder; remove it if the build was refused or the disk is full.

    After any other failure it stays, for the next build to take the finished vectors from.
    """
    folder.mkdir()
    try:
        yield folder
    except (BuildError, *FAILURES) as error:
        if isinstance(error, BuildError) or _is_full(error, folder.parent):
            shutil.rmtree(folder, ignore_errors=True)  # what stays is removed with the next build's leftovers
        raise


def new_id(digest: str) -> str:
    """Return an id for a build begun now: UTC to the millisecond, and a short hash against collisions."""
    salt = f"{digest} {os.getpid()} {time.time_ns()}".encode()
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")[:-3]
    return f"{stamp}Z-{hashlib.blake2b(salt, digest_size=3).hexdigest()}"


class _Maker:
    """The three written parts of one build, each from the one before."""

    def __init__(
        self,
        folder: Path,
        recipe: Recipe,
        previous: OpenBuild | None,
        leftovers: Sequence[Path],
        progress: Callable[[Progress], None],
    ) -> None:
        self._folder = folder
        self._recipe = recipe
        self._previous = previous
        self._leftovers = leftovers
        self._progress = progress

    def make(self, articles: Iterable[Article], build_id: str, digest: str) -> Manifest:
        """Write all parts and the manifest, and return it."""
        passages = self._write_articles(articles)
        records = ArticleFile(self._folder / ARTICLES)
        reused = self._write_vectors(records, passages)
        self._write_postings(records, passages)
        digests = records.digests()
        records.close()
        manifest = Manifest(
            format=FORMAT,
            id=build_id,
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            encoder=self._recipe.encoder.fingerprint,
            dimension=self._recipe.encoder.dimension,
            chunker=self._recipe.chunker,
            fold=fold_fingerprint(),
            lexical=ENGINE,
            articles=len(digests),
            passages=passages,
            reused_vectors=reused,
            previous=None if self._previous is None else self._previous.id,
            changes=changes(digests, {} if self._previous is None else self._previous.records.digests()),
            collection_digest=digest,
            files=file_records(self._folder, leave_out={JOURNAL}),
        )
        write_manifest(self._folder, manifest)
        return manifest

    def _write_articles(self, articles: Iterable[Article]) -> int:
        """Cut the articles, write both, and return the number of passages."""
        fingerprint = self._recipe.encoder.fingerprint
        passages = write_articles(
            self._folder / ARTICLES, self._chunked(articles), lambda passage: content_key(fingerprint, passage)
        )
        if not passages:
            raise BuildError("還沒有任何文章可以建立索引：先用 `qa add 檔案或資料夾` 加入文章，再執行 `qa rebuild`。")
        return passages

    def _chunked(self, articles: Iterable[Article]) -> Iterator[tuple[Article, list[Passage]]]:
        """Yield each article with its passages, numbered through."""
        next_id, last = 0, ""
        for done, article in enumerate(articles, start=1):
            if article.id <= last:
                raise ValueError(f"articles must come in the order of their ids: {last!r}, {article.id!r}")
            passages = self._recipe.chunk(article, next_id)
            yield article, passages
            next_id, last = next_id + len(passages), article.id
            self._progress(Progress(Stage.CHUNK, done, None))

    def _write_vectors(self, records: ArticleFile, total: int) -> int:
        """Write the vectors and return how many did not have to be encoded."""
        dimension = self._recipe.encoder.dimension
        known = [read_journals(self._leftovers, dimension)]
        if self._previous is not None and self._previous.manifest.dimension == dimension:
            known.insert(0, self._previous.vectors_by_key)
        with Journal(self._folder) as journal:
            encoder = PassageEncoder(self._recipe.encoder, known, journal)
            batches = encoder.encode(records.batches(BATCH))
            told = self._told(Stage.ENCODE, batches, total)
            write_vectors(self._folder / VECTORS, dimension, told)
        return encoder.reused

    def _told(self, stage: Stage, batches: Iterable[Batch], total: int) -> Iterator[Batch]:
        """Yield the batches, telling after each how many passages are done."""
        done = 0
        for batch in batches:
            yield batch
            done += len(batch[0])
            self._progress(Progress(stage, done, total))

    def _write_postings(self, records: ArticleFile, total: int) -> None:
        """Index the words of all passages."""
        batches = self._told(Stage.INDEX, records.batches(BATCH), total)
        texts = ((passage.id, titled_text(passage)) for passages, _ in batches for passage in passages)
        write_postings(self._folder / POSTINGS, texts)


def changes(new: dict[str, bytes], old: dict[str, bytes]) -> Changes:
    """Return what changed between two builds' digests of articles."""
    both = new.keys() & old.keys()
    return Changes(len(new) - len(both), sum(new[id_] != old[id_] for id_ in both), len(old) - len(both))


def _verify(
    folder: Path, recipe: Recipe, checks: Sequence[Check], progress: Callable[[Progress], None], total: int
) -> None:
    """Open the build as a server would and raise ``BuildError`` with everything that is wrong with it."""
    progress(Progress(Stage.VERIFY, 0, total))
    opened = OpenBuild.from_folder(folder, recipe)
    found = [problem for check in (problems, *checks) for problem in check(opened)]
    opened.close()
    if found:
        raise BuildError(
            "新的索引沒有通過檢查，已經放棄，原來的索引不受影響："
            + "；".join(found)
            + "。請修正後再執行 `qa rebuild`。"
        )
    progress(Progress(Stage.VERIFY, total, total))


def _finish(folder: Path, final: Path) -> None:
    """Make the written files survive a loss of power, then give the build its name in one step."""
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
    """Return whether an error came of a full disk."""
    known = isinstance(error, OSError) and error.errno in FULL
    return known or shutil.disk_usage(folder).free < SPARE_BYTES
