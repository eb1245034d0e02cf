"""The collection: the articles that users added, with their sources. In the order in which data flows:

``sync`` (files and folders → records) · ``row`` (an article as stored) · ``records`` (the SQLite database) ·
``memory`` (articles held in memory only, for builds without a collection).
"""
