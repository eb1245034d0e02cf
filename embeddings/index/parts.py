"""The names of a build's parts in its folder."""

ARTICLES, POSTINGS, VECTORS = "articles.sqlite", "postings", "vectors.faiss"
