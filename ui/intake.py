"""Articles in and out of the collection, as every face does it: one that cannot be read never stops the others.

Origins tell where an article came from: a path for files of this machine, ``upload/…``, ``pasted/…`` or
``api/…`` for what was sent. Those of the articles folder are the folder's own: see ``remove_articles``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from embeddings.article import RawArticle
from embeddings.collection import Collection, Outcome
from embeddings.errors import InputError, SourceError
from embeddings.load import Problem, load, load_bytes
from embeddings.masks import Masks
from ui.settings import Settings


@dataclass(frozen=True, slots=True)
class Taken:
    """An article that is now in the collection, and whether it is new there."""

    id: str
    title: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Intake:
    """What was taken into the collection, and what was refused and why."""

    taken: tuple[Taken, ...]
    refused: tuple[Problem, ...]


def take_articles(settings: Settings, raws: Iterable[RawArticle], refused: Sequence[Problem] = ()) -> Intake:
    """Store articles one by one and return what became of each, after the problems met before."""
    taken: list[Taken] = []
    problems = list(refused)
    with Collection.open(settings.collection_path) as collection:
        for raw in raws:
            try:
                stored = collection.put(raw)
            except SourceError as error:
                problems.append(Problem(raw.origin, str(error)))
            else:
                taken.append(Taken(stored.id, collection.get(stored.id).title, stored.outcome))
    return Intake(tuple(taken), tuple(problems))


def take_paths(settings: Settings, paths: Sequence[Path]) -> Intake:
    """Store the files and folders of this machine."""
    with Collection.open(settings.collection_path) as collection:
        keys = [collection.origin_of(path) for path in paths]
    reports = [load(path, key) for path, key in zip(paths, keys, strict=True)]
    raws = [raw for report in reports for raw in report.articles]
    return take_articles(settings, raws, [problem for report in reports for problem in report.problems])


def take_uploads(settings: Settings, files: Iterable[tuple[str, bytes]]) -> Intake:
    """Store files that were sent, each its name and its bytes; the same name replaces the article."""
    raws: list[RawArticle] = []
    problems: list[Problem] = []
    for sent, data in files:
        name = PurePath(sent).name
        report = load_bytes(data, name, f"upload/{name}")
        raws += report.articles
        problems += (Problem(name, problem.reason) for problem in report.problems)
    return take_articles(settings, raws, problems)


def take_text(settings: Settings, raw: RawArticle) -> Taken:
    """Store one article; raise ``SourceError`` if it cannot be."""
    with Collection.open(settings.collection_path) as collection:
        stored = collection.put(raw)
        return Taken(stored.id, collection.get(stored.id).title, stored.outcome)


def remove_articles(settings: Settings, ids: Sequence[str], *, now: bool = False) -> list[str]:
    """Remove articles and return their titles; with ``now`` they are hidden at once in every build that has them.

    Raises ``InputError`` for an article of the articles folder, whose file would bring it back at the next
    rebuild, and removes none of the articles if one cannot be.
    """
    with Collection.open(settings.collection_path) as collection:
        articles = [collection.get(article_id) for article_id in ids]
        folder = collection.origin_of(settings.articles_dir)
        for article in articles:
            if article.origin.startswith(f"{folder}/"):
                whole = (settings.data_dir / article.origin).exists() or "#" not in article.origin
                raise InputError(
                    f"《{article.title}》來自 {settings.data_dir / article.origin}："
                    f"{'請刪除這個檔案' if whole else '請從檔案裡刪去 # 後面所指的這一筆'}，"
                    "再執行 qa rebuild，文章就會從索引消失。"
                )
        for article_id in dict.fromkeys(ids):
            collection.remove(article_id)
    if now:
        Masks(settings.builds_dir).hide(ids)
    return [article.title for article in articles]
