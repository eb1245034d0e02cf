"""The HTTP API, one router for each noun, and one for OpenAI's clients.

``answers`` ``conversations`` ``feedback`` ``articles`` ``builds`` ``jobs`` ``completions`` ``mcp`` ``health``
``login`` ``language`` (the routes) · ``dependencies`` (shared by handlers) · ``problems`` (errors as RFC 9457) ·
``openapi`` (their description) · ``doors`` (checks of Host and Origin) · ``access`` (checks of keys and roles) ·
``limits`` (size of request bodies) · ``versions`` (entity tags) · ``idempotency`` ``replies`` (a write that is sent
twice is done once) · ``requests`` (ids, log and counts of requests).
"""
