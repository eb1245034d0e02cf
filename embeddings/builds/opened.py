"""An opened build: checked against its manifest and the running recipe, then searched and read by many threads."""

import sqlite3
import weakref
from collections.abc import Collection, Sequence
from math import log
from pathlib import Path

from embeddings.article import Article, Passage
from embeddings.builds.manifest import Manifest, check_files, check_recipe, read_manifest
from embeddings.builds.recipe import Recipe
from embeddings.encoders.protocol import Vectors
from embeddings.errors import DamagedBuildError
from embeddings.index.articles import ArticleFile, ArticleSummary
from embeddings.index.parts import ARTICLES
from embeddings.index.scored import Scored
from embeddings.index.store import Mask, PassageStore, Place


class OpenBuild:
    """An opened build: its id, manifest, articles, passages, and lexical and dense search. Thread-safe.

    Its files close when nobody references it any more. Fusing the results of both searches is up to the caller.
    """

    def __init__(self, folder: Path, manifest: Manifest, records: ArticleFile, store: PassageStore) -> None:
        self.records = records
        self.store = store
        self.folder = folder
        self.id = manifest.id
        self.manifest = manifest
        self._hidden_articles: frozenset[str] = frozenset()  # ids left out of lists
        self._mask: Mask | None = None  # leaves their passages out of results
        weakref.finalize(self, _close, records, store)

    @classmethod
    def from_folder(cls, folder: Path, recipe: Recipe, *, thorough: bool | None = None) -> "OpenBuild":
        """Open a build after comparing every field of its manifest; ``thorough`` also hashes its files.

        By default the files of all but very large builds are hashed.
        """
        manifest = read_manifest(folder)
        check_recipe(manifest, recipe)
        check_files(folder, manifest, thorough=not manifest.is_large if thorough is None else thorough)
        try:
            records = ArticleFile(folder / ARTICLES)
            place = Place(manifest.id, folder, records)
            build = cls(folder, manifest, records, recipe.engine.open(place, manifest.dimension, manifest.store))
            counts = build.counts()
        except (OSError, ValueError, RuntimeError, sqlite3.Error) as error:
            raise DamagedBuildError(f"索引 {manifest.id} 打不開：請執行 `qa rebuild` 重建。") from error
        if set(counts.values()) != {manifest.passages}:
            raise DamagedBuildError(f"索引 {manifest.id} 各部分的段落數不一致（{counts}）：請執行 `qa rebuild` 重建。")
        return build

    def hide(self, article_ids: Collection[str]) -> None:
        """Leave exactly these articles out of lists and search results from now on.

        An answer that already uses one of them can still read it.
        """
        self._hidden_articles = frozenset(article_ids)
        self._mask = Mask.hiding(self.records.passage_ids(article_ids))

    def articles(self) -> list[ArticleSummary]:
        """Return every article without its text, in the order of ids."""
        return [article for article in self.records.articles() if article.id not in self._hidden_articles]

    def search_lexical(self, queries: Sequence[str], k: int) -> list[list[Scored]]:
        """Return the ``k`` best passages by BM25 for each raw question."""
        return self.store.search_lexical(queries, k, self._mask)

    def search_dense(self, vectors: Vectors, k: int) -> list[list[Scored]]:
        """Return the ``k`` nearest passages by cosine for each question's unit vector."""
        return self.store.search_dense(vectors, k, self._mask)

    def close(self) -> None:
        """Close the files; memory-mapped ones close with their last user."""
        _close(self.records, self.store)

    def rarity(self, terms: Sequence[str]) -> list[float]:
        """Return each term's inverse document frequency as in BM25: from 0, higher is rarer."""
        total = self.count()
        return [log(1 + (total - n + 0.5) / (n + 0.5)) for n in self.store.terms(terms)]

    def document_count(self, term: str) -> int:
        """Return how many passages contain a folded search term."""
        return self.store.terms([term])[0]

    def passages(self, ids: Sequence[int]) -> list[Passage]:
        """Return the passages with these ids, in the order given."""
        return self.store.passages(ids)

    def article(self, id: str) -> Article:
        """Return the article with that id, or raise ``NotFoundError``."""
        return self.records.article(id)

    def vectors(self, ids: Sequence[int]) -> Vectors:
        """Return the passages' vectors ``(ids, dimension)``, in the order given."""
        return self.store.vectors(ids)

    def vectors_by_key(self, keys: Sequence[bytes]) -> dict[bytes, Vectors]:
        """Return the vector ``(dimension,)`` of each of the content hashes that are in the build."""
        ids = self.records.ids_by_key(keys)
        return dict(zip(ids, self.vectors(list(ids.values())), strict=True))

    def counts(self) -> dict[str, int]:
        """Return the number of passages in each part; they agree in a valid build."""
        return {"articles": self.records.count(), **self.store.counts()}

    def count(self) -> int:
        """Return the number of passages."""
        return self.manifest.passages


def _close(records: ArticleFile, store: PassageStore) -> None:
    records.close()
    store.close()
