"""The live build of a running server: follows publishing and tombstones while questions are answered."""

import logging
import threading

from embeddings.builds.durable import Stamp
from embeddings.builds.manifest import check_files
from embeddings.builds.opened import OpenBuild
from embeddings.builds.publish import Builds
from embeddings.errors import BuildError, DamagedBuildError, StoreDownError

logger = logging.getLogger(__name__)


class LiveBuild:
    """The published build of a running server. Each question gets it from here and uses it to the end."""

    def __init__(self, builds: Builds) -> None:
        self._builds = builds
        self._lock = threading.Lock()
        self._stamps: tuple[Stamp | None, Stamp | None] = (None, None)
        self._build: OpenBuild | None = None
        self.problem: BuildError | None = None  # why the published build is not the one being served

    def current(self) -> OpenBuild:
        """Return the live build, opening a newly published one; if that is damaged, the old one keeps serving.

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
        return self._builds.pointer_stamp(), self._builds.tombstones.stamp()

    def _is_stale(self) -> bool:
        """Return whether the pointer or the tombstones have changed since the last check, or no build is open."""
        now = self._stamps_now()
        return now[0] is None or now != self._stamps

    def _refresh(self) -> None:
        """Open the published build and apply tombstones, unless another thread just has. The caller holds the lock."""
        stamps = self._stamps_now()
        if not self._is_stale():
            return
        try:
            hidden = self._builds.tombstones.ids()
            build = self._build
            if build is None or build.id != self._builds.current_id():
                build = self._builds.open_live()
                if build.manifest.is_large:
                    threading.Thread(target=self._look_closely, args=(build,), daemon=True).start()
            build.hide(hidden)
            self._build = build
            self.problem = None
        except BuildError as error:
            if isinstance(error, StoreDownError):
                stamps = self._stamps  # it is looked for again with the next question
            if self._build is not None and str(error) != str(self.problem):
                logger.error("仍使用索引 %s：%s", self._build.id, error)
            self.problem = error
        self._stamps = stamps

    def _look_closely(self, build: OpenBuild) -> None:
        """Hash the files of a large build in the background, and record a problem if one is damaged."""
        try:
            check_files(build.folder, build.manifest, thorough=True)
        except DamagedBuildError as error:
            if self._build is build:  # a replaced build may have been removed meanwhile
                logger.error("%s", error)
                self.problem = error
