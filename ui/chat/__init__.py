"""The chat page.

``page`` (its layout) · ``handlers`` (its actions) · ``render`` (HTML) · ``turns`` (the state kept in the browser).
"""
