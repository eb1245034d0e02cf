"""The reader: a question and passages in, scored spans out.

``windows`` (what one run sees: tokens, and what is told of each) · ``reader`` (the protocol, and the
shipped reader) · ``spans`` (arithmetic on its scores) · ``cached`` (remembers readings) · ``pretrained`` (any other).
"""
