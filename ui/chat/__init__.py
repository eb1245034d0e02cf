"""The chat page.

``page`` ``side`` ``adding`` (its layout) · ``labels`` ``events`` (shared by them) · ``handlers`` ``history``
``editing`` ``following`` (its actions) · ``render`` ``sheet`` ``why`` ``citing`` ``markup`` (HTML) · ``place`` (what a
button sends back).
"""
