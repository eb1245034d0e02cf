"""The content side: files in, a published build out. In the order in which data flows:

``article`` ``errors`` ``progress`` ``blocks`` ``stored`` ``database`` ``bounded`` (what everything below shares) ·
``formats/`` (a file → raw articles) · ``text/`` (pure functions on strings) · ``collection/`` (the articles of
record) · ``chunk`` (an article → passages) · ``encoders/`` (text → vectors) · ``index/`` (the parts of a build that are
searched) · ``builds/`` (made, verified, published, opened, live) · ``weights/`` (the shipped encoder) · ``workers``
(processes beside).
"""
