"""The folder of finished builds: listing them, publishing one, and rollback.

The folder has a subfolder for each build, named by its id, and a file ``current`` with the id of the live one. That
file is replaced atomically, so a reader sees either the old build or the new one.
"""

import json
import logging
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from embeddings.builds.durable import Stamp, replace_file, stamp_of
from embeddings.builds.manifest import Manifest, read_manifest
from embeddings.builds.opened import OpenBuild
from embeddings.builds.recipe import Recipe
from embeddings.builds.tombstones import Tombstones
from embeddings.errors import BusyError, DamagedBuildError, NoBuildError, NotFoundError, StoreDownError

logger = logging.getLogger(__name__)

BUILD_ID = re.compile(r"\d{8}T\d{9}Z-[0-9a-f]{6}", re.ASCII)
PUBLISHED = "published"  # marker file in the folder of a build that has been live; not in its manifest
PARTIAL = ".{}.partial"  # a build being written or removed; the dot keeps it out of the list


class Builds:
    """The folder of builds that have one recipe."""

    def __init__(self, folder: Path, recipe: Recipe, tombstones: Tombstones | None = None) -> None:
        """Take the folder, and the hidden articles if they are not stored in it."""
        self.folder = folder
        self.recipe = recipe
        self.tombstones = Tombstones(folder) if tombstones is None else tombstones
        self._lock = FileLock(folder / "writer.lock", timeout=0)
        self._pointer = folder / "current"
        self._holder = folder / "writer.json"

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the writers' lock; raise ``BusyError`` if another process or thread has it."""
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
        """Return in Chinese who holds the lock and since when, as far as known."""
        try:
            holder = json.loads(self._holder.read_text(encoding="ascii"))
            return f"行程 {holder['pid']}（自 {holder['since']} 起）"
        except (OSError, ValueError, KeyError, TypeError):  # missing or incomplete: the lock itself is what counts
            return "另一個行程"

    def path(self, id: str) -> Path:
        """Return the folder of a build; raise ``NotFoundError`` if no build has that id."""
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
        """Return the readable manifests of all finished builds, newest first."""
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
        """Return a value that changes whenever another build is published, or ``None`` before the first one."""
        return stamp_of(self._pointer)

    def open(self, id: str, *, thorough: bool | None = None) -> OpenBuild:
        """Open the build with that id, as ``OpenBuild.from_folder`` does, and check its id."""
        build = OpenBuild.from_folder(self.path(id), self.recipe, thorough=thorough)
        if build.id != id:
            raise DamagedBuildError(f"索引 {id} 的說明檔屬於另一個索引（{build.id}）：請執行 `qa rebuild` 重建。")
        return build

    def open_live(self, *, thorough: bool | None = None) -> OpenBuild:
        """Open the published build, as ``open`` does; raise ``BuildError`` if there is none or it is invalid."""
        id_ = self.current_id()
        try:
            return self.open(id_, thorough=thorough)
        except NotFoundError as error:
            raise DamagedBuildError(f"目前的索引 {id_!r} 不見了：請執行 `qa rebuild` 重建。") from error

    def publish(self, id: str, *, just_made: bool = False) -> None:
        """Make a build the live one atomically, after opening it to check it.

        The files of a build that was just made are not hashed again.
        """
        self.open(id, thorough=not just_made)
        with self.writing():
            self.recipe.engine.publish(id)
            replace_file(self.folder / id / PUBLISHED, datetime.now(UTC).isoformat(timespec="seconds") + "\n")
            replace_file(self._pointer, id + "\n")

    def was_published(self, id: str) -> bool:
        """Return whether a build is or has been live; one that failed its checks never was."""
        return (self.folder / id / PUBLISHED).is_file()

    def rollback(self) -> str:
        """Publish the newest build older than the live one that has been live, and return its id."""
        current = self.current_id()
        older = [id_ for id_ in self.ids() if id_ < current and self.was_published(id_)]
        if not older:
            raise NotFoundError(f"沒有比 {current} 更早的索引可以退回：用 `qa builds` 查看有哪些。")
        self.publish(older[0])
        return older[0]

    def prune(self, keep: int = 3) -> list[str]:
        """Remove all builds but the live one, the newest ``keep`` published and ``keep`` others; return their ids.

        Leftovers of builds whose making or removal was interrupted are removed as well.
        """
        with self.writing():
            live, ids = self.current_id(), self.ids()
            published = [id_ for id_ in ids if self.was_published(id_)]
            others = [id_ for id_ in ids if not self.was_published(id_)]
            removed = [id_ for id_ in (*published[keep:], *others[keep:]) if id_ != live]
            for id_ in removed:
                going = self.folder / PARTIAL.format(id_)
                (self.folder / id_).rename(going)  # leaves the list at once, whatever happens next
            for leftover in self.folder.glob(PARTIAL.format("*")):
                self.discard(leftover)
        return removed

    def discard(self, leftover: Path) -> None:
        """Remove the rest of a build, at the engine too; if that does not answer, it stays for the next time."""
        try:
            self.recipe.engine.drop(leftover.name.removeprefix(".").removesuffix(".partial"))
        except StoreDownError as error:
            logger.warning("%s", error)
        else:
            shutil.rmtree(leftover)
