"""An opened build: checked against its manifest and the running recipe, then searched and read by many threads."""

import sqlite3
import weakref
from collections.abc import Callable, Collection, Sequence
from functools import partial
from math import log
from pathlib import Path

import numpy as np

from embeddings.article import Article, Passage
from embeddings.builds.manifest import Manifest, check_files, check_recipe, read_manifest
from embeddings.builds.recipe import Recipe
from embeddings.encoders.protocol import Vectors
from embeddings.errors import DamagedBuildError
from embeddings.index.articles import ArticleSummary
from embeddings.index.filter import ArticleFilter
from embeddings.index.parts import Parts, open_parts
from embeddings.index.scored import Ids, Scored


class OpenBuild:
    """An opened build: its id, its manifest, its articles and passages, and both legs, read from many threads.

    Its files close when nobody holds it any more. It finds passages, and leaves fusing the two legs to the
    question side.
    """

    def __init__(self, folder: Path, manifest: Manifest, parts: Parts) -> None:
        self.records, self._postings, self._vectors = parts
        self.folder = folder
        self.id = manifest.id
        self.manifest = manifest
        self._hidden_articles: frozenset[str] = frozenset()  # not to be listed, nor
        self._hidden: frozenset[int] = frozenset()  # their passages, by id, to be found
        weakref.finalize(self, self.records.close)

    @classmethod
    def from_folder(cls, folder: Path, recipe: Recipe, *, thorough: bool | None = None) -> "OpenBuild":
        """Open a build after comparing every field of its manifest; ``thorough`` also hashes its files.

        If it is not said whether to, the files of all but very large builds are hashed.
        """
        manifest = read_manifest(folder)
        check_recipe(manifest, recipe)
        check_files(folder, manifest, thorough=not manifest.is_large if thorough is None else thorough)
        try:
            build = cls(folder, manifest, open_parts(folder))
            counts = build.counts()
        except (OSError, ValueError, RuntimeError, sqlite3.Error) as error:
            raise DamagedBuildError(f"索引 {manifest.id} 打不開：請執行 `qa rebuild` 重建。") from error
        if set(counts.values()) != {manifest.passages}:
            raise DamagedBuildError(f"索引 {manifest.id} 各部分的段落數不一致（{counts}）：請執行 `qa rebuild` 重建。")
        return build

    def hide(self, article_ids: Collection[str]) -> None:
        """Leave these articles, and no others, out of what is listed and found from now on.

        Whoever has found one already can still read it to the end.
        """
        self._hidden_articles = frozenset(article_ids)
        self._hidden = frozenset(self.records.passage_ids(article_ids))

    def articles(self) -> list[ArticleSummary]:
        """Return every article without its text, in the order of ids."""
        return [article for article in self.records.articles() if article.id not in self._hidden_articles]

    def passages_within(self, within: ArticleFilter) -> Ids | None:
        """Return the ids of the passages that a filter keeps a search to, ``None`` for all."""
        if within.is_open:
            return None
        hidden = self._hidden
        ids = [id_ for id_ in self.records.passage_ids_within(within) if id_ not in hidden]
        return np.asarray(ids, dtype=np.int64)

    def search_lexical(self, queries: Sequence[str], k: int, among: Ids | None = None) -> list[list[Scored]]:
        """Return for each raw question its ``k`` best passages by BM25, of all or of these."""
        return self._shown(partial(self._postings.search, queries, among=among), k)

    def search_dense(self, vectors: Vectors, k: int, among: Ids | None = None) -> list[list[Scored]]:
        """Return for each question's unit vector its ``k`` nearest passages by cosine, of all or of these."""
        return self._shown(partial(self._vectors.search, vectors, among=among), k)

    def _shown(self, search: Callable[[int], list[list[Scored]]], k: int) -> list[list[Scored]]:
        """Return the best ``k`` that are not hidden."""
        hidden = self._hidden
        found = search(k + len(hidden))
        return [[one for one in scored if one.passage_id not in hidden][:k] for scored in found] if hidden else found

    def close(self) -> None:
        """Close the files; the memory-mapped ones close with their last user."""
        self.records.close()

    def rarity(self, terms: Sequence[str]) -> list[float]:
        """Return each term's inverse document frequency as BM25 counts it: 0 and up, higher is rarer."""
        total = self.count()
        return [log(1 + (total - n + 0.5) / (n + 0.5)) for n in self._postings.document_counts(terms)]

    def document_count(self, term: str) -> int:
        """Return how many passages hold a folded lexical term."""
        return self._postings.document_counts([term])[0]

    def passages(self, ids: Sequence[int]) -> list[Passage]:
        """Return the passages of these ids, in the order asked."""
        return self.records.passages(ids)

    def article(self, id: str) -> Article:
        """Return the article of that id, or raise ``NotFoundError``."""
        return self.records.article(id)

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
