"""Files that survive a loss of power: replaced in one step, old or new and never between."""

import os
from pathlib import Path

Stamp = tuple[int, int]


def stamp_of(path: Path) -> Stamp | None:
    """Return what changes whenever a file is replaced, or ``None`` while there is none."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_ino, status.st_mtime_ns


def replace_file(path: Path, text: str) -> None:
    """Replace a file's content in one step that survives a loss of power: old or new, never between."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    with temporary.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make a folder's entries survive a loss of power (Windows does so by itself, and cannot open one)."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
