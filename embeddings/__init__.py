"""The content layer: files in, a published build out. Its modules, in the order in which data flows:

``article`` ``errors`` ``progress`` ``blocks`` ``stored`` ``bounded`` (shared by all that follow) · ``formats/`` (a
file → raw articles) · ``text/`` (pure functions on strings) · ``collection/`` (the articles of record) · ``chunk`` (an
article → passages) · ``encoders/`` (text → vectors) · ``index/`` (the searchable parts of a build) · ``builds/``
(made, verified, published, opened, live) · ``weights/`` (the shipped encoder) · ``workers`` (worker processes).
"""
