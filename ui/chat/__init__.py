"""The chat page.

``page`` (its layout) · ``handlers`` (what its buttons do) · ``render`` (HTML) · ``turns`` (what the browser keeps).
"""
