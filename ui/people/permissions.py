"""Which role a request needs: reading for most, editing for what changes articles, and what is unknown needs it too.

A path is that of the app, without the sub-path that a proxy serves it under.
"""

import re

from ui.people.keys import Role

PUBLIC = frozenset({"/healthz", "/readyz", "/login", "/logout", "/language", "/favicon.ico"})
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# What a reader may send: questions, and what is the reader's own.
READERS_OWN = re.compile(r"/api/v1/(?:answer|search|feedback|conversations)(?:/.*)?|/v1/.*|/mcp(?:/.*)?|/gradio_api/.*")
UPLOADS = re.compile(r"/gradio_api/upload(?:/.*)?")
ADMINS_OWN = re.compile(r"/api/v1/builds/[^/]+/publish")
METRICS = "/metrics"  # of all who ask, so not for every reader


def needed_role(method: str, path: str) -> Role | None:
    """Return the role that a request needs, ``None`` where it needs none."""
    if path in PUBLIC:
        return None
    if path == METRICS:
        return Role.ADMIN
    if method in SAFE_METHODS:
        return Role.READER
    if ADMINS_OWN.fullmatch(path):
        return Role.ADMIN
    return Role.READER if READERS_OWN.fullmatch(path) and not UPLOADS.fullmatch(path) else Role.EDITOR
