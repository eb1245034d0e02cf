"""The reader: a question and passages in, scored spans out.

``features`` (tokens and what is told of each) · ``windows`` (what one run sees) · ``reader`` (the protocol, and the
shipped reader) · ``spans`` (arithmetic on its scores) · ``cached`` (remembers readings) · ``pretrained`` (any other).
"""
