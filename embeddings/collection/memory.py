"""Articles that a program has at hand, as a build takes them: the paragraphs of an evaluation, for one."""

from collections.abc import Iterable
from hashlib import blake2b

from embeddings.article import Article
from embeddings.errors import NotFoundError


class InMemoryArticles:
    """Articles that nobody records. They come in the order of their ids, or a ``ValueError`` is raised."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self._articles: dict[str, Article] = {}
        last = ""
        for article in articles:
            if article.id <= last:
                raise ValueError(f"articles must come in the order of their ids: {last!r}, {article.id!r}")
            last = article.id
            self._articles[article.id] = article

    def hashes(self) -> dict[str, str]:
        """Return a hash of each article by its id, in the order of ids: equal hashes, equal articles."""
        return {id_: _hash(article) for id_, article in self._articles.items()}

    def get(self, article_id: str) -> Article:
        """Return the article of that id, or raise a ``NotFoundError``."""
        try:
            return self._articles[article_id]
        except KeyError as error:
            raise NotFoundError(f"沒有編號為「{article_id}」的文章。") from error


def _hash(article: Article) -> str:
    return blake2b(repr(article).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
