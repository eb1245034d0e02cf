"""The chat page.

``page`` ``side`` (its layout) · ``events`` (what both use) · ``handlers`` ``history`` ``editing`` (what its buttons
do) · ``render`` (HTML) · ``place`` (what a button sends back).
"""
