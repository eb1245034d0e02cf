"""Finished builds: which there are, which one is live, and how the live one changes under a running server.

A folder of builds holds one folder for each, named by its id, and a file ``current`` with the id of the live
one. That file is replaced in one step, so a reader sees the old build or the new one and nothing between.
"""

import json
import logging
import os
import re
import shutil
import sqlite3
import threading
import weakref
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from filelock import FileLock, Timeout

from embeddings.durable import Stamp, replace_file, stamp_of
from embeddings.encoder import Vectors
from embeddings.errors import BuildError, BusyError, DamagedBuildError, NoBuildError, NotFoundError
from embeddings.index.articles import ArticleSummary
from embeddings.index.scored import Scored
from embeddings.index.store import Parts, PassageStore, open_parts
from embeddings.manifest import Manifest, Recipe, check_files, check_recipe, read_manifest
from embeddings.masks import Masks

logger = logging.getLogger(__name__)

BUILD_ID = re.compile(r"\d{8}T\d{9}Z-[0-9a-f]{6}", re.ASCII)
HASHED_AT_ONCE = 512 << 20  # bytes
PUBLISHED = "published"  # in the folder of a build that was live once; no part of it
PARTIAL = ".{}.partial"  # a build being written, or being removed; its dot keeps it out of the list


class OpenBuild(PassageStore):
    """An opened build: its id, its manifest, and its store. Its files close when nobody holds it any more."""

    def __init__(self, folder: Path, manifest: Manifest, parts: Parts) -> None:
        super().__init__(*parts)
        self.folder = folder
        self.id = manifest.id
        self.manifest = manifest
        self._hidden_articles: frozenset[str] = frozenset()  # not to be listed, nor
        self._hidden: frozenset[int] = frozenset()  # their passages, by id, to be found
        weakref.finalize(self, self.records.close)

    @classmethod
    def from_folder(cls, folder: Path, recipe: Recipe, *, thorough: bool = True) -> "OpenBuild":
        """Open a build after comparing every field of its manifest; ``thorough`` also hashes its files."""
        manifest = read_manifest(folder)
        check_recipe(manifest, recipe)
        check_files(folder, manifest, thorough=thorough)
        try:
            build = cls(folder, manifest, open_parts(folder))
            counts = build.counts()
        except (OSError, ValueError, RuntimeError, sqlite3.Error) as error:
            raise DamagedBuildError(f"索引 {manifest.id} 打不開：請執行 `qa rebuild` 重建。") from error
        if set(counts.values()) != {manifest.passages}:
            raise DamagedBuildError(f"索引 {manifest.id} 各部分的段落數不一致（{counts}）：請執行 `qa rebuild` 重建。")
        return build

    def hide(self, article_ids: Collection[str]) -> None:
        """Leave these articles, and no others, out of what is listed and found from now on.

        Whoever has found one already can still read it to the end.
        """
        self._hidden_articles = frozenset(article_ids)
        self._hidden = frozenset(self.records.passage_ids(article_ids))

    def articles(self) -> list[ArticleSummary]:
        """Return every article without its text, in the order of ids."""
        return [article for article in super().articles() if article.id not in self._hidden_articles]

    def search_lexical(self, queries: Sequence[str], k: int) -> list[list[Scored]]:
        """Return for each raw question its ``k`` best passages by BM25."""
        return self._shown(partial(super().search_lexical, queries), k)

    def search_dense(self, vectors: Vectors, k: int) -> list[list[Scored]]:
        """Return for each question's unit vector its ``k`` nearest passages by cosine."""
        return self._shown(partial(super().search_dense, vectors), k)

    def _shown(self, search: Callable[[int], list[list[Scored]]], k: int) -> list[list[Scored]]:
        """Return the best ``k`` that are not hidden."""
        hidden = self._hidden
        found = search(k + len(hidden))
        return [[one for one in scored if one.passage_id not in hidden][:k] for scored in found] if hidden else found


class Builds:
    """The folder of builds made with one recipe."""

    def __init__(self, folder: Path, recipe: Recipe) -> None:
        self.folder = folder
        self.recipe = recipe
        self._lock = FileLock(folder / "writer.lock", timeout=0)
        self._pointer = folder / "current"
        self._holder = folder / "writer.json"

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the lock of the one writer; raise ``BusyError`` if another process or thread has it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        outermost = not self._lock.is_locked
        try:
            self._lock.acquire()
        except Timeout as error:
            raise BusyError(f"索引正在由{self._who_writes()}更新：請等它完成，或先結束它，再試一次。") from error
        try:
            if outermost:
                since = datetime.now(UTC).isoformat(timespec="seconds")
                self._holder.write_text(json.dumps({"pid": os.getpid(), "since": since}), encoding="ascii")
            yield
        finally:
            self._lock.release()

    def _who_writes(self) -> str:
        """Return in Chinese who holds the lock and since when, as far as it has said so."""
        try:
            holder = json.loads(self._holder.read_text(encoding="ascii"))
            return f"行程 {holder['pid']}（自 {holder['since']} 起）"
        except (OSError, ValueError, KeyError, TypeError):
            return "另一個行程"

    def path(self, id: str) -> Path:
        """Return the folder of a build; raise ``NotFoundError`` if there is none of that id."""
        if not BUILD_ID.fullmatch(id) or not (self.folder / id).is_dir():
            raise NotFoundError(f"沒有編號「{id}」的索引：用 `qa builds` 查看有哪些。")
        return self.folder / id

    def ids(self) -> list[str]:
        """Return the ids of all finished builds, newest first."""
        if not self.folder.is_dir():
            return []
        names = (path.name for path in self.folder.iterdir())
        return sorted((name for name in names if BUILD_ID.fullmatch(name)), reverse=True)

    def manifests(self) -> list[Manifest]:
        """Return the manifests of all finished builds, newest first; one that cannot be read is left out."""
        manifests = []
        for id_ in self.ids():
            try:
                manifests.append(read_manifest(self.folder / id_))
            except DamagedBuildError as error:
                logger.warning("%s", error)
        return manifests

    def current_id(self) -> str:
        """Return the id of the live build; raise ``NoBuildError`` if none has been published."""
        try:
            return self._pointer.read_text(encoding="utf-8", errors="replace").strip()
        except FileNotFoundError as error:
            raise NoBuildError(
                "還沒有可以搜尋的索引：先用 `qa add 檔案或資料夾` 加入文章，再執行 `qa rebuild`。"
            ) from error

    def pointer_stamp(self) -> Stamp | None:
        """Return what changes whenever another build is published, or ``None`` before the first one."""
        return stamp_of(self._pointer)

    def open(self, id: str, *, thorough: bool | None = None) -> OpenBuild:
        """Open the build of that id, every field checked; ``thorough`` also hashes its files.

        If it is not said whether to, the files of all but very large builds are hashed.
        """
        folder = self.path(id)
        if thorough is None:
            thorough = not is_large(read_manifest(folder))
        build = OpenBuild.from_folder(folder, self.recipe, thorough=thorough)
        if build.id != id:
            raise DamagedBuildError(f"索引 {id} 的說明檔屬於另一個索引（{build.id}）：請執行 `qa rebuild` 重建。")
        return build

    def open_live(self, *, thorough: bool | None = None) -> OpenBuild:
        """Open the published build, as ``open`` does; raise ``BuildError`` if there is none or it is not sound."""
        id_ = self.current_id()
        try:
            return self.open(id_, thorough=thorough)
        except NotFoundError as error:
            raise DamagedBuildError(f"目前的索引 {id_!r} 不見了：請執行 `qa rebuild` 重建。") from error

    def publish(self, id: str, *, just_made: bool = False) -> None:
        """Make a build the live one, in one step, after it has been opened and found sound.

        Of one that was just made the files have just been hashed.
        """
        self.open(id, thorough=not just_made)
        with self.writing():
            replace_file(self.folder / id / PUBLISHED, datetime.now(UTC).isoformat(timespec="seconds") + "\n")
            replace_file(self._pointer, id + "\n")

    def was_published(self, id: str) -> bool:
        """Return whether a build is or was live; one that did not pass its checks, or was left at once, never was."""
        return (self.folder / id / PUBLISHED).is_file()

    def rollback(self) -> str:
        """Publish the newest build older than the live one that was live before, and return its id."""
        current = self.current_id()
        older = [id_ for id_ in self.ids() if id_ < current and self.was_published(id_)]
        if not older:
            raise NotFoundError(f"沒有比 {current} 更早的索引可以退回：用 `qa builds` 查看有哪些。")
        self.publish(older[0])
        return older[0]

    def prune(self, keep: int = 3) -> list[str]:
        """Remove all but the newest ``keep`` published builds, as many others, and the live one; return their ids."""
        with self.writing():
            live, ids = self.current_id(), self.ids()
            published = [id_ for id_ in ids if self.was_published(id_)]
            others = [id_ for id_ in ids if not self.was_published(id_)]
            removed = [id_ for id_ in (*published[keep:], *others[keep:]) if id_ != live]
            for id_ in removed:
                going = self.folder / PARTIAL.format(id_)
                (self.folder / id_).rename(going)  # gone from the list at once, whatever happens next
                shutil.rmtree(going)
        return removed


class LiveBuild:
    """The published build of a running server: each question asks for it anew and keeps it to its end."""

    def __init__(self, builds: Builds) -> None:
        self._builds = builds
        self._masks = Masks(builds.folder)
        self._lock = threading.Lock()
        self._stamps: tuple[Stamp | None, Stamp | None] = (None, None)
        self._build: OpenBuild | None = None
        self.problem: BuildError | None = None  # why the published build is not the one being served

    def current(self) -> OpenBuild:
        """Return the live build, opening a newly published one; a damaged new one leaves the old one serving.

        Raises ``BuildError`` only if there is no build to serve at all.
        """
        if self._is_stale() and self._lock.acquire(blocking=self._build is None):
            try:
                self._refresh()
            finally:
                self._lock.release()
        if self._build is not None:
            return self._build
        assert self.problem is not None
        raise self.problem.with_traceback(None)

    def _stamps_now(self) -> tuple[Stamp | None, Stamp | None]:
        return self._builds.pointer_stamp(), self._masks.stamp()

    def _is_stale(self) -> bool:
        """Return whether the pointer or what is hidden has changed since last followed, or no build is there yet."""
        now = self._stamps_now()
        return now[0] is None or now != self._stamps

    def _refresh(self) -> None:
        """Follow the pointer and hide what is hidden, unless another thread just has. The caller holds the lock."""
        stamps = self._stamps_now()
        if not self._is_stale():
            return
        try:
            hidden = self._masks.ids()
            build = self._build
            if build is None or build.id != self._builds.current_id():
                build = self._builds.open_live()
                if is_large(build.manifest):
                    threading.Thread(target=self._look_closely, args=(build,), daemon=True).start()
            build.hide(hidden)
            self._build = build
            self.problem = None
        except BuildError as error:
            if self._build is not None and str(error) != str(self.problem):
                logger.error("仍使用索引 %s：%s", self._build.id, error)
            self.problem = error
        self._stamps = stamps

    def _look_closely(self, build: OpenBuild) -> None:
        """Hash the files of a build that is too large to wait for that, and say so if one is damaged."""
        try:
            check_files(build.folder, build.manifest, thorough=True)
        except DamagedBuildError as error:
            if self._build is build:  # one that has been replaced may have been removed meanwhile
                logger.error("%s", error)
                self.problem = error


def is_large(manifest: Manifest) -> bool:
    """Return whether hashing the files of a build would take longer than anyone wants to wait for its opening."""
    return sum(record.bytes for record in manifest.files.values()) > HASHED_AT_ONCE
