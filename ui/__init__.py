"""The user interfaces: HTTP API, chat page, command line.

``settings`` · ``wiring`` (the composition root) · ``rebuild`` ``jobs`` (the rebuild, in this or another process)
· ``intake`` (adding and removing articles) · ``schema`` (JSON models) · ``places`` (file
names without paths) · ``wording`` ``pace`` (messages that all interfaces
share) · ``api/`` ``chat/`` ``cli/`` (the interfaces) · ``app`` ``headers`` ``server`` (one server for page and API).
"""
