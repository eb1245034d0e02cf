"""The question side: a build and a question in, an answer out. In the order in which data flows:

What words mean: ``numerals`` ``units`` ``moments`` ``amounts`` ``codes`` (how each kind of value is written) ·
``kinds`` ``values`` (the values of a text, normalised) · ``names`` · ``synonyms`` ``own_words`` (other words, a
user's own too) · ``lexicon`` ``pinyin`` ``slips`` (words that sound like an article's; ``make_word_tables`` writes
the tables) · ``asking`` (what is asked for) · ``anchors`` ``spellings`` (what a question
names, and how else that is written).

What a follow-up means: ``leaning`` ``frame`` (whether a question names what it is about, and its parts) · ``pronouns``
``again`` (它, 那…呢) · ``script`` (in which it is shown) · ``conversation`` (a question completed from earlier turns).

``query`` (a question made ready) · ``meant`` (what its slips may mean) · ``coordination`` ``criteria`` ``several`` (a
question over several things, one part at a time) · ``retrieve`` ``evidence`` (query → hits) · ``read/`` (hits →
candidates) · ``closer`` (single statements, read again) · ``edges`` (where a quote may begin and end) · ``changes``
``quotes`` (what is quoted there) · ``tables`` ``columns`` ``proposals`` (what the structure offers) · ``proximity``
``clauses`` ``bounds`` ``measures`` ``signals`` (what is known of a candidate) · ``order`` ``decide`` (candidates →
choices) · ``enumerations`` ``rows`` ``lists`` ``conflict`` ``resolve`` (choices → what is shown) · ``siblings``
``gathered`` (the parts of a question put together) · ``calibration`` (which decision goes with which reader) ·
``pipeline`` (all in a row) · ``answer`` ``assistant`` (what every face shows) · ``squad`` ``score`` ``evaluate``
``golden`` ``exam`` (how good it is) · ``weights/`` (the shipped reader) · ``training/`` (the lab; answering needs none
of it).
"""
