"""What the server keeps of those who ask, in a file of its own beside the collection:

``file`` (its tables) · ``keys`` ``permissions`` ``rates`` (who may do what, and how often) · ``visitor`` ``cookie``
(who asks) · ``audit`` (who changed what) · ``turns`` (a question and what came of it) · ``conversations`` (whose they
are, listed, searched, kept) · ``asking`` (a question in a conversation) · ``export`` (one as Markdown) · ``feedback``
``judging`` (what they say of answers) · ``exams`` (evaluations that were run).
"""
