"""Where a library's errors end: a damaged file can make a parser raise anything, and the user reads our words."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from embeddings.errors import SourceError


@contextmanager
def reading(name: str, kind: str) -> Iterator[None]:
    """Turn whatever a parser raises inside into a ``SourceError`` that names the file; its warnings are dropped."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that no text depends on
            yield
    except SourceError:
        raise
    except Exception as error:  # what a parser raises on a damaged file is in no list
        raise damaged(name, kind) from error


def damaged(name: str, kind: str) -> SourceError:
    """Return the refusal of a file whose bytes are not what its format asks for."""
    return SourceError(f"「{name}」已經損壞，當作 {kind} 讀不出來；請用原來的程式打開並另存一份，再加入。")


def empty(name: str) -> SourceError:
    """Return the refusal of a file that holds no text."""
    return SourceError(f"「{name}」裡沒有文字；請放入文字之後再加入。")
