"""The HTTP API, one router for each noun, and one for OpenAI's clients.

``answers`` · ``articles`` · ``builds`` · ``jobs`` · ``completions`` · ``mcp`` · ``health`` (the routes) ·
``dependencies`` (what handlers ask for) · ``problems`` ``languages`` (errors as RFC 9457, in three languages) ·
``openapi`` (how they are described) · ``doors`` (who may ask) · ``limits`` (how much is let in) · ``versions``
(entity tags) · ``idempotency`` ``replies`` (a write that is sent twice is done once) · ``requests`` (ids, log and
counts of requests).
"""
