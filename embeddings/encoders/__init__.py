"""Text → unit vectors.

``protocol`` (what is asked of an encoder) · ``pieces`` (what the models read of a text) · ``graph`` (networks at
work) · ``transformer`` (the shipped encoder) · ``static`` (the fast one, NumPy alone) · ``sentence_transformers``
(any other, and both of ours as its models) · ``network`` (the shipped one in PyTorch).
"""
