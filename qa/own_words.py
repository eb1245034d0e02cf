"""A user's own synonyms: ``synonyms.txt`` in the data folder, reloaded when it changes."""

import logging
from pathlib import Path
from stat import S_ISREG
from typing import NamedTuple

from embeddings.errors import system_reason
from qa.synonyms import Synonyms, built_in, parse_groups

LARGEST = 1 << 20  # bytes of the file; some 50,000 words
MOST_TOLD = 20  # problems of one file that are reported

logger = logging.getLogger(__name__)

Stamp = tuple[int, int, int]


class _Read(NamedTuple):
    """The state of a file when it was read, the synonyms, and the file's problems."""

    stamp: Stamp | None
    synonyms: Synonyms
    problems: tuple[str, ...]


class OwnWords:
    """The shipped synonyms with a user's own, which are reloaded when their file has changed."""

    def __init__(self, path: Path) -> None:
        """Read the file, which may be missing."""
        self._path = path
        self._read = read(path)

    @property
    def problems(self) -> tuple[str, ...]:
        """The problems in the file, each with what to do about it."""
        return self._current().problems

    def synonyms(self) -> Synonyms:
        """Return the current synonyms."""
        return self._current().synonyms

    def _current(self) -> _Read:
        """Return the current contents of the file; problems of a changed file are logged."""
        if stamp_of(self._path) != self._read.stamp:
            self._read = read(self._path)
            for problem in self._read.problems:
                logger.warning("%s", problem)
        return self._read


def stamp_of(path: Path) -> Stamp | None:
    """Return a value that changes with a file's content, or ``None`` if there is no file."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns, status.st_size


def read(path: Path) -> _Read:
    """Return the shipped synonyms with those of a file, and the file's problems."""
    stamp = stamp_of(path)
    if stamp is None:
        return _Read(None, built_in(), ())
    text, problem = _text_of(path)
    groups, problems = parse_groups(text, path.name)
    if problem:
        problems = [problem]
    if len(problems) > MOST_TOLD:
        problems[MOST_TOLD:] = [f"{path.name} 還有 {len(problems) - MOST_TOLD} 行不能用。"]
    return _Read(stamp, built_in().with_groups(groups) if groups else built_in(), tuple(problems))


def _text_of(path: Path) -> tuple[str, str | None]:
    """Return the text of a file, or an empty text and why it cannot be read."""
    name = path.name
    try:
        if not S_ISREG(path.stat().st_mode):
            return "", f"{name} 不是檔案，沒有採用。請把它移走或改名。"
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
        if len(data) > LARGEST:
            return "", f"{name} 超過 {LARGEST >> 20} MB，沒有採用。請只留下同義的詞，一行一組。"
        return data.decode("utf-8"), None
    except UnicodeDecodeError:
        return "", f"{name} 不是 UTF-8 編碼，沒有採用。請另存為 UTF-8，下一題就會生效。"
    except OSError as error:
        return "", f"{name} 讀不到（{system_reason(error)}），沒有採用。請檢查檔案的權限。"
