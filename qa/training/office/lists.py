"""Reads the word lists of this package: data beside the code, in TOML where lists have names, else a line an entry."""

import tomllib
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


def listed(text: str) -> tuple[str, ...]:
    """Return the words of a text, which blanks and ends of lines part."""
    return tuple(text.split())


def characters(text: str) -> str:
    """Return the characters of a text without blanks and ends of lines."""
    return "".join(text.split())


def read_lists(name: str, folder: Path = FOLDER) -> dict[str, Any]:
    """Return the named lists of a TOML file; raise ``ValueError``, naming the file, if it is damaged."""
    try:
        return tomllib.loads((folder / name).read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from error


def read_lines(name: str, folder: Path = FOLDER) -> tuple[str, ...]:
    """Return the lines of a text file, without empty ones and comments, which begin with #."""
    lines = (folder / name).read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line.strip() and not line.startswith("#"))
