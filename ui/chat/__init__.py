"""The chat page.

``page`` ``side`` (its layout) · ``events`` (shared by both) · ``handlers`` ``history`` ``editing`` ``following`` (its
actions) · ``render`` ``sheet`` ``why`` ``citing`` ``markup`` (HTML) · ``place`` (what a button sends back).
"""
