"""The faces: HTTP API, chat page, command line.

``settings`` · ``wiring`` (the one composition root) · ``rebuild`` ``jobs`` (the rebuild, here or in another process)
· ``intake`` (articles in and out) · ``schema`` (what goes over the wire) · ``backup`` ``doctor`` (looking after a
data folder) · ``places`` (what is told of where things lie) · ``requests`` ``logs`` ``metrics`` (what a server tells
of itself) · ``wording`` ``pace`` ``completion`` (words that all faces share; answers as chat messages) · ``tools``
(for other assistants) · ``api/`` ``chat/`` ``cli/`` (the faces) · ``app`` ``headers`` ``deploy/`` (behind nginx,
under systemd) · ``server`` (one server for page and API).
"""
