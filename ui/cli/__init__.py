"""The command line, `qa`: one file for each group of commands.

``main`` (the table of commands, and exit codes) · ``ask`` · ``articles`` (add, list, show, remove) · ``builds``
(rebuild, builds, publish, rollback) · ``serve`` · ``mcp`` · ``care`` (doctor, backup, restore) · ``lab`` (evaluate,
train) · ``feedback`` · ``keys`` (keys, audit) · ``terminal`` (output) · ``chinese`` (Click's messages in Chinese).
"""
