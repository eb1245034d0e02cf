"""The versions of articles over HTTP: entity tags (RFC 9110), so that nobody overwrites what they have not seen."""

import re
from collections.abc import Container
from typing import Annotated

from fastapi import Header

_TAG = re.compile(r'(?:W/)?"([^"]*)"')

IfMatch = Annotated[str | None, Header(description="讀文章時得到的 ETag；`*` 是不論哪一版。", examples=["*"])]
IfNoneMatch = Annotated[str | None, Header(description="手上那一版的 ETag：沒有變動就回 304。")]


class AnyVersion:
    """What ``*`` stands for."""

    def __contains__(self, version: object) -> bool:
        return True


def etag_of(version: str) -> str:
    """Return a version as an entity tag."""
    return f'"{version}"'


def versions_in(header: str) -> Container[str]:
    """Return the versions that a header names; a weak tag, or what is no tag at all, is none."""
    if header.strip() == "*":
        return AnyVersion()
    return {found[1] for found in _TAG.finditer(header) if not found.group().startswith("W/")}


def is_held(version: str, header: str | None) -> bool:
    """Return whether the caller of ``If-None-Match`` has this version already."""
    if header is None:
        return False
    return header.strip() == "*" or version in {found[1] for found in _TAG.finditer(header)}
