"""Text → unit vectors.

``protocol`` (what is asked of an encoder) · ``static`` (the shipped one, NumPy alone) · ``sentence_transformers``
(any other, and the shipped one as a sentence-transformers model).
"""
