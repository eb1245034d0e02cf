"""Everything that can go wrong and is not a programming mistake.

::

    QAError                 root: ``str(error)`` is a Chinese sentence for the user, with what to do next
    ├── InputError          what the user gave cannot be used (HTTP 4xx, exit code 2)
    │   ├── QuestionError   an empty, over-long or unreadable question
    │   ├── SourceError     a file or article that cannot be read; names it
    │   │   └── CollectionError   the file of the collection cannot be used (HTTP 503)
    │   ├── ConflictError   what is asked for is at odds with what is there (HTTP 409)
    │   │   └── ChangedError   the article is another than the caller has seen (HTTP 412)
    │   └── NotFoundError   no article or build of that name
    ├── BuildError          a build that cannot be used or made (HTTP 503 or 409, exit code 1)
    │   ├── NoBuildError    nothing has been published yet
    │   ├── DamagedBuildError   a file of the build is missing or altered
    │   └── FingerprintError    the build was made with another encoder, chunker or fold
    ├── BusyError           another process is writing (HTTP 409, exit code 1)
    ├── WorkerError         a process that worked for this one was ended (exit code 1)
    │   └── TimeBoundError, MemoryBoundError   in ``embeddings.bounded``: its call went beyond its bounds
    └── ModelError          a model's files are missing, of another shape, or not installed
"""

import errno


class QAError(Exception):
    """The root: its message is Chinese, names the object at fault, and says what to do next."""


class InputError(QAError):
    """What the user gave cannot be used."""


class QuestionError(InputError):
    """A question that is empty, too long, or holds nothing to search for."""


class SourceError(InputError):
    """A file or article that cannot be read."""


class CollectionError(SourceError):
    """The file of the collection is damaged, foreign, or cannot be opened or written."""


class ConflictError(InputError):
    """What is asked for is at odds with what is there."""


class ChangedError(ConflictError):
    """The article is another than the one that the caller has seen and wants to change."""


class NotFoundError(InputError):
    """No article or build of that name."""


class BuildError(QAError):
    """A build that cannot be used or made."""


class NoBuildError(BuildError):
    """Nothing has been published yet."""


class DamagedBuildError(BuildError):
    """A file of a build is missing or altered."""


class FingerprintError(BuildError):
    """A build that was made with another encoder, chunker or fold than the running one."""


class BusyError(QAError):
    """Another process is writing to the same collection."""


class WorkerError(QAError):
    """A process that worked for this one was ended from outside, most often for want of memory."""


class ModelError(QAError):
    """A model whose files are missing, of another shape, or whose library is not installed."""


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
    """Return in Chinese what the system says is wrong with a file or an address, or its own words for what is rare."""
    return SYSTEM.get(error.errno or 0) or error.strerror or type(error).__name__
