"""Articles held in memory, as the source of a build: the paragraphs of an evaluation set, for example."""

from collections.abc import Iterable
from hashlib import blake2b

from embeddings.article import Article
from embeddings.errors import NotFoundError


class InMemoryArticles:
    """Articles that are not in a collection. Raises ``ValueError`` unless they are in the order of their ids."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self._articles: dict[str, Article] = {}
        last = ""
        for article in articles:
            if article.id <= last:
                raise ValueError(f"articles must come in the order of their ids: {last!r}, {article.id!r}")
            last = article.id
            self._articles[article.id] = article

    def hashes(self) -> dict[str, str]:
        """Return a content hash of each article by its id, in the order of ids."""
        return {id_: _hash(article) for id_, article in self._articles.items()}

    def get(self, article_id: str) -> Article:
        """Return the article with that id, or raise ``NotFoundError``."""
        try:
            return self._articles[article_id]
        except KeyError as error:
            raise NotFoundError(f"沒有編號為「{article_id}」的文章。") from error


def _hash(article: Article) -> str:
    return blake2b(repr(article).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
