"""The chat page.

``page`` ``side`` (its layout) · ``events`` (what both use) · ``handlers`` ``history`` ``editing`` ``following`` (what
its buttons do) · ``render`` ``sheet`` ``why`` ``citing`` ``markup`` (HTML) · ``place`` (what a button sends back).
"""
