"""A build: an immutable, verified index of a collection at one moment. In the order in which one comes about:

``recipe`` (what it is made with) · ``make`` (cut, encode, index, verify, name) · ``encode`` (vectors, reused where
known) · ``manifest`` (what it says of itself) · ``verify`` (what it must show) · ``publish`` (which is live, and
rolling back) · ``opened`` (searched and read) · ``live`` (followed by a running server) · ``tombstones`` (articles
hidden at once) · ``durable`` (files replaced in one step) · ``scratch`` (a build that is thrown away).
"""
