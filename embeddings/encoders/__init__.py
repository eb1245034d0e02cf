"""Text → unit vectors.

``protocol`` (the interface) · ``pieces`` (the subword tokenizer of both models) · ``graph`` (ONNX Runtime
sessions) · ``transformer`` (the shipped encoder) · ``static`` (the fast one, NumPy only) · ``sentence_transformers``
(any other model, and both of ours in its format) · ``network`` (the shipped one in PyTorch).
"""
