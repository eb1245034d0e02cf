"""The question layer: a build and a question in, an answer out. In the order in which data flows:

Words and values: ``numerals`` ``units`` ``moments`` ``amounts`` ``codes`` (parsers for each kind of value) ·
``kinds`` ``values`` (the values of a text, normalised) · ``names`` · ``synonyms`` ``own_words`` (synonyms, shipped and
the user's own) · ``lexicon`` ``pinyin`` ``slips`` (spelling correction; ``make_word_tables`` writes
the tables) · ``asking`` (question types) · ``anchors`` ``spellings`` (the entities and values that a question
names, and their other spellings).

Follow-up questions: ``leaning`` ``frame`` (whether a question names its subject, and its parts) · ``pronouns``
``again`` (它, 那…呢) · ``script`` (Simplified or Traditional) · ``conversation`` (rewriting from earlier turns).

``query`` (a parsed question) · ``meant`` (its corrections) · ``retrieve`` ``evidence`` (query → hits) ·
``read/`` (hits → candidates) · ``edges`` (boundaries of quotes) · ``tables`` ``columns`` ``proposals``
(candidates from structure) · ``proximity`` ``signals`` (features of candidates) · ``order`` ``decide``
(candidates → choices) · ``lists`` ``conflict`` ``resolve`` (choices → answers) · ``calibration`` (which
decision model goes with which reader) · ``pipeline`` (retrieve, read, decide) · ``coordination`` ``criteria``
``several`` (splitting a question over several things) · ``siblings`` ``gathered`` (their choices → one answer) ·
``answer`` ``assistant`` (the result) ·
``squad`` ``score`` ``evaluate`` ``golden`` (evaluation) · ``weights/`` (the shipped reader) · ``training/`` (the
training lab, which answering does not need).
"""
