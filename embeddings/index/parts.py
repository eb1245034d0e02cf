"""The three parts of a build's index: their names in its folder, and how they are opened together."""

from pathlib import Path

from embeddings.index.articles import ArticleFile
from embeddings.index.postings import Postings
from embeddings.index.vectors import VectorIndex

Parts = tuple[ArticleFile, Postings, VectorIndex]
ARTICLES, POSTINGS, VECTORS = "articles.sqlite", "postings", "vectors.faiss"


def open_parts(folder: Path) -> Parts:
    """Open the three parts that a build wrote into a folder."""
    return (
        ArticleFile(folder / ARTICLES),
        Postings.open(folder / POSTINGS),
        VectorIndex.open(folder / VECTORS),
    )
