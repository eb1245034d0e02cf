"""The HTTP API, one router for each noun: ``answers``, ``articles``, ``builds``, ``jobs``, ``health``.

``dependencies`` (shared by handlers) · ``problems`` (errors as RFC 9457) · ``openapi`` (their description) ·
``doors`` (checks of Host and Origin) · ``limits`` (size of request bodies).
"""
