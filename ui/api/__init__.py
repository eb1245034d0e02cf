"""The HTTP API, one router for each noun: ``answers`` · ``articles`` · ``builds`` · ``health``.

``dependencies`` (what handlers ask for) · ``problems`` (errors as RFC 9457) · ``limits`` (how much is let in).
"""
