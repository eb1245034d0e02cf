"""The command line, `qa`, one file for each group of commands.

``main`` (which command is where, and exit codes) · ``ask`` · ``articles`` (add, list, show, remove) · ``builds``
(rebuild, builds, publish, rollback) · ``serve`` · ``lab`` (evaluate, train) · ``feedback`` ·
``keys`` (keys, audit) ·
``terminal`` (what is printed) · ``chinese`` (what Click says of itself).
"""
