"""The command line, `qa`, one file for each group of commands.

``main`` (which command is where, and exit codes) · ``ask`` · ``articles`` (add, list, show, remove) · ``builds``
(rebuild, builds, publish, rollback) · ``serve`` · ``mcp`` · ``care`` (doctor, backup, restore) · ``lab`` (evaluate,
train) · ``terminal`` (what is printed) · ``chinese`` (what Click says of itself).
"""
