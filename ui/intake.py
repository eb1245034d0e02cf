"""Adding and removing articles, for all user interfaces: one that cannot be read never stops the others.

Origins say where an article came from: a path for local files, ``upload/…``, ``pasted/…`` or ``api/…`` for what was
sent. Articles of the articles folder belong to the folder: see ``remove_articles``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from embeddings.article import RawArticle
from embeddings.builds.tombstones import Tombstones
from embeddings.collection.records import Collection, StoreOutcome, places_of
from embeddings.collection.sync import SyncReport, add_bytes, add_path
from embeddings.errors import CollectionError, ConflictError, SourceError
from embeddings.formats.load import Refusal
from embeddings.progress import Report, ignore
from ui.settings import Settings
from ui.wiring import open_collection

UPLOADS = "upload/"


@dataclass(frozen=True, slots=True)
class Taken:
    """An article that is now in the collection, its origin, and what storing it changed.

    ``same_as`` is the origin of the earlier article that it duplicates, if any.
    """

    id: str
    title: str
    origin: str
    outcome: StoreOutcome
    same_as: str | None = None


@dataclass(frozen=True, slots=True)
class Intake:
    """The articles that were added, and the files that were refused and why."""

    taken: tuple[Taken, ...]
    refused: tuple[Refusal, ...]

    def is_partial(self, problem: Refusal) -> bool:
        """Return whether other articles of a refusal's file were added."""
        places = (places_of(taken.origin.removeprefix(UPLOADS)) for taken in self.taken)
        return any(problem.origin.removeprefix(UPLOADS) in some for some in places)


def take_paths(settings: Settings, paths: Sequence[Path], report: Report = ignore) -> Intake:
    """Store local files and folders."""
    with open_collection(settings) as collection:
        return _intake(collection, [_added(collection, path, report) for path in paths])


def _added(collection: Collection, path: Path, report: Report) -> SyncReport:
    """Return what became of a path; a missing one is a problem like any other, and does not stop the others."""
    try:
        return add_path(collection, path, report)
    except CollectionError:
        raise
    except SourceError as error:
        return SyncReport.of([], [], [Refusal(str(path), str(error))])


def take_uploads(settings: Settings, files: Iterable[tuple[str, bytes]]) -> Intake:
    """Store uploaded files, each its name and its bytes; a file replaces an earlier one of the same name.

    Several files of one name in one upload are all kept.
    """
    sent = [(PurePath(name).name, data) for name, data in files]
    with open_collection(settings) as collection:
        origins = _origins(collection, sent)
        reports = [add_bytes(collection, data, name, origins[name, data]) for name, data in sent]
        intake = _intake(collection, reports)
    problems = (Refusal(problem.origin.removeprefix(UPLOADS), problem.reason) for problem in intake.refused)
    return Intake(intake.taken, tuple(problems))


def _origins(collection: Collection, sent: Sequence[tuple[str, bytes]]) -> dict[tuple[str, bytes], str]:
    """Return an origin for each distinct file: ``upload/name``, then ``upload/2/name`` and so on for the same name.

    Files that are already stored keep their origin, so that the same files in another order change nothing. File
    names have no slash, so these origins are unambiguous.
    """
    by_name: dict[str, list[bytes]] = {}
    for name, data in dict.fromkeys(sent):
        by_name.setdefault(name, []).append(data)
    origins = {}
    for name, contents in by_name.items():
        free = [f"{UPLOADS}{number}/{name}" if number > 1 else UPLOADS + name for number in range(1, len(contents) + 1)]
        there = {collection.upload(origin): origin for origin in reversed(free)} if len(contents) > 1 else {}
        for data in sorted(contents, key=lambda data: data not in there):
            origins[name, data] = there.get(data, free[0])
            free.remove(origins[name, data])
    return origins


def _intake(collection: Collection, reports: Sequence[SyncReport]) -> Intake:
    """Return the results for several files, with the articles' titles."""
    outcomes = {StoreOutcome.ADDED: "added", StoreOutcome.CHANGED: "changed", StoreOutcome.UNCHANGED: "unchanged"}
    stored = [
        (id_, outcome) for report in reports for outcome, name in outcomes.items() for id_ in getattr(report, name)
    ]
    taken = _taken(collection, stored)
    return Intake(tuple(taken), tuple(problem for report in reports for problem in report.problems))


def _taken(collection: Collection, stored: Sequence[tuple[str, StoreOutcome]]) -> list[Taken]:
    """Return the articles with these ids by title, each with the earlier one that it duplicates."""
    repeats = collection.repeats([id_ for id_, _ in stored])
    articles = [(collection.get(id_), outcome) for id_, outcome in stored]
    return [Taken(one.id, one.title, one.origin, outcome, repeats.get(one.id)) for one, outcome in articles]


def take_text(settings: Settings, raw: RawArticle) -> Taken:
    """Store one article; raise ``SourceError`` if that is not possible."""
    with open_collection(settings) as collection:
        stored = collection.put(raw)
        [taken] = _taken(collection, [(stored.id, stored.outcome)])
    return taken


def remove_articles(settings: Settings, ids: Sequence[str], tombstones: Tombstones | None = None) -> list[str]:
    """Remove articles and return their titles; with ``tombstones`` they are hidden at once in every build.

    Raises ``ConflictError`` for an article of the articles folder, whose file would bring it back at the next
    rebuild. If one article cannot be removed none is; but they are hidden anyway.
    """
    with open_collection(settings) as collection:
        articles = [collection.get(article_id) for article_id in ids]
        folder = collection.origin_of(settings.articles_dir)
        if tombstones is not None:
            tombstones.hide(ids)
        hidden = "已經從答案裡隱藏，但是檔案還在，下次重建又會出現：" if tombstones is not None else ""
        for article in articles:
            if article.origin.startswith(f"{folder}/"):
                whole = (settings.data_dir / article.origin).exists() or "#" not in article.origin
                raise ConflictError(
                    f"《{article.title}》來自 {settings.data_dir / article.origin}：{hidden}"
                    f"{'請刪除這個檔案' if whole else '請從檔案裡刪去 # 後面所指的這一筆'}，"
                    "再執行 qa rebuild，文章就會從索引消失。"
                )
        for article_id in dict.fromkeys(ids):
            collection.remove(article_id)
    return [article.title for article in articles]
