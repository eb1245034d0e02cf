"""What the server keeps of those who ask, in a file of its own beside the collection:

``file`` (its tables) · ``visitor`` ``cookie`` (who asks) · ``turns`` (a question and what came of it) ·
``conversations`` (whose they are, listed, searched, kept) · ``asking`` (a question in a conversation) · ``export``
(one as Markdown).
"""
