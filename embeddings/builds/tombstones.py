"""Tombstones: articles hidden at once in every build that still has them, until they are stored again.

They are in one small file next to the builds that is replaced atomically; a running server sees it change.
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
    """The ids of hidden articles in a folder of builds."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / TOMBSTONES
        self._lock = FileLock(folder / "tombstones.lock", timeout=WAIT_SECONDS)

    def ids(self) -> frozenset[str]:
        """Return the ids; raise ``DamagedBuildError`` if unreadable, since hidden articles must stay hidden."""
        try:
            return frozenset(map(str, json.loads(self._path.read_text(encoding="utf-8"))))
        except FileNotFoundError:
            return frozenset()
        except (OSError, ValueError, TypeError) as error:
            raise DamagedBuildError(
                f"隱藏名單 {self._path} 讀不出來：請刪除這個檔案，再執行 `qa rebuild`，已刪除的文章就會從索引消失。"
            ) from error

    def stamp(self) -> Stamp | None:
        """Return a value that changes whenever the ids do, or ``None`` if there never were any."""
        return stamp_of(self._path)

    def hide(self, ids: Iterable[str]) -> None:
        """Hide these articles, in addition to the others."""
        with self._writing():
            self._write(self.ids().union(ids))

    def show_again(self, ids: Collection[str]) -> None:
        """Stop hiding these articles."""
        with self._writing():
            hidden = self.ids()
            if not hidden.isdisjoint(ids):
                self._write(hidden.difference(ids))

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Hold the writers' lock; raise ``BusyError`` after waiting too long."""
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
