"""Reading files as articles, without a collection."""

from pathlib import Path

from embeddings.article import RawArticle
from embeddings.errors import SourceError
from embeddings.formats.load import LoadReport, Refusal, find_sources, load_bytes, read_file


def load(path: Path, key: str | None = None) -> LoadReport:
    """Return the articles of a file or folder, and what of them could not be read."""
    sources = find_sources(path, key)
    articles: list[RawArticle] = []
    problems = list(sources.problems)
    for source in sources.files:
        try:
            report = load_bytes(read_file(source), source.path.name, source.origin)
        except SourceError as error:
            report = LoadReport((), (Refusal(source.origin, str(error)),))
        articles += report.articles
        problems += report.problems
    return LoadReport(tuple(articles), tuple(problems))


def read_bytes(data: bytes, name: str, origin: str) -> tuple[RawArticle, ...]:
    """Return the articles in the bytes of a file called ``name``; raise if any part of it is refused."""
    report = load_bytes(data, name, origin)
    if report.problems:
        raise SourceError(report.problems[0].reason)
    return report.articles
