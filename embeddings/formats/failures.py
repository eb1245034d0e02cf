"""Conversion of parser errors into messages for users: a damaged file can make a library raise anything."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from embeddings.errors import SourceError

_OURS = Path(__file__).parents[1]
# The exceptions of programming mistakes, if raised by our own code; a library raises them on a damaged file.
MISTAKES = (LookupError, TypeError, AttributeError, NameError, AssertionError, ArithmeticError)

_log = logging.getLogger(__name__)


@contextmanager
def reading(name: str, kind: str) -> Iterator[None]:
    """Turn any exception that a parser raises inside into a ``SourceError`` that names the file.

    A bug in our own code is reported as such and logged as an error; a damaged file is logged as information.
    ``MemoryError`` is left to the caller.
    """
    try:
        yield
    except (SourceError, MemoryError):
        raise
    except Exception as error:  # no list says what a parser raises on a damaged file
        if is_our_mistake(error):
            raise our_mistake(name, error) from error
        _log.info("%s cannot be read as %s", name, kind, exc_info=error)
        raise damaged(name, kind) from error


def is_our_mistake(error: BaseException) -> bool:
    """Return whether an exception is of a kind that bugs raise, and was raised by our own code."""
    return isinstance(error, MISTAKES) and _OURS in _place(error.__traceback__).parents


def our_mistake(name: str, error: BaseException) -> SourceError:
    """Log a bug in our own code, and return the error for the file that revealed it."""
    _log.error("a mistake of ours in reading %s", name, exc_info=error)
    return SourceError(
        f"讀「{name}」時程式出錯了，不是檔案的問題；請把伺服器的紀錄回報給開發者，或另存成純文字再加入。"
    )


def _place(traceback: TracebackType | None) -> Path:
    """Return the file of the code that raised the exception."""
    place = Path()
    while traceback is not None:
        place, traceback = Path(traceback.tb_frame.f_code.co_filename), traceback.tb_next
    return place


def damaged(name: str, kind: str) -> SourceError:
    """Return the error for a file whose bytes do not follow its format."""
    return SourceError(f"「{name}」已經損壞，當作 {kind} 讀不出來；請用原來的程式打開並另存一份，再加入。")


def empty(name: str) -> SourceError:
    """Return the error for a file without text."""
    return SourceError(f"「{name}」裡沒有文字；請放入文字之後再加入。")
