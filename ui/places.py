"""Names of files for messages that leave the server: never a path of this machine."""

import os
from pathlib import Path, PurePosixPath, PureWindowsPath


def named(origin: str) -> str:
    """Return an origin in the form that is sent: the last name of a local path, any other origin unchanged."""
    is_path = origin.startswith("/") or bool(PureWindowsPath(origin).drive)
    return PurePosixPath(origin).name if is_path else origin


def without_paths(message: str, folder: Path) -> str:
    """Return a message with the paths in a folder made relative to it."""
    places = {str(folder.absolute()), str(folder.resolve())} if folder.resolve().name else set()
    for place in sorted(places, key=len, reverse=True):
        message = message.replace(place + os.sep, f"{folder.resolve().name}/").replace(place, folder.resolve().name)
    return message
