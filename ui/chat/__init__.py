"""The chat page.

``page`` ``side`` ``adding`` ``evaluating`` (its layout) · ``labels`` ``events`` (shared by them) · ``handlers``
``history`` ``editing`` ``following`` (its actions) · ``render`` ``sheet`` ``results`` ``why`` ``citing`` ``markup``
(HTML) · ``place`` (what a button sends back).
"""
