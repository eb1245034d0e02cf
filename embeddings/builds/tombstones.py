"""Articles that are hidden at once, in every build that still has them, until they are in the collection again.

One small file beside the builds, replaced in one step; a running server sees it change.
"""

import json
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from embeddings.builds.durable import Stamp, replace_file, stamp_of
from embeddings.errors import BusyError, DamagedBuildError

TOMBSTONES = "tombstones.json"
WAIT_SECONDS = 10


class Tombstones:
    """The ids of hidden articles, in a folder of builds."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / TOMBSTONES
        self._lock = FileLock(folder / "tombstones.lock", timeout=WAIT_SECONDS)

    def ids(self) -> frozenset[str]:
        """Return the ids; raise ``DamagedBuildError`` if they cannot be read, since what is hidden must stay so."""
        try:
            return frozenset(map(str, json.loads(self._path.read_text(encoding="utf-8"))))
        except FileNotFoundError:
            return frozenset()
        except (OSError, ValueError, TypeError) as error:
            raise DamagedBuildError(
                f"隱藏名單 {self._path} 讀不出來：請刪除這個檔案，再執行 `qa rebuild`，已刪除的文章就會從索引消失。"
            ) from error

    def stamp(self) -> Stamp | None:
        """Return what changes whenever the ids do; ``None`` while there have never been any."""
        return stamp_of(self._path)

    def hide(self, ids: Iterable[str]) -> None:
        """Hide these articles as well."""
        with self._writing():
            self._write(self.ids().union(ids))

    def show_again(self, ids: Collection[str]) -> None:
        """Hide these articles no longer."""
        with self._writing():
            hidden = self.ids()
            if not hidden.isdisjoint(ids):
                self._write(hidden.difference(ids))

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Let others wait; raise ``BusyError`` after waiting for them too long."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._lock.acquire()
        except Timeout as error:
            raise BusyError(f"另一個程式正在更新隱藏名單 {self._path}：請稍候再試一次。") from error
        try:
            yield
        finally:
            self._lock.release()

    def _write(self, ids: Iterable[str]) -> None:
        replace_file(self._path, json.dumps(sorted(ids)) + "\n")
