"""What leaves the server of where things lie: the names of files, never a path of this machine."""

import os
from pathlib import Path, PurePosixPath, PureWindowsPath


def named(origin: str) -> str:
    """Return an origin as it is told to others: one of this machine's paths by its last name, any other as it is."""
    is_path = origin.startswith("/") or bool(PureWindowsPath(origin).drive)
    return PurePosixPath(origin).name if is_path else origin


def without_paths(message: str, folder: Path) -> str:
    """Return a message in which what lies in a folder is named from that on, and not by where the folder lies."""
    places = {str(folder.absolute()), str(folder.resolve())} if folder.resolve().name else set()
    for place in sorted(places, key=len, reverse=True):
        message = message.replace(place + os.sep, f"{folder.resolve().name}/").replace(place, folder.resolve().name)
    return message
