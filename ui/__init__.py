"""The user interfaces: HTTP API, chat page, command line.

``settings`` · ``wiring`` (the composition root) · ``rebuild`` ``jobs`` (the rebuild, in this or another process) ·
``intake`` (adding and removing articles) · ``schema`` (JSON models) · ``backup`` ``doctor`` (care of a data folder) ·
``places`` (file names without paths) · ``requests`` ``logs`` ``metrics`` (monitoring) · ``wording`` ``pace``
``completion`` ``languages`` ``english`` (messages that all interfaces share, in three languages; answers as chat
messages) · ``people/`` (conversations, feedback
and keys of the users) · ``tools`` (MCP) · ``api/`` ``chat/`` ``cli/`` (the interfaces) · ``app`` ``headers``
``server`` ``answerers`` (one server for page and API, and its other processes) · ``deploy/`` (systemd and nginx).
"""
