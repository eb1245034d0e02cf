"""The store of one build: both legs, the articles and the passages, in one folder, opened read-only.

This is the seam behind which another index may stand one day: it finds passages, and leaves fusing the two
legs to the question side.
"""

from collections.abc import Sequence
from math import log
from pathlib import Path

from embeddings.article import Article, Passage
from embeddings.encoder import Vectors
from embeddings.index.articles import ArticleFile, ArticleSummary
from embeddings.index.postings import Postings
from embeddings.index.scored import Scored
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


class PassageStore:
    """An opened store. May be used from many threads."""

    def __init__(self, records: ArticleFile, postings: Postings, vectors: VectorIndex) -> None:
        self.records = records
        self._postings = postings
        self._vectors = vectors

    def close(self) -> None:
        """Close the files; the memory-mapped ones close with their last user."""
        self.records.close()

    def search_lexical(self, queries: Sequence[str], k: int) -> list[list[Scored]]:
        """Return for each raw question its ``k`` best passages by BM25."""
        return self._postings.search(queries, k)

    def rarity(self, terms: Sequence[str]) -> list[float]:
        """Return each term's inverse document frequency as BM25 counts it: 0 and up, higher is rarer."""
        total = self.count()
        return [log(1 + (total - n + 0.5) / (n + 0.5)) for n in self._postings.document_counts(terms)]

    def search_dense(self, vectors: Vectors, k: int) -> list[list[Scored]]:
        """Return for each question's unit vector its ``k`` nearest passages by cosine."""
        return self._vectors.search(vectors, k)

    def passages(self, ids: Sequence[int]) -> list[Passage]:
        """Return the passages of these ids, in the order asked."""
        return self.records.passages(ids)

    def article(self, id: str) -> Article:
        """Return the article of that id, or raise ``NotFoundError``."""
        return self.records.article(id)

    def articles(self) -> list[ArticleSummary]:
        """Return every article without its text, in the order of ids."""
        return self.records.articles()

    def vectors(self, ids: Sequence[int]) -> Vectors:
        """Return the passages' vectors ``(ids, dimension)``, in the order asked."""
        return self._vectors.vectors(ids)

    def vectors_by_key(self, keys: Sequence[bytes]) -> dict[bytes, Vectors]:
        """Return for those of the content hashes that are here their passage's vector ``(dimension,)``."""
        ids = self.records.ids_by_key(keys)
        return dict(zip(ids, self.vectors(list(ids.values())), strict=True))

    def counts(self) -> dict[str, int]:
        """Return how many passages each part holds; they agree in a sound build."""
        return {
            "articles": self.records.count(),
            "postings": self._postings.count,
            "vectors": self._vectors.count,
        }

    def count(self) -> int:
        """Return the number of passages."""
        return self._vectors.count
