"""The articles of record: what people added, with its source. In the order in which data flows:

``sync`` (files and folders → records) · ``row`` (an article as it is stored) · ``records`` (the SQLite file) ·
``memory`` (articles that nobody records, for a build all the same).
"""
