"""What a build is searched by.

``articles`` (SQLite) · ``postings`` (BM25 by tantivy) · ``vectors`` (FAISS) · ``scored`` (what either leg returns, and
the order of that) · ``parts`` (their names in a build's folder) · ``store`` (what a store of passages must do) ·
``embedded`` (the store in files) · ``milvus/`` (the store on a server).
"""
