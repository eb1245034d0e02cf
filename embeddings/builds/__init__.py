"""Builds: immutable, verified indexes of a collection at one moment. In the order in which one is made and used:

``recipe`` (encoder and chunker) · ``make`` (chunk, encode, index, verify, name) · ``encode`` (vectors, reused where
known) · ``manifest`` (its description) · ``verify`` (checks before publishing) · ``publish`` (the live build, and
rollback) · ``opened`` (searched and read) · ``live`` (followed by a running server) · ``tombstones`` (articles
hidden at once) · ``durable`` (atomic file replacement) · ``scratch`` (temporary builds).
"""
