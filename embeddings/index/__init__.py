"""What a build is searched by.

``filter`` (which articles a search is kept to) · ``articles`` (SQLite) · ``postings`` (BM25 by tantivy) · ``vectors``
(FAISS) · ``scored`` (what either leg returns, and the order of that) · ``parts`` (the three together in a build's
folder).
"""
