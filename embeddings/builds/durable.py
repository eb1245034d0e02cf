"""Atomic and durable file replacement: after a power failure a file is the old or the new one, never a mixture."""

import os
from pathlib import Path

Stamp = tuple[int, int]


def stamp_of(path: Path) -> Stamp | None:
    """Return a value that changes whenever the file is replaced, or ``None`` if there is no file."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_ino, status.st_mtime_ns


def replace_file(path: Path, text: str) -> None:
    """Replace a file's content atomically and durably."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    with temporary.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make a folder's entries durable. Windows does so by itself, and cannot open folders."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
