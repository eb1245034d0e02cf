"""The command line, `qa`: one file for each group of commands.

``main`` (the table of commands, and exit codes) · ``ask`` · ``articles`` (add, list, show, remove) · ``builds``
(rebuild, builds, publish, rollback) · ``serve`` · ``lab`` (evaluate, train) · ``terminal`` (output) ·
``chinese`` (Click's messages in Chinese).
"""
