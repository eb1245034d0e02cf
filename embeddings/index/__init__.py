"""The searchable parts of a build.

``filter`` (which articles a search is limited to) · ``connections`` ``articles`` (SQLite) · ``postings`` (BM25 by
tantivy) · ``vectors`` (FAISS) · ``scored`` (search results and their order) · ``parts`` (their file names in a build's
folder) · ``store`` (the interface of a passage store) · ``embedded`` (the store in local files) · ``milvus/`` (the
store on a server).
"""
