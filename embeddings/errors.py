"""The exceptions for everything that can go wrong apart from programming mistakes.

::

    QAError                 root: ``str(error)`` is a Chinese sentence for the user, with what to do next
    ├── InputError          unusable input from the user (HTTP 4xx, exit code 2)
    │   ├── QuestionError   an empty, over-long or unreadable question
    │   ├── SourceError     a file or article that cannot be read; the message names it
    │   │   └── CollectionError   the collection's database cannot be used (HTTP 503)
    │   ├── ConflictError   the request conflicts with the current state (HTTP 409)
    │   └── NotFoundError   no article or build has that id
    ├── BuildError          a build that cannot be used or made (HTTP 503 or 409, exit code 1)
    │   ├── NoBuildError    nothing has been published yet
    │   ├── DamagedBuildError   a file of the build is missing or altered
    │   ├── FingerprintError    the build was made with another encoder, chunker or fold
    │   └── StoreError          the server that stores the passages cannot be used
    │       └── StoreDownError  it does not answer now (HTTP 503 with Retry-After)
    ├── BusyError           another process is writing (HTTP 409, exit code 1)
    ├── WorkerError         a worker process was killed (exit code 1)
    │   └── TimeBoundError, MemoryBoundError   in ``embeddings.bounded``: a call exceeded its limits
    └── ModelError          a model's files are missing, of another shape, or not installed
"""

import errno


class QAError(Exception):
    """The base class. The message is in Chinese, names the object at fault, and says what to do next."""


class InputError(QAError):
    """Unusable input from the user."""


class QuestionError(InputError):
    """A question that is empty, too long, or has nothing to search for."""


class SourceError(InputError):
    """A file or article that cannot be read."""


class CollectionError(SourceError):
    """The collection's database is damaged, not ours, or cannot be opened or written."""


class ConflictError(InputError):
    """The request conflicts with the current state."""


class NotFoundError(InputError):
    """No article or build has that id."""


class BuildError(QAError):
    """A build that cannot be made or used."""


class NoBuildError(BuildError):
    """Nothing has been published yet."""


class DamagedBuildError(BuildError):
    """A file of a build is missing or altered."""


class FingerprintError(BuildError):
    """A build made with another encoder, chunker or fold than the running one."""


class StoreError(BuildError):
    """The server that stores the passages cannot be used as it is, or refused what was asked of it."""


class StoreDownError(StoreError):
    """The server that stores the passages does not answer; ``retry_after`` is in how many seconds to ask again."""

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class BusyError(QAError):
    """Another process is writing to the same collection."""


class WorkerError(QAError):
    """A worker process was killed from outside, most often for lack of memory."""


class ModelError(QAError):
    """A model's files are missing or of the wrong shape, or its library is not installed."""


SYSTEM = {
    errno.ENOENT: "找不到",
    errno.EACCES: "沒有權限",
    errno.EPERM: "沒有權限",
    errno.EISDIR: "是資料夾",
    errno.ENOTDIR: "路徑裡有一段不是資料夾",
    errno.EEXIST: "已經有同名的檔案",
    errno.ENOSPC: "磁碟已滿",
    errno.EROFS: "所在的磁碟唯讀",
    errno.ELOOP: "連結繞回自己",
    errno.ENAMETOOLONG: "名稱太長",
    errno.EADDRINUSE: "已經有人使用",
}


def system_reason(error: OSError) -> str:
    """Return the reason of a system error in Chinese, or the system's own words for rare ones."""
    return SYSTEM.get(error.errno or 0) or error.strerror or type(error).__name__
