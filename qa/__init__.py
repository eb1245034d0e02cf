"""The question side: a build and a question in, an answer out. In the order in which data flows:

``query`` (a question made ready) · ``retrieve`` ``evidence`` (query → hits) · ``read/`` (hits → candidates) ·
``decide`` (candidates → choices, or none) · ``calibration`` (which decision goes with which reader) · ``pipeline``
(the three in a row) · ``answer`` ``assistant`` (what every face shows) · ``squad`` ``score`` ``evaluate``
``golden`` (how good it is) · ``weights/`` (the shipped reader) · ``training/`` (the lab; answering needs none of it).
"""
